"""Writes of duty: posts and what they promise, who is on the rota, a plan of turns."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import Account, Person
from jinlin.venues.commands import keeper
from jinlin.venues.duty import rules
from jinlin.venues.duty.queries import Promises, held_by, limits_of, minute, on_rota, past_of
from jinlin.venues.duty.rules import Given, Hand, Slot, Weights
from jinlin.venues.limits import duty_weights
from jinlin.venues.models import DutyFellow, DutyPost, DutyPromise, Roster, Standby, Station, Turn
from jinlin.venues.queries import day_kind, instant

MOST_DAYS = 62
WRONG_TIME = Reason(
    "wrong_time",
    Words("结束要晚于开始，并按一刻钟写", "The end lies after the beginning, in quarters of an hour"),
)
TOO_LONG = Reason("too_many_dates", Words(f"一次最多排 {MOST_DAYS} 天", f"At most {MOST_DAYS} days at once"))
ON_IT = Reason("not_new", Words("这个人已经在值班表上", "Is on the rota already"))
NOT_OPEN = Reason(
    "not_open", Words("这里没有向居民开放的值班岗位", "There is no post open to residents here")
)


def add_post(
    *, station: Station, code: str, name: str, by: Actor, does: str = "", needed: int = 1, longest: int = 240
) -> DutyPost:
    """A further post of a station. Refused with ``not_yours``."""
    keeper(station, by)
    with transaction.atomic():
        row = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
        made = DutyPost.objects.create(
            station=row, code=code, name=name, does=does, needed=needed, longest=longest
        )
        trail.record(row, "station", "station.duty_post", by=by, data={"post": code}, text=name)
        row.save(update_fields=["trail_seq", "trail_hash"])
    return made


def set_promise(*, post: DutyPost, spans: Sequence[tuple[int, int, int]], since: dt.date, by: Actor) -> None:
    """What a post promises from a date on: (day, begins, ends) in minutes. What was promised for days before stays as it was.

    Refused: ``not_yours``, ``wrong_time``, ``too_late`` for a date that has begun.
    """
    keeper(post.station, by)
    if any(
        not (0 <= day <= 8 and 0 <= begins < ends <= rules.DAY and begins % 15 == 0 and ends % 15 == 0)
        for day, begins, ends in spans
    ):
        raise Refused(WRONG_TIME)
    if since < timezone.localdate() and post.promises.exists():
        raise Refused(
            Reason("too_late", Words("过去的日子已经承诺过，不能改", "The past was promised and stays"))
        )
    with transaction.atomic():
        row = Station.objects.select_for_update(of=("self",)).get(pk=post.station_id)
        DutyPromise.objects.filter(post=post, since__gte=since).delete()
        DutyPromise.objects.filter(Q(until__isnull=True) | Q(until__gt=since), post=post).update(until=since)
        DutyPromise.objects.bulk_create(
            DutyPromise(post=post, day=day, begins=begins, ends=ends, since=since)
            for day, begins, ends in spans
        )
        trail.record(
            row,
            "station",
            "station.duty_promise",
            by=by,
            data={"post": post.code, "since": since.isoformat(), "spans": len(spans)},
        )
        row.save(update_fields=["trail_seq", "trail_hash"])


@dataclass(frozen=True)
class Agreed:
    """What somebody agreed to: minutes a week (0: no limit), minutes of rest, weekdays that do not suit."""

    week: int = 0
    rest: int = 480
    not_days: tuple[int, ...] = ()


def add_fellow(
    *, station: Station, person: Person, kind: str, by: Actor, agreed: Agreed | None = None
) -> DutyFellow:
    """Put somebody on the rota. Residents put themselves on it, as volunteers; keepers put on others, who accept each turn.

    Refused: ``not_yours``, ``not_new``, ``not_open`` for oneself where the station has no post.
    """
    own = by.person == person.pk
    if own and kind == "volunteer":
        if not station.public or not station.duty_posts.filter(ended_on__isnull=True).exists():
            raise Refused(NOT_OPEN)
    else:
        keeper(station, by)
    agreed = agreed or Agreed()
    account = Account.objects.filter(person=person, is_active=True).order_by("pk").first()
    try:
        with transaction.atomic():
            return DutyFellow.objects.create(
                station=station, person=person, account=account, kind=kind, week=agreed.week, rest=agreed.rest,
                not_days=",".join(str(day) for day in agreed.not_days), agreed=own, since=timezone.localdate(),
            )  # fmt: skip
    except IntegrityError:
        raise Refused(ON_IT) from None


def end_fellow(*, fellow: DutyFellow, by: Actor) -> None:
    """Off the rota: by oneself at any time, or by the keepers. Turns ahead that were said yes to must find cover first."""
    if by.person != fellow.person_id:
        keeper(fellow.station, by)
    with transaction.atomic():
        row = DutyFellow.objects.select_for_update(of=("self",)).get(pk=fellow.pk)
        if row.turns.filter(
            state__in=("offered", "accepted", "covered", "wanted"), ends_at__gt=timezone.now()
        ).exists():
            raise Refused(
                Reason(
                    "not_settled",
                    Words("还有没值的班：先找人替或说不行", "Turns ahead must find cover first"),
                )
            )
        row.until = timezone.localdate()
        row.save(update_fields=["until"])


@dataclass
class Plan:
    """A proposal for a time: what each turn gets, and the rows behind the keys."""

    since: dt.date
    until: dt.date
    weights: Weights
    given: list[Given]
    turns: dict[int, Turn] = field(default_factory=dict)
    fellows: dict[int, DutyFellow] = field(default_factory=dict)

    @property
    def open(self) -> list[Given]:
        """What nobody can have."""
        return [one for one in self.given if one.hand is None]


def plan(*, station: Station, since: dt.date, until: dt.date, weights: Weights | None = None) -> Plan:
    """Work out a fair plan: promised hours cut into turns, existing ones left as they are. Writes nothing.

    Refused with ``too_many_dates`` beyond 62 days.
    """
    if (until - since).days >= MOST_DAYS or until < since:
        raise Refused(TOO_LONG)
    weights = weights or duty_weights(since)
    turns = _turns(station, since, until, weights)
    fellows = list(on_rota(station.pk, since))
    begins, ends = instant(since, 0), instant(until + dt.timedelta(days=1), 0)
    past, held = past_of(station.pk, ends), held_by([one.person_id for one in fellows], begins, ends)
    hands = [
        Hand(one.pk, past[one.pk].load, past[one.pk].holidays, limits_of(one), tuple(busy for busy, _ in held[one.person_id]))
        for one in fellows
    ]  # fmt: skip
    keyed = dict(enumerate(turns))
    slots = [
        Slot(key, minute(one.begins_at), minute(one.ends_at), one.weight, one.holiday)
        for key, one in keyed.items()
    ]
    return Plan(since, until, weights, rules.propose(slots, hands), keyed, {one.pk: one for one in fellows})


def _turns(station: Station, since: dt.date, until: dt.date, weights: Weights) -> list[Turn]:
    """Turns still to be given: open ones, and those that the promise wants and that are not there yet (unsaved)."""
    posts = list(station.duty_posts.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=since)).order_by("pk"))
    promises = Promises(posts)
    rows = Turn.objects.filter(
        post__in=posts,
        begins_at__gte=instant(since, 0),
        begins_at__lt=instant(until + dt.timedelta(days=1), 0),
    )
    known: dict[int, list[Turn]] = defaultdict(list)
    for one in rows.exclude(state="dropped").select_related("post").order_by("begins_at", "pk"):
        known[one.post_id].append(one)
    now, found = timezone.now(), []
    for post in posts:
        found += [one for one in known[post.pk] if one.state == "open" and one.begins_at > now]
        on = since
        while on <= until:
            holiday = day_kind(on).holiday
            for begins, ends in rules.cut(promises.hours(post.pk, on), post.longest):
                first, last = instant(on, begins), instant(on, ends)
                there = sum(1 for one in known[post.pk] if one.begins_at < last and one.ends_at > first)
                weight = weights.of(begins, ends, weekday=on.weekday(), holiday=holiday)
                found += [
                    Turn(post=post, begins_at=first, ends_at=last, holiday=holiday, weight=weight)
                    for _ in range(max(0, post.needed - there))
                    if first > now
                ]
            on += dt.timedelta(days=1)
    return found


def make_roster(
    *, station: Station, since: dt.date, until: dt.date, by: Actor, weights: Weights | None = None
) -> Roster:
    """Write the plan as the next version: each turn is offered to its person, who accepts it or not; the rest stay open."""
    keeper(station, by)
    at = timezone.now()
    with transaction.atomic():
        row = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
        made = plan(station=row, since=since, until=until, weights=weights)
        version = (Roster.objects.filter(station=row).aggregate(last=Max("version"))["last"] or 0) + 1
        roster = Roster.objects.create(
            station=row,
            version=version,
            since=since,
            until=until,
            weights=asdict(made.weights),
            made_at=at,
            by_id=by.account or None,
        )
        asked: dict[int, int] = defaultdict(int)
        for given in made.given:
            _write(made, given, roster, by, at)
            if given.hand is not None:
                asked[made.fellows[given.hand].account_id or 0] += 1
        trail.record(
            row,
            "station",
            "station.roster",
            by=by,
            at=at,
            data={"version": version, "turns": len(made.given), "open": len(made.open)},
        )
        row.save(update_fields=["trail_seq", "trail_hash"])
        link = reverse("my_duty")
        send(
            Letter("station", row.pk, Words(f"{row.name}值班表第 {version} 版：请您 {count} 班，请看看行不行",
                                            f"Rota {version} of {row.name}: {count} turns asked of you"), link, account=account)
            for account, count in sorted(asked.items()) if account
        )  # fmt: skip
    return roster


def _write(made: Plan, given: Given, roster: Roster, by: Actor, at: dt.datetime) -> None:
    turn = made.turns[given.slot.key]
    turn.roster = roster
    if given.hand is not None:
        fellow = made.fellows[given.hand]
        turn.state, turn.fellow, turn.kind = "offered", fellow, fellow.kind
    turn.save()
    trail.record(
        turn,
        "duty_turn",
        "duty_turn.planned",
        by=by,
        at=at,
        seen="staff",
        data={"version": roster.version, "fellow": given.hand},
    )
    turn.save(update_fields=["trail_seq", "trail_hash"])
    turn.standbys.all().delete()
    Standby.objects.bulk_create(
        Standby(turn=turn, fellow=made.fellows[key], rank=rank) for rank, key in enumerate(given.standby, 1)
    )
