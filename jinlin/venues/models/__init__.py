"""Tables of venues, by part."""

from jinlin.venues.models.core import (
    OCCUPYING,
    Asset,
    Booking,
    Check,
    FundingLine,
    Occupancy,
    OpeningChange,
    OpeningSpan,
    RefusedDate,
    Series,
    Space,
    StandardItem,
    Station,
    _token,
)
from jinlin.venues.models.duty import (
    CoverDay,
    DutyFellow,
    DutyPost,
    DutyPromise,
    DutyTick,
    Roster,
    Standby,
    Turn,
)
from jinlin.venues.models.land import Reclaimed
from jinlin.venues.models.stage import StageEvening, StageGroup, StageRound

__all__ = [
    "OCCUPYING",
    "Asset",
    "Booking",
    "Check",
    "CoverDay",
    "DutyFellow",
    "DutyPost",
    "DutyPromise",
    "DutyTick",
    "FundingLine",
    "Occupancy",
    "OpeningChange",
    "OpeningSpan",
    "Reclaimed",
    "RefusedDate",
    "Roster",
    "Series",
    "Space",
    "StageEvening",
    "StageGroup",
    "StageRound",
    "StandardItem",
    "Standby",
    "Station",
    "Turn",
    "_token",
]  # fmt: skip
