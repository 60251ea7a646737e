"""What the steps of a result write; opening one; reading milestones out of lines."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Taken, desks
from jinlin.deliberation import dates
from jinlin.deliberation.effects.parts import Given, fault, noted, picked, plain
from jinlin.deliberation.models import Body, Item, Milestone, Motion, Point, Result
from jinlin.organisations.public import Institution, clerks_of, holders_over
from jinlin.people.public import Account

_LINE = re.compile(r"(?:(\d{4}-\d{1,2}-\d{1,2})[\s:：，,]*)?(.+)")


def milestones_of(text: str) -> list[tuple[str, dt.date | None]]:
    """Milestones out of lines: a date first where there is one. A fault names the line that holds no such day."""
    found = []
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        match = _LINE.fullmatch(line)
        assert match is not None
        try:
            day = dt.date(*map(int, match[1].split("-"))) if match[1] else None
        except ValueError:
            raise fault(
                "milestones", "wrong_date", f"没有 {match[1]} 这一天", f"There is no day {match[1]}"
            ) from None
        found.append((match[2][:120], day))
    if len(found) > 20:
        raise fault("milestones", "too_many", "最多二十步", "Twenty at most")
    return found


def open_result(
    *, title: str, text: str, lead: Institution | None, day: dt.date, milestones: str, by: Actor, at: dt.datetime, body: Body | None = None,
    item: Item | None = None, motion: Motion | None = None, side: str = "",
) -> Result:  # fmt: skip
    """Open a result: lead, due day moved to a worked one, milestones (the result itself is the last where none are named)."""
    due = dates.due_day(day)
    if due <= at:
        raise fault("due", "too_early", "日期要在今天之后", "The date must lie ahead")
    steps = milestones_of(milestones) or [(title, day)]
    result = Result(
        body=body, item=item, motion=motion, title=title, text=text, lead=lead, side=side, given_at=at, due_at=due,
        remind_at=dates.next_reminder(due, at),
    )  # fmt: skip
    result.save()
    Milestone.objects.bulk_create(Milestone(result=result, title=name, due_on=on) for name, on in steps)
    data: dict[str, Any] = {"due": dates.local(due).isoformat(), "lead": lead.name if lead else side}
    event = trail.record(result, "result", "result.opened", by=by, at=at, data=data, text=text)
    result.save(update_fields=["trail_seq", "trail_hash"])
    from jinlin.deliberation.notices import tell_result

    tell_result(result, event, by)
    return result


def _add_milestone(result: Result, values: Given, by: Actor, at: dt.datetime) -> Taken:
    Milestone.objects.create(result=result, title=values["title"], due_on=values.get("due"))
    return Taken(data={"title": values["title"]})


def owners_of(result: Result) -> list[Account]:
    """Who may be named to do it: those who sit for the institution in charge; without one, the community's workers."""
    today = dates.local(timezone.now())
    if result.lead_id:
        accounts = clerks_of(institutions=[result.lead_id], on=today)
    else:
        accounts = holders_over(path=result.place.path, relation="community", on=today)
    return list(
        Account.objects.filter(pk__in=accounts, is_active=True).select_related("person").order_by("pk")
    )


def _name_owner(result: Result, values: Given, by: Actor, at: dt.datetime) -> Taken:
    found = next((one for one in owners_of(result) if one.pk == values["owner"]), None)
    if found is None:
        raise fault("owner", "wrong_reference", "这个人不在承办单位", "Not one of the institution in charge")
    result.owner = found
    return Taken(data={"owner": found.pk}, text=found.get_full_name())


def _reach(result: Result, values: Given, by: Actor, at: dt.datetime) -> Taken:
    one = picked("milestone", result.milestones.filter(reached_at__isnull=True), values["milestone"])
    one.reached_at, one.evidence, one.files = at, values["note"], len(values.get("files") or [])
    one.save()
    return noted(values, title=one.title)


def _supervise(result: Result, values: Given, by: Actor, at: dt.datetime) -> Taken:
    result.supervised_at = at
    return noted(values)


def _extend(result: Result, values: Given, by: Actor, at: dt.datetime) -> Taken:
    due = dates.due_day(values["due"])
    if due <= max(at, result.due_at):
        raise fault("due", "too_early", "新的日期要比原来的晚", "The new date must be later than the old")
    was = result.due_at
    result.due_at, result.extended, result.remind_at = due, result.extended + 1, dates.next_reminder(due, at)
    return noted(values, was=dates.local(was).isoformat(), due=dates.local(due).isoformat())


def _report(result: Result, values: Given, by: Actor, at: dt.datetime) -> Taken:
    result.reported_at, result.remind_at = at, None
    return noted(values)


def _accept(result: Result, values: Given, by: Actor, at: dt.datetime) -> Taken:
    result.done_at = at
    _points(result, at)
    return noted(values)


def _points(result: Result, at: dt.datetime) -> None:
    speaks = Actor(account=0, name=result.body.name if result.body else "平台", channel="clock")
    for point in Point.objects.filter(result=result, state="working"):
        desks["point"].take(point.pk, "finish", by=speaks, given={"note": f"“{result.title}”做好了"}, on=at)


def _send_back(result: Result, values: Given, by: Actor, at: dt.datetime) -> Taken:
    result.reported_at, result.remind_at = None, dates.next_reminder(result.due_at, at)
    return noted(values)


def _drop(result: Result, values: Given, by: Actor, at: dt.datetime) -> Taken:
    result.remind_at, result.done_at = None, at
    speaks = Actor(account=0, name=result.body.name if result.body else "平台", channel="clock")
    for point in Point.objects.filter(result=result, state="working"):
        desks["point"].take(point.pk, "answer", by=speaks, given={"note": values["note"]}, on=at)
    return noted(values)


EFFECTS: dict[str, Effect] = {
    "add_milestone": _add_milestone, "name_owner": _name_owner, "reach": _reach, "follow_up": plain, "supervise": _supervise, "extend": _extend, "report": _report,
    "accept": _accept, "send_back": _send_back, "drop": _drop,
}  # fmt: skip
