"""Reads of claims both ways: on which side somebody stands, what is promised, the lists, the evaluations as one may read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.organisations.public import roles
from jinlin.places.public import Place, above, under
from jinlin.volunteering.claims import rules
from jinlin.volunteering.models.claims import ClaimEvaluation, ClaimProject, Need, Proposal, Resource

OPEN_NEEDS = ("listed", "matched")
RUNNING = ("agreed", "scheduled", "delivering")


def place_relations(actor: Actor, place: Place) -> frozenset[str]:
    """``community`` and ``supervisor`` by seats over a whole place; a grid worker's seat is enough at its own estates."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found: set[str] = set()
    for seat in actor.seats:
        role = roles().get(seat.role)
        grid = seat.place is not None and seat.place == place.grid_id
        if role is not None and (grid or seat.covers(place.path)):
            found |= role.relations & {"community", "supervisor"}
    return frozenset(found)


def between(actor: Actor, community: Place, institution: int) -> frozenset[str]:
    """Relations of an actor to what a community and an institution have together."""
    found = set(place_relations(actor, community))
    if institution in actor.institutions:
        found.add("institution")
    return frozenset(found)


def side_of(held: Iterable[str]) -> str:
    """On which side somebody acts; the institution's where both are held; empty for neither."""
    relations = set(held)
    return "institution" if "institution" in relations else "community" if "community" in relations else ""


def proposal_relations(row: Proposal, actor: Actor) -> frozenset[str]:
    """The sides, and which of them answers now."""
    held = set(between(actor, row.community, row.institution_id))
    side = side_of(held)
    if side:
        held.add("answering" if side == row.waits_for else "proposing")
    return frozenset(held)


def reach(actor: Actor, *, community: str = "community__path", institution: str = "institution") -> Q:
    """The condition that a row is for this actor: their institution's, their community's, or below their supervision."""
    condition = Q(**{f"{institution}__in": actor.institutions}) if actor.institutions else Q(pk__in=[])
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is not None and seat.path and role.relations & {"community", "supervisor"}:
            condition |= under(seat.path, community)
    return condition


def works_at(actor: Actor, path: str) -> Q:
    """The condition that a row lies where the actor's seats work themselves."""
    condition = Q(pk__in=[])
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is not None and seat.path and "community" in role.relations:
            condition |= under(seat.path, path)
    return condition


def community_of(place: Place) -> Place:
    """The community that a place lies in, or the place itself above it."""
    return above(place.path).filter(level="community").first() or place


def communities_of(actor: Actor) -> list[Place]:
    """The communities and estates at which the actor may list a need."""
    condition = Q(pk__in=[])
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is not None and seat.path and "community" in role.relations:
            condition |= under(seat.path) | Q(pk=seat.place or -1)
    return list(
        Place.objects.filter(condition, level__in=("community", "estate"), valid_to__isnull=True).order_by(
            "path"
        )[:200]
    )


def reserved(resource: Resource) -> int:
    """How much of a resource its projects hold; the caller locks the resource where it decides by it."""
    return rules.reserved_of(
        ClaimProject.objects.filter(resource=resource).values_list("state", "amount", "used")
    )


def resources_for(place: Place) -> QuerySet[Resource]:
    """What institutions offer to a place: at it, above it, or below it."""
    wider = Q(place__path__in=[one.path for one in above(place.path)])
    return Resource.objects.filter(wider | under(place.path, "place__path"), state="offered")


def needs_of(place: Place) -> QuerySet[Need]:
    """The needs listed at or below a place."""
    return Need.objects.filter(under(place.path, "place__path"))


def chair_list(actor: Actor, on: dt.datetime) -> QuerySet[Proposal]:
    """Proposals that stayed without an answer too long: for the convener of the joint meeting."""
    return Proposal.objects.filter(reach(actor), state="proposed", chair_at__lte=on)


@dataclass(frozen=True)
class Seen:
    """An evaluation as somebody may read it; ``row`` None where it is still hidden from them."""

    side: str
    given: bool
    row: ClaimEvaluation | None


def evaluations(project: ClaimProject, held: frozenset[str]) -> list[Seen]:
    """Both sides' evaluations: each side reads the other's only when both have given theirs; others read none before."""
    rows = {one.side: one for one in project.evaluations.all()}
    both, mine = len(rows) == 2, side_of(held)
    return [
        Seen(side, side in rows, rows.get(side) if both or side == mine else None)
        for side in ("community", "institution")
    ]


def may_evaluate(project: ClaimProject, on: dt.datetime) -> bool:
    """Whether the ten days are not over."""
    return project.evaluate_by is None or on <= project.evaluate_by


def three_lists(community: Place, on: dt.date) -> dict[str, list[tuple[Need | Resource, int]]]:
    """Needs, what people say, and resources of a community, each with its age in days; unmatched needs by lead unit and age."""
    rows = (
        needs_of(community)
        .filter(state__in=OPEN_NEEDS)
        .select_related("lead", "place")
        .order_by("lead__name", "entered_at", "pk")
    )
    aged = [(one, (on - timezone.localdate(one.entered_at)).days) for one in rows]
    offered = (
        resources_for(community)
        .select_related("institution", "place")
        .order_by("institution__name", "entered_at", "pk")
    )
    return {
        "needs": [pair for pair in aged if pair[0].sort == "need"], "opinions": [pair for pair in aged if pair[0].sort == "opinion"],
        "resources": [(one, (on - timezone.localdate(one.entered_at)).days) for one in offered],
    }  # fmt: skip
