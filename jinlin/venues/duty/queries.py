"""Reads of duty: promises of a date, who has which turn, loads, gaps ahead, the wall of a week."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.people.public import mask_name
from jinlin.venues.duty import rules
from jinlin.venues.duty.rules import Limits, Stretch
from jinlin.venues.models import DutyFellow, DutyPost, DutyPromise, Station, Turn
from jinlin.venues.models.duty import AHEAD, HOLDING
from jinlin.venues.queries import day_kind, instant, relations
from jinlin.venues.rules import Span, hours_of

LOOKS_BACK = dt.timedelta(days=91)
WEEK = dt.timedelta(days=7)


def minute(at: dt.datetime) -> int:
    """An instant as minutes since 1970."""
    return int(at.timestamp()) // 60


def stretch(turn: Turn) -> Stretch:
    """A turn's time in minutes since 1970."""
    return minute(turn.begins_at), minute(turn.ends_at)


def standing_on(on: dt.date) -> Q:
    """The condition on somebody of a rota, or on a promise, that it holds on a date."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


class Promises:
    """What posts promise, date by date; one query for all."""

    def __init__(self, posts: Iterable[DutyPost]) -> None:
        self._rows: dict[int, list[DutyPromise]] = defaultdict(list)
        self._ended = {one.pk: one.ended_on for one in posts}
        for row in DutyPromise.objects.filter(post__in=self._ended).order_by("day", "begins"):
            self._rows[row.post_id].append(row)

    def hours(self, post: int, on: dt.date) -> tuple[Stretch, ...]:
        """The promised stretches of a date, in minutes after its midnight. Holidays have hours of their own where any are declared."""
        ended = self._ended[post]
        if ended is not None and ended <= on:
            return ()
        spans = [
            Span(row.day, row.begins, row.ends)
            for row in self._rows[post]
            if row.since <= on and (row.until is None or row.until > on)
        ]
        return hours_of(on, spans, (), day_kind(on))

    def minutes(self, post: int, on: dt.date) -> list[Stretch]:
        """The same in minutes since 1970."""
        first = minute(instant(on, 0))
        return [(first + begins, first + ends) for begins, ends in self.hours(post, on)]


def limits_of(fellow: DutyFellow) -> Limits:
    """What somebody agreed to, as the rules read it."""
    days = frozenset(int(one) for one in fellow.not_days.split(",") if one)
    return Limits(fellow.week, fellow.rest, days)


def held_by(
    persons: Iterable[int], around: dt.datetime, until: dt.datetime
) -> dict[int, list[tuple[Stretch, int]]]:
    """The turns that these people have said yes to at any station, with a week on both sides; by person, with the turn's id."""
    rows = Turn.objects.filter(
        Q(state__in=HOLDING) | Q(state="done"),
        fellow__person__in=list(persons),
        begins_at__lt=until + WEEK,
        ends_at__gt=around - WEEK,
    )
    found: dict[int, list[tuple[Stretch, int]]] = defaultdict(list)
    for pk, person, begins, ends in rows.values_list("pk", "fellow__person", "begins_at", "ends_at"):
        found[person].append(((minute(begins), minute(ends)), pk))
    return found


def on_rota(station: int, on: dt.date) -> QuerySet[DutyFellow]:
    """Who stands on a station's rota on a date."""
    return DutyFellow.objects.filter(standing_on(on), station=station).select_related("person").order_by("pk")


def fellow_of(turn: Turn, actor: Actor) -> DutyFellow | None:
    """The actor's own line on the rota of the turn's station, or None."""
    if not actor.person:
        return None
    return on_rota(turn.post.station_id, timezone.localdate()).filter(person=actor.person).first()


def turn_relations(turn: Turn, actor: Actor) -> frozenset[str]:
    """What an actor is to a turn: its own, on the same rota, asked to swap, keeper of the station."""
    found = set(relations(turn.post.station, actor)) & {"keeper", "supervisor", "clock"}
    if "supervisor" in found:
        found = (found - {"supervisor"}) | {"keeper"}
    if actor.person:
        if turn.fellow is not None and turn.fellow.person_id == actor.person:
            found.add("mine")
        elif fellow_of(turn, actor) is not None:
            found.add("fellow")
        swap = turn.swap
        if swap is not None and swap.fellow is not None and swap.fellow.person_id == actor.person:
            found.add("partner")
    return frozenset(found)


@dataclass
class Past:
    """How much somebody did in the last quarter of a year: weighted minutes, holiday turns."""

    load: int = 0
    holidays: int = 0


def past_of(station: int, until: dt.datetime) -> dict[int, Past]:
    """By id on the rota: what was done and is promised already, of the last 91 days until a moment; one query."""
    rows = Turn.objects.filter(
        Q(state__in=HOLDING) | Q(state="done"),
        post__station=station,
        begins_at__gte=until - LOOKS_BACK,
        begins_at__lt=until,
    ).values_list("fellow", "begins_at", "ends_at", "weight", "holiday")
    found: dict[int, Past] = defaultdict(Past)
    for fellow, begins, ends, weight, holiday in rows:
        found[fellow].load += (minute(ends) - minute(begins)) * weight // 100
        found[fellow].holidays += holiday
    return found


@dataclass
class Day:
    """One date of a post on the wall: what is promised, its turns, the stretches for which nobody said yes."""

    on: dt.date
    promised: tuple[Stretch, ...]
    turns: list[Turn] = field(default_factory=list)
    open: list[Stretch] = field(default_factory=list)


def wall(station: Station, monday: dt.date, days: int = 7) -> list[tuple[DutyPost, list[Day]]]:
    """The week of a station: each post with its seven dates; four queries, whatever their number."""
    posts = list(station.duty_posts.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=monday)).order_by("pk"))
    promises = Promises(posts)
    turns: dict[tuple[int, dt.date], list[Turn]] = defaultdict(list)
    rows = Turn.objects.filter(
        post__in=posts,
        begins_at__gte=instant(monday, 0),
        begins_at__lt=instant(monday + dt.timedelta(days=days), 0),
    )
    for one in (
        rows.exclude(state="dropped").select_related("fellow__person", "post").order_by("begins_at", "pk")
    ):
        turns[one.post_id, timezone.localdate(one.begins_at)].append(one)
    found = []
    for post in posts:
        shown = []
        for number in range(days):
            on = monday + dt.timedelta(days=number)
            promised = promises.hours(post.pk, on)
            had = turns[post.pk, on]
            first = minute(instant(on, 0))
            kept = [
                (minute(t.begins_at) - first, minute(t.ends_at) - first)
                for t in had
                if t.state in ("accepted", "covered", "on_duty", "done")
            ]
            shown.append(Day(on, promised, had, rules.gaps(promised, kept, post.needed)))
        found.append((post, shown))
    return found


@dataclass(frozen=True)
class Gap:
    """A promised stretch ahead for which nobody said yes; ``at_risk`` where this post and weekday often went uncovered."""

    post: DutyPost
    on: dt.date
    begins: int
    ends: int


def gaps_ahead(station: Station, since: dt.date, days: int = 14) -> list[Gap]:
    """What is promised from a date on and not yet accepted by anybody, in order of time."""
    return [
        Gap(post, day.on, begins, ends)
        for post, shown in wall(station, since, days)
        for day in shown
        for begins, ends in day.open
    ]


def risky(station: Station, on: dt.date) -> list[tuple[DutyPost, int]]:
    """Post and weekday (0 Monday) that went uncovered in a quarter of at least five turns of the last 91 days."""
    rows = Turn.objects.filter(
        post__station=station,
        begins_at__gte=instant(on, 0) - LOOKS_BACK,
        begins_at__lt=instant(on, 0),
        state__in=("done", "missed", "excused"),
    ).select_related("post")
    counts: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    posts: dict[int, DutyPost] = {}
    for one in rows:
        posts[one.post_id] = one.post
        count = counts[one.post_id, timezone.localdate(one.begins_at).weekday()]
        count[0] += 1
        count[1] += one.state != "done"
    return [
        (posts[post], day)
        for (post, day), (all_of, bad) in sorted(counts.items())
        if rules.at_risk(all_of, bad)
    ]


def shown_name(turn: Turn, whole: bool) -> str:
    """Who has a turn: the whole name for those who run the rota, otherwise the masked one; empty where nobody said yes.

    Who did not come, or was excused, is for those who run the rota alone: the wall says only that nobody was there.
    """
    if turn.fellow is None or turn.state in ("open", "offered"):
        return ""
    if turn.state in ("missed", "excused") and not whole:
        return ""
    return turn.fellow.person.name if whole else mask_name(turn.fellow.person.name)


def own(actor: Actor, now: dt.datetime) -> QuerySet[Turn]:
    """The actor's turns that are ahead or running."""
    return (
        Turn.objects.filter(
            fellow__person=actor.person or -1,
            ends_at__gt=now - dt.timedelta(hours=2),
            state__in=(*AHEAD, "on_duty"),
        )
        .select_related("post__station", "fellow")
        .order_by("begins_at", "pk")
    )


def open_to(actor: Actor, now: dt.datetime) -> QuerySet[Turn]:
    """Turns that nobody has, or that want cover, at the stations on whose rota the actor stands; theirs left out."""
    mine = DutyFellow.objects.filter(standing_on(timezone.localdate(now)), person=actor.person or -1)
    return (
        Turn.objects.filter(
            post__station__in=mine.values("station"), state__in=("open", "wanted"), ends_at__gt=now
        )
        .exclude(fellow__person=actor.person or -1)
        .select_related("post__station", "fellow")
        .order_by("begins_at", "pk")
    )


def cover_of(
    posts: Sequence[DutyPost], since: dt.date, until: dt.date
) -> dict[tuple[int, dt.date], tuple[int, int]]:
    """(promised, covered) minutes of each post and date, both included, where anything was promised; two queries.

    Only who came and said when they left counts; who is on duty now counts to this moment at the caller's peril: not at all.
    """
    promises = Promises(posts)
    there: dict[tuple[int, dt.date], list[Stretch]] = defaultdict(list)
    rows = Turn.objects.filter(
        post__in=posts, state="done", came_at__isnull=False, left_at__isnull=False,
        begins_at__gte=instant(since, 0), begins_at__lt=instant(until + dt.timedelta(days=1), 0),
    )  # fmt: skip
    for post, begins, came, left in rows.values_list("post", "begins_at", "came_at", "left_at"):
        there[post, timezone.localdate(begins)].append((minute(came), -(-int(left.timestamp()) // 60)))
    found: dict[tuple[int, dt.date], tuple[int, int]] = {}
    for post_row in posts:
        on = since
        while on <= until:
            promised = promises.minutes(post_row.pk, on)
            if promised:
                key = (post_row.pk, on)
                found[key] = (sum(e - b for b, e in promised), rules.covered(promised, there[key]))
            on += dt.timedelta(days=1)
    return found
