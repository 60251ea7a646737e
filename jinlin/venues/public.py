"""The door of venues: what other apps may call."""

from jinlin.venues.commands import For, add_space, book, enter_asset, enter_station, hold, set_hours
from jinlin.venues.desk import ASSETS, BOOKINGS, STATIONS
from jinlin.venues.free import Asked, alternatives, day_gaps
from jinlin.venues.models import (
    Asset,
    Booking,
    Check,
    FundingLine,
    Occupancy,
    OpeningSpan,
    Space,
    StandardItem,
    Station,
)
from jinlin.venues.queries import stations_of, tick_of
from jinlin.venues.standards import load_standards

__all__ = [
    "ASSETS", "BOOKINGS", "STATIONS", "Asked", "Asset", "Booking", "Check", "For", "FundingLine", "Occupancy", "OpeningSpan", "Space",
    "StandardItem", "Station", "add_space", "alternatives", "book", "day_gaps", "enter_asset", "enter_station", "hold", "load_standards",
    "set_hours", "stations_of", "tick_of",
]  # fmt: skip
