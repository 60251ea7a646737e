"""What hangs for a motion: the hearing, what a step passed, the decision, its result. One notice for the gate where it stands."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.events import subscribe
from jinlin.base.rule import Reason, Refused
from jinlin.deliberation import dates
from jinlin.deliberation.models import Motion, Ruling
from jinlin.deliberation.serving.owners import result_notice
from jinlin.deliberation.serving.parts import day_words, signed
from jinlin.deliberation.variants import Gate
from jinlin.organisations.public import Institution
from jinlin.publicity.public import (
    Publication,
    charge_result,
    kind_of,
    publish_notice,
    served,
    until,
    withdraw_notice,
)

SUBJECT = "motion"
HEARING, SUMMARY, STAGE, DECISION, RESULT = "consultation", "summary", "stage", "decision", "result"


def _up(
    motion: Motion,
    kind: str,
    *,
    title: str,
    body: str,
    by: Actor,
    at: dt.datetime,
    last: dt.date | None = None,
    **more: Any,
) -> Publication:
    """Publish for a motion, through the later of the kind's own last day and ``last``."""
    who, least = signed(motion.place, by), until(kind_of(kind), dates.local(at))
    text = f"{body}\n议案编号 {motion.code}，文字指纹（SHA-256）：{motion.text_hash}"
    return publish_notice(
        kind=kind, place=motion.place, title=title, body=text, publisher=who.publisher, channel=who.channel, until_on=max(least, last or least),
        subject=(SUBJECT, motion.pk), link=f"/motions/{motion.code}/", by=by, at=at, **more,
    )  # fmt: skip


def hearing(motion: Motion, last: dt.date, by: Actor, at: dt.datetime) -> None:
    """Remarks are asked for in public; the hearing lasts as long as its notice hangs."""
    body = f"下面的文字请大家提意见，到{day_words(last)}为止，每条都答复。这是征求意见，还没有作决定。\n\n{motion.text}\n"
    motion.notice = _up(
        motion, HEARING, title=f"{motion.title}：征求意见", body=body, by=by, at=at, last=last
    )
    assert motion.notice.until_on is not None
    motion.hear_until = dates.end_of(motion.notice.until_on)


def passed(motion: Motion, gate: Gate, ruling: Ruling, *, is_last: bool, by: Actor, at: dt.datetime) -> None:
    """What a step passed hangs as long as the town's way and the clause say; a decision always does.

    What the owners decided hangs already, by the notice of their vote.
    """
    motion.served_from, motion.served_until, motion.notice = at, None, None
    if motion.decision_id is not None and gate.by == "vote":
        motion.notice = result_notice(motion.decision)
    elif gate.publish is not None or is_last:
        last = dates.local(dates.until(gate.publish, at)) if gate.publish is not None else None
        body = f"{ruling.by_name}：{ruling.why}。依据：{gate.basis}\n\n{motion.text}\n"
        title = f"关于{motion.title}的决定" if is_last else f"{motion.title}：“{gate.words.zh}”通过"
        motion.notice = _up(
            motion, DECISION if is_last else STAGE, title=title, body=body, by=by, at=at, last=last,
            **({"decided_on": dates.local(at)} if is_last else {}),
        )  # fmt: skip
    _until(motion)


def summed_up(motion: Motion, gate: Gate, note: str, by: Actor, at: dt.datetime) -> None:
    """What came of a hearing hangs: every remark with its answer, and that nothing is decided by it."""
    motion.served_from = at
    labels = {"taken": "采纳", "partly": "部分采纳", "not": "没有采纳"}
    rows = motion.remarks.filter(gate=motion.gate, round=motion.round).order_by("pk")
    lines = [
        f"{n}. {one.text}\n   {labels.get(one.taken, '')}：{one.answer}" for n, one in enumerate(rows, 1)
    ]
    body = "\n".join(
        [f"共收到 {len(lines)} 条意见，逐条答复如下。这是征求意见的汇总，不是决定。", note, "", *lines, ""]
    )
    last = dates.local(dates.until(gate.publish, at)) if gate.publish is not None else None
    motion.notice = _up(
        motion, SUMMARY, title=f"{motion.title}：意见汇总", body=body, by=by, at=at, last=last
    )
    _until(motion)


def _until(motion: Motion) -> None:
    if motion.notice is not None and motion.notice.until_on is not None:
        motion.served_until = dates.end_of(motion.notice.until_on)


def charged(
    motion: Motion, lead: Institution | None, due_at: dt.datetime, by: Actor, at: dt.datetime
) -> None:
    """The notice of the decision says from now on who carries it out, and by when its result is published."""
    if motion.notice is not None:
        charge_result(notice=motion.notice, lead=lead, result_by=dates.local(due_at), by=by, at=at)


def result(motion: Motion, by: Actor, at: dt.datetime) -> None:
    """The result hangs: what was reached, with its evidence, and the ratings that the town's way asks for."""
    if motion.notice is None:
        return
    lines = []
    for one in motion.results.select_related("lead").prefetch_related("milestones").order_by("pk"):
        lead = one.lead.name if one.lead else one.side
        state = "已落实" if one.state == "done" else "不再做"
        lines.append(f"{one.title}（{lead}）：{state}{'，' + day_words(one.done_at) if one.done_at else ''}")
        lines += [
            f"  · {step.title}：{step.evidence if step.reached_at else '没有做'}"
            for step in one.milestones.all()
        ]
    lines += [f"{name}：{said}" for name, said in motion.ratings.items()]
    _up(
        motion,
        RESULT,
        title=f"{motion.title}：结果公告",
        body="\n".join(lines) + "\n",
        by=by,
        at=at,
        result_of=motion.notice,
    )


def taken_down(motion: Motion, why: str, by: Actor, at: dt.datetime) -> None:
    """What hangs with words that are no longer the motion's is withdrawn, with the reason; the text stays in the archive."""
    if motion.notice is not None and motion.notice.subject == SUBJECT:
        with suppress(Refused):
            withdraw_notice(notice=motion.notice, why=why[:600], by=by, at=at)
    motion.notice = None


def unserved(motion: Motion, on: dt.datetime) -> Reason | None:
    """Why what hangs for the motion has not been served; None where it has, or where nothing has to hang.

    A hearing waits for its days and answers; what was passed waits for the board as well (城市居民委员会组织法 34).
    """
    if motion.notice is None:
        return None
    found = served(motion.notice, on=on, paper=motion.state == "serving")
    return found.reasons[0] if found.reasons else None


def _moved(*, subject: Publication, **more: Any) -> None:
    """A notice hung later, or was lengthened: the motion's own last day follows."""
    if subject.until_on is not None:
        rows = Motion.objects.filter(notice=subject.pk)
        rows.filter(state="serving").update(served_until=dates.end_of(subject.until_on))
        rows.filter(state="hearing").update(hear_until=dates.end_of(subject.until_on))


def _corrected(*, subject: Publication, **more: Any) -> None:
    """A correction stands for the motion in the old notice's place."""
    if subject.corrects_id is not None:
        Motion.objects.filter(notice=subject.corrects_id).update(notice=subject.pk)
        _moved(subject=subject)


def listen() -> None:
    """Subscribe to what happens to notices; called once at start."""
    for step in ("hang", "take_down", "lengthen"):
        subscribe(f"publication.{step}", _moved)
    subscribe("publication.publish", _corrected)
