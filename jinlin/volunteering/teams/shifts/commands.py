"""Writes of shifts: one planned, a turn taken or offered, a swap asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.volunteering.models.shifts import Shift, ShiftSwap, ShiftTurn
from jinlin.volunteering.models.teams import Team, TeamMember, Volunteer
from jinlin.volunteering.teams import rules
from jinlin.volunteering.teams.commands import NOT_YOURS
from jinlin.volunteering.teams.desk import accounts_of, tell
from jinlin.volunteering.teams.queries import is_own, team_relations
from jinlin.volunteering.teams.shifts.guard import lock_people, locked_shifts, turn_of
from jinlin.volunteering.teams.shifts.queries import when_of

NOT_MEMBER = Reason("not_member", Words("先加入这支队，队长接收后就能报班", "Join the team first"))
WRONG_TIME = Reason(
    "wrong_time",
    Words(
        "结束要在开始之后，一班最长 12 小时，不能排到过去",
        "The end after the beginning, at most twelve hours, not in the past",
    ),
)
WRONG_NEED = Reason(
    "wrong_number", Words("人数要从 1 到 60，最多不少于最少", "From 1 to 60, and at most not below at least")
)
TWICE = Reason("not_twice", Words("已经在这个班里了", "Already in this shift"))
NOT_SWAPPED = Reason("not_there", Words("这一班现在不能换", "This turn can't be swapped now"))
LONGEST = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Plan:
    """What a shift is: the post, from when until when, how many, what they must know, how dangerous, what they are told."""

    post: str
    begins_at: dt.datetime
    ends_at: dt.datetime
    need_min: int = 1
    need_max: int = 1
    spot: str = ""
    breaks: int = 0
    skills: Sequence[str] = ()
    hazard: str = "none"
    told: str = ""


def plan_shift(*, team: Team, plan: Plan, by: Actor, at: dt.datetime | None = None) -> Shift:
    """Publish a shift. Refused: ``not_yours``, ``not_open`` (the team does not serve), ``wrong_time``, ``wrong_number``,
    ``no_warning`` (dangerous work without a word about it; regulation art. 12)."""
    at = at or timezone.now()
    if not team_relations(team, by) & {"leader", "keeper"}:
        raise Refused(NOT_YOURS)
    if not dt.timedelta() < plan.ends_at - plan.begins_at <= LONGEST or plan.ends_at <= at:
        raise Refused(WRONG_TIME)
    if not 1 <= plan.need_min <= plan.need_max <= 60:
        raise Refused(WRONG_NEED)
    if plan.hazard == "danger" and not plan.told:
        raise Refused(
            Reason(
                "no_warning",
                Words("有危险的班次要写明危险和怎么防护", "Say what is dangerous and how to be safe"),
                f"{rules.LAW} 12",
            )
        )
    with transaction.atomic():
        row = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
        if row.state != "active":
            raise Refused(Reason("not_open", Words("队伍成立以后才能排班", "The team is not in service")))
        made = Shift(
            team=row, post=plan.post[:60], spot=plan.spot[:80], begins_at=plan.begins_at, ends_at=plan.ends_at, breaks=plan.breaks, need_min=plan.need_min,
            need_max=plan.need_max, skills=list(plan.skills), hazard=plan.hazard, told=plan.told[:200],
        )  # fmt: skip
        made.save(force_insert=True)
        trail.record(made, "shift", "shift.planned", by=by, at=at)
        made.save(update_fields=["trail_seq", "trail_hash"])
    return made


def take_turn(*, shift: Shift, volunteer: Volunteer, by: Actor, at: dt.datetime | None = None) -> ShiftTurn:
    """Take a turn for oneself or one's child. Of any number at once exactly as many succeed as the shift needs at most.

    Refused with every reason at once: ``not_open``, ``too_late``, ``not_free``, ``not_twice``, ``too_many_minutes``, ``no_skill``,
    ``not_for_minors``, ``no_guardian_there``, ``no_insurance``; ``not_member``, ``not_yours``.
    """
    if not is_own(by, volunteer.person_id, volunteer.guardian_id):
        raise Refused(NOT_YOURS)
    return _give(shift, volunteer, "self", "volunteer", by, at or timezone.now())


def offer_turn(
    *, shift: Shift, volunteer: Volunteer, by: Actor, kind: str = "volunteer", at: dt.datetime | None = None
) -> ShiftTurn:
    """Ask a member to come. It counts, and keeps a place, only once they accept: nobody is assigned against their will."""
    made = _give(shift, volunteer, "asked", kind, by, at or timezone.now())
    said = Words(
        f"请您来：{shift.post} {when_of(shift).zh}", f"You are asked: {shift.post} {when_of(shift).en}"
    )
    tell(
        "turn",
        made.pk,
        said,
        reverse("turn", args=[made.pk]),
        accounts_of(volunteer.person_id, volunteer.guardian_id),
        by,
    )
    return made


def _give(shift: Shift, volunteer: Volunteer, how: str, kind: str, by: Actor, at: dt.datetime) -> ShiftTurn:
    with transaction.atomic():
        row = locked_shifts(shift.pk)[shift.pk]
        lock_people(volunteer)
        if not TeamMember.objects.filter(team=row.team_id, volunteer=volunteer, state="active").exists():
            raise Refused(NOT_MEMBER)
        reasons = rules.why_not_turn(turn_of(row, volunteer, at))
        if reasons:
            raise Refused(*reasons)
        made = ShiftTurn(
            shift=row,
            volunteer=volunteer,
            how=how,
            kind=kind,
            state="accepted" if how == "self" else "offered",
        )
        made.accepted_at = at if how == "self" else None
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise Refused(TWICE) from None
        trail.record(
            made, "turn", f"turn.{'taken' if how == 'self' else 'offered'}", by=by, at=at, seen="teller"
        )
        made.save(update_fields=["trail_seq", "trail_hash"])
    return made


def ask_swap(
    *,
    mine: ShiftTurn,
    to: Volunteer,
    by: Actor,
    theirs: ShiftTurn | None = None,
    at: dt.datetime | None = None,
) -> ShiftSwap:
    """Offer one's turn to somebody of the team, against one of theirs or for nothing. Nothing changes until they agree."""
    at = at or timezone.now()
    if not is_own(by, mine.volunteer.person_id, mine.volunteer.guardian_id):
        raise Refused(NOT_YOURS)
    fits = theirs is None or (
        theirs.volunteer_id == to.pk and theirs.state == "accepted" and theirs.shift_id != mine.shift_id
    )
    known = TeamMember.objects.filter(team=mine.shift.team_id, volunteer=to, state="active").exists()
    if (
        mine.state != "accepted"
        or mine.shift.begins_at <= at
        or not fits
        or not known
        or to.pk == mine.volunteer_id
    ):
        raise Refused(NOT_SWAPPED)
    row = ShiftSwap(mine=mine, theirs=theirs, giver=mine.volunteer, to=to, asked_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            trail.record(row, "swap", "swap.asked", by=by, at=at, seen="teller")
            row.save(update_fields=["trail_seq", "trail_hash"])
    except IntegrityError:
        raise Refused(
            Reason("not_again", Words("已经问过这位，等对方回答", "Asked already; wait for the answer"))
        ) from None
    said = Words(
        f"想和您换班：{mine.shift.post} {when_of(mine.shift).zh}",
        f"A swap is asked: {mine.shift.post} {when_of(mine.shift).en}",
    )
    tell("swap", row.pk, said, reverse("swap", args=[row.pk]), accounts_of(to.person_id, to.guardian_id), by)
    return row
