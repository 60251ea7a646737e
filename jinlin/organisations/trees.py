"""Reads of trees: levels with their counts and coverage, what has none yet and since when, a node with its kin."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jinlin.base.actor import Actor
from jinlin.organisations.models import Level, Organisation, Reach, Template
from jinlin.places.public import Place, above, roots, sees, within

LIVING = Q(ended_on__isnull=True)
PRIVATE = ("stairwell", "dwelling")
"""Levels so near to a household that an organisation's place tells who is a member: shown to seats above it only."""


@dataclass(frozen=True)
class Line:
    """One level of a tree below the reader's places: organisations, and how many of its places they cover."""

    level: Level
    count: int
    covered: int
    places: int

    @property
    def missing(self) -> int:
        """Places of the level's kind that have no organisation yet."""
        return self.places - self.covered

    @property
    def share(self) -> str:
        """The part covered in hundredths, rounded down so that a hundred means all; empty without any place."""
        return f"{self.covered * 100 // self.places}%" if self.places else ""


def lines(template: Template, actor: Actor) -> list[Line]:
    """The levels with counts and coverage. Four queries, whatever the number of places."""
    levels = list(template.levels.filter(ended_on__isnull=True).order_by("rank"))
    # Only places of the level's own kind count as covered; some branches stand at a place of another kind.
    inside = Organisation.objects.filter(
        LIVING, within(actor, "place__path"), level__in=levels, place__valid_to__isnull=True
    )
    found = {
        row["level"]: row
        for row in inside.values("level").annotate(
            n=Count("pk"), covered=Count("place", distinct=True, filter=Q(place__level=F("level__covers")))
        )
    }
    further = _further(levels, actor)
    for row in found.values():
        row["covered"] += further.get(row["level"], 0)
    kinds = {level.covers for level in levels}
    places = dict(
        Place.objects.filter(within(actor), level__in=kinds, valid_to__isnull=True)
        .values("level")
        .annotate(n=Count("pk"))
        .values_list("level", "n")
    )
    none = {"n": 0, "covered": 0}
    return [
        Line(level, (row := found.get(level.pk, none))["n"], row["covered"], places.get(level.covers, 0))
        for level in levels
    ]


def _further(levels: list[Level], actor: Actor) -> dict[int, int]:
    """By level: places that only an organisation of another place covers (a joint branch over two estates)."""
    own = Organisation.objects.filter(LIVING, level=OuterRef("organisation__level"), place=OuterRef("place"))
    rows = Reach.objects.filter(
        within(actor, "place__path"), ~Exists(own), until_on__isnull=True, organisation__ended_on__isnull=True,
        organisation__level__in=levels, place__level=F("organisation__level__covers"), place__valid_to__isnull=True,
    )  # fmt: skip
    counted = rows.values("organisation__level").annotate(n=Count("place", distinct=True))
    return {row["organisation__level"]: row["n"] for row in counted}


def missing(level: Level, actor: Actor) -> QuerySet[Place]:
    """Places without an organisation of the level: ``since`` the last one ended there, else since the place stands."""
    here = Organisation.objects.filter(level=level, place=OuterRef("pk"))
    last = here.values("place").annotate(last=Max("ended_on")).values("last")
    rows = Place.objects.filter(within(actor), level=level.covers, valid_to__isnull=True)
    reached = Reach.objects.filter(
        place=OuterRef("pk"),
        until_on__isnull=True,
        organisation__level=level,
        organisation__ended_on__isnull=True,
    )
    rows = rows.filter(~Exists(here.filter(LIVING)), ~Exists(reached)).select_related("parent")
    return rows.annotate(since=Coalesce(Subquery(last), "valid_from")).order_by("path")


def organisations(actor: Actor) -> QuerySet[Organisation]:
    """Living organisations below the reader's places, with how many stand right under each."""
    rows = Organisation.objects.filter(LIVING, within(actor, "place__path"))
    return with_children(rows)


def with_children(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The organisations with level, place and the number right below."""
    below = Count("children", filter=Q(children__ended_on__isnull=True))
    return (
        rows.select_related("level", "place")
        .annotate(below=below)
        .order_by("level__rank", "place__path", "pk")
    )


def tops(template: Template, actor: Actor) -> list[Organisation]:
    """The uppermost organisations that the reader sees of a tree; under a single one, those right below it too."""
    rows = with_children(
        Organisation.objects.filter(LIVING, within(actor, "place__path"), level__template=template)
    )
    first = rows.first()
    if first is None:
        return []
    found = list(rows.filter(level__rank=first.level.rank)[:200])
    if len(found) == 1:
        found += list(rows.filter(parent=found[0])[:200])
    return found


def may_see(actor: Actor, organisation: Organisation) -> bool:
    """Whether a worker's seats open an organisation's page: below their places, or on the way up from them."""
    path = organisation.place.path
    if organisation.place.level in PRIVATE:
        return any(path.startswith(root) for root in roots(actor))
    return sees(actor, path)


def chain(organisation: Organisation) -> list[Organisation]:
    """The organisations above, from the root down. Parents lie at places above, so one query finds them all."""
    ids = []
    rows = {
        one.pk: one
        for one in Organisation.objects.filter(
            level__template=organisation.level.template_id, place__in=_above(organisation)
        )
    }
    parent = organisation.parent_id
    while parent is not None and parent in rows:
        ids.append(parent)
        parent = rows[parent].parent_id
    return [rows[pk] for pk in reversed(ids)]


def _above(organisation: Organisation) -> QuerySet[Place]:
    """The places above, and the grid that the place lies in."""
    place = organisation.place
    found = above(place.path).order_by()
    return found | Place.objects.filter(pk=place.grid_id or -1)
