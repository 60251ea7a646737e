"""What a new notice of the State Council does to deadlines that were reckoned before it: reckoned again, told once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.notices import Letter, send
from jinlin.base.words import Words
from jinlin.matters import clocks, tallies
from jinlin.matters.models import OPEN, Matter
from jinlin.matters.numbers import number_of
from jinlin.matters.procedure import MATTER

RUNNING = tuple(code for code in MATTER.open_states if code not in ("answered", "paused"))
PIECE = 500


@dataclass
class Moved:
    """How many deadlines were looked at, how many moved, how many are certain now, and which moved."""

    looked_at: int = 0
    moved: int = 0
    certain: int = 0
    numbers: list[str] = field(default_factory=list)
    owners: Counter[int] = field(default_factory=Counter)


def recount_deadlines(
    *, since: dt.date | None = None, provisional: bool = False, dry_run: bool = False
) -> Moved:
    """Reckon the deadlines of open matters again by the calendar as it stands.

    ``since`` leaves out what is due before that day; ``provisional`` looks at provisional ones alone. A matter whose
    deadline moved gets a line in its thread, its owner one word for all. Run again it changes nothing.
    """
    found = Moved()
    wanted = Q(OPEN, state__in=RUNNING, due_at__isnull=False, long_running=False)
    if since is not None:
        wanted &= Q(due_at__gte=dt.datetime.combine(since, dt.time(), clocks.SHANGHAI))
    if provisional:
        wanted &= Q(due_provisional=True)
    last = 0
    while ids := list(
        Matter.objects.filter(wanted, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PIECE]
    ):
        last = ids[-1]
        with transaction.atomic():
            for row in (
                Matter.objects.select_for_update(of=("self",))
                .filter(pk__in=ids, state__in=RUNNING)
                .order_by("pk")
            ):
                _again(row, found, dry_run)
    if not dry_run:
        _tell(found)
    return found


def _again(row: Matter, found: Moved, dry_run: bool) -> None:
    found.looked_at += 1
    was_at, was_provisional, remind_at = row.due_at, row.due_provisional, row.remind_at
    before = tallies.snapshot(row)
    clocks.reckon(row)
    if (row.due_at, row.due_provisional) == (was_at, was_provisional) or row.due_at is None or was_at is None:
        return
    found.certain += was_provisional and not row.due_provisional
    if row.due_at == was_at:
        row.remind_at = remind_at
    else:
        found.moved += 1
        found.owners[row.owner_id] += 1
        found.numbers.append(number_of(row.pk, row.told_at))
        data = {"was": was_at.isoformat(), "due": row.due_at.isoformat()}
        if not dry_run:
            trail.record(row, "matter", "matter.recounted", by=THE_CLOCK, data=data)
    if not dry_run:
        row.save()
        tallies.move(row, before)


def _tell(found: Moved) -> None:
    send(
        Letter(
            account=owner, subject="calendar", subject_id=0, link="/matters/?mine=1&state=open",
            words=Words(f"放假安排公布了，您手上 {count} 件的期限有变", f"Holidays were announced: {count} of your deadlines moved"),
        )
        for owner, count in found.owners.items()
    )  # fmt: skip


@duty("recount provisional deadlines", every=dt.timedelta(hours=12))
def twice_a_day(now: dt.datetime) -> int:
    """Reckon provisional deadlines again: another process may have used the calendar from before an import."""
    return recount_deadlines(provisional=True).moved
