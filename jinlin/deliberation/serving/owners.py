"""Legal notices of owners' votes: the roll, the vote, the result. The vote's own steps wait for them.

Votes and notices stand on one floor and do not know each other; here, above both, the one's steps are heard and the
other's door is called, inside the step's own transaction.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from jinlin.ballots.public import DECISIONS, Decision, RollRow, shown_result
from jinlin.base.actor import Actor
from jinlin.base.events import subscribe
from jinlin.base.models import Event
from jinlin.base.rule import Reason, Refused
from jinlin.deliberation.serving.parts import area_words, day_words, minute_words, signed
from jinlin.publicity.public import (
    is_served,
    kind_of,
    notices_for,
    publish_notice,
    standing_notice,
    until,
    withdraw_notice,
)

SUBJECT = "decision"
ROLL, VOTE, RESULT = "owners_roll", "owners_vote", "owners_decision"
VERDICTS = {"passed": "通过", "failed": "未通过", "no_quorum": "参与不足，不成立", "held": "待定"}


def link_of(row: Decision) -> str:
    """The public page of a vote."""
    return f"/decisions/{row.pk}"


def roll_published(*, subject: Decision, event: Event, by: Actor, **more: Any) -> None:
    """The roll hangs for objection, at least as long as its clause and the vote's own time for objections."""
    row, who = subject, signed(subject.place, by, owners=True)
    found = RollRow.objects.filter(decision=row, ended_at__isnull=True).aggregate(
        n=Count("pk"), area=Sum("area")
    )
    least = until(kind_of(ROLL), timezone.localdate(event.at))
    last = max(least, row.objections_until or least)
    body = (
        f"“{row.title}”的业主名册已按产权登记编好：共 {found['n']} 位业主，{area_words(found['area'] or 0)}。"
        "没有登记联系方式的房屋也计在内。名册公布楼栋房号，不公布证件和电话。\n"
        f"请核对自己的房号、面积和共有人代表。认为有错的，请在{day_words(last)}前提出异议，答复后名册才冻结。"
    )
    publish_notice(
        kind=ROLL, place=row.place, title=f"{row.title}：业主名册公示", body=body, publisher=who.publisher, channel=who.channel, until_on=last,
        subject=(SUBJECT, row.pk), link=link_of(row), by=by, at=event.at,
    )  # fmt: skip


def frozen(*, subject: Decision, event: Event, by: Actor, **more: Any) -> None:
    """The vote is announced with its very motions, its window and the fingerprint of the whole package."""
    row, who = subject, signed(subject.place, by, owners=True)
    assert row.opens_on is not None and row.closes_at is not None
    ways = "手机或纸质选票" if row.by_phone else "纸质选票"
    lines = [
        f"投票从{day_words(row.opens_on)}开始，到{minute_words(row.closes_at)}截止，可用{ways}。选票送到各户，没有收到的请到服务窗口领取。",
        "没有公告的事项不表决。表决事项：",
        *(
            f"{number}. {one['title']}（{one['basis']}；{need_words(one['quorum'], one['approval'])}）\n{one['text']}"
            for number, one in enumerate(row.package["motions"], 1)
        ),
        f"以上议题、规则和名册已经冻结，文字指纹（SHA-256）：{row.package_hash}",
    ]
    publish_notice(
        kind=VOTE, place=row.place, title=f"{row.title}：业主表决公告", body="\n".join(lines), publisher=who.publisher, channel=who.channel,
        event_on=row.opens_on, subject=(SUBJECT, row.pk), link=link_of(row), by=by, at=event.at,
    )  # fmt: skip


def need_words(quorum: str, approval: str) -> str:
    """What a motion needs, in words: shares of the whole that take part, and of those who agree."""
    if approval == "all":
        return "有利害关系的业主全部同意才通过"
    said = {">=": "不少于", ">": "超过"}
    parts = [
        (name, *share.split())
        for name, share in (("参与的", quorum), ("同意的占参与的", approval))
        if share != "none"
    ]
    return "，".join(f"{name}{said[sign]} {part}" for name, sign, part in parts) + "，面积和人数都要达到"


def decided(*, subject: Decision, event: Event, by: Actor, **more: Any) -> None:
    """The result hangs as the frozen package says it may be shown: exact, or in whole per cents; it opens its own result."""
    row, who = subject, signed(subject.place, by, owners=True)
    lines = [f"投票已于{minute_words(row.closes_at)}截止，开票并经另一人核验。" if row.closes_at else ""]
    for one in shown_result(row):
        lines.append(
            f"{one['motion']['title']}：{VERDICTS.get(one['verdict'], one['verdict'])}。{_numbers(one)}"
        )
    lines += [
        f"议题、规则和名册的文字指纹（SHA-256）：{row.package_hash}；公告板末端：{row.head}",
        "对决定有异议的业主，可以在知道之日起一年内请求人民法院撤销（民法典 280）。",
    ]
    publish_notice(
        kind=RESULT, place=row.place, title=f"{row.title}：业主共同决定公告", body="\n".join(lines), publisher=who.publisher, channel=who.channel,
        decided_on=timezone.localdate(row.closes_at or event.at), subject=(SUBJECT, row.pk), link=link_of(row), by=by, at=event.at,
    )  # fmt: skip


def _numbers(one: dict[str, Any]) -> str:
    tests = one["tests"]
    if tests is None:
        return f"同意占参与的：面积 {one['percents']['area']}%，人数 {one['percents']['persons']}%（准确数由监票人核验）。"
    part, yes = tests["taking_part"], tests["options"]["yes"]
    return (
        f"参与 {part['persons']} 人、{part['area']} 平方米；同意 {yes['persons']} 人、{yes['area']} 平方米。"
    )


def withdrawn(*, subject: Decision, event: Event, by: Actor, **more: Any) -> None:
    """What hangs for a vote that was withdrawn is withdrawn too, with its reason; the texts stay."""
    take_back(SUBJECT, subject.pk, f"表决已撤回：{event.text}"[:600], by, event.at)


def take_back(subject: str, pk: int, why: str, by: Actor, at: dt.datetime) -> None:
    """Withdraw whatever hangs for a subject."""
    for notice in notices_for(subject, pk).filter(state__in=("published", "objected", "served")):
        with suppress(Refused):
            withdraw_notice(notice=notice, why=why, by=by, at=at)


def roll_is_served(row: Decision, on: dt.datetime) -> Reason | None:
    """The roll is frozen only when its notice hung its time and every objection to it was answered."""
    return is_served(SUBJECT, row.pk, ROLL, on=on, paper=False)


def vote_is_served(row: Decision, on: dt.datetime) -> Reason | None:
    """A vote opens only when its notice was served (物业管理条例 14). Paper at the gate is asked of the notice itself."""
    return is_served(SUBJECT, row.pk, VOTE, on=on, paper=False)


def result_notice(row: Decision) -> Any:
    """The notice of a vote's result, or None."""
    return standing_notice(SUBJECT, row.pk, RESULT)


def listen() -> None:
    """Subscribe to the steps of votes and let theirs wait; called once at start."""
    subscribe("decision.publish_roll", roll_published)
    subscribe("decision.freeze", frozen)
    subscribe("decision.publish", decided)
    subscribe("decision.withdraw", withdrawn)
    DECISIONS.wait("freeze", roll_is_served)
    DECISIONS.wait("open", vote_is_served)


__all__ = ["link_of", "listen", "result_notice", "take_back"]
