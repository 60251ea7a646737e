"""The duties of an agreement: made from its clauses period by period when it comes into force, changed when it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK
from jinlin.organisations.models import Agreement, Clause, Obligation
from jinlin.organisations.partners.deadlines import evidence_due
from jinlin.organisations.partners.periods import Period, periods


def make(agreement: Agreement, clauses: Iterable[Clause], *, at: dt.datetime) -> int:
    """Write a duty for each clause and period from the day on which the agreement binds; what stands is left alone.

    A changed clause asks from the next period on: the current one stays as it was agreed when it began.
    """
    begins = agreement.in_force_from or agreement.from_on
    standing = set(Obligation.objects.filter(agreement=agreement).values_list("kind", "from_on"))
    made = 0
    for clause in clauses:
        for period in periods(clause.cadence, begins, agreement.to_on):
            if (clause.kind, period.from_on) not in standing:
                _one(agreement, clause, period, at)
                made += 1
    return made


def row_of(agreement: Agreement, clause: Clause, period: Period) -> Obligation:
    """The duty of a clause in a period, unsaved."""
    return Obligation(
        agreement=agreement, kind=clause.kind, cadence=clause.cadence, measure=clause.measure, target=clause.target,
        from_on=period.from_on, to_on=period.to_on, due_on=evidence_due(period.to_on),
    )  # fmt: skip


def _one(agreement: Agreement, clause: Clause, period: Period, at: dt.datetime) -> None:
    row = row_of(agreement, clause, period)
    row.save()
    trail.record(
        row,
        "obligation",
        "obligation.made",
        by=THE_CLOCK,
        at=at,
        data={"agreement": agreement.number},
        seen="staff",
    )
    row.save(update_fields=["trail_seq", "trail_hash"])


def change(agreement: Agreement, clauses: Iterable[Clause], *, on: dt.date, at: dt.datetime) -> None:
    """New terms bind: duties of periods that have not begun and hold no evidence are written anew; others stay."""
    Obligation.objects.filter(
        agreement=agreement, from_on__gt=on, state="due", evidence__isnull=True
    ).delete()
    covered = Obligation.objects.filter(agreement=agreement).values_list("kind", "to_on")
    reached: dict[str, dt.date] = {}
    for kind, to_on in covered:
        reached[kind] = max(reached.get(kind, to_on), to_on)
    for clause in clauses:
        for period in periods(clause.cadence, agreement.in_force_from or agreement.from_on, agreement.to_on):
            if period.to_on >= on and period.to_on > reached.get(clause.kind, dt.date.min):
                _one(agreement, clause, period, at)


def drop(agreement: Agreement, *, from_on: dt.date, until_on: dt.date | None = None) -> list[int]:
    """The duties that fall away because the agreement does not bind in their whole period from a day on.

    A period in which it still bound on some day stays. Answers their ids; the desk takes the step of each.
    """
    rows = Obligation.objects.filter(agreement=agreement, state="due", from_on__gte=from_on)
    if until_on is not None:
        rows = rows.filter(to_on__lt=until_on)
    return list(rows.order_by("pk").values_list("pk", flat=True))
