"""The app's subjects: from these come step pages, API routes, threads and who may open files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject, register
from jinlin.base.words import Words
from jinlin.deliberation import desk, facts, pages, sight
from jinlin.deliberation.models import HandOver, Item, Meeting, Motion, Point, Result
from jinlin.deliberation.rules import progress


def _finder(
    rows: Callable[[], Any], seen: Callable[[Any, Actor], tuple[str, ...]], name: str = "pk"
) -> Callable[[str, Actor], Any]:
    def find(ref: str, actor: Actor) -> Any:
        row = rows().get(**{name: ref})
        if not seen(row, actor):
            raise row.DoesNotExist
        return row

    return find


def _page(row: Any, actor: Actor) -> str:
    return pages.page_of(row)


def meeting_shown(row: Meeting, actor: Actor) -> dict[str, Any]:
    """A meeting as the API answers it. Minutes only where they are published, or to those who attend or keep them."""
    from jinlin.deliberation.relations import STAFF_SIDE, of_meeting

    open_minutes = row.published_at or of_meeting(row, actor) & (STAFF_SIDE | {"attendee"})
    return {
        "body": row.body.code, "number": row.number, "begins_at": stamp(row.begins_at), "ends_at": stamp(row.ends_at), "where": row.where,
        "chair": row.chair.name if row.chair else None, "announced_at": stamp(row.announced_at), "published_at": stamp(row.published_at),
        "minutes": row.minutes_text if open_minutes else "", "minutes_hash": row.minutes_hash,
        "items": [item_shown(one, actor) for one in row.items.select_related("chair", "meeting__body").order_by("position", "pk")],
    }  # fmt: skip


def item_shown(row: Item, actor: Actor) -> dict[str, Any]:
    """An agenda item as the API answers it."""
    return {
        "id": row.pk, "item": row.title, "source": row.source, "state": row.state, "chair": row.chair.name if row.chair else None,
        "entitled": row.entitled, "present": row.present, "in_favour": row.in_favour, "against": row.against, "abstained": row.abstained,
        "passed": row.passed, "text_hash": row.text_hash,
    }  # fmt: skip


def result_shown(row: Result, actor: Actor) -> dict[str, Any]:
    """A result as the API answers it; ``progress`` is reckoned from milestones with evidence."""
    steps = list(row.milestones.all())
    return {
        "lead": row.lead.name if row.lead else row.side, "due_at": stamp(row.due_at), "done_at": stamp(row.done_at),
        "progress": progress(sum(1 for one in steps if one.reached_at), len(steps)),
        "milestones": [
            {"id": one.pk, "title": one.title, "due_on": one.due_on, "reached_at": stamp(one.reached_at), "evidence": one.evidence} for one in steps
        ],
    }  # fmt: skip


def point_shown(row: Point, actor: Actor) -> dict[str, Any]:
    """A point as the API answers it: never who raised it."""
    return {
        "body": row.body.code, "text": row.text, "channel": row.channel, "raised_at": stamp(row.raised_at), "answer": row.answer,
        "answered_at": stamp(row.answered_at), "matter": row.matter_number, "result": row.result_id,
    }  # fmt: skip


def handover_shown(row: HandOver, actor: Actor) -> dict[str, Any]:
    """A hand-over as the API answers it."""
    return {
        "body": row.body.code, "from": row.giver.name, "to": row.taker.name, "open": row.rows, "digest": row.digest, "given_at": stamp(row.given_at),
        "taken_at": stamp(row.taken_at),
    }  # fmt: skip


def motion_shown(row: Motion, actor: Actor) -> dict[str, Any]:
    """A motion as the API answers it, with its gates, rulings and answered remarks."""
    variant = facts.variant_of(row)
    return {
        "variant": variant.code, "text": row.text, "text_hash": row.text_hash, "gate": variant.gates[row.gate].code, "round": row.round,
        "matter": row.matter, "decision": row.decision_id, "notice": row.notice_id,
        "gates": [{"code": gate.code, "zh": gate.words.zh, "en": gate.words.en, "basis": gate.basis} for gate in variant.gates],
        "rulings": [
            {"gate": variant.gates[one.gate].code, "round": one.round, "by": one.by_name, "entitled": one.entitled, "present": one.present,
             "in_favour": one.in_favour, "against": one.against, "abstained": one.abstained, "passed": one.passed, "text_hash": one.text_hash}
            for one in row.rulings.all()
        ],
        "remarks": [{"id": one.pk, "text": one.text, "taken": one.taken, "answer": one.answer} for one in row.remarks.all()],
        "served_until": stamp(row.served_until), "results": list(row.results.values_list("pk", flat=True)),
    }  # fmt: skip


MEETING = Subject(
    desk=desk.MEETINGS, plural="meetings", ref=lambda row: str(row.pk), title=pages.title_of, page=_page, seen=sight.of_meeting, shown=meeting_shown,
    find=_finder(lambda: Meeting.objects.select_related("body__place", "chair"), sight.of_meeting),
    other={"meeting.planned": Words("排了期", "planned it")},
)  # fmt: skip
ITEM = Subject(
    desk=desk.ITEMS, plural="agenda-items", ref=lambda row: str(row.pk), title=pages.title_of, page=_page, seen=sight.of_item, shown=item_shown,
    find=_finder(lambda: Item.objects.select_related("meeting__body__place", "meeting__chair", "chair"), sight.of_item),
    other={"agenda_item.listed": Words("列入议程", "put it on the agenda")},
)  # fmt: skip
RESULT = Subject(
    desk=desk.RESULTS, plural="results", ref=lambda row: str(row.pk), title=pages.title_of, page=_page, seen=sight.of_result, shown=result_shown,
    find=_finder(lambda: Result.objects.select_related("body__place", "motion__place", "lead"), sight.of_result),
    other={"result.opened": Words("交办", "gave it"), "result.late": Words("到期，还没有结果", "is due without a result")},
)  # fmt: skip
POINT = Subject(
    desk=desk.POINTS, plural="talk-points", ref=lambda row: str(row.pk), title=pages.title_of, page=_page, seen=sight.of_point, shown=point_shown,
    find=_finder(lambda: Point.objects.select_related("body__place", "answered_in", "result"), sight.of_point),
    other={"point.raised": Words("提出", "raised it")},
)  # fmt: skip
HANDOVER = Subject(
    desk=desk.HANDOVERS, plural="handovers", ref=lambda row: str(row.pk), title=pages.title_of, page=_page, seen=sight.of_handover, shown=handover_shown,
    find=_finder(lambda: HandOver.objects.select_related("body__place", "giver", "taker", "meeting"), sight.of_handover),
    other={"handover.listed": Words("列了交接单", "made the list")},
)  # fmt: skip
MOTION = Subject(
    desk=desk.MOTIONS, plural="motions", ref=lambda row: row.code, title=pages.title_of, page=_page, seen=sight.of_motion, shown=motion_shown,
    find=_finder(lambda: Motion.objects.select_related("place", "decision", "notice__place"), sight.of_motion, "code"),
    other={"motion.drafted": Words("起草", "drafted it")},
)  # fmt: skip
ALL = (MEETING, ITEM, RESULT, POINT, HANDOVER, MOTION)


def register_all() -> None:
    """Register every subject of the app."""
    for one in ALL:
        register(one)
