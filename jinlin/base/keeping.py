"""How long things about people are kept, and what happens to them then: declared once, swept by the clock, shown to all.

Each app registers what it keeps (``register`` in its ``AppConfig.ready``): the words of what it is and of what becomes of
it, the name of the dated period in ``parameters/keeping.toml``, and a function that sweeps what is older. The ground
floor's duty runs them all; the public page shows each period with its source and what the last sweeps did, in numbers
alone (trust R22). Whether something is over is always a comparison with the clock.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from jinlin.base.clock import Clock, Unit
from jinlin.base.models import Swept
from jinlin.base.parameters import Parameter, shipped_parameters
from jinlin.base.words import Words

log = logging.getLogger("jinlin.keeping")
DELETED = Words("删除", "deleted")
BLANKED = Words("抹去姓名和文字，只留数", "names and words are taken off, the number stays")

Sweep = Callable[[dt.datetime, dt.datetime], int]


@dataclass(frozen=True)
class Keep:
    """One kind of record: what it is, since when its time runs, what becomes of it, and how it is swept.

    ``sweep(before, now)`` treats what reached its end before ``before`` and answers how many rows it treated. It is called
    again and again: what it has treated is not treated twice.
    """

    code: str
    words: Words
    since: Words
    fate: Words
    parameter: str
    sweep: Sweep

    def period(self, on: dt.date) -> Parameter:
        """The dated period in force on a day."""
        return shipped_parameters().get(self.parameter, on=on)


keeps: dict[str, Keep] = {}
"""Everything registered, in order."""


def register(*declared: Keep) -> None:
    """Register; a name without a period in the parameters is refused at start (``LookupError``)."""
    for one in declared:
        one.period(dt.date(2026, 1, 1))
        keeps[one.code] = one


def edge(clock: Clock, now: dt.datetime) -> dt.datetime:
    """The instant a period before another: of months and years the same day, or the month's last where there is none."""
    if clock.unit in (Unit.MONTH, Unit.YEAR):
        months = clock.count * (12 if clock.unit is Unit.YEAR else 1)
        year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
        last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
        return now.replace(year=year, month=month + 1, day=min(now.day, last))
    if clock.unit is Unit.DAY:
        return now - dt.timedelta(days=clock.count)
    raise ValueError(f"nothing is kept for {clock}")


def sweep(now: dt.datetime, *, prefix: str = "") -> dict[str, int]:
    """Sweep everything whose code begins so; one that fails is logged and does not hold up the others.

    Answers how many of each were treated; what was treated is added to the day's counts.
    """
    day, done = timezone.localdate(now), {}
    for one in [keep for keep in keeps.values() if keep.code.startswith(prefix)]:
        try:
            with transaction.atomic():
                done[one.code] = one.sweep(edge(one.period(day).clock, timezone.localtime(now)), now)
                if done[one.code]:
                    _note(one.code, day, done[one.code])
        except Exception:
            log.exception("%s was not swept", one.code)
            done[one.code] = 0
    return done


def _note(code: str, day: dt.date, count: int) -> None:
    row, _ = Swept.objects.select_for_update().get_or_create(code=code, day=day)
    row.count += count
    row.save(update_fields=["count"])


@dataclass(frozen=True)
class Line:
    """One line of the public page: what, since when, how long, what then, and the last sweep that treated anything."""

    keep: Keep
    period: Parameter
    last: Swept | None


def lines(on: dt.date) -> list[Line]:
    """The page's lines in order; two queries at most."""
    last: dict[str, Swept] = {}
    for row in Swept.objects.order_by("day"):
        last[row.code] = row
    return [Line(one, one.period(on), last.get(code)) for code, one in keeps.items()]
