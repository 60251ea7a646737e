"""Who may open which address, and who may take which step: tables made from what is declared, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from jinlin.base.access import Access, access_of
from jinlin.base.actor import Actor, Held
from jinlin.base.engine import desks
from jinlin.base.procedure import Procedure, Step
from jinlin.organisations.public import Role, roles

OPEN, SIGN_IN, TOKEN, GONE, UNMARKED = "✓", "登录", "令牌", "404", "未声明"


@dataclass(frozen=True)
class Address:
    """One address: its route, its name, what the view declares, and the view itself."""

    route: str
    name: str
    access: Access | None
    view: Any


def addresses(resolver: URLResolver | None = None, prefix: str = "", space: str = "") -> Iterator[Address]:
    """Every address of the platform, by walking the resolver."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, route, inner)
        elif isinstance(entry, URLPattern):
            yield Address(
                "/" + route.lstrip("^/"),
                space + (entry.name or ""),
                access_of(entry.callback),
                entry.callback,
            )


def readers() -> dict[str, Actor]:
    """Everybody the tables speak of: a visitor, a resident, and a holder of each role."""
    found = {"访客": Actor(account=0, name=""), "居民": Actor(account=1, name="居民")}
    for role in roles().values():
        found[role.words.zh] = Actor(
            account=1, name=role.words.zh, seats=(Held(role.code, tenure=1, path="/"),)
        )
    return found


def outcome(access: Access | None, reader: Actor) -> str:
    """What a reader gets at an address with that declaration."""
    if access is None:
        return UNMARKED
    if access.kind == "token":
        return TOKEN
    if access.kind != "all" and not reader.signed_in:
        return SIGN_IN
    return OPEN if access.admits(reader) else GONE


_GROUPS = (
    (
        "all",
        "任何人 · Anybody",
        "不用登录。看到什么，还要看这件事是否公开、有没有回执。No account; what is seen depends on the subject.",
    ),
    (
        "signed_in",
        "登录以后 · Signed in",
        "访客先去登录；只看得到自己的。Visitors sign in first; only one's own is shown.",
    ),
    ("seat", "任何在任的工作人员 · Any seat held now", "访客先去登录；居民得到 404。Residents get 404."),
    ("token", "凭接口令牌 · By token", "视图自己核对令牌；登录在这里不算数。Sessions give no right here."),
)


def _kind(access: Access) -> str:
    if access.kind != "staff":
        return access.kind
    return "roles" if access.roles else "seat"


def access_table() -> str:
    """The page role × address, as Markdown."""
    known = sorted(addresses(), key=lambda found: (found.route, found.name))
    lines = [
        "# 谁能打开哪个地址 · Who may open which address",
        "",
        "由 `jinlin docs` 从每个视图的声明生成，不要手改。没有声明的地址对谁都是 404。打开以后能看哪一件、做哪一步，",
        "还要看与这件事的关系：见 [steps.md](steps.md)。",
        "",
        "Made by `jinlin docs` from what each view declares; an address without a declaration is 404 for everybody.",
    ]
    for kind, title, words in _GROUPS:
        rows = [one for one in known if one.access and _kind(one.access) == kind]
        lines += ["", f"## {title}", "", words, "", "| 地址 address | 名称 name |", "|---|---|"]
        lines += [f"| `{_cell(one.route)}` | {_cell(one.name)} |" for one in rows]
    lines += _matrix([one for one in known if one.access and _kind(one.access) == "roles"])
    lines += _unmarked([one for one in known if one.access is None])
    return "\n".join(lines) + "\n"


def _matrix(rows: list[Address]) -> list[str]:
    people = readers()
    shown = [
        name for name, reader in people.items() if any(outcome(one.access, reader) == OPEN for one in rows)
    ]
    lines = ["", "## 只对某些职务 · Only for some seats", ""]
    lines += ["访客先去登录；居民和其他职务得到 404。Residents and other seats get 404.", ""]
    lines += ["| 地址 address | 名称 name | " + " | ".join(shown) + " |", "|---|---|" + "---|" * len(shown)]
    for one in rows:
        cells = " | ".join(OPEN if outcome(one.access, people[name]) == OPEN else "" for name in shown)
        lines.append(f"| `{_cell(one.route)}` | {_cell(one.name)} | {cells} |")
    return lines


def _unmarked(rows: list[Address]) -> list[str]:
    if not rows:
        return []
    lines = ["", "## 没有声明，因此对谁都是 404 · Undeclared, so 404 for everybody", ""]
    return lines + [f"- `{_cell(one.route)}` {one.name}" for one in rows]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def steps_table() -> str:
    """The page role × state × step for every declared procedure, as Markdown."""
    lines = [
        "# 谁在什么状态能做哪一步 · Who may take which step in which state",
        "",
        "由 `jinlin docs` 从流程声明生成，不要手改。Made by `jinlin docs` from the declared procedures.",
        "",
    ]
    for code in sorted(desks):
        lines += _procedure(desks[code].procedure)
    return "\n".join(lines).rstrip("\n") + "\n"


def _procedure(procedure: Procedure) -> list[str]:
    lines = [f"## {procedure.words.zh} · {procedure.words.en} (`{procedure.code}`)", ""]
    lines += ["| 关系 relation | 由哪些职务得到 from which seats |", "|---|---|"]
    used = {name for step in procedure.steps for name in step.who}
    for name in procedure.relations:
        if name in used:
            lines.append(f"| {procedure.relations[name].zh} `{name}` | {_seats(name)} |")
    for state in procedure.states:
        steps = [step for step in procedure.steps if state.code in procedure.sources(step)]
        ending = "（终点 final）" if state.final else ""
        lines += ["", f"### {state.words.zh} · {state.words.en} (`{state.code}`){ending}", ""]
        if not steps:
            lines.append("没有可做的步骤。No step.")
            continue
        lines += ["| 步骤 step | 谁 who | 之后 then | 条件 when | 依据 basis |", "|---|---|---|---|---|"]
        lines += [_step(procedure, step) for step in steps]
    return [*lines, ""]


def _step(procedure: Procedure, step: Step) -> str:
    who = "、".join(procedure.relations[name].zh for name in step.who)
    then = procedure.state(step.target).words.zh if step.target else "不变"
    when = "；".join(_first_line(rule) for rule in step.when)
    return f"| {step.words.zh} `{step.code}` | {who} | {then} | {_cell(when)} | {_cell(step.basis)} |"


def _first_line(rule: Any) -> str:
    return (rule.__doc__ or rule.__name__).strip().splitlines()[0]


def _seats(relation: str) -> str:
    found: list[Role] = [role for role in roles().values() if relation in role.relations]
    return "、".join(role.words.zh for role in found) or "与这件事本身的关系 by the matter itself"
