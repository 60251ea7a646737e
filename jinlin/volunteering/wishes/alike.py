"""Wishes that may be the same one, recorded twice: suggested to whoever checks; a person decides, nothing is joined by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from jinlin.base.words import Words
from jinlin.people.public import Member, key_of
from jinlin.places.public import Place, above, under
from jinlin.volunteering.models.wishes import Wish
from jinlin.volunteering.wishes import rules
from jinlin.volunteering.wishes.queries import number

GONE = ("declined", "withdrawn", "rerouted")
CHECKED = ("recorded", "verified")
"""States in which somebody still looks whether it was recorded before."""
MOST, SHOWN = 500, 5


@dataclass(frozen=True)
class Alike:
    """Another wish that may be the same, and every sign of it."""

    wish: Wish
    why: tuple[Words, ...]


def alike(wish: Wish, at: dt.datetime) -> list[Alike]:
    """The wishes of the same community that may be this one, the likeliest first; four queries."""
    community = above(wish.place.path).filter(level="community").first() or wish.place
    since = at - dt.timedelta(days=number("wish.alike_days", at.date()))
    rows = list(
        Wish.objects.filter(under(community.path, "place__path"))
        .filter(Q(recorded_at__gte=since) | Q(ended_at__isnull=True))
        .exclude(pk=wish.pk)
        .exclude(state__in=GONE)
        .select_related("place", "person")
        .order_by("-recorded_at", "-pk")[:MOST]
    )
    homes = _homes([wish, *rows])
    estates = list(
        Place.objects.filter(under(community.path, "path"), level="estate").values_list("path", flat=True)
    )
    mine = _told(wish, homes, estates)
    found = []
    for one in rows:
        signs = rules.signs_of_same(mine, _told(one, homes, estates))
        if signs:
            found.append(
                (len(signs), rules.closeness(wish.text_private, one.text_private), Alike(one, signs))
            )
    found.sort(key=lambda row: (-row[0], -row[1], -row[2].wish.pk))
    return [row[2] for row in found[:SHOWN]]


def _homes(rows: list[Wish]) -> dict[int, frozenset[int]]:
    """The households in which the recipients live now, by person."""
    people = {one.person_id for one in rows if one.person_id}
    found: dict[int, set[int]] = {}
    for person, home in Member.objects.filter(person__in=people, until_on__isnull=True).values_list(
        "person", "household"
    ):
        found.setdefault(person, set()).add(home)
    return {person: frozenset(homes) for person, homes in found.items()}


def _told(wish: Wish, homes: dict[int, frozenset[int]], estates: list[str]) -> rules.Told:
    known = wish.person.phone_key if wish.person else ""
    return rules.Told(
        person=wish.person_id or 0,
        homes=homes.get(wish.person_id or 0, frozenset()),
        phone=known or (key_of(wish.phone) if wish.phone else ""),
        called="".join((wish.person.name if wish.person else wish.called).split()),
        place=next((path for path in estates if wish.place.path.startswith(path)), wish.place.path),
        kind=wish.kind,
        text=wish.text_private,
    )
