"""Making meetings and filling their agendas: by the rule, by turn of the chair, from what is open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.deployment_calendar import calendar
from jinlin.base.recurrence import Recurrence
from jinlin.base.recurrence import dates as days_of
from jinlin.deliberation import dates, rota
from jinlin.deliberation.models import Body, Item, Meeting, Member, Motion, Point, Result
from jinlin.deliberation.relations import order_of

TO_COME = ("planned", "announced")
PLACES = {"overdue": 0, "point": 10, "carried": 20, "motion": 30, "matter": 40, "free": 50}
"""What stands first on an agenda: what is missing, what residents raised, what was put off, and then the rest."""


def plan(
    body: Body,
    *,
    by: Actor,
    begins_at: dt.datetime,
    rule_on: dt.date | None = None,
    at: dt.datetime,
    where: str = "",
) -> Meeting:
    """A further meeting of a body, with the chair whose turn it is. The caller holds the body's row."""
    number = (body.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    meeting = Meeting(
        body=body, number=number, begins_at=begins_at, ends_at=begins_at + dt.timedelta(minutes=body.minutes), rule_on=rule_on,
        where=where or body.where, chair=_turn(body),
    )  # fmt: skip
    meeting.save()
    data: dict[str, Any] = {"number": number, "begins": begins_at.isoformat()}
    if meeting.chair is not None:
        data["chair"] = meeting.chair.name
    trail.record(meeting, "meeting", "meeting.planned", by=by, at=at, data=data)
    meeting.save(update_fields=["trail_seq", "trail_hash"])
    return meeting


def _turn(body: Body, without: tuple[int, ...] = ()) -> Member | None:
    """Whose turn it is after all meetings made so far."""
    if not body.turn_by_rule:
        return None
    order = order_of(body.pk)
    held = [
        chair
        for chair in body.meetings.exclude(state="called_off")
        .order_by("begins_at")
        .values_list("chair", flat=True)
        if chair
    ]
    chosen = rota.next_chair([one.pk for one in order], held, without=without)
    return next((one for one in order if one.pk == chosen), None)


def next_for(meeting: Meeting, without: set[int]) -> Member | None:
    """Who takes the chair instead, when somebody refused: whose turn it is among the others, by what was before."""
    order = order_of(meeting.body_id)
    held = [
        chair for chair in meeting.body.meetings.filter(begins_at__lt=meeting.begins_at).exclude(state="called_off")
        .order_by("begins_at").values_list("chair", flat=True) if chair
    ]  # fmt: skip
    chosen = rota.next_chair([one.pk for one in order], held, without=without)
    return next((one for one in order if one.pk == chosen), None)


def plan_ahead(body: Body, *, on: dt.date, by: Actor = THE_CLOCK, at: dt.datetime) -> list[Meeting]:
    """The meetings that the rule gives for the weeks ahead, those that are not made yet. The caller holds the body's row."""
    if not body.rule or body.ended_on is not None:
        return []
    last = on + dt.timedelta(weeks=dates.weeks_ahead(on))
    made = set(body.meetings.filter(rule_on__isnull=False).values_list("rule_on", flat=True))
    planned = []
    for one in days_of(Recurrence.parse(body.rule), on, last, calendar=calendar()):
        if one.by_rule not in made:
            begins = dates.at_minute(one.on, body.begins_minute)
            if begins > at:
                planned.append(plan(body, by=by, begins_at=begins, rule_on=one.by_rule, at=at))
    if planned or body.kind == "talk":
        fill(body, at=at)
    return planned


def fill(body: Body, *, at: dt.datetime) -> int:
    """Put what is due onto the agenda of the body's next meeting: results that are missing and points to be answered."""
    meeting = next_meeting(body, at)
    if meeting is None:
        return 0
    return draw_overdue(meeting, at) + draw_points(meeting, at)


def next_meeting(body: Body, at: dt.datetime) -> Meeting | None:
    """The next meeting to come."""
    return body.meetings.filter(state__in=TO_COME, ends_at__gt=at).order_by("begins_at").first()


def draw_overdue(meeting: Meeting, at: dt.datetime) -> int:
    """Every result that is missing stands first on the next agenda."""
    rows = Result.objects.filter(body=meeting.body_id, state="working", due_at__lt=at)
    listed = Item.objects.filter(source="overdue", state__in=("listed", "talking")).values("source_id")
    count = 0
    for row in rows.exclude(pk__in=listed).order_by("due_at"):
        add_item(
            meeting,
            title=f"到期未报结果：{row.title}"[:120],
            source="overdue",
            source_id=row.pk,
            at=at,
            parties=[],
        )
        count += 1
    return count


def draw_points(meeting: Meeting, at: dt.datetime) -> int:
    """Every point that waits for an answer is on the agenda of the next talk after it was raised."""
    listed = Item.objects.filter(source="point", state__in=("listed", "talking")).values("source_id")
    rows = Point.objects.filter(body=meeting.body_id, state="raised").exclude(pk__in=listed)
    count = 0
    for row in rows.exclude(raised_at_meeting=meeting).order_by("raised_at"):
        add_item(
            meeting,
            title=row.text.split("\n")[0][:120],
            text=row.text,
            source="point",
            source_id=row.pk,
            at=at,
        )
        count += 1
    return count


def add_item(
    meeting: Meeting, *, title: str, at: dt.datetime, text: str = "", source: str = "free", source_id: int | None = None,
    parties: list[int] | None = None, text_hash: str = "", by: Actor = THE_CLOCK,
) -> Item:  # fmt: skip
    """One more item of an agenda; the same source stands on it once."""
    if source_id is not None:
        known = meeting.items.filter(source=source, source_id=source_id).first()
        if known is not None:
            return known
    item = Item(
        meeting=meeting, title=title, text=text, source=source, source_id=source_id, parties=parties or [], listed_at=at, text_hash=text_hash,
        position=PLACES.get(source, 50),
    )  # fmt: skip
    item.save()
    trail.record(item, "agenda_item", "agenda_item.listed", by=by, at=at, data={"source": source})
    item.save(update_fields=["trail_seq", "trail_hash"])
    return item


def carry(item: Item, at: dt.datetime) -> Item | None:
    """Put an item that was not dealt with onto the next meeting; None where none is planned yet (``carry_left`` does it then)."""
    following = (
        item.meeting.body.meetings.filter(begins_at__gt=item.meeting.begins_at, state__in=TO_COME)
        .order_by("begins_at")
        .first()
    )
    if following is None:
        return None
    source, pk = (
        (item.source, item.source_id)
        if item.source in ("overdue", "point", "motion", "matter")
        else ("carried", item.pk)
    )
    return add_item(
        following,
        title=item.title,
        text=item.text,
        source=source,
        source_id=pk,
        at=at,
        parties=item.parties,
        text_hash=item.text_hash,
    )


def put_motion(motion: Motion, meeting: Meeting, *, by: Actor, at: dt.datetime) -> Item:
    """A motion stands on an agenda with the fingerprint of its text."""
    return add_item(
        meeting,
        title=motion.title,
        text=motion.text,
        source="motion",
        source_id=motion.pk,
        text_hash=motion.text_hash,
        by=by,
        at=at,
    )
