"""Tables of the app, one module per part: bodies, meetings with their agenda, results, points, motions."""

from jinlin.deliberation.covenants.models import (
    Adoption,
    Clause,
    ClauseFlag,
    ClauseRemark,
    ClauseWording,
    Covenant,
    Round,
)

from .bodies import Body, Member
from .meetings import Confirmation, HandOver, Item, Meeting, Stay
from .motions import Follower, Motion, Remark, Ruling, Wording
from .points import Point
from .results import Milestone, Result

__all__ = [
    "Adoption",
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
    "Wording",
]  # fmt: skip
