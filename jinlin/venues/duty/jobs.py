"""What duty does by the clock: calls who stands by, closes what is over, reckons the promise of past dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.rule import Refused
from jinlin.venues import limits
from jinlin.venues.duty.desk import TURNS
from jinlin.venues.duty.queries import cover_of
from jinlin.venues.models import CoverDay, DutyFellow, DutyPost, Standby, Turn

BATCH = 300
LOOKS_BACK_DAYS = 35
KEPT = dt.timedelta(days=366)


@duty("tidy turns", every=dt.timedelta(minutes=1))
def tidy_turns(now: dt.datetime) -> int:
    """Who is late is covered by the next on standby; what nobody came to is said to be missed."""
    late = dt.timedelta(minutes=limits.number("duty.late_minutes", timezone.localdate(now)))
    waiting = Turn.objects.filter(
        state__in=("accepted", "covered", "wanted"), begins_at__lte=now - late, ends_at__gt=now
    )
    due = (
        ("call_standby", waiting.filter(standbys__called_at__isnull=True, standbys__isnull=False).distinct()),
        (
            "miss",
            Turn.objects.filter(
                state__in=("open", "offered", "accepted", "covered", "wanted"), ends_at__lte=now
            ),
        ),
        ("end", Turn.objects.filter(state="on_duty", ends_at__lte=now - dt.timedelta(hours=1))),
    )
    done = 0
    for step, rows in due:
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            try:
                TURNS.take(pk, step, by=THE_CLOCK, on=now)
                done += 1
            except (Refused, Turn.DoesNotExist):
                continue  # somebody was faster, or somebody was called just now
    return done


@duty("forget who was on duty", every=dt.timedelta(hours=24))
def forget_fellows(now: dt.datetime) -> int:
    """A year after leaving a rota nobody can say who had which turn: the turns stay, without a person."""
    old = DutyFellow.objects.filter(until__lt=timezone.localdate(now) - KEPT)
    ids = list(old.values_list("pk", flat=True)[:BATCH])
    Turn.objects.filter(fellow__in=ids).update(fellow=None)
    Standby.objects.filter(fellow__in=ids).delete()
    return DutyFellow.objects.filter(pk__in=ids).delete()[0]


@duty("promise of the days", every=dt.timedelta(hours=1))
def reckon_days(now: dt.datetime) -> int:
    """The promise of the last five weeks against what was kept; answers how many lines changed."""
    today = timezone.localdate(now)
    return reckon(
        DutyPost.objects.order_by("pk"),
        today - dt.timedelta(days=LOOKS_BACK_DAYS),
        today - dt.timedelta(days=1),
    )


def reckon(posts: Iterable[DutyPost], since: dt.date, until: dt.date) -> int:
    """Write promised and covered minutes of each post and date, both included, as the turns say."""
    rows = list(posts)
    found = cover_of(rows, since, until)
    with transaction.atomic():
        known = {
            (one.post_id, one.on): one
            for one in CoverDay.objects.filter(post__in=rows, on__gte=since, on__lte=until)
        }
        gone = [one.pk for key, one in known.items() if key not in found]
        fresh = [
            CoverDay(post_id=post, on=on, promised=promised, covered=kept)
            for (post, on), (promised, kept) in found.items()
            if (post, on) not in known
        ]
        changed = []
        for key, (promised, kept) in found.items():
            row = known.get(key)
            if row is not None and (row.promised, row.covered) != (promised, kept):
                row.promised, row.covered = promised, kept
                changed.append(row)
        CoverDay.objects.filter(pk__in=gone).delete()
        CoverDay.objects.bulk_create(fresh, batch_size=500)
        CoverDay.objects.bulk_update(changed, ["promised", "covered"], batch_size=500)
    return len(gone) + len(fresh) + len(changed)
