"""Who publishes at a place, where one objects, by which ways a notice reaches people, and how numbers stand in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.clock import shown_date
from jinlin.places.public import Place, above
from jinlin.publicity.public import book, kind_of


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


def ways(kind: str, publisher: str, told: str) -> str:
    """All ways by which a notice of a kind reaches people: page, wall, paper at the window, and word to those on a list."""
    known = book().spots
    walls = "、".join(known[spot].zh for spot in kind_of(kind).hang)
    wall = f"，张贴在{walls}" if walls else ""
    return f"本公告在平台网页公布{wall}；{publisher}服务窗口可以看纸质件、听工作人员念；{told}另有通知送到本人账号。"


def day_words(at: dt.datetime | dt.date) -> str:
    """A day as papers write it."""
    return shown_date(timezone.localdate(at) if isinstance(at, dt.datetime) else at).zh


def minute_words(at: dt.datetime) -> str:
    """A day with its hour and minute."""
    return f"{day_words(at)}{timezone.localtime(at):%H:%M}"


def area_words(hundredths: int) -> str:
    """An area in m² with two decimals, from 0.01 m²."""
    return f"{hundredths // 100}.{hundredths % 100:02d} 平方米"
