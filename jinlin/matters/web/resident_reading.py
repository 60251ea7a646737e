"""What residents' pages read: places by name, who is in charge, public matters and their figures, own tellings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.clock import Left, left
from jinlin.base.deployment_calendar import calendar
from jinlin.base.nodes import Node
from jinlin.base.procedure import State
from jinlin.base.words import Words
from jinlin.matters import kept
from jinlin.matters.clocks import named
from jinlin.matters.models import OPEN, Category, Matter, Part, Telling
from jinlin.matters.numbers import number_of, receipt_key
from jinlin.matters.procedure import CALL, MATTER
from jinlin.organisations.public import people_in_charge, roles, seats_of
from jinlin.places.public import Place, above, below, rank, under

PAGE = 20
FOUND = 12
YEAR = dt.timedelta(days=365)
FINDABLE = ("district", "street", "community", "estate")
COPIED = ("street", "community", "grid", "estate")
SHOWN_ROLES = (
    "grid_worker", "stairwell_head", "building_head", "lane_head", "grid_head", "estate_secretary", "community_secretary", "community_worker", "owners_chair",
    "first_secretary", "instructor", "street_leader",
)  # fmt: skip
"""Seats whose holders are published office holders of a place, in the order in which a resident turns to them."""


# --- places


def find_places(words: str) -> list[Place]:
    """Places whose name holds the words, nearest to a resident's own first (estates before communities)."""
    text = "".join(words.split())[:40]
    if not text:
        return []
    found = Place.objects.filter(name__contains=text, level__in=FINDABLE, valid_to__isnull=True)
    rows = list(found.select_related("parent").order_by("-level", "name")[: FOUND * 4])
    return sorted(rows, key=lambda one: (-rank(one.level), len(one.name), one.name))[:FOUND]


def place_of(code: str) -> Place | None:
    """The living place with that code, with its grid and parent; None for another level than residents ask about."""
    if not code or len(code) > 40:
        return None
    return (
        Place.objects.select_related("grid", "parent")
        .filter(code=code, valid_to__isnull=True)
        .exclude(level__in=("province", "city", "dwelling"))
        .first()
    )


def children_of(place: Place, limit: int = 400) -> list[Place]:
    """The places right below, but for grids (which lie over the others) and dwellings (which are people's homes)."""
    rows = Place.objects.filter(parent=place, valid_to__isnull=True).exclude(
        level__in=("grid", "zone", "dwelling")
    )
    return list(rows.order_by("sort", "code")[:limit])


def top_places() -> list[Place]:
    """Where to begin looking without typing: the streets of the only district, else the districts."""
    living = Place.objects.filter(valid_to__isnull=True)
    districts = list(living.filter(level="district").order_by("sort", "code")[:120])
    if len(districts) != 1:
        return districts
    return list(living.filter(level="street", parent=districts[0]).order_by("sort", "code")[:120])


def help_phone(chain: Iterable[Place]) -> str:
    """The nearest office's telephone number, given the places from the root down; empty where none is known."""
    return next((place.phone for place in reversed(list(chain)) if place.phone), "")


@dataclass(frozen=True)
class Holder:
    """A published office holder of a place: name, seat, where, and the office's own telephone."""

    name: str
    title: Words
    at: str
    phone: str


def holders(place: Place, limit: int = 8) -> list[Holder]:
    """Who is in charge here, nearest first; private telephone numbers are never among it. One query."""
    order = {code: number for number, code in enumerate(SHOWN_ROLES)}
    rows = people_in_charge(place, on=timezone.localdate()).filter(seat__role__in=order)
    made = [
        (order[tenure.seat.role], tenure)
        for tenure in rows.filter(seat__place__isnull=False)[: limit * 4]
        if rank(tenure.seat.place.level) >= rank("street")
    ]
    made.sort(key=lambda pair: pair[0])
    return [
        Holder(
            tenure.person.name,
            roles()[tenure.seat.role].words,
            tenure.seat.place.name,
            tenure.seat.place.phone,
        )
        for _, tenure in made[:limit]
    ]


# --- matters of a place


def at_place(place: Place) -> Q:
    """The condition that a matter was told here or below, by the index of the level."""
    if place.level in COPIED:
        return Q(**{f"{place.level}_id": place.pk})
    if rank(place.level) < rank("street"):
        return under(place.path, "place__path")
    return Q(place__in=below(place.path).values("pk"))


def public_matters() -> QuerySet[Matter]:
    """Matters that anybody may read: told in public, of a public kind, neither withdrawn nor merged into another."""
    return Matter.objects.filter(public=True, category__public=True).exclude(
        state__in=("merged", "withdrawn")
    )


@dataclass(frozen=True)
class Row:
    """A matter as a resident's list shows it: number, heading, state as sign and word, who has it, until when."""

    number: str
    title: str
    state: State
    place: str
    has: str
    until: Words | None
    link: str
    at: dt.datetime
    note: Words | None = None
    count: int = 1


def open_rows(place: Place, *, before: int | None = None) -> tuple[list[Row], int | None]:
    """Public matters of a place that are not done yet, newest first, and the id behind which the next page begins."""
    rows = public_matters().filter(OPEN & at_place(place))
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("place", "lead", "category").order_by("-pk")[: PAGE + 1])
    following = found[PAGE - 1].pk if len(found) > PAGE else None
    return [row_of(matter) for matter in found[:PAGE]], following


def done_rows(place: Place, limit: int = 5) -> list[Row]:
    """The public matters of a place that were closed as solved last."""
    rows = public_matters().filter(at_place(place), state="closed", outcome="solved")
    return [row_of(one) for one in rows.select_related("place", "lead", "category").order_by("-pk")[:limit]]


def row_of(matter: Matter, link: str = "", title: str = "", note: Words | None = None) -> Row:
    """One matter as a row of a resident's list."""
    number = number_of(matter.pk, matter.told_at)
    return Row(
        number=number, title=title or matter.title, state=MATTER.state(matter.state), place=matter.place.name,
        has=matter.lead.name if matter.lead else "", until=_until(time_left(matter)), link=link or reverse("public_matter", args=[number]),
        at=matter.told_at, note=note, count=matter.teller_count,
    )  # fmt: skip


def _until(until: Left | None) -> Words | None:
    """How much is left, as a list says it: an hour of today is a limit, not an appointment."""
    if until is None or until.tone == "late" or not until.words.zh.startswith(("今天 ", "明天 ")):
        return until.words if until else None
    return Words(f"{until.words.zh} 前答复", f"answer by {until.words.en}")


def time_left(matter: Matter, on: dt.datetime | None = None) -> Left | None:
    """How much of the deadline is left; None where there is none, or where it no longer counts."""
    if (
        not matter.due_at
        or not matter.clock
        or MATTER.state(matter.state).final
        or matter.state == "answered"
    ):
        return None
    on = on or timezone.now()
    clock = named(matter.clock, (matter.clock_from or matter.told_at).date())
    return left(matter.due_at, on=on, clock=clock, calendar=calendar())


@dataclass(frozen=True)
class Figures:
    """How the list of a place shrinks: open now, solved within a year, open a quarter and half a year ago.

    ``everything`` says that private matters are counted too (from the kept counts of a street and above).
    """

    open_now: int
    solved: int
    told: int
    before: tuple[tuple[dt.date, int], ...] = ()
    everything: bool = False

    @property
    def shrinks(self) -> bool:
        """Whether the list was longer at one of the earlier moments than it is now."""
        return any(count > self.open_now for _, count in self.before)


def figures(place: Place, on: dt.datetime | None = None) -> Figures:
    """Counts of a place in one query; of a street and above from the kept counts, whose cost does not grow."""
    on = on or timezone.now()
    since = on - YEAR
    if rank(place.level) <= rank("street"):
        month = timezone.localdate(since).replace(day=1)
        node = Node("place", place.pk, place.code, place.name, place.level, place.pk, place.path)
        months = kept.sums([node], month, timezone.localdate(on))[place.code].values()
        solved, told = (sum(counts[name] for counts in months) for name in ("solved", "told"))
        return Figures(0, solved, told, everything=True)
    marks = [on - dt.timedelta(days=days) for days in (180, 90)]
    still = {
        f"open_{n}": Count(
            "pk", filter=Q(told_at__lte=mark) & (Q(closed_at__isnull=True) | Q(closed_at__gt=mark))
        )
        for n, mark in enumerate(marks)
    }
    counted = public_matters().filter(at_place(place)).aggregate(
        open_now=Count("pk", filter=OPEN), told=Count("pk", filter=Q(told_at__gte=since)),
        solved=Count("pk", filter=Q(state="closed", outcome="solved", closed_at__gte=since)), **still,
    )  # fmt: skip
    before = tuple((timezone.localdate(mark), counted[f"open_{n}"]) for n, mark in enumerate(marks))
    return Figures(counted["open_now"], counted["solved"], counted["told"], before)


def public_kinds() -> list[tuple[str, Words]]:
    """The kinds that a teller may choose, by code; whatever is not among them the community sorts."""
    rows = Category.objects.filter(public=True, ended_on__isnull=True).order_by("sort", "code")
    return [(code, Words(zh, en)) for code, zh, en in rows.values_list("code", "zh", "en")]


def kind_of(matter: Matter) -> Words | None:
    """The name of a matter's kind."""
    return Words(matter.category.zh, matter.category.en) if matter.category else None


def is_public(matter: Matter) -> bool:
    """Whether neighbours can read the matter."""
    return bool(matter.public and matter.category and matter.category.public)


# --- own tellings and where they stand


def own_rows(actor: Actor, follows: Iterable[int], limit: int = 20) -> list[Row]:
    """What this resident told: by account, and by the receipts that this browser keeps. One query."""
    mine = Q(pk__in=list(follows))
    if actor.person and not actor.staff:
        mine |= Q(person_id=actor.person)
    rows = Telling.objects.filter(mine, erased_at__isnull=True).select_related(
        "matter__place", "matter__lead", "matter__category", "first_matter"
    )
    return [_own_row(telling) for telling in rows.order_by("-pk")[:limit]]


def _own_row(telling: Telling) -> Row:
    return row_of(telling.matter, link=receipt_link(telling), title=telling.first_matter.title)


def receipt_link(telling: Telling) -> str:
    """The address of a telling's receipt: its page belongs to whoever holds it."""
    number = number_of(telling.first_matter_id, telling.first_matter.told_at)
    return reverse("follow", args=[number, receipt_key(telling.pk)])


def receipts_for(matter: Matter, actor: Actor, follows: Iterable[int]) -> str:
    """The address of one's own receipt for this matter, where this browser or account told it; else empty."""
    held = list(follows)
    mine = Q(pk__in=held)
    if actor.person and not actor.staff:
        mine |= Q(person_id=actor.person)
    elif not held:
        return ""
    telling = Telling.objects.filter(mine, matter=matter).select_related("first_matter").first()
    return receipt_link(telling) if telling else ""


@dataclass(frozen=True)
class Stand:
    """Where a matter is now: who has it, since they are named; until when; what the level above asked."""

    who: str
    role: str
    state: State
    promise: Words | None
    calls: tuple[tuple[str, State], ...] = ()
    supervised: bool = False


def promise_of(matter: Matter, until: Left | None) -> Words | None:
    """Until when the teller gets an answer, as one sentence; None where no deadline runs."""
    if until is None or matter.due_at is None:
        return None
    due = timezone.localtime(matter.due_at)
    day = Words(f"{due.month} 月 {due.day} 日", f"{due:%-d %B}")
    words = until.words
    if until.tone == "late":
        return Words(f"说好 {day.zh}前答复，{words.zh}", f"An answer was due by {day.en}: {words.en}")
    if until.unit.by_day:
        return Words(f"{day.zh}前答复，{words.zh}", f"An answer by {day.en}: {words.en}")
    if words.zh.startswith(("今天", "明天")):
        return Words(f"{words.zh} 前答复", f"An answer by {words.en}")
    return Words(
        f"{day.zh} {due:%H:%M} 前答复，{words.zh}", f"An answer by {day.en}, {due:%H:%M}: {words.en}"
    )


def stand_of(matter: Matter) -> Stand:
    """Who has the matter and until when. Three queries at most."""
    calls = Part.objects.filter(matter=matter, kind="called").select_related("institution").order_by("id")
    who, role = _held_by(matter)
    return Stand(
        who=who, role=role, state=MATTER.state(matter.state), promise=promise_of(matter, time_left(matter)),
        calls=tuple((part.institution.name, CALL.state(part.state)) for part in calls),
        supervised=matter.supervised_at is not None,
    )  # fmt: skip


def _held_by(matter: Matter) -> tuple[str, str]:
    """The lead institution, else the owner by name and seat."""
    if matter.lead is not None:
        return matter.lead.name, ""
    owner = matter.owner
    held = seats_of(person=owner.person_id, on=timezone.localdate()) if owner.person_id else ()
    role = roles().get(held[0].role) if held else None
    return owner.get_full_name(), str(role.words) if role else ""


def chain_of(place: Place) -> list[Place]:
    """The place and those above it, from the district down."""
    return [one for one in above(place.path) if rank(one.level) >= rank("district")]
