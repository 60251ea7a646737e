"""What the stage does by the clock: closes the list on the published day, forgets who entered."""

from __future__ import annotations

import datetime as dt

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.rule import Refused
from jinlin.venues.models import StageGroup, StageRound
from jinlin.venues.stage.desk import ROUNDS

BATCH = 50
KEPT = dt.timedelta(days=366)


@duty("close stage lists", every=dt.timedelta(minutes=10))
def close_lists(now: dt.datetime) -> int:
    """Lists whose published day has come are closed and sealed."""
    done = 0
    for pk in list(
        StageRound.objects.filter(state="entering", enter_until__lte=now)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    ):
        try:
            ROUNDS.take(pk, "close", by=THE_CLOCK, on=now)
            done += 1
        except Refused:
            continue  # nobody entered; the keepers drop it or announce another
    return done


@duty("forget who entered", every=dt.timedelta(hours=24))
def forget_leaders(now: dt.datetime) -> int:
    """A year after its list was closed, who entered a group stands nowhere."""
    return StageGroup.objects.filter(round__closed_at__lt=now - KEPT, by__isnull=False).update(by=None)
