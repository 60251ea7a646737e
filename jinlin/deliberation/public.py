"""The door of deliberation: what other apps may call."""

from jinlin.deliberation.commands import draft_motion, make_body, rule_by_vote
from jinlin.deliberation.covenants.comparing import Version
from jinlin.deliberation.covenants.flags import found_in as flags_in
from jinlin.deliberation.covenants.queries import hash_of, whole_text
from jinlin.deliberation.models import (
    Body,
    Clause,
    ClauseFlag,
    ClauseRemark,
    ClauseWording,
    Confirmation,
    Covenant,
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
    Round,
    Ruling,
    Stay,
    Wording,
)
from jinlin.deliberation.rules import progress, text_hash

__all__ = [
    "Body",
    "Clause",
    "ClauseFlag",
    "ClauseRemark",
    "ClauseWording",
    "Confirmation",
    "Covenant",
    "Follower",
    "HandOver",
    "Item",
    "Meeting",
    "Member",
    "Milestone",
    "Motion",
    "Point",
    "Remark",
    "Result",
    "Round",
    "Ruling",
    "Stay",
    "Version",
    "Wording",
    "draft_motion",
    "flags_in",
    "hash_of",
    "make_body",
    "progress",
    "rule_by_vote",
    "text_hash",
    "whole_text",
]  # fmt: skip
