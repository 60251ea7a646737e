"""Reads of talents: who is what to one, who may be shown to whom, how often somebody helped this week, the mosaic."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.organisations.public import roles
from jinlin.places.public import Place, above, under
from jinlin.visits.models import Skill, Talent, TalentRequest, TalentSkill
from jinlin.visits.talents.procedure import LISTED

WEEK = dt.timedelta(days=7)


def works_there(actor: Actor, place: Place) -> bool:
    """Whether a seat of the actor works on what is told at this place."""
    for seat in actor.seats:
        role = roles().get(seat.role)
        if (
            role is not None
            and "community" in role.relations
            and ((seat.place is not None and seat.place == place.grid_id) or seat.covers(place.path))
        ):
            return True
    return False


def worked_by(actor: Actor, field: str = "place") -> Q:
    """The condition that the actor's seats work where a talent lives."""
    condition = Q(pk__in=[])
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is not None and seat.path and "community" in role.relations:
            condition |= under(seat.path, f"{field}__path") | Q(**{f"{field}__grid": seat.place or -1})
    return condition


def can_answer(talent: Talent) -> bool:
    """Whether the person can answer on a phone of their own."""
    return talent.person is not None and getattr(talent.person, "account", None) is not None


def talent_relations(row: Talent, actor: Actor) -> frozenset[str]:
    """What an actor is to a talent. Before the person's own word nobody sees them but whoever suggested them.

    Those who cannot answer on a phone are asked by a worker, who so sees the suggestion.
    """
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found: set[str] = set()
    if actor.signed_in and actor.person and row.person_id == actor.person:
        found.add("self")
    if row.state == "suggested" and actor.signed_in and row.nominated_by_id == actor.account:
        found.add("nominator")
    if works_there(actor, row.place) and (
        row.state in LISTED or (row.state == "suggested" and not can_answer(row))
    ):
        found.add("community")
    return frozenset(found)


def request_relations(row: TalentRequest, actor: Actor) -> frozenset[str]:
    """The asker and the one who was asked; nobody else reads it."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found: set[str] = set()
    if actor.signed_in and row.account_id == actor.account:
        found.add("asker")
    if actor.signed_in and actor.person and row.talent.person_id == actor.person:
        found.add("talent")
    return frozenset(found)


def valid(on: dt.date, prefix: str = "") -> Q:
    """The condition on a held skill that it was checked and, in a regulated profession, its licence is valid on the day."""
    licence = Q(**{f"{prefix}skill__licence": False}) | Q(**{f"{prefix}licence_until__gte": on})
    return Q(**{f"{prefix}verified_at__isnull": False}) & licence


def helped(talent: Talent, at: dt.datetime) -> int:
    """How often somebody agreed within the last seven days."""
    return TalentRequest.objects.filter(
        talent=talent, state__in=("agreed", "done"), agreed_at__gt=at - WEEK
    ).count()


def shown(on: dt.date) -> QuerySet[Talent]:
    """Those whom neighbours may see: active, by their own choice public, with a valid skill."""
    held = TalentSkill.objects.filter(valid(on), talent=OuterRef("pk"))
    return Talent.objects.filter(Exists(held), state__in=("active", "resting"), seen="public")


def with_skills(rows: QuerySet[Talent], at: dt.datetime) -> QuerySet[Talent]:
    """Talents with place, valid skills and how often they helped this week; two queries."""
    held = (
        TalentSkill.objects.filter(valid(timezone.localdate(at)))
        .select_related("skill")
        .order_by("skill__sort")
    )
    count = Count(
        "requests",
        filter=Q(requests__state__in=("agreed", "done"), requests__agreed_at__gt=at - WEEK),
        distinct=True,
    )
    return (
        rows.select_related("place__parent")
        .prefetch_related(Prefetch("skills", held, to_attr="valid_skills"))
        .annotate(week=count)
    )


def having(rows: QuerySet[Talent], skills: Iterable[int], on: dt.date) -> QuerySet[Talent]:
    """Those who have one of these skills, checked and valid."""
    held = TalentSkill.objects.filter(valid(on), talent=OuterRef("pk"), skill__in=list(skills))
    return rows.filter(Exists(held))


@dataclass(frozen=True)
class Tile:
    """One building of the mosaic: what its people can do, how many of each, never who."""

    place: Place
    skills: tuple[tuple[Skill, int], ...]

    @property
    def name(self) -> str:
        """The building with its estate before it: every estate has a first building."""
        above = self.place.parent
        inside = above is not None and self.place.level in ("building", "stairwell")
        return f"{above.name} {self.place.name}" if inside and above else self.place.name


def mosaic(talents: Iterable[Talent]) -> list[Tile]:
    """「邻居会什么」 by building."""
    places: dict[int, Place] = {}
    counts: dict[int, Counter[int]] = {}
    known: dict[int, Skill] = {}
    for one in talents:
        places[one.place_id] = one.place
        for held in one.valid_skills:  # type: ignore[attr-defined]
            known[held.skill_id] = held.skill
            counts.setdefault(one.place_id, Counter())[held.skill_id] += 1
    return [
        Tile(
            places[pk],
            tuple(
                (known[skill], number)
                for skill, number in sorted(found.items(), key=lambda pair: known[pair[0]].sort)
            ),
        )
        for pk, found in sorted(counts.items(), key=lambda pair: places[pair[0]].path)
    ]


def tile_place(person: int | None) -> Place | None:
    """Where a person's talent is shown: their building, else the estate; never the dwelling."""
    from jinlin.people.public import Member

    member = (
        Member.objects.filter(person=person or -1, until_on__isnull=True)
        .select_related("household__dwelling")
        .first()
    )
    if member is None:
        return None
    chain = {one.level: one for one in above(member.household.dwelling.path)}
    return chain.get("building") or chain.get("estate") or chain.get("community")
