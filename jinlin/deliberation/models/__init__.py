"""Tables of the app, one module per part: bodies, meetings with their agenda, results, points, motions."""

from .bodies import Body, Member
from .meetings import Confirmation, HandOver, Item, Meeting, Stay
from .motions import Follower, Motion, Remark, Ruling, Wording
from .points import Point
from .results import Milestone, Result

__all__ = [
    "Body", "Confirmation", "Follower", "HandOver", "Item", "Meeting", "Member", "Milestone", "Motion", "Point", "Remark", "Result",
    "Ruling", "Stay", "Wording",
]  # fmt: skip
