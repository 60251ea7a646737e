"""What the steps of a point and of a hand-over write."""

from __future__ import annotations

import datetime as dt

from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Taken, desks
from jinlin.deliberation.effects.parts import Given, noted
from jinlin.deliberation.models import HandOver, Item, Point


def _answer(point: Point, values: Given, by: Actor, at: dt.datetime) -> Taken:
    point.answer, point.answered_at = values["note"], at
    if by.account:
        # Answered outside the meeting: the item that waited for it is heard there as answered.
        Item.objects.filter(source="point", source_id=point.pk, state="listed").update(
            text=f"{point.text}\n回应：{values['note']}"
        )
    return noted(values)


def _given(point: Point, values: Given, by: Actor, at: dt.datetime) -> Taken:
    point.answer = values["note"]
    return noted(values)


def _finish(point: Point, values: Given, by: Actor, at: dt.datetime) -> Taken:
    point.answer = f"{point.answer}\n{values['note']}".strip()
    point.answered_at = at
    return noted(values)


def _withdraw(point: Point, values: Given, by: Actor, at: dt.datetime) -> Taken:
    desk = desks["agenda_item"]
    step = desk.procedure.step("withdraw")
    assert step is not None
    for item in Item.objects.select_for_update(of=("self",)).filter(
        source="point", source_id=point.pk, state="listed"
    ):
        item.ended_at = at
        desk.write(item, step, by=by, at=at, taken=Taken(text="提出的人收回了"))
    return noted(values)


def _gave(handover: HandOver, values: Given, by: Actor, at: dt.datetime) -> Taken:
    handover.given_at = at
    return noted(values, digest=handover.digest)


def _took(handover: HandOver, values: Given, by: Actor, at: dt.datetime) -> Taken:
    handover.taken_at = at
    return noted(values, digest=handover.digest)


POINT_EFFECTS: dict[str, Effect] = {
    "answer": _answer,
    "give": _given,
    "finish": _finish,
    "withdraw": _withdraw,
}
HANDOVER_EFFECTS: dict[str, Effect] = {"give": _gave, "take": _took}
