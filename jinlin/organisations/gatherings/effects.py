"""What each step of a gathering writes besides state and event. One small function a step."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from jinlin.base import doorcode
from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.given import clean_text
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.gatherings import rolls, rules
from jinlin.organisations.models import Attendance, Celebrated, Gathering, Resolution

Given = dict[str, Any]
NAMES = re.compile(r"[、，,;；\s]+")
NOBODY = Reason("no_people", Words("请选到会的人，或写来宾姓名", "Choose who came, or name guests"))


def _note(values: Given, **data: Any) -> Taken:
    return Taken(data=data, text=values.get("note") or "", files=values.get("files") or [])


def _change(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    before = gathering.starts_at
    gathering.title, gathering.agenda = values["title"], values["agenda"] or ""
    gathering.starts_at, gathering.venue = values["starts_at"], values["venue"] or ""
    gathering.host = values["host"] or ""
    if values["entitled"]:
        gathering.entitled_count = values["entitled"]
    return Taken(data={"moved": before != gathering.starts_at}, tell=_told(gathering))


def _told(gathering: Gathering) -> list[str]:
    """Those on the roll hear of a change once they were called, not before."""
    return ["invited"] if gathering.state == "called" else []


def _cancel(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    taken = _note(values)
    taken.tell = _told(gathering)
    return taken


def put_on_roll(gathering: Gathering, people: list[int], *, has_vote: bool) -> int:
    """Put persons on the roll who do not stand there yet; answers how many."""
    known = set(gathering.attendances.filter(person__in=people).values_list("person", flat=True))
    fresh = [pk for pk in dict.fromkeys(people) if pk not in known]
    Attendance.objects.bulk_create(
        Attendance(gathering=gathering, person_id=pk, has_vote=has_vote) for pk in fresh
    )
    return len(fresh)


def _invite(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    may = set(
        rolls.callable_by(gathering.organisation, on=at.date())
        .filter(pk__in=values["people"])
        .values_list("pk", flat=True)
    )
    if set(values["people"]) - may:
        raise Faulty({"people": rules.NOT_ON_ROLL})
    count = put_on_roll(gathering, values["people"], has_vote=bool(values["has_vote"]))
    return Taken(data={"count": count})


def _on_roll(gathering: Gathering, person: int, field: str) -> Attendance:
    found = gathering.attendances.filter(person_id=person).first()
    if found is None:
        raise Faulty({field: rules.NOT_ON_ROLL})
    return found


def _celebrate(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row = _on_roll(gathering, values["person"], "person")
    Celebrated.objects.update_or_create(
        gathering=gathering, person_id=row.person_id, defaults={"joined_on": values["joined_on"]}
    )
    return Taken()


def _come(rows: list[Attendance], *, how: str, at: dt.datetime) -> int:
    fresh = [row for row in rows if row.state != "present"]
    for row in fresh:
        row.state, row.how, row.signed_at, row.why_absent = "present", how, at, ""
    Attendance.objects.bulk_update(fresh, ["state", "how", "signed_at", "why_absent"])
    return len(fresh)


def _sign_in(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if not doorcode.is_fresh("gathering", gathering.pk, values["code"], at):
        raise Faulty({"code": rules.NOT_FRESH})
    assert by.person is not None
    _come([_on_roll(gathering, by.person, "code")], how="code", at=at)
    gathering.attendance_count = rolls.present_count(gathering)
    return Taken(data={"count": gathering.attendance_count})


def _sign(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    how = "list" if values["from_paper"] else "desk"
    rows = list(gathering.attendances.filter(person__in=values["people"]))
    if len(rows) < len(set(values["people"])):
        raise Faulty({"people": rules.NOT_ON_ROLL})
    guests = [name[:60] for name in NAMES.split(clean_text(values["guests"])) if name]
    if not rows and not guests:
        raise Faulty({"people": NOBODY})
    known = set(gathering.attendances.exclude(guest="").values_list("guest", flat=True))
    fresh = [name for name in dict.fromkeys(guests) if name not in known]
    Attendance.objects.bulk_create(
        Attendance(gathering=gathering, guest=name, state="present", how=how, signed_at=at) for name in fresh
    )
    came = _come(rows, how=how, at=at) + len(fresh)
    gathering.attendance_count = rolls.present_count(gathering)
    return Taken(data={"came": came, "count": gathering.attendance_count})


def _excuse(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row = _on_roll(gathering, values["person"], "person")
    row.state, row.why_absent, row.how, row.signed_at = "absent", values["why"], "", None
    row.save(update_fields=["state", "why_absent", "how", "signed_at"])
    gathering.attendance_count = rolls.present_count(gathering)
    return Taken(data={"count": gathering.attendance_count})


def _open(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    gathering.opened_at = at
    present = rolls.voters_present(gathering)
    return _note(values, entitled=gathering.entitled_count or 0, present=present)


def _vote(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    counts = {name: values[name] or 0 for name in ("yes", "no", "abstained")}
    reason = rules.too_many_votes(**counts, voters_present=rolls.voters_present(gathering))
    if reason:
        raise Refused(reason)
    Resolution.objects.create(gathering=gathering, words=values["words"], at=at, **counts)
    return Taken(data=counts, text=values["words"])


def _draft(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    gathering.minutes, gathering.drafted_by_id = values["minutes"], by.account
    return Taken(files=values.get("files") or [], data={"length": len(values["minutes"])})


def _confirm(gathering: Gathering, values: Given, by: Actor, at: dt.datetime) -> Taken:
    gathering.confirmed_at = at
    gathering.attendance_count = rolls.present_count(gathering)
    return _note(values, attendance=gathering.attendance_count)


EFFECTS: dict[str, Effect] = {
    "change": _change,
    "cancel": _cancel,
    "invite": _invite,
    "celebrate": _celebrate,
    "sign_in": _sign_in,
    "sign": _sign,
    "excuse": _excuse,
    "open": _open,
    "vote": _vote,
    "draft": _draft,
    "confirm": _confirm,
}
