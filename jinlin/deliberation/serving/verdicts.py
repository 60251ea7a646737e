"""What the published result of an owners' vote decides: a motion's step, a covenant's adoption; and what a vote waits for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.ballots.public import DECISIONS, Decision
from jinlin.base.actor import Actor
from jinlin.base.events import subscribe
from jinlin.base.models import Event
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.deliberation import facts, notices
from jinlin.deliberation.covenants import effects as covenants
from jinlin.deliberation.desk import MOTIONS
from jinlin.deliberation.effects.motions import joint_body, question_of
from jinlin.deliberation.models import Covenant, Motion, Ruling
from jinlin.deliberation.relations import chair_now
from jinlin.deliberation.serving import votes
from jinlin.publicity.public import Publication, further_chairs


def words_stand(row: Decision, on: dt.datetime) -> Reason | None:
    """A vote is frozen only on the very words that were passed, or were open to remarks, before it."""
    for motion in Motion.objects.filter(decision=row, state="waiting"):
        if facts.text_is_broken(motion) or not votes.asks(row, question_of(motion)):
            return votes.CHANGED
    for covenant in Covenant.objects.filter(decision=row, state="voting"):
        if not votes.asks(row, covenants.question_of(covenant)):
            return votes.CHANGED
    return None


def motion_voted(*, subject: Decision, event: Event, **more: Any) -> None:
    """The owners' verdict passes or fails the step at which the motion waits; other words than theirs decide nothing."""
    motion = Motion.objects.select_for_update(of=("self",)).filter(decision=subject, state="waiting").first()
    if motion is None or facts.text_is_broken(motion) or not votes.asks(subject, question_of(motion)):
        return
    found = votes.outcome(subject, question_of(motion))
    Ruling.objects.create(
        motion=motion, gate=motion.gate, round=motion.round, text_hash=motion.text_hash, by_name=found.by_name, entitled=found.entitled,
        present=found.present, in_favour=found.counts[0], against=found.counts[1], abstained=found.counts[2], passed=found.passed, why=found.why,
        at=event.at,
    )  # fmt: skip
    platform = Actor(account=0, name=found.by_name, channel="clock")
    MOTIONS.take(motion.pk, "pass_gate" if found.passed else "fail_gate", by=platform, on=event.at)


def vote_withdrawn(*, subject: Decision, by: Actor, **more: Any) -> None:
    """A motion whose vote was withdrawn waits for one again; a covenant goes back to drafting."""
    for motion in Motion.objects.filter(decision=subject, state="waiting"):
        Motion.objects.filter(pk=motion.pk).update(decision=None)
        said = Words(
            "业主表决撤回了，要改文字或重新提交表决",
            "its vote was withdrawn; change the words or hand it over anew",
        )
        notices.say(motion, ("convener", "proposer"), said, by)
    covenants.vote_failed(subject, "业主表决已撤回")


def covenant_voted(*, subject: Decision, event: Event, by: Actor, **more: Any) -> None:
    """The owners' verdict adopts a covenant's very words, or sends them back."""
    covenants.voted(subject, by, event.at)


def chairs_who_answer(notice: Publication) -> set[int]:
    """Whoever chairs the joint meeting now answers for a decision of its place whose result is missing."""
    motion = Motion.objects.filter(notice=notice.pk).select_related("place").first()
    body = joint_body(motion) if motion is not None else None
    return notices.accounts_of([chair_now(body.pk)]) if body is not None else set()


def listen() -> None:
    """Subscribe to votes and let their freezing wait; called once at start, after the notices of votes."""
    subscribe("decision.publish", motion_voted)
    subscribe("decision.publish", covenant_voted)
    subscribe("decision.withdraw", vote_withdrawn)
    DECISIONS.wait("freeze", words_stand)
    if chairs_who_answer not in further_chairs:
        further_chairs.append(chairs_who_answer)
