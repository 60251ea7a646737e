"""What points do by the clock: let reservations go whose days are over, and prove the ledger every night."""

from __future__ import annotations

import datetime as dt

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.rule import Refused
from jinlin.volunteering.models.points import LedgerProof, Redemption
from jinlin.volunteering.points import ledger
from jinlin.volunteering.points.desk import REDEMPTIONS

BATCH = 300


@duty("let reserved rewards go", every=dt.timedelta(hours=1))
def let_go(now: dt.datetime) -> int:
    """Reservations whose days are over; the points go back, the thing is on the shelf again."""
    done = 0
    for pk in list(
        Redemption.objects.filter(state="reserved", until_at__lte=now)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    ):
        try:
            REDEMPTIONS.take(pk, "expire", by=THE_CLOCK, on=now)
            done += 1
        except (Refused, Redemption.DoesNotExist):
            continue  # somebody was faster
    return done


@duty("prove the ledger of points", every=dt.timedelta(hours=24))
def prove_ledger(now: dt.datetime) -> int:
    """The nightly proof; its outcome stands on the public page."""
    found = ledger.prove()
    LedgerProof.objects.create(
        at=now, txns=found["transactions"], entries=found["entries"], faults=found["faults"]
    )
    return len(found["faults"])
