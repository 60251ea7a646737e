"""What each step of a shift, a turn and a swap writes besides state and event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from jinlin.base import doorcode, trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.volunteering.models.shifts import HOLDING, Shift, ShiftSwap, ShiftTurn
from jinlin.volunteering.models.teams import TeamMember
from jinlin.volunteering.teams import rules
from jinlin.volunteering.teams.commands import Served, record_service
from jinlin.volunteering.teams.effects import note
from jinlin.volunteering.teams.queries import team_relations
from jinlin.volunteering.teams.shifts.guard import lock_people, locked_shifts, turn_of

Given = dict[str, Any]
ON_THE_SPOT = dt.timedelta(minutes=30)
"""Until so long after the end somebody who notes is still on the spot."""
STALE_CODE = Reason(
    "wrong_code",
    Words(
        "门口的码不对或过期了，请看屏幕上最新的码，或不填直接签",
        "The door's code is wrong or stale; read it again, or leave it out",
    ),
)
GONE = Reason(
    "not_there",
    Words(
        "有一方的班已经变了，没有换成，两边都保持原样", "One of the turns has changed; nothing was swapped"
    ),
)
TWICE = Reason("not_twice", Words("已经在这个班里了", "Already in this shift"))


def _ask(shift: Shift, values: Given, by: Actor, at: dt.datetime) -> Taken:
    from jinlin.volunteering.teams.shifts.commands import offer_turn

    row = (
        TeamMember.objects.select_related("volunteer__person")
        .filter(pk=values["member"], team=shift.team_id, state="active")
        .first()
    )
    if row is None:
        raise Faulty({"member": Reason("wrong_reference", Words("这位不在队里", "Not in this team"))})
    made = offer_turn(
        shift=shift, volunteer=row.volunteer, kind=values.get("kind") or "volunteer", by=by, at=at
    )
    return Taken(data={"turn": made.pk})


def _cancel(shift: Shift, values: Given, by: Actor, at: dt.datetime) -> Taken:
    from jinlin.volunteering.teams.shifts.desk import TURNS

    for pk in list(ShiftTurn.objects.filter(shift=shift, state__in=HOLDING).values_list("pk", flat=True)):
        TURNS.take(pk, "drop", by=THE_CLOCK, on=at)
    return note(values)


SHIFT_EFFECTS: dict[str, Effect] = {"ask": _ask, "cancel": _cancel}


def _accept(row: ShiftTurn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    shift = locked_shifts(row.shift_id)[row.shift_id]
    lock_people(row.volunteer)
    reasons = rules.why_not_turn(turn_of(shift, row.volunteer, at, leave_out=[row.pk]))
    if reasons:
        raise Refused(*reasons)
    row.accepted_at = at
    return Taken(data={"accepted_at": at.isoformat()})


def _scanned(row: ShiftTurn, values: Given, at: dt.datetime, signal: str) -> None:
    code = values.get("code") or ""
    if not code:
        return
    if not doorcode.is_fresh("shift", row.shift_id, code, at):
        raise Faulty({"code": STALE_CODE})
    row.signals = [*row.signals, signal]


def _sign_in(row: ShiftTurn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _scanned(row, values, at, "door_in")
    row.in_at = at
    return Taken(data={"door": "door_in" in row.signals})


def _note_in(row: ShiftTurn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.signals, row.in_at, row.noted_by = [*row.signals, "second"], at, by.account
    return Taken()


def _sign_out(row: ShiftTurn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """Minutes run from arrival to leaving, within the shift; breaks are taken off. The platform writes the record."""
    _scanned(row, values, at, "door_out")
    row.out_at = at
    begins, ends = (
        max(row.in_at or row.shift.begins_at, row.shift.begins_at - ON_THE_SPOT),
        min(at, row.shift.ends_at + ON_THE_SPOT),
    )
    minutes = rules.served_minutes(begins, ends, breaks=max(values.get("breaks") or 0, row.shift.breaks))
    return _record(row, begins, ends, minutes, None, at)


def _note_out(row: ShiftTurn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """Somebody else says how long it was: on the spot as a second person, afterwards as the leader or a desk."""
    there = at <= row.shift.ends_at + ON_THE_SPOT
    signal = "second" if there else "leader" if "leader" in team_relations(row.shift.team, by) else "desk"
    row.signals, row.noted_by, row.out_at = [*row.signals, signal], by.account, at
    return _record(
        row,
        row.in_at or row.shift.begins_at,
        min(at, row.shift.ends_at + ON_THE_SPOT),
        values["minutes"],
        by,
        at,
    )


def _record(
    row: ShiftTurn, begins: dt.datetime, ends: dt.datetime, minutes: int, by: Actor | None, at: dt.datetime
) -> Taken:
    shift = row.shift
    planned = rules.served_minutes(shift.begins_at, shift.ends_at, breaks=shift.breaks)
    served = Served(
        person=row.volunteer.person_id, begins_at=begins, ends_at=ends, minutes=minutes, what=shift.post, place=shift.team.place_id, team=shift.team_id,
        kind=row.kind, planned=planned, spot=shift.spot,
    )  # fmt: skip
    made = record_service(
        served=served, signals=row.signals or ["self"], by=by, source=f"turn:{row.pk}", at=at
    )
    return Taken(data={"minutes": made.minutes, "grade": made.grade, "record": made.pk})


TURN_EFFECTS: dict[str, Effect] = {
    "accept": _accept, "sign_in": _sign_in, "note_in": _note_in, "sign_out": _sign_out, "note_out": _note_out,
}  # fmt: skip


def _agree(swap: ShiftSwap, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """Both turns change hands, or neither: turns, shifts and people are locked in the order of their ids.

    Locked without a join: PostgreSQL leaves out a row whose partner in the join changed while it waited for the lock.
    """
    wanted = [pk for pk in (swap.mine_id, swap.theirs_id) if pk]
    turns = {
        one.pk: one for one in ShiftTurn.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    mine, theirs = turns[swap.mine_id], turns.get(swap.theirs_id or 0)
    if mine.state != "accepted" or (
        theirs is not None and (theirs.state != "accepted" or theirs.volunteer_id != swap.to_id)
    ):
        raise Refused(GONE)
    if mine.volunteer_id != swap.giver_id:
        raise Refused(GONE)
    shifts = locked_shifts(mine.shift_id, *([theirs.shift_id] if theirs else []))
    giver, taker = mine.volunteer, swap.to
    lock_people(giver, taker)
    pairs = [(mine, taker)] + ([(theirs, giver)] if theirs is not None else [])
    for turn, volunteer in pairs:
        reasons = rules.why_not_turn(turn_of(shifts[turn.shift_id], volunteer, at, leave_out=wanted))
        if reasons:
            raise Refused(*reasons)
    try:
        with transaction.atomic():
            for turn, volunteer in pairs:
                turn.volunteer, turn.how, turn.accepted_at = volunteer, "swap", at
                trail.record(
                    turn, "turn", "turn.swapped", by=by, at=at, data={"swap": swap.pk}, seen="teller"
                )
                turn.save()
    except IntegrityError:
        raise Refused(TWICE) from None
    return Taken(data={"turns": [turn.pk for turn, _ in pairs]})


SWAP_EFFECTS: dict[str, Effect] = {"agree": _agree}
