"""Who publishes at a place, where one objects, and how numbers stand in a notice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.clock import shown_date
from jinlin.places.public import Place, above


@dataclass(frozen=True)
class Signed:
    """Who publishes a notice, and where to object or ask besides the page."""

    publisher: str
    channel: str


def signed(place: Place, by: Actor, *, owners: bool = False) -> Signed:
    """The publisher of a place: its owners' committee where its chair acts for owners, else the residents' committee."""
    names = {one.level: one.name for one in above(place.path)}
    community = names.get("community", names.get("street", place.name))
    channel = f"{community}居民委员会服务窗口，或网页上的“问一问”"
    if owners and "owners_chair" in by.roles_over(place.path):
        estate = names.get("estate", place.name)
        return Signed(f"{estate}业主委员会", f"{estate}业主委员会；{channel}")
    return Signed(f"{community}居民委员会", channel)


def day_words(at: dt.datetime | dt.date) -> str:
    """A day as papers write it."""
    return shown_date(timezone.localdate(at) if isinstance(at, dt.datetime) else at).zh


def minute_words(at: dt.datetime) -> str:
    """A day with its hour and minute."""
    return f"{day_words(at)}{timezone.localtime(at):%H:%M}"


def area_words(hundredths: int) -> str:
    """An area in m² with two decimals, from 0.01 m²."""
    return f"{hundredths // 100}.{hundredths % 100:02d} 平方米"
