"""Who was there: facts that are only added, from the door's code, a personal code, the list, a headcount; attendance follows.

A device gives each fact a ``nonce``: sent again, late, or twice, it is one fact. Attendance is worked out anew from the
facts of the person concerned in the same transaction, so that figures are sums of rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jinlin.base import doorcode, trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.repeat import settled
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import Person
from jinlin.volunteering.activities import line, queries, rules
from jinlin.volunteering.activities.kinds import hours
from jinlin.volunteering.activities.procedure import ACTIVE
from jinlin.volunteering.models import Attendance, Occurrence, Presence, SignUp

DOOR = "activity"
AHEAD_OF_CLOCK = dt.timedelta(minutes=10)
"""A device's clock may run ahead so far; what it says beyond is taken as now."""
NOT_YOURS = Reason(
    "not_yours", Words("由活动组织者或授课的人来记", "The organiser or whoever leads it records this")
)
STALE = Reason(
    "wrong_code",
    Words("这个码过期了，请看门口屏幕上现在的码", "This code is stale; look at the screen again"),
)
UNKNOWN = Reason("wrong_reference", Words("名单里没有这个人", "Nobody of that kind is on the list"))
NO_NONCE = Reason(
    "no_nonce", Words("这条记录缺少编号，请刷新页面再试", "The record has no number; open the page again")
)
NOT_ON_LIST = Reason(
    "not_on_list", Words("您还没有报名，请到签到台现场加入", "You are not on the list; join at the desk")
)


@dataclass(frozen=True)
class Fact:
    """One fact as a device sends it. Of ``sign_up`` (id), ``token`` (a personal code) and ``person`` one says who; a
    headcount names nobody. ``undoes`` is the nonce of the fact that is taken back."""

    nonce: str
    kind: str = "in"
    method: str = "list"
    sign_up: int | None = None
    token: str = ""
    person: int | None = None
    people: int = 0
    role: str = ""
    undoes: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Taken:
    """What became of one fact: recorded, known already, or why not."""

    nonce: str
    said: str
    reason: Reason | None = None
    person: int | None = None


def record(
    *, activity: int, facts: Iterable[Fact], by: Actor, reason: str = "", now: dt.datetime | None = None
) -> list[Taken]:
    """Record facts at the door, each by itself. Refused with ``not_yours`` where the actor neither organises nor leads it.

    Late facts are taken until the lock; afterwards, until the last day of corrections, with a ``reason``.
    """
    wanted = list(facts)

    def act() -> list[Taken]:
        with transaction.atomic():
            row = line.locked(activity)
            if not queries.relations(row, by) & {"organiser", "lead"}:
                raise Refused(NOT_YOURS)
            moment = now or timezone.now()
            found = [_one(row, one, by, reason, moment) for one in wanted]
            _settle(row, [one for one in found if one.said == "recorded"], by, reason, moment)
            return found

    return settled(act)


def arrive(
    *, activity: int, code: str, people: Iterable[int], by: Actor, nonce: str, now: dt.datetime | None = None
) -> list[Taken]:
    """A visitor scanned the door's code: they and those of their family who have a place are there.

    Refused: ``wrong_code`` where the code is stale, ``not_on_list`` where nobody of them has a place.
    """
    wanted = list(people)

    def act() -> list[Taken]:
        with transaction.atomic():
            row, moment = line.locked(activity), now or timezone.now()
            if not doorcode.is_fresh(DOOR, row.pk, code, moment):
                raise Refused(STALE)
            own = {one.pk for one in queries.family(by.person)} & set(wanted)
            mine = SignUp.objects.filter(occurrence=row, person__in=own, state__in=ACTIVE)
            facts = [
                Fact(f"{nonce}-{one.pk}", method="door", sign_up=one.pk, at=moment)
                for one in mine.order_by("position")
            ]
            if not facts:
                raise Refused(NOT_ON_LIST)
            found = [_one(row, one, by, "", moment) for one in facts]
            _settle(row, [one for one in found if one.said == "recorded"], by, "", moment)
            return found

    return settled(act)


def _one(activity: Occurrence, fact: Fact, by: Actor, reason: str, now: dt.datetime) -> Taken:
    nonce = fact.nonce.strip()[:40]
    if not nonce:
        return Taken(nonce, "refused", NO_NONCE)
    if Presence.objects.filter(occurrence=activity, nonce=nonce).exists():
        return Taken(nonce, "known")
    happened = min(fact.at or now, now) if (fact.at or now) <= now + AHEAD_OF_CLOCK else now
    against = rules.may_record(activity.state, clocks_of(activity), at=happened, now=now, reason=reason)
    if against is not None:
        return Taken(nonce, "refused", against)
    undone = (
        Presence.objects.filter(occurrence=activity, nonce=fact.undoes).first()
        if fact.kind == "undo"
        else None
    )
    person, role = _who(activity, fact, undone)
    if (
        fact.kind != "headcount"
        and person is None
        and not (undone is not None and undone.kind == "headcount")
    ):
        return Taken(nonce, "refused", UNKNOWN)
    if fact.kind == "undo" and undone is None:
        return Taken(nonce, "refused", UNKNOWN)
    Presence.objects.create(
        occurrence=activity, person_id=person, kind=fact.kind, method=fact.method, role=fact.role or role, people=max(fact.people, 0),
        undoes=undone, nonce=nonce, at=happened, received_at=now, by_id=by.account or None, reason=reason[:200],
    )  # fmt: skip
    return Taken(nonce, "recorded", None, person)


def _who(activity: Occurrence, fact: Fact, undone: Presence | None) -> tuple[int | None, str]:
    if undone is not None:
        return undone.person_id, undone.role
    rows = SignUp.objects.filter(occurrence=activity)
    row = None
    if fact.token:
        row = rows.filter(token=fact.token).first()
    elif fact.sign_up:
        row = rows.filter(pk=fact.sign_up).first()
    elif fact.person:
        row = rows.filter(person=fact.person, state__in=ACTIVE).first()
        if row is None and Person.objects.filter(pk=fact.person, erased_at__isnull=True).exists():
            return fact.person, "volunteer" if fact.person == activity.series.lead_id else "participant"
    return (row.person_id, row.role) if row else (None, "participant")


def clocks_of(activity: Occurrence) -> rules.Clocks:
    """When the activity ends, when its list is locked, until when it may be corrected."""
    on = activity.ends_at.date()
    return rules.Clocks(
        activity.begins_at, activity.ends_at, hours("attendance_lock", on), hours("attendance_correction", on)
    )


def _settle(activity: Occurrence, recorded: list[Taken], by: Actor, reason: str, now: dt.datetime) -> None:
    """Work attendance out anew for those concerned; a correction stands in the trail; a void activity comes back to life."""
    if not recorded:
        return
    for person in {one.person for one in recorded if one.person}:
        derive(activity, person)
    if any(one.person is None for one in recorded):
        derive_headcount(activity)
    if reason.strip():
        trail.record(
            activity,
            "activity",
            "activity.counted",
            by=by,
            at=now,
            data={"facts": len(recorded)},
            text=reason,
            seen="staff",
        )
        activity.save(update_fields=["trail_seq", "trail_hash"])
    if activity.state == "void":
        from jinlin.volunteering.activities.desk import ACTIVITIES

        try:
            with transaction.atomic():
                ACTIVITIES.take(activity.pk, "revive", by=THE_CLOCK, on=now)
        except Refused:
            return


def _taps(rows: Iterable[Presence]) -> list[rules.Tap]:
    return [rules.Tap(one.pk, one.kind, one.at, one.undoes_id, one.people, one.role) for one in rows]


def derive(activity: Occurrence, person: int) -> None:
    """One person's attendance from the facts alone."""
    stay = rules.stay_of(_taps(Presence.objects.filter(occurrence=activity, person=person)))
    mine = Attendance.objects.filter(occurrence=activity, person=person)
    if stay is None:
        mine.delete()
        return
    facts = {
        "role": stay.role,
        "came_at": stay.came_at,
        "left_at": stay.left_at,
        "people": 1,
        "fresh": is_fresh(activity, person),
    }
    mine.update_or_create(
        defaults=facts, create_defaults={**facts, "occurrence": activity, "person_id": person}
    )


def is_fresh(activity: Occurrence, person: int) -> bool:
    """Whether it is the person's first time in the course (all its series)."""
    root = activity.series.root_id or activity.series_id
    course = Q(occurrence__series=root) | Q(occurrence__series__root=root)
    return not Attendance.objects.filter(
        course, person=person, occurrence__begins_at__lt=activity.begins_at
    ).exists()


def derive_headcount(activity: Occurrence) -> None:
    """The number of those without a name, from the facts alone."""
    count = rules.headcount(_taps(Presence.objects.filter(occurrence=activity, person__isnull=True)))
    mine = Attendance.objects.filter(occurrence=activity, is_headcount=True)
    if count:
        mine.update_or_create(
            defaults={"people": count},
            create_defaults={"occurrence": activity, "is_headcount": True, "people": count},
        )
    else:
        mine.delete()


def differences() -> list[dict[str, Any]]:
    """Attendance rows that are not what the facts say, for ``jinlin figures verify``."""
    facts: dict[tuple[int, int | None], list[rules.Tap]] = {}
    for one in Presence.objects.order_by("pk").iterator(5000):
        facts.setdefault((one.occurrence_id, one.person_id), []).append(
            rules.Tap(one.pk, one.kind, one.at, one.undoes_id, one.people, one.role)
        )
    wanted: dict[tuple[int, int | None], int] = {}
    for (activity, person), taps in facts.items():
        people = rules.headcount(taps) if person is None else int(rules.stay_of(taps) is not None)
        if people:
            wanted[activity, person] = people
    kept = {
        (one.occurrence_id, one.person_id): one.people
        for one in Attendance.objects.exclude(person=None, is_headcount=False).iterator(5000)
    }
    return [
        {
            "kind": "activities",
            "activity": key[0],
            "person": key[1],
            "kept": kept.get(key, 0),
            "counted": wanted.get(key, 0),
        }
        for key in sorted(set(kept) | set(wanted), key=str)
        if kept.get(key, 0) != wanted.get(key, 0)
    ]
