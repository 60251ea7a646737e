"""A procedure is declared once: its states, its steps, who may take them, when, with what, and what follows.

Pure: no Django, no database, no clock. From a declaration come the buttons with their reasons, the permission
check, the form, the API route, the worklist, the deadline, the trail, the notices, the diagram and the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinlin.base.given import Field
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

Rule = Callable[[Any], Reason | None]
ANY_OPEN = ("*open",)
"""As a step's source: every state that is not final."""


@dataclass(frozen=True)
class State:
    """One state of a subject. ``words`` for workers, ``resident`` for residents; ``sign`` and ``tone`` never alone."""

    code: str
    words: Words
    resident: Words
    tone: str = "calm"
    sign: str = "●"
    final: bool = False


@dataclass(frozen=True)
class Step:
    """One thing that somebody may do.

    ``who`` names relations to the subject; ``when`` are rules over facts, asked in order; ``target`` None keeps
    the state. ``past`` is the line in the thread; ``seen`` says who reads that line (public, teller, staff).
    ``tells`` names the relations that get a notice; ``clock`` names a parameter of ``parameters/clocks.toml``.
    ``shown_early`` keeps the closed button visible before its state is reached; ``often`` puts a step among the
    few that a page shows first.
    """

    code: str
    words: Words
    past: Words
    source: tuple[str, ...]
    target: str | None
    who: tuple[str, ...]
    when: tuple[Rule, ...] = ()
    fields: tuple[Field, ...] = ()
    clock: str = ""
    tells: tuple[str, ...] = ()
    seen: str = "public"
    basis: str = ""
    resident: Words | None = None
    main: bool = False
    bulk: bool = False
    weighty: bool = False
    shown_early: bool = False
    often: bool = False

    @property
    def event(self) -> str:
        """The participle under which the step stands in the trail, made from its code."""
        return self.code


@dataclass(frozen=True)
class Offer:
    """A step as one actor sees it now: open, or closed with the reasons in words."""

    step: Step
    reasons: tuple[Reason, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the actor may take the step at this moment."""
        return not self.reasons


class FaultyProcedure(Exception):
    """A declaration holds faults; all are listed."""

    def __init__(self, code: str, faults: list[str]) -> None:
        super().__init__(f"procedure {code}: " + "; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Procedure:
    """The whole life of one kind of subject. Checked when made: a faulty declaration is refused with all faults."""

    code: str
    words: Words
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    relations: Mapping[str, Words]
    start: str
    clocks: frozenset[str] = frozenset()
    _state: dict[str, State] = field(init=False, repr=False, compare=False, default_factory=dict)
    _step: dict[str, Step] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._state.update({state.code: state for state in self.states})
        self._step.update({step.code: step for step in self.steps})
        faults = list(self._faults())
        if faults:
            raise FaultyProcedure(self.code, faults)

    def state(self, code: str) -> State:
        """The state of that code."""
        return self._state[code]

    def step(self, code: str) -> Step | None:
        """The step of that code, or None."""
        return self._step.get(code)

    @property
    def open_states(self) -> tuple[str, ...]:
        """Codes of the states from which something still has to be done."""
        return tuple(state.code for state in self.states if not state.final)

    def sources(self, step: Step) -> tuple[str, ...]:
        """The states from which a step may be taken, with ``*open`` spelled out."""
        return self.open_states if step.source == ANY_OPEN else step.source

    def why_not(self, step: Step, state: str, relations: Iterable[str], facts: Any) -> tuple[Reason, ...]:
        """Every reason against a step now: not yours, wrong state, or the first rule that speaks against it."""
        if not set(step.who) & set(relations):
            return (not_yours(self, step),)
        if state not in self.sources(step):
            return (wrong_state(self, step, state),)
        for rule in step.when:
            reason = rule(facts)
            if reason is not None:
                return (reason,)
        return ()

    def offers(self, state: str, relations: Iterable[str], facts: Any) -> list[Offer]:
        """All steps in declared order, each open or closed with its reasons."""
        held = frozenset(relations)
        return [Offer(step, self.why_not(step, state, held, facts)) for step in self.steps]

    def ask(self, code: str, state: str, relations: Iterable[str], facts: Any) -> Step:
        """The step, if it may be taken now; otherwise ``Refused`` with the reasons."""
        step = self._step.get(code)
        if step is None:
            raise Refused(
                Reason(
                    "no_step", Words("没有这一步：{code}", "There is no such step: {code}").format(code=code)
                )
            )
        reasons = self.why_not(step, state, relations, facts)
        if reasons:
            raise Refused(*reasons)
        return step

    def _faults(self) -> Iterable[str]:
        if len(self._state) != len(self.states):
            yield "two states share a code"
        if len(self._step) != len(self.steps):
            yield "two steps share a code"
        if self.start not in self._state:
            yield f"start {self.start!r} is no state"
        for step in self.steps:
            yield from self._step_faults(step)
        if self.start in self._state:
            yield from self._reach_faults()

    def _step_faults(self, step: Step) -> Iterable[str]:
        for state in step.source:
            if state not in self._state and step.source != ANY_OPEN:
                yield f"{step.code}: source {state!r} is no state"
        if step.target is not None and step.target not in self._state:
            yield f"{step.code}: target {step.target!r} is no state"
        if not step.who:
            yield f"{step.code}: nobody may take it"
        for relation in (*step.who, *step.tells):
            if relation not in self.relations:
                yield f"{step.code}: {relation!r} is no relation"
        if step.clock and step.clock not in self.clocks:
            yield f"{step.code}: clock {step.clock!r} is not among the parameters"
        if step.seen not in ("public", "teller", "staff"):
            yield f"{step.code}: seen by {step.seen!r}"
        names = [given.name for given in step.fields]
        if len(set(names)) != len(names):
            yield f"{step.code}: two fields share a name"

    def _reach_faults(self) -> Iterable[str]:
        reached, ahead = {self.start}, [self.start]
        while ahead:
            here = ahead.pop()
            for step in self.steps:
                if step.target and step.target not in reached and here in self.sources(step):
                    reached.add(step.target)
                    ahead.append(step.target)
        for state in self.states:
            if state.code not in reached:
                yield f"state {state.code!r} cannot be reached"
            leaves = any(
                s.target not in (None, state.code) and state.code in self.sources(s) for s in self.steps
            )
            if not state.final and not leaves:
                yield f"state {state.code!r} has no way out and is not final"


def not_yours(procedure: Procedure, step: Step) -> Reason:
    """The refusal for an actor who holds none of the relations that the step asks for."""
    zh = "、".join(procedure.relations[name].zh for name in step.who)
    en = ", ".join(procedure.relations[name].en for name in step.who)
    words = Words("这一步由{who}来做", "This step belongs to: {who}")
    return Reason("not_yours", Words(words.zh.format(who=zh), words.en.format(who=en)), step.basis)


def wrong_state(procedure: Procedure, step: Step, state: str) -> Reason:
    """The refusal for a step whose time has not come or is past."""
    now = procedure.state(state).words
    wanted = [procedure.state(code).words for code in procedure.sources(step)]
    zh = f"现在是“{now.zh}”，“{step.words.zh}”要在“{'”或“'.join(w.zh for w in wanted)}”时才能做"
    en = f"It is “{now.en}” now; “{step.words.en}” needs “{'” or “'.join(w.en for w in wanted)}”"
    return Reason("wrong_state", Words(zh, en), step.basis)
