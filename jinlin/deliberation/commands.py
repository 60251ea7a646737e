"""Writes that are no step: setting up a body, its members and its rule; calling a meeting; raising a point; drafting a motion."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty
from jinlin.base.events import publish
from jinlin.base.recurrence import Recurrence, split
from jinlin.base.rule import Reason, Refused
from jinlin.base.tries import spend
from jinlin.base.words import Words
from jinlin.deliberation import agenda, dates, notices, relations
from jinlin.deliberation.effects.parts import fault
from jinlin.deliberation.models import Body, Follower, Meeting, Member, Motion, Point
from jinlin.deliberation.rules import text_hash
from jinlin.deliberation.serving import votes
from jinlin.deliberation.variants import variants
from jinlin.organisations.public import Institution
from jinlin.people.public import Person, key_of
from jinlin.places.public import Place

NOT_CONVENER = Reason("not_yours", Words("这一步由召集人来做", "This belongs to the convener"))
NOT_PLACE = Reason("not_yours", Words("您的岗位不在这里", "Your seat is not here"))
NO_RULE = Reason("no_rule", Words("这个会没有排期规则", "This body has no rule"))


def may_convene(place: Place, convened_by: str, by: Actor) -> bool:
    """Whether an actor's seat convenes what is convened there by the street or the community."""
    return "convener" in relations.by_seat(place.path, by, convened_by)


def make_body(
    *, name: str, kind: str, place: Place, by: Actor, convened_by: str = "community", form: str = "", rule: str = "", begins_minute: int = 1140,
    minutes: int = 90, where: str = "", about: str = "", is_open: bool = False, turn_by_rule: bool = False, at: dt.datetime | None = None,
) -> Body:  # fmt: skip
    """Set up a body that meets, and the meetings that its rule gives for the weeks ahead.

    Refused with ``not_yours`` where the actor convenes nothing there; ``Faulty`` lists every fault of the rule under ``rule``.
    """
    at = at or timezone.now()
    if not may_convene(place, convened_by, by):
        raise Refused(NOT_PLACE)
    read = read_rule(rule, at)
    with transaction.atomic():
        body = Body.objects.create(
            code=_code(place, kind), name=name, kind=kind, form=form, place=place, convened_by=convened_by, rule=read,
            begins_minute=begins_minute, minutes=minutes, where=where, about=about, is_open=is_open, turn_by_rule=turn_by_rule,
        )  # fmt: skip
        _record(body, "body.made", by, at, {"name": name, "kind": kind, "rule": read})
        agenda.plan_ahead(body, on=dates.local(at), by=by, at=at)
    return body


def read_rule(text: str, at: dt.datetime) -> str:
    """A rule in its fixed form, with a beginning where it has none; ``Faulty`` under ``rule`` with all faults in one reason."""
    if not text.strip():
        return ""
    try:
        read = Recurrence.parse(text)
    except Refused as refused:
        zh, en = (
            "；".join(one.words.zh for one in refused.reasons),
            "; ".join(one.words.en for one in refused.reasons),
        )
        raise Faulty({"rule": Reason("wrong_rule", Words(zh[:400], en[:400]))}) from None
    if read.start is None:
        read = replace(read, start=dates.local(at))
    return str(read)


def _code(place: Place, kind: str) -> str:
    number = Body.objects.filter(place=place, kind=kind).count() + 1
    return f"{place.code}-{kind}-{number}"[:40]


def _record(body: Body, thing: str, by: Actor, at: dt.datetime, data: dict[str, Any], text: str = "") -> None:
    trail.record(body, "body", thing, by=by, at=at, data=data, text=text)
    body.save(update_fields=["trail_seq", "trail_hash"])


def _locked(body: Body, by: Actor) -> Body:
    row = Body.objects.select_for_update(of=("self",)).select_related("place").get(pk=body.pk)
    if not may_convene(row.place, row.convened_by, by):
        raise Refused(NOT_CONVENER)
    if row.ended_on is not None:
        raise Refused(Reason("wrong_state", Words("已经停办", "It has ended")))
    return row


def add_member(
    *, body: Body, by: Actor, institution: Institution | None = None, person: Person | None = None, side: str = "", turn: int | None = None,
    name: str = "", at: dt.datetime | None = None,
) -> Member:  # fmt: skip
    """An institution or a person joins a body; without ``turn`` it takes the chair last. Refused ``not_twice``."""
    at = at or timezone.now()
    with transaction.atomic():
        row = _locked(body, by)
        if turn is None:
            turn = row.members.filter(until_on__isnull=True).count() + 1 if row.turn_by_rule else 0
        try:
            with transaction.atomic():
                member = Member.objects.create(
                    body=row, institution=institution, person=person, side=side, turn=turn, since_on=dates.local(at),
                    name=name or (institution.name if institution else person.name if person else ""),
                )  # fmt: skip
        except IntegrityError:
            raise Refused(Reason("not_twice", Words("已经是成员", "A member already"))) from None
        _record(
            row,
            "body.member_added",
            by,
            at,
            {"member": member.pk, "name": member.name if institution else "", "turn": turn},
        )
        _give_turns(row, at)
    return member


def end_member(*, member: Member, by: Actor, at: dt.datetime | None = None) -> None:
    """A member leaves; meetings to come that it would have chaired go to the next in turn."""
    at = at or timezone.now()
    with transaction.atomic():
        row = _locked(member.body, by)
        Member.objects.filter(pk=member.pk, until_on__isnull=True).update(until_on=dates.local(at))
        _record(row, "body.member_left", by, at, {"member": member.pk})
        Meeting.objects.filter(body=row, chair=member, state__in=agenda.TO_COME).update(chair=None)
        _give_turns(row, at)


def _give_turns(body: Body, at: dt.datetime) -> None:
    """Turns are reckoned anew for meetings that are not announced yet and that no swap or refusal touched, and where nobody
    chairs any more."""
    if not body.turn_by_rule:
        return
    for meeting in body.meetings.filter(state__in=agenda.TO_COME, begins_at__gt=at).order_by("begins_at"):
        if meeting.chair_id is None or (meeting.state == "planned" and meeting.chair_by_rule):
            meeting.chair = agenda.next_for(meeting, set())
            meeting.save(update_fields=["chair"])


def call_meeting(
    *, body: Body, begins_at: dt.datetime, by: Actor, where: str = "", at: dt.datetime | None = None
) -> Meeting:
    """Call one meeting that no rule gives. ``Faulty`` where its hour does not lie ahead."""
    at = at or timezone.now()
    if begins_at <= at:
        raise fault("begins", "too_early", "时间要在现在之后", "Its hour must lie ahead")
    with transaction.atomic():
        row = _locked(body, by)
        meeting = agenda.plan(row, by=by, begins_at=begins_at, at=at, where=where)
        agenda.fill(row, at=at)
    return meeting


def change_rule(*, body: Body, rule: str, on: dt.date, by: Actor, at: dt.datetime | None = None) -> Body:
    """This and following: from that day on the body meets by another rule; what lies before stays as it is.

    Meetings that were only planned from that day on are called off (announced ones stay, and are moved one by one).
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = _locked(body, by)
        if not row.rule:
            raise Refused(NO_RULE)
        read = Recurrence.parse(read_rule(rule, at))
        split(Recurrence.parse(row.rule), on)
        row.rule = str(replace(read, start=on))
        row.save(update_fields=["rule"])
        desk = _meetings_desk()
        for meeting in row.meetings.filter(state="planned", rule_on__gte=on):
            desk.take(meeting.pk, "call_off", by=by, given={"note": "改了排期"}, on=at)
            Meeting.objects.filter(pk=meeting.pk).update(rule_on=None)
        _record(row, "body.rule_changed", by, at, {"from": on.isoformat(), "rule": row.rule})
        agenda.plan_ahead(row, on=max(dates.local(at), on), by=by, at=at)
    return row


def _meetings_desk() -> Any:
    from jinlin.deliberation.desk import MEETINGS

    return MEETINGS


POINTS_A_DAY = ("point", 6, dt.timedelta(days=1))


def raise_point(
    *, body: Body, text: str, by: Actor, channel: str = "page", name: str = "", phone: str = "", person: int | None = None,
    meeting: Meeting | None = None, at: dt.datetime | None = None,
) -> Point:  # fmt: skip
    """Somebody raises something; it stands on the agenda of the next talk, which has to answer it.

    By page it is the signed-in resident's own; by telephone, on paper and on the spot a worker writes it down.
    ``Faulty`` under ``text`` where it is empty, ``body`` where the series is not open.
    """
    at = at or timezone.now()
    if len(text.strip()) < 4:
        raise fault("text", "too_short", "请多写几个字，说清楚是什么事", "Say in a few more words what it is")
    if not body.is_open or body.ended_on is not None:
        raise fault("body", "wrong_state", "这里不收意见", "Nothing is taken in here")
    with transaction.atomic():
        row = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
        point = Point.objects.create(
            body=row, text=text.strip()[:4000], channel=channel, person_id=person if channel != "page" else by.person,
            name=name[:60], phone="".join(c for c in phone if c.isdigit() or c == "+")[:30], raised_at=at, raised_at_meeting=meeting,
        )  # fmt: skip
        # The thread is public: it says that a resident raised it, never who.
        writer = by if by.staff else Actor(account=by.account, name="居民", person=by.person)
        event = trail.record(point, "point", "point.raised", by=writer, at=at, data={"channel": channel})
        point.save(update_fields=["trail_seq", "trail_hash"])
        following = _next_after(row, meeting, at)
        if following is not None:
            agenda.draw_points(following, at)
        publish("point.raised", subject=point, event=event, by=by)
    return point


def _next_after(body: Body, meeting: Meeting | None, at: dt.datetime) -> Meeting | None:
    rows = body.meetings.filter(state__in=agenda.TO_COME, ends_at__gt=at)
    return (rows.exclude(pk=meeting.pk) if meeting else rows).order_by("begins_at").first()


def draft_motion(
    *,
    title: str,
    text: str,
    variant: str,
    place: Place,
    by: Actor,
    proposed_by: str = "",
    matter: str = "residents",
    at: dt.datetime | None = None,
) -> Motion:
    """Draft a motion at a place by one of the town's procedures.

    ``matter`` is "residents", or the item of 民法典 278 by which only the owners may decide it: then the procedure must
    hold an owners' vote, and the place must be an estate or a part of one. Refused ``not_yours`` where the actor has no
    seat there; ``Faulty`` names what does not fit.
    """
    at = at or timezone.now()
    if variant not in variants():
        raise fault("variant", "wrong_choice", "没有这种议事步骤", "There is no such procedure")
    _check_matter(matter, variant, place)
    if "staff" not in relations.by_seat(place.path, by, "community") and not any(
        seat.covers(place.path) for seat in by.seats
    ):
        raise Refused(NOT_PLACE)
    with transaction.atomic():
        motion = Motion(
            code=f"new-{timezone.now().timestamp():.6f}"[:24], title=title, text=text, text_hash=text_hash(text), variant=variant, place=place, matter=matter,
            proposer_id=by.account, proposed_by=proposed_by or (by.seats[0].at if by.seats else by.name), made_at=at,
        )  # fmt: skip
        motion.save()
        motion.code = f"{dates.local(at).year}-{motion.pk:04d}"
        trail.record(
            motion,
            "motion",
            "motion.drafted",
            by=by,
            at=at,
            data={"variant": variant, "text_hash": motion.text_hash},
            seen="staff",
        )
        motion.save()
        Follower.objects.create(motion=motion, account_id=by.account, since_at=at)
    return motion


def _check_matter(matter: str, variant: str, place: Place) -> None:
    if matter == "residents":
        return
    if matter not in votes.MATTERS:
        raise fault("matter", "wrong_choice", "没有这一项", "There is no such item")
    if place.level not in votes.LEVELS:
        raise fault(
            "place",
            "wrong_place",
            "业主共同决定的事项在小区、楼栋或单元提出",
            "An owners' matter belongs to an estate or a part of one",
        )
    if not variants()[variant].takes_owners_matters:
        raise fault(
            "variant", "wrong_choice", "这种步骤里没有业主表决，不能决定业主共同决定的事项（民法典 278）", "This procedure holds no owners' vote (Civil Code 278)"
        )  # fmt: skip


def rule_by_vote(
    *,
    motion: Motion,
    entitled: int,
    present: int,
    in_favour: int,
    against: int,
    abstained: int,
    by_name: str,
    at: dt.datetime,
) -> bool:
    """A vote held elsewhere (ballots) rules on a motion that waits for one. Answers whether its gate was passed.

    Refused with the reasons of the gate: another step's turn, changed words, remarks not heard.
    """
    from jinlin.deliberation import facts
    from jinlin.deliberation.desk import MOTIONS
    from jinlin.deliberation.effects.motions import rule_by_vote as rule

    platform = Actor(account=0, name=by_name, channel="clock")
    with transaction.atomic():
        row = Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
        found = facts.motion_facts(row, platform, frozenset({"clock"}), at)
        from jinlin.deliberation import rules_motions

        reasons = [
            reason
            for check in (
                rules_motions.text_is_whole,
                rules_motions.hearing_is_done,
                rules_motions.gate_votes,
            )
            if (reason := check(found))
        ]
        if row.state != "waiting" or reasons:
            raise Refused(
                *(reasons or [Reason("wrong_state", Words("现在不等投票", "No vote is waited for"))])
            )
        ruling = rule(
            row,
            entitled=entitled,
            present=present,
            cast=[in_favour, against, abstained],
            by_name=by_name,
            at=at,
        )
        MOTIONS.take(row.pk, "pass_gate" if ruling.passed else "fail_gate", by=platform, on=at)
    return ruling.passed


__all__ = ["POINTS_A_DAY", "key_of", "notices", "spend"]
