"""What each step of a team, a membership and a record of service writes besides state and event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.public import Institution
from jinlin.people.public import Person
from jinlin.volunteering.models.teams import RecordPaper, ServiceHours, Team, TeamMember
from jinlin.volunteering.teams import rules, words
from jinlin.volunteering.teams.queries import minutes_of_day, number

Given = dict[str, Any]


def note(values: Given, **data: Any) -> Taken:
    """The note as the text of the line, with facts beside it."""
    return Taken(data=data, text=values.get("note") or "", files=values.get("files") or [])


def _lead(team: Team, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row = (
        TeamMember.objects.select_for_update().filter(pk=values["member"], team=team, state="active").first()
    )
    if row is None:
        raise Faulty({"member": Reason("wrong_reference", Words("这位不在队里", "Not in this team"))})
    if values["role"] == "leader":
        TeamMember.objects.filter(team=team, state="active", role="leader").exclude(pk=row.pk).update(
            role="member"
        )
    row.role = values["role"]
    row.save(update_fields=["role"])
    return Taken(
        data={"member": row.pk, "role": values["role"]}, text=words.label(words.ROLES, values["role"]).zh
    )


def _police(team: Team, values: Given, by: Actor, at: dt.datetime) -> Taken:
    team.police = Institution.objects.filter(pk=values["institution"], ended_on__isnull=True).first()
    if team.police is None:
        raise Faulty({"institution": Reason("wrong_reference", Words("没有这个单位", "No such institution"))})
    return Taken(data={"institution": team.police_id}, text=team.police.name)


def _open(team: Team, values: Given, by: Actor, at: dt.datetime) -> Taken:
    team.founded_on = team.founded_on or timezone.localdate(at)
    return note(values)


def _end(team: Team, values: Given, by: Actor, at: dt.datetime) -> Taken:
    on = timezone.localdate(at)
    team.ended_on = on
    TeamMember.objects.filter(team=team, state="active").update(state="left", until_on=on)
    TeamMember.objects.filter(team=team, state="applied").update(state="declined")
    return note(values)


TEAM_EFFECTS: dict[str, Effect] = {"lead": _lead, "police": _police, "open": _open, "end": _end}


def _accept(row: TeamMember, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.from_on = timezone.localdate(at)
    return Taken(data={"from_on": row.from_on.isoformat()})


def _leave(row: TeamMember, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.until_on = timezone.localdate(at) if row.from_on else None
    if row.role == "deputy":
        row.role = "member"
    return note(values)


MEMBER_EFFECTS: dict[str, Effect] = {"accept": _accept, "leave": _leave}


def _confirm(row: ServiceHours, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.confirmed_by_id, row.confirmed_at = by.account, at
    row.near = values.get("near") or "none"
    return Taken(data={"minutes": row.minutes, "grade": row.grade, "near": row.near})


def _post(row: ServiceHours, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.posted_on = timezone.localdate(at)
    return Taken(data={"posted_on": row.posted_on.isoformat()})


def _settle(row: ServiceHours, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.final_on = timezone.localdate(at)
    return Taken()


def _uphold(row: ServiceHours, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.posted_on, row.final_on = timezone.localdate(at), None
    return note(values)


def _correct(row: ServiceHours, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return replace(row, Really(row.begins_at, row.ends_at, values["minutes"]), values["note"], by, at)


@dataclass(frozen=True)
class Really:
    """From when until when somebody really served, how many minutes; and how well that is known, where it changes."""

    begins_at: dt.datetime
    ends_at: dt.datetime
    minutes: int
    grade: str = ""
    basis: tuple[str, ...] = ()


def replace(row: ServiceHours, really: Really, why: str, by: Actor, at: dt.datetime) -> Taken:
    """A new record takes this one's place and waits for a second person; this one stays readable."""
    Person.objects.select_for_update(no_key=True).get(pk=row.person_id)
    tolerance = number("service.tolerance_minutes", timezone.localdate(at))
    day = timezone.localdate(really.begins_at)
    against = rules.is_within(
        minutes=really.minutes, begins=really.begins_at, ends=really.ends_at, tolerance=tolerance
    ) or rules.fits_the_day(
        minutes=really.minutes,
        that_day=minutes_of_day(row.person_id, day, but=row.pk),
        most=number("service.day_minutes", day),
    )
    if against is not None:
        raise Refused(against)
    made = ServiceHours(
        person_id=row.person_id, team_id=row.team_id, place_id=row.place_id, kind=row.kind, what=row.what, spot=row.spot, begins_at=really.begins_at,
        ends_at=really.ends_at, minutes=really.minutes, planned=row.planned, grade=really.grade or row.grade, basis=list(really.basis) or row.basis,
        recorded_by_id=by.account, recorded_at=at, due_at=row.due_at, supersedes=row,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            Reason(
                "not_twice",
                Words("已经更正过一次，请更正新的那条", "It was corrected already; correct the new one"),
            )
        ) from None
    _record(made, row, by, at)
    revoke_papers(row, Words("其中一条记录已更正", "A record in it was corrected"), at)
    return Taken(text=why, data={"minutes": really.minutes, "by": made.pk})


def _record(made: ServiceHours, row: ServiceHours, by: Actor, at: dt.datetime) -> None:
    from jinlin.base import trail

    trail.record(
        made,
        "hours",
        "hours.recorded",
        by=by,
        at=at,
        data={"minutes": made.minutes, "supersedes": row.pk},
        seen="teller",
    )
    made.save(update_fields=["trail_seq", "trail_hash"])


def _void(row: ServiceHours, values: Given, by: Actor, at: dt.datetime) -> Taken:
    revoke_papers(row, Words("其中一条记录已作废", "A record in it was voided"), at)
    return note(values)


def revoke_papers(row: ServiceHours, why: Words, at: dt.datetime) -> int:
    """Papers that hold this record do not stand any more; whoever checks one reads why."""
    papers = [
        one
        for one in RecordPaper.objects.filter(person=row.person_id, revoked_at__isnull=True)
        if row.pk in one.ids
    ]
    return RecordPaper.objects.filter(pk__in=[one.pk for one in papers]).update(
        revoked_at=at, revoked_why=why.zh
    )


HOURS_EFFECTS: dict[str, Effect] = {
    "confirm": _confirm, "post": _post, "settle": _settle, "uphold": _uphold, "correct": _correct, "void": _void,
}  # fmt: skip
