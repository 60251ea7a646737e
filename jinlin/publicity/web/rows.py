"""A notice as lists and panels show it: what kind, where it stands, how much of its period has passed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from jinlin.base.clock import shown_date
from jinlin.base.procedure import State
from jinlin.base.words import Words
from jinlin.publicity.kinds import Kind, kind_of
from jinlin.publicity.models import Publication
from jinlin.publicity.procedure import PUBLICATION

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One notice: its kind and state, the sentence about its period, and the line about a missing result."""

    notice: Publication
    kind: Kind
    state: State
    period: Words
    no_result: Words | None


def row_of(row: Publication, *, has_result: bool | None = None, now: dt.datetime | None = None) -> Row:
    """The row of a notice. ``has_result`` None looks at ``row.has_result`` where the list annotated it."""
    now = now or timezone.now()
    known = getattr(row, "has_result", True) if has_result is None else has_result
    return Row(
        row,
        kind_of(row.kind),
        PUBLICATION.state(row.state),
        period_words(row, timezone.localdate(now)),
        missing_words(row, known, now),
    )


def period_words(row: Publication, today: dt.date) -> Words:
    """How long it still hangs, or until when it hung, in a sentence."""
    if row.begins_on is None or row.until_on is None:
        return Words("还没有公布", "not published yet")
    until = shown_date(row.until_on)
    if row.state in ("published", "objected"):
        left = (row.until_on - today).days
        if left > 0:
            return Words(f"公示到{until.zh}，还有 {left} 天", f"hangs until {until.en}, {left} more days")
        if left == 0:
            return Words(f"公示到今天（{until.zh}）", f"hangs until today ({until.en})")
        return Words(
            f"{until.zh}已满，等确认期满", f"was to hang until {until.en}; about to be marked as served"
        )
    begun = shown_date(row.begins_on)
    return Words(f"{begun.zh}公布，公示到{until.zh}", f"published {begun.en}, hung until {until.en}")


def missing_words(row: Publication, has_result: bool, now: dt.datetime) -> Words | None:
    """The public line about a result: due by when, or missing since when; None where none is open."""
    if row.result_due_at is None or row.withdrawn_at is not None or has_result:
        return None
    day = shown_date(timezone.localdate(row.result_due_at))
    if row.result_due_at < now:
        return Words(f"尚未公布结果：应在{day.zh}前公布", f"Result not yet published: it was due by {day.en}")
    return Words(f"结果应在{day.zh}前公布", f"Its result is due by {day.en}")


def is_late(row: Publication, now: dt.datetime) -> bool:
    """Whether the result of a decision is overdue."""
    return row.result_due_at is not None and row.result_due_at < now
