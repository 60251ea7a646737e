"""Writes of teams: a team entered, a volunteer registered, somebody joins, service recorded, a sweep of confirmations."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters.public import until
from jinlin.organisations.public import Institution
from jinlin.people.public import Person, initials
from jinlin.places.public import Place
from jinlin.volunteering.models.teams import ServiceHours, Team, TeamMember, Volunteer
from jinlin.volunteering.teams import rules
from jinlin.volunteering.teams.desk import RECORDS, keepers_of, leaders_of, tell
from jinlin.volunteering.teams.queries import (
    ages,
    clashing,
    is_keeper,
    is_own,
    minutes_of_day,
    number,
    team_relations,
)

CONSENT_VERSION = "2026-11"
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
NOT_YOURS = Reason(
    "not_yours", Words("由社区、主管单位或队长来做", "The community, the institution or the leader does this")
)
NOT_TWICE = Reason("not_twice", Words("已经在这支队里，或已经报过名", "Already in this team, or applied"))
CLASHES = Reason(
    "not_at_once",
    Words(
        "这个人这段时间已经有一条服务记录，不能重复记",
        "There is a record of this person for that time already",
    ),
)
NO_CONSENT = Reason(
    "no_consent", Words("请先看过并同意志愿者须知", "Read and agree to the volunteers' terms first")
)


def draw_code(length: int = 6) -> str:
    """A code of letters and digits that are not mistaken for each other."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def enter_team(
    *, name: str, field: str, place: Place, by: Actor, code: str = "", institution: Institution | None = None,
    police: Institution | None = None, about: str = "", meets: str = "", party: bool = False, at: dt.datetime | None = None,
) -> Team:  # fmt: skip
    """Enter a team that is being formed. Refused with ``not_yours`` unless the actor keeps its place or sits in its institution."""
    if not is_keeper(place, institution.pk if institution else None, by):
        raise Refused(NOT_YOURS)
    team = Team(
        code=code or f"ZY-{draw_code()}", name=name, field=field, place=place, institution=institution, police=police, about=about, meets=meets, party=party,
    )  # fmt: skip
    with transaction.atomic():
        team.save(force_insert=True)
        trail.record(team, "team", "team.entered", by=by, at=at)
        team.save(update_fields=["trail_seq", "trail_hash"])
    return team


def change_team(*, team: Team, by: Actor, **facts: Any) -> None:
    """Change name, what it does, when it meets; the old values stand in the trail."""
    if not team_relations(team, by) & {"keeper", "leader"}:
        raise Refused(NOT_YOURS)
    with transaction.atomic():
        row = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
        old = {name: str(getattr(row, name)) for name, value in facts.items() if getattr(row, name) != value}
        for name, value in facts.items():
            setattr(row, name, value)
        trail.record(row, "team", "team.changed", by=by, data={"old": old})
        row.save()


@dataclass(frozen=True)
class About:
    """What somebody says of themselves: year of birth, what they like and can, when, what they cannot do, what may be shown."""

    birth_year: int | None = None
    interests: Sequence[str] = ()
    skills: Sequence[str] = ()
    times: Sequence[str] = ()
    limits: str = ""
    visible: str = "surname"


def register(
    *,
    person: Person,
    about: About,
    by: Actor,
    consent: bool,
    guardian: Person | None = None,
    at: dt.datetime | None = None,
) -> Volunteer:
    """Enter a person as a volunteer, or change what they said before. Two at once make one.

    Refused: ``no_consent``, ``no_birth_year``, ``wrong_year``, ``no_guardian`` (a minor without the guardian's consent).
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        known = Volunteer.objects.filter(person=person).first()
        if known is None and not consent:
            raise Refused(NO_CONSENT)
        year = person.birth_year or about.birth_year
        held = guardian is not None or (known is not None and known.guardian_id is not None)
        against = rules.may_register(birth_year=year, guardian=held, on=on, ages=ages(on))
        if against is not None:
            raise Refused(against)
        if person.birth_year is None:
            person.birth_year = year
            person.save(update_fields=["birth_year"])
        row = known or Volunteer(person=person, since_on=on, consent_version=CONSENT_VERSION, consented_at=at)
        row.interests, row.skills, row.times = list(about.interests), list(about.skills), list(about.times)
        row.limits, row.visible, row.ended_on = about.limits[:200], about.visible, None
        if guardian is not None:
            row.guardian, row.guardian_at = guardian, at
            row.visible = "team" if row.visible == "named" else row.visible
        row.save()
        trail.record(
            row,
            "volunteer",
            "volunteer.changed" if known else "volunteer.registered",
            by=by,
            at=at,
            seen="teller",
        )
        row.save(update_fields=["trail_seq", "trail_hash"])
    return row


def enter_child(*, name: str, birth_year: int, by: Actor) -> Person:
    """The child whom the actor registers; found again by name and year among those entered before."""
    parent = Person.objects.select_for_update(no_key=True).get(pk=by.person)
    known = Person.objects.filter(guardian=parent, name=name, birth_year=birth_year).first()
    return known or Person.objects.create(
        name=name[:60], pinyin=initials(name), birth_year=birth_year, guardian=parent
    )


def join(*, team: Team, volunteer: Volunteer, by: Actor, at: dt.datetime | None = None) -> TeamMember:
    """Ask to be taken into a team; the leader (or the community) accepts.

    Refused: ``not_open`` for a team that ended, ``not_twice``; ``not_yours`` for somebody else's entry.
    """
    if not is_own(by, volunteer.person_id, volunteer.guardian_id) and "keeper" not in team_relations(
        team, by
    ):
        raise Refused(NOT_YOURS)
    if team.state == "ended":
        raise Refused(Reason("not_open", Words("这支队伍已经解散", "The team has ended")))
    row = TeamMember(team=team, volunteer=volunteer, applied_at=at or timezone.now())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(NOT_TWICE) from None
    with transaction.atomic():
        trail.record(row, "team_member", "team_member.applied", by=by, at=at, seen="teller")
        row.save(update_fields=["trail_seq", "trail_hash"])
    said = Words(f"{team.name}：有人报名入队", f"{team.name}: somebody wants to join")
    tell("team_member", row.pk, said, f"/teams/{team.code}/lead", leaders_of(team.pk) or keepers_of(team), by)
    return row


@dataclass(frozen=True)
class Served:
    """What was served: by whom, from when until when, minutes without breaks and travel, for whom and where."""

    person: int
    begins_at: dt.datetime
    ends_at: dt.datetime
    minutes: int
    what: str
    place: int
    team: int | None = None
    kind: str = "volunteer"
    planned: int = 0
    spot: str = ""
    batch: str = ""
    is_sampled: bool = False


def record_service(
    *, served: Served, signals: Collection[str], by: Actor | None, source: str | None = None, grade: str = "", at: dt.datetime | None = None,
) -> ServiceHours:  # fmt: skip
    """Record service; it counts once a second person has confirmed it. The same ``source`` again answers the known record.

    ``by`` None: the platform itself, from scans and ticks. ``signals`` are codes of ``words.SIGNALS``; the grade follows from
    them, and may only be given lower. Refused: ``no_minutes``, ``wrong_time``, ``too_long`` (longer than its time),
    ``not_at_once`` (another record speaks for that time, in any team), ``too_many_minutes`` a day, ``not_oneself``,
    ``not_yet`` (service that lies ahead). Source: ministry order 67 art. 7, 11.
    """
    at = at or timezone.now()
    if source:
        known = ServiceHours.objects.filter(source=source).first()
        if known is not None:
            return known
    found = grade_given(rules.grade_of(signals), grade)
    with transaction.atomic():
        # Whoever records for the same person waits here: neither hours nor places are given twice.
        Person.objects.select_for_update(no_key=True).get(pk=served.person)
        if source and (known := ServiceHours.objects.filter(source=source).first()):
            return known
        against = _why_not(served, by, at)
        if against is not None:
            raise Refused(against)
        row = ServiceHours(
            person_id=served.person, team_id=served.team, place_id=served.place, kind=served.kind, what=served.what[:120], spot=served.spot[:80],
            begins_at=served.begins_at, ends_at=served.ends_at, minutes=served.minutes, planned=served.planned, grade=found,
            basis=sorted(set(signals)), source=source, batch=served.batch, sampled=served.is_sampled, recorded_by_id=by.account if by else None,
            recorded_at=at, due_at=until("volunteering.record", served.ends_at),
        )  # fmt: skip
        row.save(force_insert=True)
        who = by or Actor(account=0, name="平台", channel="clock")
        event = trail.record(
            row,
            "hours",
            "hours.recorded",
            by=who,
            at=at,
            data={"minutes": row.minutes, "grade": row.grade},
            seen="teller",
        )
        row.save(update_fields=["trail_seq", "trail_hash"])
        publish("hours.recorded", subject=row, event=event, by=who)
    return row


def grade_given(found: str, given: str) -> str:
    """The weaker of what the signals say and what somebody says: evidence is never talked up."""
    return max(found, given) if given else found


def _why_not(served: Served, by: Actor | None, at: dt.datetime) -> Reason | None:
    day = timezone.localdate(served.begins_at)
    if by is not None and by.account and is_own(by, served.person):
        return Reason(
            "not_oneself",
            Words(
                "自己的服务由别人来记，或扫码签到签退",
                "Somebody else records one's own service, or the door does",
            ),
        )
    if served.ends_at > at:
        return Reason("not_yet", Words("服务还没结束", "The service is not over yet"))
    within = rules.is_within(
        minutes=served.minutes,
        begins=served.begins_at,
        ends=served.ends_at,
        tolerance=number("service.tolerance_minutes", day),
    )
    if within is not None:
        return within
    if clashing(served.person, served.begins_at, served.ends_at).exists():
        return CLASHES
    if served.kind != "volunteer":
        return None
    return rules.fits_the_day(
        minutes=served.minutes,
        that_day=minutes_of_day(served.person, day),
        most=number("service.day_minutes", day),
    )


@dataclass(frozen=True)
class Swept:
    """What became of many at once: how many, and which were refused with the reason."""

    done: int
    refused: tuple[tuple[int, Reason], ...] = ()


def sweep(*, rows: Iterable[int], step: str, by: Actor) -> Swept:
    """Take one step on many records; each stands for itself, a refused one holds nobody up."""
    done, refused = 0, []
    for pk in rows:
        try:
            RECORDS.take(pk, step, by=by)
            done += 1
        except Refused as refusal:
            refused.append((pk, refusal.reason))
    return Swept(done, tuple(refused))


def add_group(
    *, team: Team, members: Sequence[int], served: Served, by: Actor, at: dt.datetime | None = None
) -> tuple[list[ServiceHours], Swept]:
    """Enter a group of the team's members after the event: grade D, bounded, a sample of it is asked about by the community.

    Answers the records, and who was left out with the reason. Refused whole: ``not_yours``, ``too_many_people``, ``too_long``.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    if not team_relations(team, by) & {"leader", "keeper"}:
        raise Refused(NOT_YOURS)
    known = dict(
        TeamMember.objects.filter(pk__in=members, team=team, from_on__isnull=False).values_list(
            "pk", "volunteer__person"
        )
    )
    against = rules.may_add_group(
        people=len(known), minutes=served.minutes, most_people=number("service.group_people", on), most_minutes=number("service.group_minutes", on),
    )  # fmt: skip
    if against is not None:
        raise Refused(against)
    batch = draw_code(10)
    drawn = rules.sampled([str(pk) for pk in known], percent=number("service.sample_percent", on), salt=batch)
    made: list[ServiceHours] = []
    refused: list[tuple[int, Reason]] = []
    signals = ("leader",) if "leader" in team_relations(team, by) else ("desk",)
    for pk, person in sorted(known.items()):
        one = Served(
            person=person, begins_at=served.begins_at, ends_at=served.ends_at, minutes=served.minutes, what=served.what, place=team.place_id,
            team=team.pk, kind=served.kind, spot=served.spot, batch=batch, is_sampled=str(pk) in drawn,
        )  # fmt: skip
        try:
            made.append(record_service(served=one, signals=signals, by=by, at=at))
        except Refused as refusal:
            refused.append((pk, refusal.reason))
    return made, Swept(len(made), tuple(refused))
