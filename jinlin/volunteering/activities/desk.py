"""The desks of activities, sign-ups and series: relations, facts, who is told; and how each is found and shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jinlin.base import days
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.repeat import settled
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject, attach
from jinlin.base.words import Words
from jinlin.organisations.public import holders_over
from jinlin.people.public import Account, mask_name
from jinlin.volunteering.activities import effects, line, queries, rooms
from jinlin.volunteering.activities.kinds import hours, kinds
from jinlin.volunteering.activities.procedure import (
    ACTIVE,
    ACTIVITY,
    SERIES,
    SIGN_UP,
    ActivityFacts,
    SignUpFacts,
)
from jinlin.volunteering.models import Occurrence, Series, SignUp

WHOLE = ("public", "teller", "staff")


def when_of(activity: Occurrence) -> Words:
    """An activity's time as people say it: 11 月 29 日（周日）09:00—10:30."""
    return days.named_span(activity.begins_at, activity.ends_at)


def activity_facts(
    activity: Occurrence, actor: Actor, held: frozenset[str], on: dt.datetime
) -> ActivityFacts:
    """Minutes until it begins and ends, its room, whether a second person must look, how many came, whether it is locked."""
    series = activity.series
    known = kinds().get(series.kind)
    wanted = bool(known and known.review) or series.needs_guardian
    return ActivityFacts(
        minutes_to_start=int((activity.begins_at - on).total_seconds() // 60),
        minutes_to_end=int((activity.ends_at - on).total_seconds() // 60),
        has_room=rooms.has_room(activity),
        needs_review=wanted and series.reviewed_at is None,
        attended=queries.attended_count(activity.pk) if activity.begins_at <= on else 0,
        is_locked=on > activity.ends_at + hours("attendance_lock", on.date()),
        supervisors_lack=series.ratio > 0 and activity.supervisors <= 0,
    )


def organisers(series: Series) -> set[int]:
    """Accounts that organise at a series' place, and whoever made it."""
    place = series.place
    return {
        series.by_id,
        *holders_over(path=place.path, relation="community", on=timezone.localdate(), grid=place.grid_id),
    }


def told_of(sign_up: SignUp) -> set[int]:
    """Accounts to be told of a sign-up: the person's, a guardian's, else whoever did it for them."""
    people = {sign_up.person_id, sign_up.person.guardian_id} if sign_up.person else set()
    found = set(
        Account.objects.filter(person__in=people - {None}, is_active=True).values_list("pk", flat=True)
    )
    return found or ({sign_up.by_id} if sign_up.by_id else set())


def _tell_activity(activity: Occurrence, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    said = Words(
        f"{activity.title}（{when_of(activity).zh}）：{step.past.zh}", f"{activity.title}: {step.past.en}"
    )
    accounts: set[int] = set()
    if "organiser" in step.tells:
        accounts |= {activity.series.by_id, activity.submitted_by} - {0}
    if "reviewer" in step.tells and activity.state == "in_review":
        accounts |= organisers(activity.series)
    link = reverse("activity_desk", args=[activity.pk])
    send(Letter("activity", activity.pk, said, link, account=one) for one in sorted(accounts - {by.account}))
    if "signed_up" in extra:
        where = f"改到 {when_of(activity).zh} {rooms.where_of(activity)}"
        said = Words(
            f"您报的“{activity.title}”{where}",
            f"“{activity.title}” was moved: {when_of(activity).en} {rooms.where_of(activity)}",
        )
        rows = activity.sign_ups.filter(state__in=ACTIVE).select_related("person")
        link = reverse("activity", args=[activity.pk])
        mine = sorted({one for row in rows for one in told_of(row)})
        send(Letter("activity", activity.pk, said, link, account=one) for one in mine)


def _after_activity(
    activity: Occurrence, step: Step, values: dict[str, Any], event: Event, before: str
) -> None:
    attach(activity, "activity", event, list(values.get("files") or []))
    if activity.state == "published" and before != "published":
        from jinlin.volunteering.activities.commands import sign_up_enrolled

        sign_up_enrolled(activity, at=event.at)


ACTIVITIES = Desk(
    procedure=ACTIVITY, model=Occurrence, relations=queries.relations, facts=activity_facts, effects=effects.ACTIVITY_EFFECTS,
    tell=_tell_activity, after=_after_activity, related=("series__place", "place", "space__station"),
)  # fmt: skip


def sign_up_facts(sign_up: SignUp, actor: Actor, held: frozenset[str], on: dt.datetime) -> SignUpFacts:
    """Minutes until it begins, whether an offer is over, whether a place is free, whether free places are kept any more."""
    activity = sign_up.occurrence
    left = line.free(activity, on)
    return SignUpFacts(
        minutes_to_start=int((activity.begins_at - on).total_seconds() // 60),
        offer_is_over=sign_up.offered_until is not None and sign_up.offered_until <= on,
        is_free=left is None or left > 0,
        is_open_call=line.until(activity, on) is None and activity.begins_at > on,
    )


_SAID = {
    "confirm": Words("报上了", "you have a place"), "offer": Words("有空位了，请在期限内确认", "a place is kept for you; answer in time"),
    "lapse": Words("没有确认，名额让给下一位了", "not answered in time; the place went on"), "consent": Words("监护人已同意", "the guardian consented"),
}  # fmt: skip


def _tell_sign_up(sign_up: SignUp, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    activity = sign_up.occurrence
    said = _SAID.get(step.code)
    if step.code == "drop":
        said = Words(event.text or step.past.zh, event.text or step.past.en)
    if said is None:
        return
    words = Words(f"{activity.title}（{when_of(activity).zh}）：{said.zh}", f"{activity.title}: {said.en}")
    link = reverse("sign_up", args=[sign_up.pk])
    send(
        Letter("sign_up", sign_up.pk, words, link, account=one)
        for one in sorted(told_of(sign_up) - {by.account})
    )


FREEING = ("decline", "cancel", "drop", "consent")
"""Steps after which the list is looked at again."""


def _after_sign_up(sign_up: SignUp, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
    attach(sign_up, "sign_up", event, list(values.get("files") or []))
    if step.code in FREEING:
        line.fill(sign_up.occurrence, event.at, fresh=sign_up.pk if step.code == "consent" else 0)
        sign_up.refresh_from_db(fields=["state", "trail_seq", "trail_hash", "offered_until"])


@dataclass(frozen=True)
class SignUpDesk(Desk):
    """A step of a sign-up holds the activity's row first, so that places are counted by one at a time."""

    def take(
        self, subject: int, step: str, *, by: Actor, given: Mapping[str, Any] | None = None, on: dt.datetime | None = None,
        seen_seq: int | None = None,
    ) -> Any:  # fmt: skip
        """As every desk, under the lock of the activity."""

        def under_lock() -> Any:
            with transaction.atomic():
                activity = SignUp.objects.filter(pk=subject).values_list("occurrence", flat=True).first()
                if activity is not None:
                    line.locked(activity)
                return self._take(subject, step, by, given, on)

        return settled(under_lock)


SIGN_UPS = SignUpDesk(
    procedure=SIGN_UP, model=SignUp, relations=queries.sign_up_relations, facts=sign_up_facts, effects=effects.SIGN_UP_EFFECTS,
    tell=_tell_sign_up, after=_after_sign_up, related=("occurrence__series__place", "occurrence__place", "occurrence__space__station", "person"),
)  # fmt: skip


def _tell_series(series: Series, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    return


SERIES_DESK = Desk(
    procedure=SERIES, model=Series, relations=queries.series_relations, facts=lambda row, actor, held, on: None,
    effects=effects.SERIES_EFFECTS, tell=_tell_series, related=("place",),
)  # fmt: skip


def _find_activity(ref: str, actor: Actor) -> Occurrence:
    row = queries.whole().select_related("booking").get(pk=int(ref))
    if row.state not in queries.PUBLIC and not queries.relations(row, actor):
        raise Occurrence.DoesNotExist
    return row


def _seen(row: Any, actor: Actor, held: frozenset[str]) -> tuple[str, ...]:
    return WHOLE if held & {"organiser", "lead", "supervisor"} else ("public",)


def shown(row: Occurrence, full: queries.Fullness) -> dict[str, Any]:
    """An activity as the API and calendars answer it; no names."""
    return {
        "kind": row.kind, "brand": row.series.brand, "level": row.series.level, "place": row.place.code, "series": row.series_id,
        "begins_at": stamp(row.begins_at), "ends_at": stamp(row.ends_at), "where": rooms.where_of(row), "audience": row.series.audience,
        "age_min": row.series.age_min, "age_max": row.series.age_max, "needs_guardian": row.series.needs_guardian, "cost": row.series.cost,
        "lead": row.series.lead_called, "capacity": full.limit, "confirmed": full.confirmed, "free": full.free, "waiting": full.waiting,
        "came": full.came if row.state in queries.COUNTED else None, "summary": row.summary,
    }  # fmt: skip


ACTIVITY_SUBJECT = Subject(
    desk=ACTIVITIES, plural="activities", find=_find_activity, ref=lambda row: str(row.pk), title=lambda row: row.title,
    page=lambda row, actor: reverse("activity_desk" if queries.relations(row, actor) else "activity", args=[row.pk]),
    seen=lambda row, actor: _seen(row, actor, queries.relations(row, actor)),
    shown=lambda row, actor: shown(row, queries.fullness([row], timezone.now())[row.pk]),
    other={
        "activity.planned": Words("安排了", "planned it"), "activity.counted": Words("更正了到场记录", "corrected the list"),
        "activity.pictures": Words("标明了照片", "marked the photos"),
    },
)  # fmt: skip


def _find_sign_up(ref: str, actor: Actor) -> SignUp:
    rows = SignUp.objects.select_related(
        "person",
        "occurrence__series__place",
        "occurrence__series__lead",
        "occurrence__place",
        "occurrence__space__station",
    )
    row = rows.get(pk=int(ref))
    if not queries.sign_up_relations(row, actor):
        raise SignUp.DoesNotExist
    return row


SIGN_UP_SUBJECT = Subject(
    desk=SIGN_UPS, plural="sign-ups", find=_find_sign_up, ref=lambda row: str(row.pk), title=lambda row: f"{row.occurrence.title} {when_of(row.occurrence)}",
    page=lambda row, actor: reverse("sign_up", args=[row.pk]),
    seen=lambda row, actor: WHOLE if "organiser" in queries.sign_up_relations(row, actor) else ("public", "teller"),
    shown=lambda row, actor: {
        "activity": row.occurrence_id, "who": mask_name(row.person.name) if row.person else "", "position": row.position, "role": row.role,
        "offered_until": stamp(row.offered_until), "begins_at": stamp(row.occurrence.begins_at),
    },
    other={"sign_up.made": Words("报了名", "signed up")},
)  # fmt: skip


def _find_series(ref: str, actor: Actor) -> Series:
    row = Series.objects.select_related("place", "lead", "partner", "space__station").get(pk=int(ref))
    if (
        not queries.series_relations(row, actor)
        and not row.occurrences.filter(state__in=queries.PUBLIC).exists()
    ):
        raise Series.DoesNotExist
    return row


SERIES_SUBJECT = Subject(
    desk=SERIES_DESK, plural="activity-series", find=_find_series, ref=lambda row: str(row.pk), title=lambda row: row.title,
    page=lambda row, actor: reverse("series_desk" if queries.series_relations(row, actor) else "series", args=[row.pk]),
    seen=lambda row, actor: _seen(row, actor, queries.series_relations(row, actor)),
    shown=lambda row, actor: {
        "kind": row.kind, "brand": row.brand, "level": row.level, "place": row.place.code, "rule": row.rule, "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None, "capacity": row.capacity, "lead": row.lead_called,
    },
    other={"activity_series.made": Words("安排了", "arranged it")},
)  # fmt: skip
