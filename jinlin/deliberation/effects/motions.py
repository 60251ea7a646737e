"""What the steps of a motion write."""

from __future__ import annotations

import datetime as dt

from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Taken, desks
from jinlin.deliberation import agenda, dates, facts
from jinlin.deliberation.effects.items import ruling_of
from jinlin.deliberation.effects.parts import Given, fault, institution, noted, picked, plain
from jinlin.deliberation.effects.results import open_result
from jinlin.deliberation.models import Body, Follower, Item, Meeting, Motion, Remark, Wording
from jinlin.deliberation.rules import text_hash
from jinlin.deliberation.serving import motions as serving
from jinlin.deliberation.serving import votes
from jinlin.places.public import paths_above


def _edit(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    motion.text, motion.text_hash = values["text"], text_hash(values["text"])
    return Taken(data={"text_hash": motion.text_hash})


def _submit(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    Wording.objects.create(
        motion=motion, number=motion.round, text=motion.text, text_hash=motion.text_hash, gate=0, at=at
    )
    return Taken(data={"text_hash": motion.text_hash})


def _rewrite(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    fresh = text_hash(values["text"])
    if fresh == motion.text_hash:
        raise fault("text", "not_changed", "文字没有变", "The words are the same")
    was, gate = motion.text_hash, facts.gate_of(motion)
    serving.taken_down(motion, f"文字改了：{values['note']}", by, at)
    motion.text, motion.text_hash = values["text"], fresh
    motion.round, motion.gate = motion.round + 1, gate.back_to
    motion.heard, motion.hear_until, motion.served_from, motion.served_until = False, None, None, None
    motion.decision = None
    Wording.objects.create(
        motion=motion,
        number=motion.round,
        text=motion.text,
        text_hash=fresh,
        gate=motion.gate,
        reason=values["note"],
        at=at,
    )
    back = facts.gate_of(motion)
    return noted(values, was=was, text_hash=fresh, back_to=back.words.zh)


def _hear(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    clock = facts.gate_of(motion).hear
    assert clock is not None  # the rule gate_wants_hearing says so
    serving.hearing(motion, dates.local(dates.until(clock, at)), by, at)
    until = motion.hear_until.isoformat() if motion.hear_until else ""
    return Taken(data={"until": until, "text_hash": motion.text_hash, "notice": motion.notice_id})


def follow(motion: Motion, account: int, at: dt.datetime) -> None:
    """From now on the account hears what becomes of the motion."""
    Follower.objects.get_or_create(motion=motion, account_id=account, defaults={"since_at": at})


def _remark(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    on_paper = bool(values.get("on_paper")) and by.staff
    made = Remark.objects.create(
        motion=motion, gate=motion.gate, round=motion.round, text=values["text"], account_id=None if on_paper else by.account, on_paper=on_paper,
        at=at,
    )  # fmt: skip
    if not on_paper:
        follow(motion, by.account, at)
    return Taken(data={"remark": made.pk})


def _answer_remark(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    rows = motion.remarks.filter(gate=motion.gate, round=motion.round, answered_at__isnull=True)
    one = picked("remark", rows, values["remark"])
    one.taken, one.answer, one.answered_at = values["taken"], values["note"], at
    one.save()
    return noted(values, remark=one.pk, taken=one.taken)


def _end_hearing(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    motion.heard, motion.hear_until, motion.notice = True, None, None
    count = motion.remarks.filter(gate=motion.gate, round=motion.round).count()
    return Taken(data={"remarks": count})


def _list_it(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    rows = gate_meetings(motion)
    meeting = picked("meeting", rows, values["meeting"])
    item = agenda.put_motion(motion, meeting, by=by, at=at)
    return Taken(data={"item": item.pk, "meeting": meeting.title, "text_hash": motion.text_hash})


def gate_meetings(motion: Motion):  # type: ignore[no-untyped-def]
    """Meetings to come of bodies that may pass the motion's gate: of its own place, or of one above it."""
    gate = facts.gate_of(motion)
    return Meeting.objects.filter(
        body__kind__in=gate.bodies,
        body__place__path__in=paths_above(motion.place.path),
        state__in=agenda.TO_COME,
        body__ended_on__isnull=True,
    ).order_by("begins_at")


def _enter_vote(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    cast = [values["in_favour"], values["against"], values["abstained"]]
    if not sum(cast) <= values["present"] <= values["entitled"]:
        raise fault(
            "present",
            "wrong_sum",
            "人数对不上：三项之和不超过参加的，参加的不超过有权的",
            "The numbers do not add up",
        )
    ruling = rule_by_vote(
        motion,
        entitled=values["entitled"],
        present=values["present"],
        cast=cast,
        by_name=f"{by.title} 录入的投票",
        at=at,
    )
    return Taken(data={"passed": ruling.passed, "why": ruling.why}, files=values.get("files") or [])


def rule_by_vote(
    motion: Motion, *, entitled: int, present: int, cast: list[int], by_name: str, at: dt.datetime
):  # type: ignore[no-untyped-def]
    """The ruling of a vote on the text as it stands. The gate is passed or failed by a step of its own (``settle``)."""
    ruling = ruling_of(motion, entitled=entitled, present=present, cast=cast, at=at, by_name=by_name)
    ruling.save()
    return ruling


def question_of(motion: Motion) -> str:
    """What the owners are asked: the motion's very text with its fingerprint."""
    return votes.question(motion.text, motion.text_hash, f"/motions/{motion.code}/")


def _call_vote(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    motion.decision = votes.hand_over(
        title=motion.title, about=f"议案 {motion.code} 走到“{facts.gate_of(motion).words.zh}”，由业主表决。", text=question_of(motion),
        matter=motion.matter, place=motion.place, by=by, at=at,
    )  # fmt: skip
    return Taken(data={"decision": motion.decision.pk, "text_hash": motion.text_hash})


def _pass_gate(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    gate, variant = facts.gate_of(motion), facts.variant_of(motion)
    is_last = motion.gate == len(variant.gates) - 1
    if is_last:
        motion.decided_at = at
    ruling = motion.rulings.get(gate=motion.gate, round=motion.round)
    serving.passed(motion, gate, ruling, is_last=is_last and variant.decides, by=by, at=at)
    until = motion.served_until.isoformat() if motion.served_until else ""
    return Taken(
        data={"gate": gate.words.zh, "why": ruling.why, "until": until, "text_hash": motion.text_hash, "notice": motion.notice_id}
    )  # fmt: skip


def _fail_gate(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    gate, ruling = facts.gate_of(motion), motion.rulings.get(gate=motion.gate, round=motion.round)
    return Taken(data={"gate": gate.words.zh, "why": ruling.why})


def _sum_up(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    gate = facts.gate_of(motion)
    serving.summed_up(motion, gate, values["note"], by, at)
    return noted(values, gate=gate.words.zh, notice=motion.notice_id)


def _advance(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    motion.gate += 1
    motion.heard, motion.hear_until, motion.served_from, motion.served_until = False, None, None, None
    motion.notice = None
    return Taken(data={"gate": facts.gate_of(motion).words.zh, "text_hash": motion.text_hash})


def joint_body(motion: Motion) -> Body | None:
    """The joint meeting that follows what a motion is to bring about: the nearest one that covers its place."""
    rows = Body.objects.filter(
        kind="joint", ended_on__isnull=True, place__path__in=paths_above(motion.place.path)
    )
    return rows.order_by("-place__path").first()


def _conclude(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    lead = institution("lead", values["lead"])
    result = open_result(
        title=f"落实：{motion.title}"[:120], text="", lead=lead, day=values["due"], milestones=values.get("milestones") or "", by=by, at=at,
        motion=motion, body=joint_body(motion),
    )  # fmt: skip
    serving.charged(motion, lead, result.due_at, by, at)
    return Taken(
        data={
            "result": result.pk,
            "lead": lead.name if lead else "",
            "due": dates.local(result.due_at).isoformat(),
        }
    )


def _rate(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    missing = [one for one in facts.variant_of(motion).ratings if one not in motion.ratings]
    known = list(facts.variant_of(motion).ratings)
    number = values["which"]
    if not 1 <= number <= len(known) or known[number - 1] not in missing:
        raise fault("which", "wrong_reference", "这一项不用评，或已经评过", "Nothing to rate there")
    motion.ratings = {**motion.ratings, known[number - 1]: values["note"]}
    return noted(values, which=known[number - 1])


def _finish(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    serving.result(motion, by, at)
    return noted(values)


def _follow(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    follow(motion, by.account, at)
    return Taken()


def _unfollow(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    Follower.objects.filter(motion=motion, account=by.account).delete()
    return Taken()


def _withdraw(motion: Motion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    serving.taken_down(motion, f"提议人撤回了议案：{values['note']}", by, at)
    step = desks["agenda_item"].procedure.step("withdraw")
    assert step is not None
    for item in Item.objects.select_for_update(of=("self",)).filter(
        source="motion", source_id=motion.pk, state="listed"
    ):
        item.ended_at = at
        desks["agenda_item"].write(item, step, by=by, at=at, taken=Taken(text="提议人撤回了议案"))
    return noted(values)


EFFECTS: dict[str, Effect] = {
    "edit": _edit, "submit": _submit, "rewrite": _rewrite, "hear": _hear, "remark": _remark, "answer_remark": _answer_remark,
    "end_hearing": _end_hearing, "list_it": _list_it, "enter_vote": _enter_vote, "pass_gate": _pass_gate, "fail_gate": _fail_gate,
    "sum_up": _sum_up, "advance": _advance, "conclude": _conclude, "file": plain, "rate": _rate, "finish": _finish, "call_vote": _call_vote, "follow": _follow,
    "unfollow": _unfollow, "withdraw": _withdraw,
}  # fmt: skip
