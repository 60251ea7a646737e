"""What a step's field may point at: open matters, members who are not here yet, milestones that are open, and the like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.deliberation import agenda, facts
from jinlin.deliberation.effects.motions import gate_meetings
from jinlin.deliberation.effects.results import owners_of
from jinlin.deliberation.models import Meeting, Member, Motion, Result, Stay
from jinlin.matters.public import MATTERS, Matter, number_of, read_number
from jinlin.places.public import under

Options = Iterable[tuple[Any, str]]
MOST = 100


def matter_id(number: str) -> int | None:
    """The id behind a matter's number, or None."""
    read = read_number(number)
    return read[1] if read else None


def _open_matters(meeting: Meeting, actor: Actor) -> Options:
    listed = meeting.items.filter(source="matter").values("source_id")
    rows = Matter.objects.filter(
        under(meeting.body.place.path, "place__path"), state__in=MATTERS.procedure.open_states
    )
    rows = rows.exclude(state="answered").exclude(pk__in=listed).order_by("due_at", "pk")
    return [(one.pk, f"{number_of(one.pk, one.told_at)} {one.title}") for one in rows[:MOST]]


def _swap(meeting: Meeting, actor: Actor) -> Options:
    rows = Meeting.objects.filter(
        body=meeting.body_id, state__in=agenda.TO_COME, chair__isnull=False
    ).exclude(pk=meeting.pk)
    return [
        (one.pk, f"第 {one.number} 次（{one.begins_at:%m-%d}）{one.chair}")
        for one in rows.select_related("chair").order_by("begins_at")[:MOST]
    ]


def _absent(meeting: Meeting, actor: Actor) -> Options:
    here = meeting.stays.filter(left_at__isnull=True, member__isnull=False).values("member")
    rows = Member.objects.filter(body=meeting.body_id, until_on__isnull=True).exclude(pk__in=here)
    return [(one.pk, one.name) for one in rows.order_by("turn", "pk")[: references.MOST]]


def stay_words(stay: Stay) -> str:
    """Who a stay is, for workers."""
    who = (
        stay.member.name
        if stay.member
        else stay.account.get_full_name()
        if stay.account
        else stay.name or "居民"
    )
    return f"{who}（{stay.came_at.astimezone(facts.dates.SHANGHAI):%H:%M} 到）"


def _present(meeting: Meeting, actor: Actor) -> Options:
    rows = (
        meeting.stays.filter(left_at__isnull=True).select_related("member", "account__person").order_by("pk")
    )
    return [(one.pk, stay_words(one)) for one in rows[: references.MOST]]


def _unconfirmed(meeting: Meeting, actor: Actor) -> Options:
    done = meeting.confirmations.filter(minutes_hash=meeting.minutes_hash, remark="").values("stay")
    rows = meeting.stays.exclude(pk__in=done).select_related("member", "account__person").order_by("pk")
    return [(one.pk, stay_words(one)) for one in rows[: references.MOST]]


def _milestones(result: Result, actor: Actor) -> Options:
    return [(one.pk, one.title) for one in result.milestones.filter(reached_at__isnull=True)]


def _owners(result: Result, actor: Actor) -> Options:
    return [(one.pk, one.get_full_name()) for one in owners_of(result)]


def _remarks(motion: Motion, actor: Actor) -> Options:
    rows = motion.remarks.filter(gate=motion.gate, round=motion.round, answered_at__isnull=True)
    return [(one.pk, one.text[:80]) for one in rows[:MOST]]


def _gate_meetings(motion: Motion, actor: Actor) -> Options:
    return [
        (one.pk, f"{one.title}（{one.begins_at:%Y-%m-%d}）")
        for one in gate_meetings(motion).select_related("body")[:MOST]
    ]


def _ratings(motion: Motion, actor: Actor) -> Options:
    known = facts.variant_of(motion).ratings
    return [(number, name) for number, name in enumerate(known, 1) if name not in motion.ratings]


def register() -> None:
    """Register the kinds."""
    references.register("open_matter", find=matter_id, options=_open_matters)
    for kind, options in (
        ("swap_meeting", _swap), ("absent_member", _absent), ("present_stay", _present), ("unconfirmed_stay", _unconfirmed),
        ("open_milestone", _milestones), ("result_owner", _owners), ("open_remark", _remarks), ("gate_meeting", _gate_meetings), ("missing_rating", _ratings),
    ):  # fmt: skip
        references.register(kind, options=options)
