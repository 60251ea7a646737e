"""A matter's life written in memory along the declared procedure: states, clocks and trail as the desks write them.

What a step writes besides state and event is taken from the desks' own effects; the few that look into the database
(parts, tellings) have a twin here, and a test lives the same life on both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Taken
from jinlin.base.models import Event
from jinlin.matters.public import CALLS, MATTERS, Matter, Part, Telling, number_of, start_clock, until
from jinlin.organisations.public import Institution
from jinlin.site.demo.world import World

SETTLED = ("acted", "marked", "released")


class NotYet(Exception):
    """The step would lie in the world's future: the life stands where it stands today."""


class Walk:
    """One matter on its way. ``take`` answers nothing; it raises ``NotYet`` where today is reached."""

    def __init__(self, world: World, matter: Matter, telling: Telling) -> None:
        self.world = world
        self.matter = matter
        self.tellings = [telling]
        self.parts: list[Part] = []
        self.at = matter.told_at
        self.last: Event
        self.ahead: list[tuple[dt.datetime, Callable[[], None]]] = []

    def begin(self, by: Actor) -> None:
        """The first event: told, with the one who holds it from now on."""
        data = {"channel": self.matter.channel, "telling": self.tellings[0].pk, "owner": self.matter.owner_id}
        self._event(self.matter, "matter", "matter.told", by, data, "", "public")

    def take(self, code: str, by: Actor, at: dt.datetime, note: str = "", **given: Any) -> None:
        """Take a declared step at a moment; refused (``AssertionError``) from a state in which it is closed."""
        at = self._move_to(at)
        step = MATTERS.procedure.step(code)
        assert step is not None
        assert self.matter.state in MATTERS.procedure.sources(step), (code, self.matter.state)
        values = {field.name: None for field in step.fields} | {"note": note} | given
        twin = _TWINS.get(code)
        taken = twin(self, values, by, at) if twin else MATTERS.effects[code](self.matter, values, by, at)
        self._write(self.matter, "matter", step, by, taken)

    def take_call(
        self, part: Part, code: str, by: Actor, at: dt.datetime, note: str = "", **given: Any
    ) -> None:
        """Take a step of a whistle's call; it stands in the matter's thread too."""
        at = self._move_to(at)
        step = CALLS.procedure.step(code)
        assert step is not None
        assert part.state in CALLS.procedure.sources(step), (code, part.state)
        values = {field.name: None for field in step.fields} | {"note": note} | given
        taken = CALLS.effects[code](part, values, by, at)
        event = self._write(part, "call", step, by, taken)
        data = {"institution": part.institution.name, "part": part.pk}
        self._event(self.matter, "matter", event.thing, by, data, event.text, event.seen)

    def end(self) -> None:
        """Let happen what was still ahead and lies before the world's today."""
        while self.ahead and self.ahead[0][0] <= self.world.now:
            self.at, act = self.ahead.pop(0)
            act()

    def _move_to(self, at: dt.datetime) -> dt.datetime:
        """Go on to a moment, letting what was ahead happen first; nothing goes backwards."""
        at = max(at, self.at)
        if at > self.world.now:
            raise NotYet
        while self.ahead and self.ahead[0][0] <= at:
            self.at, act = self.ahead.pop(0)
            act()
        self.at = max(at, self.at)
        return self.at

    def _write(self, row: Matter | Part, kind: str, step: Any, by: Actor, taken: Taken) -> Event:
        data = dict(taken.data)
        if by.follows:
            data.setdefault("telling", by.follows[0])
        if step.target and step.target != row.state:
            data["from"], data["to"] = row.state, step.target
            row.state = step.target
        return self._event(row, kind, f"{kind}.{step.code}", by, data, taken.text, taken.seen or step.seen)

    def _event(
        self, row: Matter | Part, kind: str, thing: str, by: Actor, data: dict[str, Any], text: str, seen: str
    ) -> Event:
        event = trail.link(row, kind, thing, by, self.at, data, text, seen)
        self.world.events.append(event)
        if kind == "matter" and row is self.matter:
            self.last = event
        return event

    def join(self, telling: Telling, by: Actor) -> None:
        """One more voice told the same."""
        self.tellings.append(telling)
        telling.matter = self.matter
        self.matter.teller_count = len(self.tellings)
        data = {"channel": telling.channel, "telling": telling.pk}
        self._event(self.matter, "matter", "matter.told_again", by, data, "", "public")

    def take_in(self, other: Walk, by: Actor) -> None:
        """Another matter is merged into this one: its tellings come over, and both threads say so."""
        values = {"into": self.matter.pk, "note": ""}
        other.at = self.at
        other.matter.into, other.matter.outcome = self.matter, "merged"
        other.matter.closed_at, other.matter.due_at = self.at, None
        step = MATTERS.procedure.step("merge")
        number = number_of(self.matter.pk, self.matter.told_at)
        other._write(
            other.matter, "matter", step, by, Taken(data={"into": number, "into_id": values["into"]})
        )
        self.tellings += other.tellings
        for telling in other.tellings:
            telling.matter = self.matter
        self.matter.teller_count = len(self.tellings)
        data = {"from": number_of(other.matter.pk, other.matter.told_at), "tellings": len(other.tellings)}
        self._event(self.matter, "matter", "matter.joined", by, data, "", "public")

    def open_calls(self) -> list[Part]:
        """The calls that have not come to their end."""
        return [part for part in self.parts if part.kind == "called" and part.state not in SETTLED]

    def part(self, kind: str, institution: Institution, reason: str, **more: Any) -> Part:
        """A further part of an institution in this matter, from now on."""
        made = Part(
            matter=self.matter,
            institution=institution,
            kind=kind,
            reason=reason[:400],
            begun_at=self.at,
            **more,
        )
        self.parts.append(self.world.rows.add(made))
        return made


def _set_lead(walk: Walk, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    lead, helpers = values["lead"], values["helpers"] or []
    _end_parts(walk, at)
    for kind, institution in [("lead", lead), *(("helper", one) for one in helpers)]:
        walk.part(kind, institution, values["note"])
    walk.matter.lead = lead
    walk.matter.object_until = until("return_wrong_dispatch", at)
    return Taken({"lead": lead.name, "helpers": [one.name for one in helpers]}, values["note"])


def _end_parts(walk: Walk, at: dt.datetime) -> None:
    for part in walk.parts:
        if part.kind in ("lead", "helper") and part.ended_at is None:
            part.ended_at = at


def _take_back(walk: Walk, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    _end_parts(walk, at)
    walk.matter.lead, walk.matter.object_until, walk.matter.owner_id = None, None, by.account
    return Taken({"owner": by.account}, values["note"])


def _whistle(walk: Walk, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    answer_by, arrive_by = until("whistle_answer", at), until("whistle_arrive", at)
    walk.matter.whistled_at = walk.matter.whistled_at or at
    for one in values["institutions"]:
        part = walk.part(
            "called",
            one,
            values["note"],
            state="called",
            answer_due_at=answer_by,
            arrive_due_at=arrive_by,
            remind_at=answer_by,
        )
        walk._event(part, "call", "call.called", by, {"matter": walk.matter.pk}, values["note"], "public")
    names = [one.name for one in values["institutions"]]
    return Taken({"institutions": names, "arrive_by": arrive_by.isoformat()}, values["note"])


def _triage(walk: Walk, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    category = values["category"]
    walk.matter.category, walk.matter.public = category, category.public
    if walk.matter.clock != category.clock:
        start_clock(walk.matter, category.clock, walk.matter.told_at)
    return Taken({"category": category.code})


def _said(walk: Walk, values: dict[str, Any], by: Actor, at: dt.datetime, solved: bool) -> None:
    satisfaction = int(values["satisfaction"]) if values.get("satisfaction") else None
    matter = walk.matter
    matter.solved, matter.satisfaction = solved, satisfaction or matter.satisfaction
    for telling in walk.tellings:
        if by.follows and telling.pk not in by.follows:
            continue
        if not by.follows and by.person and not by.staff and telling.person_id != by.person:
            continue
        telling.solved, telling.satisfaction, telling.said_at = solved, satisfaction, at


def _solved(walk: Walk, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    _said(walk, values, by, at, True)
    matter = walk.matter
    matter.outcome, matter.closed_at, matter.wait_until = "solved", at, until("reopen_after", at)
    return Taken({"satisfaction": matter.satisfaction}, values["note"])


def _unsolved(walk: Walk, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    _said(walk, values, by, at, False)
    matter = walk.matter
    matter.returned += 1
    matter.wait_until = None
    start_clock(matter, matter.clock, at)
    return Taken({"returned": matter.returned}, values["note"])


_TWINS: dict[str, Callable[[Walk, dict[str, Any], Actor, dt.datetime], Taken]] = {
    "triage": _triage, "dispatch": _set_lead, "redispatch": _set_lead, "take_back": _take_back, "whistle": _whistle,
    "confirm": _solved, "revisit_solved": _solved, "not_solved": _unsolved, "revisit_unsolved": _unsolved,
}  # fmt: skip
