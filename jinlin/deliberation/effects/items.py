"""What the steps of an agenda item write, and what they do to what it was drawn from."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Taken, desks
from jinlin.base.procedure import Rule
from jinlin.base.rule import Refused
from jinlin.deliberation import agenda, dates, facts, rules
from jinlin.deliberation.effects.parts import Given, fault, institution, noted
from jinlin.deliberation.effects.results import open_result
from jinlin.deliberation.models import Item, Meeting, Member, Motion, Point, Result, Ruling
from jinlin.deliberation.presence import needed_votes
from jinlin.deliberation.relations import item_chair
from jinlin.matters.public import MATTERS, check_telling, tell


def body_speaks(item: Item) -> Actor:
    """The body as the one who acts on what came before it: the platform writes it, in the body's name."""
    return Actor(account=0, name=item.meeting.title, channel="clock")


def _hold(item: Item, by: Actor, at: dt.datetime, *asked: Rule) -> None:
    """Lock the meeting, and ask again what another step may have changed meanwhile: who is here, what is talked about.

    Arrivals and departures lock the meeting's row, items their own; a decision rests on both.
    """
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("body__place")
    item.meeting = rows.get(pk=item.meeting_id)
    found = facts.item_facts(item, by, frozenset(), at)
    reasons = [reason for rule in asked if (reason := rule(found)) is not None]
    if reasons:
        raise Refused(*reasons)


def _take_up(item: Item, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _hold(item, by, at, rules.meeting_is_sitting, rules.one_at_a_time)
    chair = item_chair(item)
    item.chair = Member.objects.filter(pk=chair).first() if chair else None
    item.begun_at = at
    quorum = facts.quorum_at(item.meeting, at)
    return Taken(
        data={
            "chair": item.chair.name if item.chair else "",
            "present": quorum.present,
            "entitled": quorum.entitled,
        }
    )


def _end(item: Item, at: dt.datetime) -> None:
    quorum = facts.quorum_at(item.meeting, at)
    item.ended_at, item.present, item.entitled = at, quorum.present, quorum.entitled


def _point(
    item: Item, step: str, note: str, at: dt.datetime, *, result: Result | None = None, number: str = ""
) -> None:
    """Tell the point that the item was drawn from what became of it."""
    if item.source != "point" or not Point.objects.filter(pk=item.source_id, state="raised").exists():
        return
    Point.objects.filter(pk=item.source_id).update(
        answered_in=item.meeting, result=result, matter_number=number
    )
    desks["point"].take(item.source_id or 0, step, by=body_speaks(item), given={"note": note[:2000]}, on=at)


def _matter(item: Item, note: str, by: Actor, at: dt.datetime) -> None:
    """Leave a line in the thread of the matter that the item was drawn from, where the one who acts may write there."""
    if item.source == "matter":
        with suppress(Refused):
            MATTERS.take(
                item.source_id or 0,
                "follow",
                by=by,
                given={"note": f"{item.meeting.title}：{note}"[:2000]},
                on=at,
            )


def _note(item: Item, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _end(item, at)
    _point(item, "answer", values["note"], at)
    _matter(item, values["note"], by, at)
    return noted(values)


def _task(item: Item, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _end(item, at)
    lead = institution("lead", values["lead"])
    result = open_result(
        title=item.title, text=values["note"], lead=lead, day=values["due"], milestones=values.get("milestones") or "", by=by, at=at,
        body=item.meeting.body, item=item,
    )  # fmt: skip
    _point(
        item,
        "give",
        f"{values['note']}（{lead.name if lead else ''}，{dates.local(result.due_at):%Y-%m-%d} 前）",
        at,
        result=result,
    )
    _matter(item, values["note"], by, at)
    return noted(
        values, result=result.pk, lead=lead.name if lead else "", due=dates.local(result.due_at).isoformat()
    )


def _forward(item: Item, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _end(item, at)
    lead, number = institution("lead", values.get("lead")), ""
    if values.get("as_matter") and item.source != "matter":
        told, faults = check_telling(
            {"text": f"{item.title}\n{item.text}"[:4000], "place": item.place.pk, "private": True}
        )
        if faults:
            raise fault("as_matter", "wrong_place", "这里不能登记诉求", "No matter can be entered here")
        number = tell(values=told, channel="meeting", by=by, on_behalf=True, at=at).number
    if lead is None and not number:
        raise fault("lead", "no_lead", "请选转给谁，或登记成诉求", "Choose to whom, or enter it as a matter")
    said = "；".join(
        part
        for part in (values["note"], f"转给{lead.name}" if lead else "", f"登记为 {number}" if number else "")
        if part
    )
    _point(item, "answer", said, at, number=number)
    _matter(item, said, by, at)
    return noted(values, lead=lead.name if lead else "", matter=number)


def _resolve(item: Item, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _hold(item, by, at, rules.quorum_is_met)
    _end(item, at)
    cast = [values["in_favour"], values["against"], values["abstained"]]
    base = item.present if item.entitled else sum(cast)
    if item.entitled and sum(cast) != item.present:
        raise fault(
            "in_favour",
            "wrong_sum",
            f"三个数加起来应等于现在到会的 {item.present} 个",
            f"The three must add up to the {item.present} present now",
        )
    item.in_favour, item.against, item.abstained = cast
    if item.source == "motion":
        ruling = rule_on_motion(item, cast, at)
        item.passed = ruling.passed
        return noted(values, passed=ruling.passed, votes=cast, present=item.present, text_hash=item.text_hash)
    share = dates.share("meeting.carried", dates.local(at))
    item.passed = share is None or cast[0] >= needed_votes(share, base or 0)
    _point(item, "answer", values["note"], at)
    _matter(item, values["note"], by, at)
    return noted(values, passed=item.passed, votes=cast, present=item.present)


def rule_on_motion(item: Item, cast: list[int], at: dt.datetime) -> Ruling:
    """A body's ruling on the very text that was listed; the gate passes or fails by its own numbers."""
    motion = Motion.objects.select_for_update(of=("self",)).get(pk=item.source_id)
    gate = facts.gate_of(motion)
    entitled, present = item.entitled or sum(cast), item.present if item.entitled else sum(cast)
    if item.meeting.body.kind not in gate.bodies:
        raise fault(
            "in_favour", "wrong_body", "这一步不由这个会议来定", "This body does not decide this step"
        )
    ruling = ruling_of(
        motion, entitled=entitled, present=present or 0, cast=cast, at=at, by_name=item.meeting.title
    )
    ruling.item, ruling.meeting, ruling.text_hash = item, item.meeting, item.text_hash
    ruling.save()
    desks["motion"].take(
        motion.pk, "pass_gate" if ruling.passed else "fail_gate", by=body_speaks(item), on=at
    )
    return ruling


def ruling_of(
    motion: Motion, *, entitled: int, present: int, cast: list[int], at: dt.datetime, by_name: str
) -> Ruling:
    """The ruling, unsaved: quorum and share by the gate's clause, in integers, with the reckoning in words."""
    gate = facts.gate_of(motion)
    base = entitled if gate.of_members else present
    here = gate.quorum is None or gate.quorum.is_met(present, entitled)
    agreed = gate.carried is None or gate.carried.is_met(cast[0], base)
    least = needed_votes(gate.carried, base) if gate.carried else 0
    why = f"应到 {entitled}，到 {present}{'，人数够' if here else '，人数不够'}；同意 {cast[0]}，至少要 {least}{'，通过' if here and agreed else '，没有通过'}"
    return Ruling(
        motion=motion, gate=motion.gate, round=motion.round, text_hash=motion.text_hash, by_name=by_name, entitled=entitled, present=present,
        in_favour=cast[0], against=cast[1], abstained=cast[2], passed=here and agreed, why=why[:300], at=at,
    )  # fmt: skip


def _answer(item: Item, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _end(item, at)
    result = Result.objects.select_for_update(of=("self",)).get(pk=item.source_id)
    due = dates.due_day(values["due"])
    if due <= at:
        raise fault("due", "too_early", "新的日期要在今天之后", "The new date must lie ahead")
    result.answered_at, result.due_at, result.remind_at = at, due, dates.next_reminder(due, at)
    desks["result"].write(
        result, _step("result", "follow_up"), by=by, at=at, taken=Taken(text=values["note"], data={"due": dates.local(due).isoformat(), "meeting": item.meeting.title}),
    )  # fmt: skip
    return noted(values, due=dates.local(due).isoformat())


def _step(code: str, step: str):  # type: ignore[no-untyped-def]
    found = desks[code].procedure.step(step)
    assert found is not None
    return found


def _postpone(item: Item, values: Given, by: Actor, at: dt.datetime) -> Taken:
    item.ended_at = at
    carried = agenda.carry(item, at)
    return noted(values, to=carried.meeting.number if carried else None)


def _withdraw(item: Item, values: Given, by: Actor, at: dt.datetime) -> Taken:
    item.ended_at = at
    return noted(values)


EFFECTS: dict[str, Effect] = {
    "take_up": _take_up, "note": _note, "task": _task, "forward": _forward, "resolve": _resolve, "answer": _answer, "postpone": _postpone,
    "withdraw": _withdraw,
}  # fmt: skip
