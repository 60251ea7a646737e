"""How a declared procedure meets the database: one desk per procedure takes every step the same way.

A step locks the subject's row, loads relations and facts, asks the procedure, runs the step's effect, writes
state and event, and tells who is to be told, all in one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.given import clean_given
from jinlin.base.models import Event, Threaded
from jinlin.base.procedure import Offer, Procedure, Step
from jinlin.base.repeat import settled
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words


class Faulty(Exception):
    """What was given holds faults: a reason for each field by name."""

    def __init__(self, faults: Mapping[str, Reason]) -> None:
        super().__init__("; ".join(f"{name}: {reason.words.zh}" for name, reason in faults.items()))
        self.faults = dict(faults)


@dataclass
class Taken:
    """What an effect adds to its step: facts for the event, the words of the thread, who else is told."""

    data: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    seen: str = ""
    files: list[int] = field(default_factory=list)
    tell: list[str] = field(default_factory=list)


Effect = Callable[[Any, dict[str, Any], Actor, dt.datetime], Taken]
Wait = Callable[[Any, dt.datetime], Reason | None]


@dataclass(frozen=True)
class Desk:
    """One procedure with its table: how to find relations and facts, what each step writes, who is told.

    ``relations(subject, actor)`` → names; ``facts(subject, actor, relations, on)`` → a plain value for the rules;
    ``effects`` by step code; ``tell(subject, step, by, event, extra)`` sends the notices; ``related`` names the rows
    that relations and facts look at, fetched with the subject's own; ``waits`` is filled by ``wait``.
    """

    procedure: Procedure
    model: type[Any]
    relations: Callable[[Any, Actor], frozenset[str]]
    facts: Callable[[Any, Actor, frozenset[str], dt.datetime], Any]
    effects: Mapping[str, Effect]
    tell: Callable[[Any, Step, Actor, Event, list[str]], None]
    after: Callable[[Any, Step, dict[str, Any], Event, str], None] | None = None
    related: tuple[str, ...] = ()
    waits: dict[str, list[Wait]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = set(self.effects) - {step.code for step in self.procedure.steps}
        if unknown:
            raise ValueError(f"{self.procedure.code}: effects without a step: {sorted(unknown)}")
        desks[self.procedure.code] = self

    def wait(self, step: str, check: Wait) -> None:
        """Let a step wait for what a higher floor knows: ``check(subject, on)`` answers None, or the reason against it now.

        Asked after the procedure's own rules, on the buttons and inside the step's transaction alike. Registering the
        same check twice has no effect; ``LookupError`` where there is no such step.
        """
        if self.procedure.step(step) is None:
            raise LookupError(f"{self.procedure.code} has no step {step!r}")
        known = self.waits.setdefault(step, [])
        if check not in known:
            known.append(check)

    def _waited_for(self, step: str, subject: Any, on: dt.datetime) -> tuple[Reason, ...]:
        found = (check(subject, on) for check in self.waits.get(step, ()))
        return tuple(reason for reason in found if reason is not None)

    def offers(
        self, subject: Any, actor: Actor, *, on: dt.datetime | None = None, held: frozenset[str] | None = None
    ) -> list[Offer]:
        """Every step as this actor sees it now; ``held`` where the actor's relations were asked for already."""
        on = on or timezone.now()
        relations = held if held is not None else self.relations(subject, actor)
        asked = self.procedure.offers(subject.state, relations, self.facts(subject, actor, relations, on))
        return [
            Offer(one.step, self._waited_for(one.step.code, subject, on))
            if one.open and one.step.code in self.waits
            else one
            for one in asked
        ]

    def take(
        self, subject: int, step: str, *, by: Actor, given: Mapping[str, Any] | None = None, on: dt.datetime | None = None,
        seen_seq: int | None = None,
    ) -> Any:  # fmt: skip
        """Take a step on the subject with that id. Answers the subject as it stands afterwards.

        Raises ``Refused`` (with reasons) where the step is closed, ``Faulty`` where what was given is wrong, the
        model's ``DoesNotExist`` where there is no such subject. Two at once: the second sees the first's result.
        """
        return settled(lambda: self._take(subject, step, by, given, on))

    def _take(
        self, subject: int, step: str, by: Actor, given: Mapping[str, Any] | None, on: dt.datetime | None
    ) -> Any:
        declared = self.procedure.step(step)
        with transaction.atomic():
            row = self._locked(subject)
            at = on or timezone.now()
            relations = self.relations(row, by)
            facts = self.facts(row, by, relations, at)
            try:
                asked = self.procedure.ask(step, row.state, relations, facts)
            except Refused as refusal:
                raise self._with_last(row, refusal) from None
            assert declared is asked
            waiting = self._waited_for(step, row, at)
            if waiting:
                raise Refused(*waiting)
            values, faults = clean_given(asked.fields, given or {})
            if faults:
                raise Faulty(faults)
            before = row.state
            taken = self.effects[step](row, values, by, at) if step in self.effects else _note(values)
            event = self.write(row, asked, by=by, at=at, taken=taken)
            if self.after:
                self.after(row, asked, values, event, before)
            self.tell(row, asked, by, event, taken.tell)
            publish(f"{self.procedure.code}.{step}", subject=row, event=event, by=by)
        return row

    def _locked(self, subject: int) -> Any:
        """The subject's row, locked, with what belongs to it as it is now.

        Locked by itself first: a row that was waited for is looked at again by PostgreSQL, but what was joined to it is
        not, so that an owner or a category that the other one just changed would be missing.
        """
        rows = self.model.objects.all()
        if self.related and connection.features.has_select_for_update:
            list(rows.select_for_update().filter(pk=subject).values_list("pk"))
            return rows.select_related(*self.related).get(pk=subject)
        return rows.select_for_update(of=("self",)).select_related(*self.related).get(pk=subject)

    def write(self, row: Any, step: Step, *, by: Actor, at: dt.datetime, taken: Taken) -> Event:
        """Move the state, add the event, save the row."""
        data = dict(taken.data)
        if by.follows:
            data.setdefault("telling", by.follows[0])
        if step.target and step.target != row.state:
            data["from"], data["to"] = row.state, step.target
            row.state = step.target
        event = trail.record(
            row, self.procedure.code, f"{self.procedure.code}.{step.code}", by=by, at=at, data=data, text=taken.text,
            seen=taken.seen or step.seen,
        )  # fmt: skip
        row.save()
        return event

    def _with_last(self, row: Threaded, refusal: Refused) -> Refused:
        """A refusal for a state that somebody else just changed names who did it and when."""
        if refusal.reason.code != "wrong_state":
            return refusal
        last = Event.objects.filter(subject=self.procedure.code, subject_id=row.pk, seq=row.trail_seq).first()
        if last is None:
            return refusal
        when = timezone.localtime(last.at)
        reason = refusal.reason
        zh = f"{reason.words.zh}。{last.actor_title or '平台'} 已在 {when:%m-%d %H:%M} 处理"
        en = f"{reason.words.en}. {last.actor_title or 'The platform'} acted at {when:%m-%d %H:%M}"
        return Refused(Reason(reason.code, Words(zh, en), reason.basis))


def _note(values: dict[str, Any]) -> Taken:
    return Taken(text=values.get("note") or "", files=values.get("files") or [])


desks: dict[str, Desk] = {}
"""Every desk by the code of its procedure; pages, API, worklist, docs and tests walk through it."""


def thread(code: str, subject: int, *, seen: Iterable[str]) -> list[Event]:
    """The events of a subject in order, as far as a reader may see them."""
    return list(Event.objects.filter(subject=code, subject_id=subject, seen__in=list(seen)).order_by("seq"))
