"""The door of deliberation: what other apps may call."""

from jinlin.deliberation.commands import draft_motion, make_body, rule_by_vote
from jinlin.deliberation.models import (
    Body,
    Confirmation,
    Follower,
    HandOver,
    Item,
    Meeting,
    Member,
    Milestone,
    Motion,
    Point,
    Remark,
    Result,
    Ruling,
    Stay,
    Wording,
)
from jinlin.deliberation.rules import progress, text_hash

__all__ = [
    "Body", "Confirmation", "Follower", "HandOver", "Item", "Meeting", "Member", "Milestone", "Motion", "Point", "Remark", "Result", "Ruling",
    "Stay", "Wording", "draft_motion", "make_body", "progress", "rule_by_vote", "text_hash",
]  # fmt: skip
