"""The desks of matters and calls: relations, facts and notices for the declared procedures."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.base import scanning
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event, StoredFile
from jinlin.base.procedure import Step
from jinlin.base.words import Words
from jinlin.matters import effects, tallies
from jinlin.matters.models import Matter, Part, Telling
from jinlin.matters.notices import tell
from jinlin.matters.procedure import CALL, MATTER
from jinlin.matters.rules import Facts
from jinlin.organisations.public import roles

SETTLED = ("acted", "marked", "released")


def relations_to_place(actor: Actor, path: str, grid: int | None) -> set[str]:
    """The relations that an actor's seats give over what is told at a place."""
    found: set[str] = set()
    for seat in actor.seats:
        if seat.covers(path) or (grid is not None and seat.place == grid):
            role = roles().get(seat.role)
            found |= role.relations if role else frozenset()
    return found


def relations(matter: Matter, actor: Actor) -> frozenset[str]:
    """Every relation of an actor to a matter: by seat, by institution's part, by having told it, by owning it."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found = relations_to_place(actor, matter.place.path, matter.grid_id)
    if actor.signed_in and matter.owner_id == actor.account:
        found |= {"owner", "asked"} if matter.state == "told" else {"owner"}
    if actor.institutions:
        found |= _parts_of(matter, actor)
    if _told(matter, actor):
        found.add("teller")
    return frozenset(found)


def _parts_of(matter: Matter, actor: Actor) -> set[str]:
    names = {"lead": "lead", "helper": "helper", "called": "called", "shared": "shown"}
    rows = Part.objects.filter(matter=matter, institution__in=actor.institutions, ended_at__isnull=True)
    now = timezone.now()
    return {names[kind] for kind, until in rows.values_list("kind", "until") if until is None or until > now}


def _has_proof(matter: Matter) -> bool:
    """Whether a worker put a photo or paper to it; one that did not pass the virus check proves nothing."""
    rows = StoredFile.objects.filter(subject="matter", subject_id=matter.pk, by_id__gt=0)
    return rows.exclude(scan=scanning.FOUND).exists()


def _told(matter: Matter, actor: Actor) -> bool:
    if actor.follows and Telling.objects.filter(matter=matter, pk__in=actor.follows).exists():
        return True
    return bool(actor.person) and Telling.objects.filter(matter=matter, person_id=actor.person).exists()


def facts(matter: Matter, actor: Actor, held: frozenset[str], on: dt.datetime) -> Facts:
    """The facts that the rules of a matter ask for."""
    category = matter.category
    calls = Part.objects.filter(matter=matter, kind="called", ended_at__isnull=True).exclude(
        state__in=SETTLED
    )
    return Facts(
        on=on,
        due_at=matter.due_at,
        answered_at=matter.answered_at,
        closed_at=matter.closed_at,
        extended=matter.extended,
        needs_proof=bool(category and category.proof),
        proof_why=category.why if category else "",
        # Asked for only where the rules look at it.
        has_proof=(matter.long_running or bool(category and category.proof)) and _has_proof(matter),
        long_running=matter.long_running,
        open_calls=tuple(calls.values_list("institution__name", flat=True)),
        tellers=matter.teller_count,
        object_until=matter.object_until,
        wait_until=matter.wait_until,
        dispute_until=matter.wait_until,
        reopen_until=matter.wait_until,
        is_owner=matter.owner_id == actor.account,
        supervises="supervisor" in held,
        rated=matter.satisfaction is not None,
        excluded=bool(matter.excluded),
        last_urged_at=matter.urged_at,
        categorised=category is not None,
    )


def _tell(matter: Matter, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    tell(matter, step, by, event, [*step.tells, *extra])


def _after(matter: Matter, step: Step, values: dict[str, object], event: Event, before: str) -> None:
    effects.attach(matter, event, list(values.get("files") or []))  # type: ignore[call-overload]
    tallies.move(matter, effects.counted_before(matter))


MATTERS = Desk(
    procedure=MATTER,
    model=Matter,
    relations=relations,
    facts=facts,
    effects=effects.MATTER_EFFECTS,
    tell=_tell,
    after=_after,
    # What a step's answer shows comes with the row that was locked for it.
    related=("place", "category", "owner__person", "lead", "into"),
)


def call_relations(part: Part, actor: Actor) -> frozenset[str]:
    """Relations to a call: the called institution's own clerks, and those to its matter."""
    found = set(relations(part.matter, actor)) - {"called"}
    if part.institution_id in actor.institutions:
        found.add("called")
    return frozenset(found)


def _call_tell(part: Part, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    matter = Matter.objects.select_for_update(of=("self",)).get(pk=part.matter_id)
    line = step.past.format()
    name = Words(f"{part.institution.name}：{line.zh}", f"{part.institution.name}: {line.en}")
    effects.echo(matter, part, event, by, name)
    tell(matter, step, by, event, [*step.tells, *extra], part=part, line=name)


def _call_after(part: Part, step: Step, values: dict[str, object], event: Event, before: str) -> None:
    effects.attach(part.matter, event, list(values.get("files") or []))  # type: ignore[call-overload]


CALLS = Desk(
    procedure=CALL, model=Part, relations=call_relations, facts=lambda part, actor, held, on: None,
    effects=effects.CALL_EFFECTS, tell=_call_tell, after=_call_after, related=("matter__place", "institution"),
)  # fmt: skip
