"""The desks of shifts, turns and swaps: facts, who is told, how each is found and shown."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.procedure import Step
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject
from jinlin.base.words import Words
from jinlin.volunteering.models.shifts import TAKEN, Shift, ShiftSwap, ShiftTurn
from jinlin.volunteering.teams.desk import OWN, WHOLE, accounts_of, leaders_of, tell
from jinlin.volunteering.teams.queries import team_relations
from jinlin.volunteering.teams.shifts import effects
from jinlin.volunteering.teams.shifts.procedure import SHIFT, SWAP, TURN, ShiftFacts, TurnFacts
from jinlin.volunteering.teams.shifts.queries import shift_relations, swap_relations, turn_relations, when_of
from jinlin.volunteering.teams.standing import insured


def _minutes(until: dt.datetime, on: dt.datetime) -> int:
    return int((until - on).total_seconds() // 60)


def shift_facts(shift: Shift, actor: Actor, held: frozenset[str], on: dt.datetime) -> ShiftFacts:
    """Minutes until it begins and ends, and turns of which nobody has said whether they came."""
    left = ShiftTurn.objects.filter(shift=shift, state__in=("accepted", "on_duty")).count()
    return ShiftFacts(_minutes(shift.begins_at, on), _minutes(shift.ends_at, on), left)


def _tell_shift(shift: Shift, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    if "member" not in step.tells:
        return
    rows = (
        ShiftTurn.objects.filter(shift=shift)
        .exclude(state__in=("declined", "excused"))
        .values_list("volunteer__person", "volunteer__guardian")
    )
    people = {one for pair in rows for one in pair}
    said = Words(
        f"{shift.post} {when_of(shift).zh}：{step.past.zh}",
        f"{shift.post} {when_of(shift).en}: {step.past.en}",
    )
    tell("shift", shift.pk, said, reverse("my_service"), accounts_of(*people), by)


SHIFTS = Desk(
    procedure=SHIFT, model=Shift, relations=shift_relations, facts=shift_facts, effects=effects.SHIFT_EFFECTS, tell=_tell_shift, related=("team__place",),
)  # fmt: skip


def turn_facts(row: ShiftTurn, actor: Actor, held: frozenset[str], on: dt.datetime) -> TurnFacts:
    """Minutes until the shift begins and ends; where it is dangerous, whether insurance of that day is missing."""
    day = timezone.localdate(row.shift.begins_at)
    bare = row.shift.hazard == "danger" and not insured(day).filter(volunteer=row.volunteer_id).exists()
    return TurnFacts(_minutes(row.shift.begins_at, on), _minutes(row.shift.ends_at, on), bare)


def _tell_turn(row: ShiftTurn, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts: set[int] = set()
    if "member" in step.tells:
        accounts |= accounts_of(row.volunteer.person_id, row.volunteer.guardian_id)
    if "leader" in step.tells:
        accounts |= leaders_of(row.shift.team_id)
    what = when_of(row.shift)
    tell(
        "turn",
        row.pk,
        Words(f"{row.shift.post} {what.zh}：{step.past.zh}", f"{row.shift.post} {what.en}: {step.past.en}"),
        reverse("turn", args=[row.pk]),
        accounts,
        by,
    )


TURNS = Desk(
    procedure=TURN, model=ShiftTurn, relations=turn_relations, facts=turn_facts, effects=effects.TURN_EFFECTS, tell=_tell_turn,
    related=("shift__team__place", "volunteer__person"),
)  # fmt: skip


def _tell_swap(row: ShiftSwap, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts: set[int] = set()
    if "member" in step.tells:
        accounts |= accounts_of(row.giver.person_id, row.giver.guardian_id)
    if "leader" in step.tells:
        accounts |= leaders_of(row.mine.shift.team_id)
    what, post = when_of(row.mine.shift), row.mine.shift.post
    tell(
        "swap",
        row.pk,
        Words(f"{post} {what.zh}：{step.past.zh}", f"{post} {what.en}: {step.past.en}"),
        reverse("my_service"),
        accounts,
        by,
    )


SWAPS = Desk(
    procedure=SWAP, model=ShiftSwap, relations=swap_relations, facts=lambda row, actor, held, on: None, effects=effects.SWAP_EFFECTS, tell=_tell_swap,
    related=("mine__shift__team__place", "giver__person", "to__person"),
)  # fmt: skip


def _find_shift(ref: str, actor: Actor) -> Shift:
    row = Shift.objects.select_related("team__place").get(pk=int(ref))
    if not shift_relations(row, actor):
        raise Shift.DoesNotExist
    return row


SHIFT_SUBJECT = Subject(
    desk=SHIFTS, plural="shifts", find=_find_shift, ref=lambda row: str(row.pk), title=lambda row: f"{row.post} {when_of(row)}",
    page=lambda row, actor: reverse("shift", args=[row.pk]), seen=lambda row, actor: WHOLE if team_relations(row.team, actor) else ("public",),
    shown=lambda row, actor: {
        "team": row.team.code, "post": row.post, "spot": row.spot, "begins_at": stamp(row.begins_at), "ends_at": stamp(row.ends_at),
        "need_min": row.need_min, "need_max": row.need_max, "skills": row.skills, "hazard": row.hazard,
        "taken": ShiftTurn.objects.filter(shift=row, state__in=TAKEN).count(),
    },
    other={"shift.planned": Words("发布了班次", "published the shift")},
)  # fmt: skip


def _find_turn(ref: str, actor: Actor) -> ShiftTurn:
    row = ShiftTurn.objects.select_related("shift__team__place", "volunteer__person").get(pk=int(ref))
    if not turn_relations(row, actor):
        raise ShiftTurn.DoesNotExist
    return row


TURN_SUBJECT = Subject(
    desk=TURNS, plural="turns", find=_find_turn, ref=lambda row: str(row.pk), title=lambda row: f"{row.shift.post} {when_of(row.shift)}",
    page=lambda row, actor: reverse("turn", args=[row.pk]), seen=lambda row, actor: WHOLE if team_relations(row.shift.team, actor) else OWN,
    shown=lambda row, actor: {
        "shift": row.shift_id, "team": row.shift.team.code, "post": row.shift.post, "begins_at": stamp(row.shift.begins_at), "ends_at": stamp(row.shift.ends_at),
        "how": row.how, "kind": row.kind, "in_at": stamp(row.in_at), "out_at": stamp(row.out_at), "signals": row.signals,
    },
    other={"turn.taken": Words("报了这一班", "took the turn"), "turn.offered": Words("请来这一班", "was asked"), "turn.swapped": Words("换班", "was swapped")},
)  # fmt: skip


def _find_swap(ref: str, actor: Actor) -> ShiftSwap:
    row = ShiftSwap.objects.select_related(
        "mine__shift__team__place",
        "giver__person",
        "theirs__shift",
        "theirs__volunteer__person",
        "to__person",
    ).get(pk=int(ref))
    if not swap_relations(row, actor):
        raise ShiftSwap.DoesNotExist
    return row


SWAP_SUBJECT = Subject(
    desk=SWAPS, plural="swaps", find=_find_swap, ref=lambda row: str(row.pk), title=lambda row: f"{row.mine.shift.post} {when_of(row.mine.shift)}",
    page=lambda row, actor: reverse("swap", args=[row.pk]), seen=lambda row, actor: OWN,
    shown=lambda row, actor: {"mine": row.mine_id, "theirs": row.theirs_id},
    other={"swap.asked": Words("问能不能换班", "asked to swap")},
)  # fmt: skip
