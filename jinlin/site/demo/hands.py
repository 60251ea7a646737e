"""Who works on what at a place of the demo world, and when they do: office hours, nights for what is urgent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from jinlin.base.actor import ANYBODY, Actor
from jinlin.organisations.public import Institution
from jinlin.places.public import Place
from jinlin.site.demo.plans import Plan
from jinlin.site.demo.sentences import Kind
from jinlin.site.demo.world import World

STAFF_CHANNELS = {
    "hotline": "hotline_desk", "desk": "community_worker", "reception": "community_worker", "talk": "community_worker",
    "sheet": "community_worker", "chat": "grid_worker", "visit": "grid_worker",
}  # fmt: skip


@dataclass(frozen=True)
class Hands:
    """Those who can take a matter at one place: in the grid, the community, the street, the district."""

    world: World
    place: Place

    def of(self, role: str) -> Actor:
        """The one in a seat of that role over the place; the community's worker where a grid has none."""
        levels = self.world.above[self.place.pk]
        if role == "grid_worker":
            grid = self.place.grid
            post = self.world.post(role, grid) if grid else None
            return post.actor if post else self.of("community_worker")
        level = {
            "community_worker": "community", "community_secretary": "community", "street_supervisor": "street",
            "hotline_desk": "district", "district_supervisor": "district",
        }[role]  # fmt: skip
        post = self.world.post(role, levels[level])
        assert post is not None, (role, self.place)
        return post.actor

    def first_asked(self, channel: str) -> tuple[Actor, Actor]:
        """Who records a telling that comes by this way, and who holds it first."""
        role = STAFF_CHANNELS.get(channel)
        if role:
            return self.of(role), self.of(role)
        return ANYBODY, self.of("grid_worker")

    def institutions(self, kind: Kind, *, called: bool = False) -> list[Institution]:
        """Who could lead such a matter here (or be whistled for), the likeliest first."""
        found = [self._institution(code) for code in (kind.call if called else kind.lead)]
        return [one for one in found if one is not None]

    def _institution(self, code: str) -> Institution | None:
        levels = self.world.above[self.place.pk]
        if code == "property":
            estate = levels.get("estate")
            return self.world.firms.get(estate.pk) if estate else None
        if code in ("police", "justice"):
            return self.world.institutions[f"{code}-{levels['street'].code[6:9]}"]
        return self.world.institutions[code]

    def clerk(self, institution: Institution) -> Actor:
        """The one who sits in an institution."""
        role = "property_clerk" if institution.kind == "property" else "department_clerk"
        post = self.world.post(role, institution)
        assert post is not None, institution
        return post.actor


def teller_of(plan: Plan) -> Actor:
    """The teller as the one who acts later: by account, or by the receipt alone."""
    if plan.teller:
        return plan.teller.actor
    return Actor(account=0, name="反映人", follows=(plan.telling_id,))


def at_work(at: dt.datetime, chance: Random) -> dt.datetime:
    """The first moment from then on at which somebody is at work; now and then a weekend is worked too."""
    minutes = at.hour * 60 + at.minute
    if minutes >= 17 * 60 + 40:
        at = (at + dt.timedelta(days=1)).replace(hour=8, minute=30)
        at += dt.timedelta(minutes=chance.randrange(150), seconds=chance.randrange(60))
    elif minutes < 8 * 60 + 30:
        at = at.replace(hour=8, minute=30) + dt.timedelta(
            minutes=chance.randrange(90), seconds=chance.randrange(60)
        )
    if at.weekday() >= 5 and chance.random() < 0.7:
        at += dt.timedelta(days=7 - at.weekday())
    return at
