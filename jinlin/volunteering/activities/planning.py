"""A plan for many dates: a series made, its dates laid out ahead by its rule, changed from a day on, left out, ended."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.clock import SHANGHAI
from jinlin.base.deployment_calendar import calendar
from jinlin.base.engine import Faulty
from jinlin.base.notices import Letter, send
from jinlin.base.recurrence import Recurrence, dates
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.public import actor
from jinlin.places.public import Place
from jinlin.volunteering.activities import rooms
from jinlin.volunteering.activities.kinds import kinds, number
from jinlin.volunteering.activities.queries import series_relations
from jinlin.volunteering.models import ClassAsked, Occurrence, Series

NOT_YOURS = Reason("not_yours", Words("由社区或组织者来安排", "The community or the organiser arranges this"))
MOST_DATES = 120


def keeper(series: Series, by: Actor) -> None:
    """Refused with ``not_yours`` unless the actor organises at the series' place."""
    if not series_relations(series, by) & {"organiser", "supervisor"}:
        raise Refused(NOT_YOURS)


def arrange(
    *,
    place: Place,
    title: str,
    kind: str,
    by: Actor,
    since: dt.date,
    begins: int,
    at: dt.datetime | None = None,
    **facts: Any,
) -> Series:
    """Arrange an activity, single or by a rule: its series, its dates ahead as drafts, and their rooms, in one step.

    ``begins`` in minutes after midnight; ``facts`` are further fields of ``Series``. Refused: ``not_yours``, the faults of
    the rule, ``no_date`` where the rule gives none, and the room's own reasons where the first date cannot have it.
    """
    at = at or timezone.now()
    if kind not in kinds():
        raise Faulty({"kind": Reason("wrong_choice", Words("没有这类活动", "There is no such kind"))})
    series = Series(
        place=place, title=title, kind=kind, since=since, begins=begins, by_id=by.account, made_at=at, **facts
    )
    if "organiser" not in series_relations(Series(place=place), by):
        raise Refused(NOT_YOURS)
    if series.rule:
        series.rule = str(Recurrence.parse(series.rule))
    with transaction.atomic():
        series.save(force_insert=True)
        trail.record(
            series,
            "activity_series",
            "activity_series.made",
            by=by,
            at=at,
            data={"kind": kind, "rule": series.rule},
        )
        series.save(update_fields=["trail_seq", "trail_hash"])
        made = lay_out(series, by=by, at=at)
        if not made:
            raise Refused(
                Reason(
                    "no_date", Words("这个规则在近几周没有一天", "The rule gives no day in the coming weeks")
                )
            )
        if made[0].space_id and not made[0].booking_id:
            refused = rooms.try_room(made[0], by=by, at=at)
            if refused is not None:
                raise refused
    return series


def days_of(series: Series, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days of a series between two dates, by its rule."""
    if not series.rule:
        return [series.since] if first <= series.since <= last else []
    last = min(last, series.until) if series.until else last
    first = max(first, series.since)
    if last < first:
        return []
    rule = Recurrence.parse(series.rule)
    if rule.rrule and rule.start is None:
        rule = dataclasses.replace(rule, start=series.since)
    return [one.on for one in dates(rule, first, last, calendar=calendar())][:MOST_DATES]


def lay_out(series: Series, *, by: Actor, at: dt.datetime) -> list[Occurrence]:
    """Make the dates that lie within the horizon and are not made yet, each a draft, with its room where that can be had.

    What cannot be had is kept on the date with the reason; it is tried again as the day comes within reach.
    """
    today = timezone.localdate(at)
    horizon = (
        today + dt.timedelta(weeks=number("horizon_weeks", today))
        if series.rule
        else max(series.since, today)
    )
    known = set(series.occurrences.exclude(rule_on=None).values_list("rule_on", flat=True))
    count, made = len(known), []
    for on in days_of(
        series, min(series.since, today) if not series.rule else max(series.since, today), horizon
    ):
        if on in known:
            continue
        count += 1
        made.append(_day(series, on, count, by=by, at=at))
    series.planned_until = horizon
    series.save(update_fields=["planned_until"])
    return made


def _day(series: Series, on: dt.date, count: int, *, by: Actor, at: dt.datetime) -> Occurrence:
    begins = dt.datetime.combine(on, dt.time(), SHANGHAI) + dt.timedelta(minutes=series.begins)
    row = Occurrence(
        series=series, place=series.place, number=count, rule_on=on, title=series.title, kind=series.kind, begins_at=begins,
        ends_at=begins + dt.timedelta(minutes=series.minutes), space=series.space, where=series.where, capacity=series.capacity,
        waiting=series.waiting, supervisors=series.supervisors, changed_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    rooms.try_room(row, by=by, at=at)
    trail.record(
        row,
        "activity",
        "activity.planned",
        by=by,
        at=at,
        data={"on": on.isoformat(), "room": bool(row.booking_id)},
        seen="staff",
    )
    row.save()
    return row


def publish_ready(series: Series, *, at: dt.datetime) -> int:
    """Publish the drafts of a series that was published once, needs no further look and has its room; answers how many."""
    from jinlin.volunteering.activities.desk import ACTIVITIES

    if not series.occurrences.filter(state__in=("published", "under_way", "held", "locked", "void")).exists():
        return 0
    done = 0
    for row in series.occurrences.filter(state="draft", begins_at__gt=at).order_by("begins_at"):
        if row.space_id and not row.booking_id:
            with transaction.atomic():
                fresh = (
                    Occurrence.objects.select_for_update(of=("self",))
                    .select_related("series", "space", "place")
                    .get(pk=row.pk)
                )
                rooms.try_room(fresh, by=actor(series.by), at=at)
                fresh.save(update_fields=["booking", "no_room"])
        try:
            ACTIVITIES.take(row.pk, "publish", by=THE_CLOCK, on=at)
            done += 1
        except Refused:
            continue
    return done


_COPIED = (
    "place", "title", "kind", "brand", "level", "lead", "lead_called", "partner", "team", "space", "where", "waiting", "min_to_run", "audience",
    "age_min", "age_max", "needs_guardian", "ratio", "supervisors", "noise", "about", "material", "safety", "cost", "reviewed_at",
)  # fmt: skip


def branch(series: Series, *, by: Actor, at: dt.datetime, **changed: Any) -> Series:
    """A further series of the same course, as this one but for what is changed; counted as one course with it."""
    facts = {name: getattr(series, name) for name in _COPIED} | {
        "rule": series.rule, "since": series.since, "until": series.until, "begins": series.begins, "minutes": series.minutes,
        "capacity": series.capacity,
    }  # fmt: skip
    made = Series(**(facts | changed), root_id=series.root_id or series.pk, made_at=at, by_id=by.account)
    made.save(force_insert=True)
    trail.record(
        made,
        "activity_series",
        "activity_series.made",
        by=by,
        at=at,
        data={"root": made.root_id, "rule": made.rule},
    )
    made.save(update_fields=["trail_seq", "trail_hash"])
    return made


def split(series: Series, values: dict[str, Any], *, by: Actor, at: dt.datetime) -> Series:
    """This and following: what lies before the day stays as it is; from the day on a new series is laid out.

    Dates from that day on are called off with notice; those who take part in the whole series go over to the new one.
    """
    from_on = values["from_on"]
    if from_on < timezone.localdate(at):
        raise Faulty({"from_on": Reason("too_early", Words("请选今天以后的日子", "Choose a day ahead"))})
    rule = str(Recurrence.parse(values["rule"])) if values.get("rule") else series.rule
    changed: dict[str, Any] = {"rule": rule, "since": from_on, "after": series}
    for name in ("begins", "minutes", "capacity"):
        if values.get(name) is not None:
            changed[name] = values[name]
    until = series.until
    series.until = from_on - dt.timedelta(days=1)
    call_off_from(series, from_on, values.get("note") or "改了时间安排，请看新的场次", by=by, at=at)
    made = branch(series, by=by, at=at, **(changed | {"until": until}))
    series.enrolments.filter(ended_at__isnull=True).update(series=made)
    lay_out(made, by=by, at=at)
    publish_first(made, by=by, at=at, as_before=series)
    return made


def publish_first(made: Series, *, by: Actor, at: dt.datetime, as_before: Series) -> None:
    """What followed a published series is published too, as far as its rooms are had."""
    from jinlin.volunteering.activities.desk import ACTIVITIES

    if not as_before.occurrences.exclude(state__in=("draft", "in_review")).exists():
        return
    for row in made.occurrences.filter(state="draft").order_by("begins_at"):
        try:
            with transaction.atomic():
                ACTIVITIES.take(row.pk, "publish", by=by, on=at)
        except Refused:
            continue


def call_off_from(series: Series, first: dt.date, why: str, *, by: Actor, at: dt.datetime) -> int:
    """Call off every date of a series from a day on; those who signed up are told. Answers how many."""
    from jinlin.volunteering.activities.desk import ACTIVITIES

    since = dt.datetime.combine(first, dt.time(), SHANGHAI)
    rows = series.occurrences.filter(
        state__in=("draft", "in_review", "published"), begins_at__gte=max(since, at)
    )
    ids = list(rows.order_by("begins_at").values_list("pk", flat=True))
    for pk in ids:
        ACTIVITIES.take(pk, "cancel", by=by, given={"reason": "other", "note": why}, on=at)
    return len(ids)


def leave_out(series: Series, on: dt.date, why: str, *, by: Actor, at: dt.datetime) -> None:
    """One day of the rule is left out; what was planned on it is called off."""
    from jinlin.volunteering.activities.desk import ACTIVITIES

    if series.rule:
        rule = Recurrence.parse(series.rule)
        series.rule = str(dataclasses.replace(rule, without=rule.without | {on}))
    for pk in list(
        series.occurrences.filter(rule_on=on, state__in=("draft", "in_review", "published")).values_list(
            "pk", flat=True
        )
    ):
        ACTIVITIES.take(pk, "cancel", by=by, given={"reason": "other", "note": why}, on=at)


def open_class(series: Series, values: dict[str, Any], *, by: Actor, at: dt.datetime | None = None) -> Series:
    """Open a further class of a course (a smaller one, another level): laid out, published as far as its rooms are had, and
    everybody who asked for that level is told once. Refused: ``not_yours``, and the rule's own faults."""
    at = at or timezone.now()
    keeper(series, by)
    root = series.root_id or series.pk
    rule = str(Recurrence.parse(values["rule"])) if values["rule"] else ""
    with transaction.atomic():
        made = branch(
            series, by=by, at=at, title=values["title"], level=values["level"], rule=rule, since=values["on"], until=values["until"],
            begins=values["begins"], minutes=values["minutes"], capacity=values["capacity"],
        )  # fmt: skip
        if not lay_out(made, by=by, at=at):
            raise Refused(
                Reason(
                    "no_date", Words("这个规则在近几周没有一天", "The rule gives no day in the coming weeks")
                )
            )
        publish_first(made, by=by, at=at, as_before=series)
        asked = ClassAsked.objects.filter(
            series=root, level=made.level, answered_at__isnull=True
        ).select_related("person__account")
        accounts = {one.person.account.pk for one in asked if hasattr(one.person, "account")}
        said = Words(
            f"您想要的班开了：{made.title}，可以报名了", f"The class that you asked for is open: {made.title}"
        )
        send(
            Letter("activity_series", made.pk, said, reverse("series", args=[made.pk]), account=one)
            for one in sorted(accounts)
        )
        asked.update(answered_at=at, opened=made)
    return made
