"""The reference page of procedures: for each a diagram, its states and its steps."""

from __future__ import annotations

from jinlin.base.engine import Desk, desks
from jinlin.base.parameters import clocks
from jinlin.base.procedure import Procedure, Step


def page() -> str:
    """Every declared procedure as Markdown with a Mermaid diagram."""
    parts = ["# Procedures · 办事步骤\n\nMade by `jinlin docs` from the declarations; do not edit.\n"]
    parts += [_one(desk) for _, desk in sorted(desks.items())]
    return "\n".join(parts)


def _one(desk: Desk) -> str:
    procedure = desk.procedure
    rows = [
        f"## {procedure.words.zh} · {procedure.words.en} (`{procedure.code}`)\n",
        _diagram(procedure),
        _states(procedure),
    ]
    rows.append("| step | 步骤 | from | to | who | asks for | rules | clock | told | seen by | basis |")
    rows.append("|---|---|---|---|---|---|---|---|---|---|---|")
    rows += [_step(procedure, step) for step in procedure.steps]
    return "\n".join(rows) + "\n" + _waits(desk)


def _waits(desk: Desk) -> str:
    """What steps wait for besides their own rules: asked by a higher floor of the platform, after them."""
    known = [
        (step, check)
        for step in desk.procedure.steps
        for check in sorted(desk.waits.get(step.code, ()), key=lambda check: check.__name__)
    ]
    if not known:
        return ""
    rows = [
        "\nSteps that also wait for what other parts of the platform know, with the reason:\n",
        "| step | 步骤 | waits for | reason |",
        "|---|---|---|---|",
    ]
    rows += [
        f"| `{step.code}` | {step.words.zh} | `{check.__name__}` | {(check.__doc__ or '').strip().splitlines()[0]} |"
        for step, check in known
    ]
    return "\n".join(rows) + "\n"


def _diagram(procedure: Procedure) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {procedure.start}"]
    for state in procedure.states:
        lines.append(f"  {state.code}: {state.words.zh}")
    for step in procedure.steps:
        if step.target:
            lines += [f"  {source} --> {step.target}: {step.words.zh}" for source in procedure.sources(step)]
    lines += [f"  {state.code} --> [*]" for state in procedure.states if state.final]
    return "\n".join([*lines, "```\n"])


def _states(procedure: Procedure) -> str:
    rows = ["| state | 工作人员看到 | 居民看到 | sign | final |", "|---|---|---|---|---|"]
    rows += [
        f"| `{s.code}` | {s.words.zh} | {s.resident.zh} | {s.sign} {s.tone} | {'yes' if s.final else ''} |"
        for s in procedure.states
    ]
    return "\n".join(rows) + "\n"


def _step(procedure: Procedure, step: Step) -> str:
    clock = ""
    if step.clock:
        found = clocks()[step.clock]
        clock = f"{found.clock}{'' if found.verified else '（未核实）'}"
    cells = [
        f"`{step.code}`", step.words.zh, ", ".join(procedure.sources(step)), step.target or "—",
        "、".join(procedure.relations[name].zh for name in step.who),
        "、".join(given.words.zh + ("" if given.required else "（可不填）") for given in step.fields),
        ", ".join(f"`{rule.__name__}`" for rule in step.when), clock,
        "、".join(procedure.relations[name].zh for name in step.tells), step.seen, step.basis,
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"
