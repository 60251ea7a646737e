"""What the steps of a meeting write."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from django.db import IntegrityError, transaction

from jinlin.base import doorcode, trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Taken
from jinlin.deliberation import agenda, dates, facts
from jinlin.deliberation.effects.parts import Given, fault, noted, picked, plain
from jinlin.deliberation.models import Confirmation, HandOver, Item, Meeting, Member, Result, Stay
from jinlin.deliberation.relations import memberships, stays_of
from jinlin.deliberation.rules import text_hash
from jinlin.deliberation.serving import meetings as serving
from jinlin.matters.public import Matter, number_of


def _announce(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    agenda.draw_overdue(meeting, at)
    agenda.draw_points(meeting, at)
    meeting.announced_at = at
    serving.announced(meeting, by, at)
    return noted(values)


def _add_item(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    item = agenda.add_item(
        meeting,
        title=values["title"],
        text=values.get("note") or "",
        parties=values.get("parties") or [],
        by=by,
        at=at,
    )
    return Taken(data={"item": item.pk, "title": item.title})


def _draw(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    titles = []
    for matter in Matter.objects.filter(
        pk__in=values["matters"], place__path__startswith=meeting.body.place.path
    ).order_by("pk"):
        number = number_of(matter.pk, matter.told_at)
        item = agenda.add_item(
            meeting, title=f"{number} {matter.title}"[:120], source="matter", source_id=matter.pk, by=by, at=at,
            parties=[matter.lead_id] if matter.lead_id else [],
        )  # fmt: skip
        titles.append(item.title)
    if len(titles) != len(values["matters"]):
        raise fault(
            "matters", "wrong_reference", "有的诉求不在本地，或没有找到", "Some matters were not found here"
        )
    return Taken(data={"titles": titles})


def _move(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    begins = values["begins"]
    if begins <= at:
        raise fault("begins", "too_early", "新的时间要在现在之后", "The new hour must lie ahead")
    if meeting.announced_at is not None and at > dates.latest_notice(meeting.body.kind, begins):
        raise fault(
            "begins",
            "too_early",
            "通知期不够，请再往后改",
            "The notice period is too short; choose a later day",
        )
    was = meeting.begins_at
    meeting.ends_at = begins + (meeting.ends_at - meeting.begins_at)
    meeting.begins_at, meeting.where = begins, values.get("where") or meeting.where
    meeting.sequence += 1
    serving.moved(meeting, values["note"], by, at)
    return noted(values, was=was.isoformat(), begins=begins.isoformat(), where=meeting.where)


def _call_off(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    meeting.sequence += 1
    serving.called_off(meeting, values["note"], by, at)
    for item in meeting.items.filter(state="listed"):
        agenda.carry(item, at)
    return noted(values)


def _swap(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    rows = Meeting.objects.select_for_update(of=("self",)).filter(
        body=meeting.body_id, state__in=agenda.TO_COME, chair__isnull=False
    )
    other = picked("with_meeting", rows.exclude(pk=meeting.pk), values["with_meeting"])
    meeting.chair, other.chair = other.chair, meeting.chair
    meeting.chair_by_rule = other.chair_by_rule = False
    mine = meeting.chair.name if meeting.chair else ""
    trail.record(
        other,
        "meeting",
        "meeting.swap",
        by=by,
        at=at,
        data={"with": meeting.number, "chair": other.chair.name},
        text=values["note"],
    )
    other.save()
    return noted(values, **{"with": other.number, "chair": mine})


def _refuse(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    refused = {meeting.chair_id} | set(_refusals(meeting))
    following = agenda.next_for(meeting, {one for one in refused if one})
    if following is None:
        raise fault(
            "note",
            "no_successor",
            "没有别的单位可以接，请和召集人商量",
            "Nobody else is left to take it; talk to the convener",
        )
    was, before = meeting.chair.name if meeting.chair else "", meeting.chair_id
    meeting.chair, meeting.chair_by_rule = following, False
    return noted(values, was=was, chair=following.name, refused=before)


def _refusals(meeting: Meeting) -> list[int]:
    from jinlin.base.models import Event

    rows = Event.objects.filter(subject="meeting", subject_id=meeting.pk, thing="meeting.refuse")
    return [event.data.get("refused", 0) for event in rows]


def _open(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    meeting.opened_at = at
    return Taken()


def _stay(
    meeting: Meeting, at: dt.datetime, way: str, *, member: Member | None, account: int | None, name: str = ""
) -> Stay:
    try:
        with transaction.atomic():
            return Stay.objects.create(
                meeting=meeting, member=member, account_id=account, name=name, way=way, came_at=at
            )
    except IntegrityError:
        raise fault("member", "not_twice", "已经签到", "Signed in already") from None


def _arrive(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if not doorcode.is_fresh("meeting", meeting.pk, values["code"], at):
        raise fault(
            "code",
            "wrong_code",
            "这个码过期了，请看门口屏幕上现在的码",
            "This code is stale; look at the screen again",
        )
    mine = memberships(meeting.body_id, by)
    if not mine and not meeting.body.is_open:
        raise fault(
            "code",
            "not_invited",
            "这次会只请成员参加，请找召集人",
            "This meeting is for members; ask the convener",
        )
    stay = _stay(meeting, at, "qr", member=mine[0] if mine else None, account=by.account)
    return Taken(data={"stay": stay.pk, "way": "qr", "member": stay.member_id})


def _check_in(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    member = None
    if values.get("member"):
        member = picked(
            "member", Member.objects.filter(body=meeting.body_id, until_on__isnull=True), values["member"]
        )
        if meeting.stays.filter(member=member, left_at__isnull=True).exists():
            raise fault("member", "not_twice", "这个成员已经签到", "This member has signed in")
    elif not meeting.body.is_open:
        raise fault("member", "no_member", "请选成员", "Choose a member")
    stay = _stay(meeting, at, values["way"], member=member, account=None, name=values.get("name") or "")
    return Taken(data={"stay": stay.pk, "way": values["way"], "member": stay.member_id})


def _leave(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    stays = stays_of(meeting, by).filter(left_at__isnull=True, account=by.account)
    left = [stay.pk for stay in stays]
    stays.update(left_at=at)
    return Taken(data={"stays": left})


def _check_out(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    stay = picked("stay", meeting.stays.filter(left_at__isnull=True), values["stay"])
    stay.left_at = at
    stay.save(update_fields=["left_at"])
    return Taken(data={"stays": [stay.pk]})


def _close(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    meeting.closed_at = at
    Stay.objects.filter(meeting=meeting, left_at__isnull=True, came_at__lte=at).update(left_at=at)
    return Taken()


def _draft(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    text = values["minutes"]
    if meeting.state == "drafted" and text_hash(text) == meeting.minutes_hash:
        raise fault("minutes", "not_changed", "和上一稿一样", "It is the same wording as before")
    meeting.minutes_text, meeting.minutes_hash, meeting.drafted_at = text, text_hash(text), at
    return Taken(data={"minutes_hash": meeting.minutes_hash})


def _own_stay(meeting: Meeting, by: Actor) -> Stay:
    stay = stays_of(meeting, by).order_by("-account", "pk").first()
    assert stay is not None  # the relation "attendee" says so
    return stay


def _remark(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    Confirmation.objects.create(
        meeting=meeting,
        stay=_own_stay(meeting, by),
        minutes_hash=meeting.minutes_hash,
        remark=values["note"],
        at=at,
    )
    return noted(values)


def _confirm(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    stay = _own_stay(meeting, by)
    Confirmation.objects.get_or_create(
        stay=stay, minutes_hash=meeting.minutes_hash, remark="", defaults={"meeting": meeting, "at": at}
    )
    return Taken(data={"minutes_hash": meeting.minutes_hash})


def _confirm_paper(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    stay = picked("stay", meeting.stays.all(), values["stay"])
    Confirmation.objects.get_or_create(
        stay=stay, minutes_hash=meeting.minutes_hash, remark="", defaults={"meeting": meeting, "at": at}
    )
    return Taken(
        data={"minutes_hash": meeting.minutes_hash, "on_paper": True}, files=values.get("files") or []
    )


def _publish(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    meeting.published_at = at
    return Taken(data={"minutes_hash": meeting.minutes_hash})


def _hand_over(meeting: Meeting, values: Given, by: Actor, at: dt.datetime) -> Taken:
    taker = facts.successor(meeting)
    assert taker is not None and meeting.chair is not None  # the rule may_hand_over says so
    rows = open_rows(meeting)
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    made = HandOver(
        body=meeting.body, meeting=meeting, giver=meeting.chair, taker=taker, rows=rows, digest=digest
    )
    made.save()
    trail.record(
        made,
        "handover",
        "handover.listed",
        by=by,
        at=at,
        data={"digest": digest, "items": len(rows)},
        seen="staff",
    )
    made.save(update_fields=["trail_seq", "trail_hash"])
    return Taken(data={"handover": made.pk, "to": taker.name, "digest": digest})


def open_rows(meeting: Meeting) -> list[dict[str, object]]:
    """What is open with a body: results under way, items put off, points that wait."""
    body = meeting.body
    rows: list[dict[str, object]] = [
        {
            "kind": "result",
            "id": one.pk,
            "title": one.title,
            "lead": one.lead.name if one.lead else "",
            "due": dates.local(one.due_at).isoformat(),
        }
        for one in Result.objects.filter(body=body, state__in=("working", "reported"))
        .select_related("lead")
        .order_by("due_at")
    ]
    rows += [
        {"kind": "item", "id": one.pk, "title": one.title, "lead": "", "due": ""}
        for one in Item.objects.filter(meeting=meeting, state="postponed").order_by("position", "pk")
    ]
    rows += [
        {"kind": "point", "id": one.pk, "title": one.text[:120], "lead": "", "due": ""}
        for one in body.points.filter(state="raised").order_by("raised_at")
    ]
    return rows


EFFECTS: dict[str, Effect] = {
    "announce": _announce, "add_item": _add_item, "draw": _draw, "move": _move, "call_off": _call_off, "swap": _swap, "refuse": _refuse,
    "open": _open, "arrive": _arrive, "check_in": _check_in, "leave": _leave, "check_out": _check_out, "close": _close, "draft": _draft,
    "remark": _remark, "confirm": _confirm, "confirm_paper": _confirm_paper, "publish": _publish, "hand_over": _hand_over,
}  # fmt: skip
__all__ = ["EFFECTS", "open_rows", "plain"]
