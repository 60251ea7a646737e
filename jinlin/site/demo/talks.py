"""Deliberation in the demo world: a season of joint meetings with a rotating chair, a lane talk on days with a ten, two motions."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.calendar_data import national_calendar
from jinlin.base.recurrence import Recurrence
from jinlin.base.recurrence import dates as days_of
from jinlin.deliberation.public import (
    Body,
    Confirmation,
    HandOver,
    Item,
    Meeting,
    Member,
    Milestone,
    Point,
    Result,
    Stay,
    text_hash,
)
from jinlin.site.demo.world import SHANGHAI, World

WEEKS = 8
JOINT = (
    ("小广场路灯成排不亮", "电线老化，请供电所和物业一起换", "done"), ("青榕花园消防通道停车", "划线、立牌，物业每天劝离", "done"),
    ("菜市场门口占道", "城管早晚各巡一次，试行一个月", "noted"), ("老旧小区雨污分流", "转市政中心列入年度计划", "forwarded"),
    ("充电桩不够用", "先在南门加装十个", "working"), ("楼道堆物", "各小区同一周清理，社区验收", "done"),
    ("榕西公园夜间噪声", "文体旅局协调音响时段", "late"), ("假期值班怎么排", "成员单位轮流，名单贴在驿站", "resolved"),
)  # fmt: skip
POINTS = (
    ("巷口的大树枝条压着电线，刮风就晃。", "园林中心周三来修，社区盯着。", "answered"), ("晾衣绳拉在路中间，电动车看不见。", "楼长逐户说了，已经移到院里。", "answered"),
    ("晚上七点以后巷子没人管停车。", "交给物业，晚上加一班巡逻。", "working"), ("垃圾桶离老人活动室太近。", "挪到西门边，已挪。", "answered"),
    ("下雨天三号门积水到脚踝。", "登记为诉求，市政中心来看过。", "answered"), ("乒乓球桌网子又坏了。", "球友自己换了，驿站备了一副。", "answered"),
    ("能不能每月请人来磨一次剪刀。", "驿站联系了手艺人，每月 15 日上午。", "answered"), ("南门的减速带太高，推婴儿车过不去。", "", "raised"),
    ("快递车早上堵门。", "", "raised"),
)  # fmt: skip


@dataclass
class Scene:
    """What the parts of the builder share."""

    world: World
    by: Actor
    texts: dict[int, str] = field(default_factory=dict)

    def at(self, day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
        """An instant of a day."""
        return dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI)

    def event(
        self,
        row: Any,
        kind: str,
        step: str,
        at: dt.datetime,
        /,
        *,
        by: Actor | None = None,
        text: str = "",
        seen: str = "public",
        **data: Any,
    ) -> None:
        """One line of a subject's thread, as its desk would have written it."""
        self.world.events.append(trail.link(row, kind, f"{kind}.{step}", by or self.by, at, data, text, seen))

    def days(self, rule: str, first: dt.date, last: dt.date) -> list[dt.date]:
        """The days of a rule."""
        return [one.on for one in days_of(Recurrence.parse(rule), first, last, calendar=national_calendar())]


def build_talks(world: World) -> None:
    """The cast's community deliberates: joint meetings, lane talks, and two motions by four steps."""
    scene = Scene(world, world.cast["secretary"].actor)
    from jinlin.site.demo.motions import build_motions

    joint = _joint(scene)
    _lane(scene)
    build_motions(scene, joint)


def body_of(scene: Scene, code: str, name: str, kind: str, place: Any, **more: Any) -> Body:
    body = scene.world.rows.add(Body(code=code, name=name, kind=kind, place=place, **more))
    scene.event(
        body, "body", "made", scene.at(scene.world.days_ago(300)), name=name, kind=kind, rule=body.rule
    )
    return body


def meeting_of(
    scene: Scene,
    body: Body,
    number: int,
    day: dt.date,
    *,
    by_rule: bool = True,
    chair: Member | None = None,
    minutes: int = 90,
) -> Meeting:
    begins = scene.at(day, body.begins_minute // 60, body.begins_minute % 60)
    planned = min(begins - dt.timedelta(days=20), scene.world.now - dt.timedelta(hours=12))
    meeting = scene.world.rows.add(
        Meeting(
            body=body, number=number, rule_on=day if by_rule else None, begins_at=begins, ends_at=begins + dt.timedelta(minutes=minutes), where=body.where,
            chair=chair, changed_at=planned,
        )
    )  # fmt: skip
    scene.event(
        meeting, "meeting", "planned", planned, by=THE_CLOCK, number=number, begins=begins.isoformat()
    )
    return meeting


def _held(scene: Scene, meeting: Meeting, stays: list[Stay], summary: str) -> None:
    """Announced, opened, closed; minutes written, confirmed by those who came, and published the next days."""
    begins, by = meeting.begins_at, scene.by
    meeting.announced_at, meeting.opened_at, meeting.closed_at = (
        begins - dt.timedelta(days=4),
        begins,
        meeting.ends_at,
    )
    meeting.minutes_text, meeting.minutes_hash = summary, text_hash(summary)
    meeting.drafted_at, meeting.published_at = (
        meeting.ends_at + dt.timedelta(hours=12),
        meeting.ends_at + dt.timedelta(hours=14),
    )
    meeting.state, meeting.changed_at = "published", meeting.published_at
    for step, at, source, target in (
        ("announce", meeting.announced_at, "planned", "announced"), ("open", begins, "announced", "sitting"), ("close", meeting.ends_at, "sitting", "closed"),
        ("draft", meeting.drafted_at, "closed", "drafted"), ("publish", meeting.published_at, "drafted", "published"),
    ):  # fmt: skip
        scene.event(meeting, "meeting", step, at, by=by, **{"from": source, "to": target})
    for stay in stays:
        scene.world.rows.add(stay)
        at = meeting.drafted_at + dt.timedelta(hours=1)
        scene.world.rows.add(
            Confirmation(meeting=meeting, stay=stay, minutes_hash=meeting.minutes_hash, at=at)
        )


def item_of(
    scene: Scene,
    meeting: Meeting,
    title: str,
    *,
    source: str = "free",
    source_id: int | None = None,
    text: str = "",
    digest: str = "",
) -> Item:
    listed = min(meeting.begins_at - dt.timedelta(days=6), scene.world.now - dt.timedelta(hours=6))
    item = scene.world.rows.add(
        Item(
            meeting=meeting, title=title[:120], text=text, source=source, source_id=source_id, text_hash=digest, listed_at=listed,
            position={"overdue": 0, "point": 10, "motion": 30}.get(source, 50),
        )
    )  # fmt: skip
    scene.event(item, "agenda_item", "listed", listed, by=THE_CLOCK, source=source)
    return item


def _end_item(
    scene: Scene,
    item: Item,
    state: str,
    step: str,
    text: str,
    minute: int,
    votes: tuple[int, int, int] | None = None,
) -> None:
    at = item.meeting.begins_at + dt.timedelta(minutes=minute)
    item.begun_at, item.ended_at, item.chair, item.state = (
        at - dt.timedelta(minutes=8),
        at,
        item.meeting.chair,
        state,
    )
    scene.event(item, "agenda_item", "take_up", item.begun_at, **{"from": "listed", "to": "talking"})
    if votes is not None:
        item.in_favour, item.against, item.abstained = votes
        item.present = item.entitled = sum(votes)
        item.passed = votes[0] * 2 > item.present
    scene.event(item, "agenda_item", step, at, text=text, **{"from": "talking", "to": state})


def _joint(scene: Scene) -> Body:
    """Six member units, every second Tuesday of a month, since half a year; two items a meeting."""
    world, place = scene.world, scene.world.places["榕西"]
    rule = f"RRULE:FREQ=MONTHLY;BYDAY=2TU,4TU\nDTSTART:{world.days_ago(200)}"
    body = body_of(
        scene, "rongxi-joint-1", "榕西社区联席会议", "joint", place, convened_by="street", rule=rule, begins_minute=870, where="榕西近邻驿站会议室",
        turn_by_rule=True, about="社区、物业和驻区单位轮流当主席，一起把事定下来、做到底",
    )  # fmt: skip
    units = [
        world.institutions[code]
        for code in ("housing", "anju", "urban", "parks", "culture", "partner-01")
        if code in world.institutions
    ]
    members = [
        world.rows.add(
            Member(body=body, institution=one, name=one.name, turn=number, since_on=world.days_ago(300))
        )
        for number, one in enumerate(units, 1)
    ]
    days = scene.days(rule, world.days_ago(120), world.on + dt.timedelta(weeks=WEEKS))
    # Minutes of a meeting take three days to be confirmed; none is left lying half done at the world's morning.
    days = [day for day in days if day < world.days_ago(3) or day >= world.on]
    past = [day for day in days if day < world.on]
    for number, day in enumerate(days, 1):
        chair = members[(number - 1) % len(members)]
        meeting = meeting_of(scene, body, number, day, chair=chair)
        if day in past:
            pair = JOINT[(past.index(day) * 2) % len(JOINT) :][:2]
            _joint_held(scene, meeting, members, pair)
    _handed_over(scene, body, members, past)
    following = next(
        (one for one in world.rows.of(Meeting) if one.body is body and one.begins_at > world.now), None
    )
    late = next(
        (one for one in world.rows.of(Result) if one.state == "working" and one.due_at < world.now), None
    )
    if following is not None and late is not None:
        item_of(scene, following, f"到期未报结果：{late.title}", source="overdue", source_id=late.pk)
    return body


def _joint_held(
    scene: Scene, meeting: Meeting, members: list[Member], pair: tuple[tuple[str, str, str], ...]
) -> None:
    lines = []
    for number, (title, note, ends) in enumerate(pair, 1):
        item = item_of(scene, meeting, title)
        minute = 20 * number
        if ends in ("done", "working", "late"):
            _end_item(scene, item, "task", "task", note, minute)
            _result(scene, item, members[number % len(members)], note, ends)
        elif ends in ("resolved",):
            _end_item(scene, item, "resolved", "resolve", note, minute, votes=(len(members) - 1, 0, 0))
        else:
            _end_item(scene, item, ends, {"noted": "note", "forwarded": "forward"}[ends], note, minute)
        lines.append(f"{number}. {title}：{note}。")
    stays = [
        Stay(meeting=meeting, member=one, way="list", came_at=meeting.begins_at - dt.timedelta(minutes=5 - number), left_at=meeting.ends_at)
        for number, one in enumerate(members) if (number + meeting.number) % len(members)
    ]  # fmt: skip
    _held(scene, meeting, stays, f"{meeting.title}，主席：{meeting.chair}\n" + "\n".join(lines))


def _result(scene: Scene, item: Item, lead: Member, note: str, ends: str) -> Result:
    world, given = scene.world, item.ended_at
    assert given is not None
    days = {"done": 14, "working": 150, "late": 6}[ends]
    due = scene.at(given.astimezone(SHANGHAI).date() + dt.timedelta(days=days), 23, 59).replace(second=59)
    result = world.rows.add(
        Result(
            body=item.meeting.body,
            item=item,
            title=item.title,
            text=note,
            lead=lead.institution,
            given_at=given,
            due_at=due,
            state="working",
        )
    )
    scene.event(result, "result", "opened", given, due=due.date().isoformat(), lead=lead.name)
    steps = [
        world.rows.add(Milestone(result=result, title=title))
        for title in ("现场看过，定做法", "做完，现场验收")
    ]
    reached = {"done": 2, "working": 1, "late": 0}[ends]
    for number, one in enumerate(steps[:reached]):
        one.reached_at, one.evidence = (
            given + dt.timedelta(days=3 + 5 * number),
            ("几家一起去看了，拍了照", "居民代表在场，照片存档")[number],
        )
        if one.reached_at > world.now:
            one.reached_at, one.evidence = None, ""
            continue
        scene.event(result, "result", "reach", one.reached_at, title=one.title, text=one.evidence)
    if ends == "done" and steps[1].reached_at is not None:
        result.state, result.reported_at, result.done_at = (
            "done",
            steps[1].reached_at,
            min(steps[1].reached_at + dt.timedelta(days=1), world.now),
        )
        scene.event(
            result,
            "result",
            "report",
            result.reported_at,
            text="做好了",
            **{"from": "working", "to": "reported"},
        )
        scene.event(result, "result", "accept", result.done_at, **{"from": "reported", "to": "done"})
    elif due > world.now:
        result.remind_at = due - dt.timedelta(days=1)
    return result


def _handed_over(scene: Scene, body: Body, members: list[Member], past: list[dt.date]) -> None:
    meeting = next(
        one for one in reversed(scene.world.rows.of(Meeting)) if one.body is body and one.number == len(past)
    )
    rows = [
        {"kind": "result", "id": one.pk, "title": one.title, "lead": str(one.lead), "due": one.due_at.date().isoformat()}
        for one in scene.world.rows.of(Result) if one.state != "done"
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    assert meeting.published_at is not None
    assert meeting.chair is not None
    at = min(meeting.published_at + dt.timedelta(hours=2), scene.world.now - dt.timedelta(hours=3))
    taker = members[meeting.number % len(members)]
    made = scene.world.rows.add(
        HandOver(
            body=body,
            meeting=meeting,
            giver=meeting.chair,
            taker=taker,
            rows=rows,
            digest=digest,
            state="given",
            given_at=at,
        )
    )
    scene.event(made, "handover", "listed", at, digest=digest, items=len(rows), seen="staff")
    scene.event(
        made, "handover", "give", at, digest=digest, seen="staff", **{"from": "listed", "to": "given"}
    )


def _lane(scene: Scene) -> None:
    """逢10说事 in the cast's estate: points are answered at the next talk; two wait for the coming one."""
    world, place = scene.world, scene.world.places["青榕花园"]
    rule = f"day-ends:0\nDTSTART:{world.days_ago(200)}"
    body = body_of(
        scene, "qingrong-talk-1", "青榕花园逢10说事", "talk", place, form="tens", convened_by="community", rule=rule, begins_minute=1140, where="3 号楼前大树下",
        is_open=True, about="逢 10 的晚上，搬张凳子来坐坐，有话就说，下次一定有回音",
    )  # fmt: skip
    days = scene.days(rule, world.days_ago(75), world.on + dt.timedelta(weeks=WEEKS))
    meetings = [meeting_of(scene, body, number, day) for number, day in enumerate(days, 1)]
    past = [one for one in meetings if one.ends_at < world.now - dt.timedelta(days=2)]
    to_come = [one for one in meetings if one.begins_at > world.now]
    answered: dict[int, list[tuple[Point, str, str]]] = {}
    for number, (text, answer, state) in enumerate(POINTS):
        heard = past[number % max(len(past) - 1, 1)] if state != "raised" else past[-1]
        point = _point(scene, body, heard, text, number)
        following = meetings[meetings.index(heard) + 1] if state != "raised" else to_come[0]
        answered.setdefault(following.pk, []).append((point, answer, state))
    for meeting in past:
        _talk_held(scene, meeting, answered.get(meeting.pk, []))
    for point, _, _ in answered.get(to_come[0].pk, []):
        item_of(scene, to_come[0], point.text, source="point", source_id=point.pk, text=point.text)


def _point(scene: Scene, body: Body, heard: Meeting, text: str, number: int) -> Point:
    at = heard.begins_at + dt.timedelta(minutes=30 + number)
    channel = ("spot", "spot", "phone", "paper", "spot")[number % 5]
    point = scene.world.rows.add(
        Point(
            body=body,
            raised_at_meeting=heard if channel == "spot" else None,
            text=text,
            channel=channel,
            raised_at=at,
        )
    )
    scene.event(point, "point", "raised", at, by=scene.world.cast["grid_worker"].actor, channel=channel)
    return point


def _talk_held(scene: Scene, meeting: Meeting, points: list[tuple[Point, str, str]]) -> None:
    lines = []
    for number, (point, answer, state) in enumerate(points, 1):
        item = item_of(scene, meeting, point.text, source="point", source_id=point.pk, text=point.text)
        ends = "task" if state == "working" else "noted"
        _end_item(scene, item, ends, "task" if ends == "task" else "note", answer, 10 * number)
        assert item.ended_at is not None
        point.state, point.answer, point.answered_in = state, answer, meeting
        if ends == "task":
            firm = scene.world.firms[meeting.body.place_id]
            given = Member(institution=firm, name=firm.name)
            point.result = _result(scene, item, given, answer, "working")
            scene.event(
                point,
                "point",
                "give",
                item.ended_at,
                by=THE_CLOCK,
                text=answer,
                **{"from": "raised", "to": "working"},
            )
        else:
            point.answered_at = item.ended_at
            scene.event(
                point,
                "point",
                "answer",
                item.ended_at,
                by=THE_CLOCK,
                text=answer,
                **{"from": "raised", "to": "answered"},
            )
        lines.append(f"{number}. {point.text} 回应：{answer}")
    account = scene.world.cast["neighbour"].account
    stays = [
        Stay(meeting=meeting, account=one, way="qr", came_at=meeting.begins_at, left_at=meeting.ends_at)
        for one in (scene.world.cast["resident"].account, account) if one is not None
    ]  # fmt: skip
    _held(scene, meeting, stays, f"{meeting.title}\n" + ("\n".join(lines) or "拉家常，没有新提的事。"))
