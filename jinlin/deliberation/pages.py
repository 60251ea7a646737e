"""Addresses, names and kinds of the app's subjects, for notices, lists and links."""

from __future__ import annotations

from typing import Any

from jinlin.deliberation.models import Body, HandOver, Item, Meeting, Motion, Point, Result


def kind_of(subject: Any) -> str:
    """The code of its procedure."""
    return str(getattr(type(subject), "trail_kind", type(subject)._meta.model_name))


def title_of(subject: Any) -> str:
    """What people call it."""
    match subject:
        case Meeting():
            return subject.title
        case Item():
            return f"{subject.meeting.title}：{subject.title}"
        case Point():
            return (
                f"{subject.body.name}：{subject.text.splitlines()[0][:40] if subject.text else '（已删除）'}"
            )
        case HandOver():
            return f"{subject.body.name}：{subject.giver.name} → {subject.taker.name}"
    return str(subject)


def page_of(subject: Any) -> str:
    """The address of its page; an item stands on its meeting's, a point on its series'."""
    match subject:
        case Body():
            return f"/bodies/{subject.code}/"
        case Meeting():
            return f"/meetings/{subject.pk}/"
        case Item():
            return f"/meetings/{subject.meeting_id}/"
        case Result():
            return f"/results/{subject.pk}/"
        case Point():
            return f"/raised/{subject.pk}/"
        case HandOver():
            return f"/handovers/{subject.pk}/"
        case Motion():
            return f"/motions/{subject.code}/"
    raise TypeError(f"{type(subject).__name__} has no page")
