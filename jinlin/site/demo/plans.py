"""What is told in the demo world in a year: when, where, about what, by which way in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import Any

from jinlin.places.public import Place
from jinlin.site.demo.sentences import Kind, speech
from jinlin.site.demo.world import SHANGHAI, Post, World

DAYS = 365
# How much of a day's telling falls into each hour: lunch and the evening are when people have time.
HOURS = (1, 1, 0, 0, 0, 1, 4, 9, 12, 13, 11, 9, 9, 7, 8, 10, 10, 9, 10, 13, 14, 11, 6, 3)
CHANNELS = {
    "page": 30, "wall": 11, "hotline": 19, "desk": 8, "chat": 15, "reception": 3, "talk": 2, "visit": 7, "enterprise": 1,
    "open311": 1, "api": 1, "sheet": 2,
}  # fmt: skip
MERGED_SHARE = 0.03
JOINED_SHARE = 0.06
RISING = (("sewage", 9), ("charging", 7), ("water", 12), ("lift", 6), ("noise", 8), ("parking", 6))


@dataclass
class Voice:
    """One more person who tells the same thing: when, by which way, in which words."""

    at: dt.datetime
    channel: str
    telling_id: int = 0


@dataclass
class Plan:
    """One matter that will be told. ``life`` is what becomes of it, drawn by chance where none is written.

    ``voices`` join it later; ``repeats`` are matters of their own that are merged into it while it is worked on.
    """

    at: dt.datetime
    place: Place
    kind: Kind
    channel: str
    life: Callable[..., None] | None = None
    text: str = ""
    teller: Post | None = None
    taken_by: Post | None = None
    urgent: int = 0
    sorted: bool = True
    voices: list[Voice] = field(default_factory=list)
    repeats: list[Plan] = field(default_factory=list)
    is_lived: bool = False
    matter_id: int = 0
    telling_id: int = 0


class Drawing:
    """Draws plans by weights: estates differ, kinds differ, days and hours differ."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chance = world.chance("plans")
        self.kinds = list(speech()[0].values())
        self.kind_weights = list(accumulate(kind.weight for kind in self.kinds))
        self.estates = world.of_level("estate")
        self.estate_weights = list(accumulate(self._weight(estate) for estate in self.estates))
        self.channels = list(CHANNELS)
        self.channel_weights = list(accumulate(CHANNELS.values()))
        self.days = list(range(1, DAYS + 1))
        self.day_weights = list(accumulate(self._day_weight(day) for day in self.days))
        self.hour_weights = list(accumulate(HOURS))

    def _weight(self, estate: Place) -> float:
        own = {"青榕花园": 9.0, "万华里": 9.0, "安和新苑": 3.0, "东溪里": 3.0}
        few = self.world.scale.code == "small"
        return own.get(estate.name, 0.2 + 1.8 * self.chance.random() ** 2) if not few else 1.0

    def _day_weight(self, days_ago: int) -> float:
        day = self.world.days_ago(days_ago)
        week = (1.05, 1.0, 1.0, 1.0, 1.05, 0.8, 0.7)[day.weekday()]
        season = 1.25 if day.month in (6, 7, 8, 9) else 0.7 if day.month == 2 else 1.0
        return week * season

    def moment(self) -> dt.datetime:
        """A moment of the past year."""
        day = self.world.days_ago(self.chance.choices(self.days, cum_weights=self.day_weights)[0])
        return self.on(day)

    def on(self, day: dt.date) -> dt.datetime:
        """A moment of a day."""
        hour = self.chance.choices(range(24), cum_weights=self.hour_weights)[0]
        clock = dt.time(hour, self.chance.randrange(60), self.chance.randrange(60))
        return dt.datetime.combine(day, clock, SHANGHAI)

    def channel(self) -> str:
        """A way in."""
        return self.chance.choices(self.channels, cum_weights=self.channel_weights)[0]

    def kind(self) -> Kind:
        """A kind of matter."""
        return self.chance.choices(self.kinds, cum_weights=self.kind_weights)[0]

    def place(self, kind: Kind) -> Place:
        """Where: an estate or one of its buildings, or the open street of a community."""
        estate = self.chance.choices(self.estates, cum_weights=self.estate_weights)[0]
        if not kind.inside and self.chance.random() < 0.25:
            return self.world.above[estate.pk]["community"]
        inside = self.world.inside.get(estate.pk)
        return self.chance.choice(inside) if inside and self.chance.random() < 0.7 else estate

    def plan(self, at: dt.datetime | None = None, **more: Any) -> Plan:
        """One plan, drawn as a whole."""
        kind = more.pop("kind", None) or self.kind()
        place = more.pop("place", None) or self.place(kind)
        channel = self.channel()
        is_sorted = channel in ("desk", "hotline", "open311", "sheet") or self.chance.random() < 0.6
        return Plan(at=at or self.moment(), place=place, kind=kind, channel=channel, sorted=is_sorted, **more)


def draw_plans(world: World, count: int) -> Iterator[Plan]:
    """So many matters of the year, among them repeated ones, and what is rising in the last days."""
    drawing = Drawing(world)
    chance = drawing.chance
    rising = list(_rising(world, drawing, chance))
    yield from rising
    merged = int(count * MERGED_SHARE)
    heads = [drawing.plan() for _ in range(count - merged - len(rising))]
    yield from heads
    for head in chance.sample(heads, merged):
        # Who tells the same tells it hours later, or at once where the day before today ends.
        later = min(head.at + dt.timedelta(hours=chance.uniform(2, 30)), world.now - dt.timedelta(minutes=1))
        repeated = drawing.plan(at=max(later, head.at), kind=head.kind, place=head.place)
        head.repeats.append(repeated)
        yield repeated
    for head in chance.sample(heads, int(len(heads) * JOINED_SHARE)):
        for _ in range(chance.choice([1, 1, 1, 2, 2, 3, 5])):
            later = head.at + dt.timedelta(hours=chance.uniform(0.5, 40))
            head.voices.append(Voice(later, chance.choice(["page", "wall", "hotline", "chat"])))
        head.voices.sort(key=lambda voice: voice.at)


def _rising(world: World, drawing: Drawing, chance: Random) -> Iterator[Plan]:
    """A few topics that rise at one place in the last nine days, each told by several people on their own."""
    kinds = speech()[0]
    estates = [world.places["万华里"], world.places["青榕花园"], *drawing.estates[5::90]]
    for number, (code, voices) in enumerate(RISING):
        if world.scale.code == "small" and number >= 2:
            return
        place = estates[number % len(estates)]
        for nth in range(voices):
            day = world.days_ago(max(1, 9 - nth - chance.randrange(2)))
            yield drawing.plan(at=drawing.on(day), kind=kinds[code], place=place)


def number_plans(plans: list[Plan]) -> list[Plan]:
    """Give matters and tellings their ids in the order in which they were told."""
    ordered = sorted(plans, key=lambda plan: plan.at)
    for number, plan in enumerate(ordered, 1):
        plan.matter_id = number
    told: list[Plan | Voice] = [*ordered, *(voice for plan in ordered for voice in plan.voices)]
    for number, one in enumerate(sorted(told, key=lambda one: one.at), 1):
        one.telling_id = number
    return ordered
