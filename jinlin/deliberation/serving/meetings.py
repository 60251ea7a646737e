"""The legal notice of a residents' assembly: served with its announcement, anew when it is moved, taken back when called off."""

from __future__ import annotations

import datetime as dt

from jinlin.base.actor import Actor
from jinlin.base.rule import Reason
from jinlin.deliberation import dates
from jinlin.deliberation.models import Meeting
from jinlin.deliberation.serving.owners import take_back
from jinlin.deliberation.serving.parts import minute_words, signed
from jinlin.publicity.public import is_served, publish_notice

SUBJECT, KIND = "meeting", "residents_assembly"


def announced(meeting: Meeting, by: Actor, at: dt.datetime) -> None:
    """An assembly's notice says hour, place and every item; the law gives its days (城市居民委员会组织法 26)."""
    if meeting.body.kind != "assembly":
        return
    who = signed(meeting.body.place, by)
    items = (
        meeting.items.exclude(state="withdrawn").order_by("position", "pk").values_list("title", flat=True)
    )
    body = "\n".join([
        f"时间：{minute_words(meeting.begins_at)}", f"地点：{meeting.where or meeting.body.where}", "议题（没有公告的事项只议不定）：",
        *(f"{number}. {title}" for number, title in enumerate(items, 1)),
    ])  # fmt: skip
    publish_notice(
        kind=KIND, place=meeting.body.place, title=f"{meeting.title}：召开通知", body=body, publisher=who.publisher, channel=who.channel,
        event_on=dates.local(meeting.begins_at), subject=(SUBJECT, meeting.pk), link=f"/meetings/{meeting.pk}/", by=by, at=at,
    )  # fmt: skip


def moved(meeting: Meeting, why: str, by: Actor, at: dt.datetime) -> None:
    """An announced assembly that moves to another hour is announced anew."""
    if meeting.body.kind == "assembly" and meeting.announced_at is not None:
        take_back(SUBJECT, meeting.pk, f"改了时间或地点：{why}", by, at)
        announced(meeting, by, at)


def called_off(meeting: Meeting, why: str, by: Actor, at: dt.datetime) -> None:
    """The notice of an assembly that is called off is taken back, with the reason."""
    if meeting.body.kind == "assembly":
        take_back(SUBJECT, meeting.pk, f"会议取消：{why}", by, at)


def unserved(meeting: Meeting, on: dt.datetime) -> Reason | None:
    """Why an assembly's notice has not been served; None for meetings that need none."""
    if meeting.body.kind != "assembly" or meeting.state != "announced":
        return None
    return is_served(SUBJECT, meeting.pk, KIND, on=on, paper=False)
