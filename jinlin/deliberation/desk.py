"""The desks of the app: each procedure with its table, relations, facts, effects and notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinlin.base import subjects
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.procedure import Procedure, Step
from jinlin.deliberation import facts, notices, procedure, relations
from jinlin.deliberation.effects import items, meetings, motions, points, results
from jinlin.deliberation.models import HandOver, Item, Meeting, Motion, Point, Result


def _attach(kind: str) -> Callable[[Any, Step, dict[str, Any], Event, str], None]:
    def after(row: Any, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
        subjects.attach(row, kind, event, list(values.get("files") or []))

    return after


def _settled(row: Motion, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
    """An entered vote passes or fails its gate at once, by the platform and by nobody's hand."""
    subjects.attach(row, "motion", event, list(values.get("files") or []))
    if step.code == "enter_vote":
        MOTIONS.take(
            row.pk,
            "pass_gate" if event.data["passed"] else "fail_gate",
            by=Actor(account=0, name="投票结果", channel="clock"),
            on=event.at,
        )
        row.refresh_from_db()


def _told(row: Point, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
    if step.code in ("answer", "finish"):
        notices.tell_raiser_by_phone(row)


def _desk(declared: Procedure, model: Any, found: Any, asked: Any, effects: Any, after: Any = None) -> Desk:
    return Desk(
        procedure=declared, model=model, relations=found, facts=asked, effects=effects, tell=notices.tell, after=after or _attach(declared.code),
    )  # fmt: skip


MEETINGS = _desk(procedure.MEETING, Meeting, relations.of_meeting, facts.meeting_facts, meetings.EFFECTS)
ITEMS = _desk(procedure.ITEM, Item, relations.of_item, facts.item_facts, items.EFFECTS)
RESULTS = _desk(procedure.RESULT, Result, relations.of_result, facts.result_facts, results.EFFECTS)
POINTS = _desk(
    procedure.POINT, Point, relations.of_point, lambda row, actor, held, on: None, points.POINT_EFFECTS, _told
)
HANDOVERS = _desk(
    procedure.HANDOVER,
    HandOver,
    relations.of_handover,
    lambda row, actor, held, on: None,
    points.HANDOVER_EFFECTS,
)
MOTIONS = _desk(procedure.MOTION, Motion, relations.of_motion, facts.motion_facts, motions.EFFECTS, _settled)
