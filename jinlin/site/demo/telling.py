"""From a plan to the rows of a matter and its telling, as the command of telling writes them; then its life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

from jinlin.base.actor import ANYBODY, Actor
from jinlin.matters.public import Matter, Telling, start_clock, title_of, until
from jinlin.people.public import key_of
from jinlin.places.public import Place
from jinlin.site.demo.hands import Hands, at_work
from jinlin.site.demo.lives import Life
from jinlin.site.demo.names import parts, person_name, phone
from jinlin.site.demo.plans import Plan, Voice
from jinlin.site.demo.sentences import as_typed, say
from jinlin.site.demo.walk import NotYet, Walk
from jinlin.site.demo.world import World

URGENT = {1: "answer_day", 2: "answer_urgent"}
FINAL = ("closed", "declined", "merged", "withdrawn")
NUMERALS = "零一二三四五六七八九十"


class Teller:
    """Makes matters out of plans, in the order in which they were told."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chance = world.chance("lives")
        self.roads = parts()["roads"]

    def tell(self, plan: Plan) -> None:
        """The matter, its life until today, and whatever others told about the same."""
        if plan.is_lived:
            return
        local = self._local(plan)
        walk = self._begin(plan, local)
        for voice in plan.voices:
            self._ahead(walk, voice.at, self._voice(walk, plan, voice, local))
        for repeated in plan.repeats:
            at = at_work(repeated.at + dt.timedelta(hours=1), self.chance)
            self._ahead(walk, at, self._merge(walk, repeated))
        with suppress(NotYet):
            plan.life(walk, plan) if plan.life else Life(walk, plan, self.chance, local).live()
        walk.end()

    def _begin(self, plan: Plan, local: dict[str, str]) -> Walk:
        by, owner = Hands(self.world, plan.place).first_asked(plan.channel)
        if plan.taken_by is not None:
            by = owner = plan.taken_by.actor
        text = plan.text or as_typed(
            say(self.chance.choice(plan.kind.tell), self.chance, local), self.chance, plan.channel
        )
        matter = self._matter(plan, text, owner)
        telling = self._telling(plan.telling_id, matter, plan, plan.channel, text, plan.at, by)
        walk = Walk(self.world, matter, telling)
        teller = plan.teller.actor if plan.teller and by is ANYBODY else by
        walk.begin(teller)
        return walk

    def _matter(self, plan: Plan, text: str, owner: Actor) -> Matter:
        world, levels = self.world, self.world.above[plan.place.pk]
        category = world.categories[plan.kind.code] if plan.sorted else None
        matter = Matter(
            pk=plan.matter_id, title=title_of(text), state="told", place=plan.place, street=levels.get("street"),
            community=levels.get("community"), estate=levels.get("estate"), grid=plan.place.grid, category=category,
            owner_id=owner.account, channel=plan.channel, public=bool(category and category.public),
            urgent=plan.urgent, told_at=plan.at, contact_due_at=until("contact_teller", plan.at),
        )  # fmt: skip
        name = URGENT.get(plan.urgent) or (category.clock if category else "answer_ordinary")
        start_clock(matter, name, plan.at)
        return world.rows.add(matter)

    def _telling(
        self, pk: int, matter: Matter, plan: Plan, channel: str, text: str, at: dt.datetime, by: Actor
    ) -> Telling:
        chance = self.chance
        number = phone(chance) if chance.random() < 0.6 else ""
        title = chance.choice(["先生", "女士", "阿姨", "师傅", "同学"])
        name = person_name(chance)[0] + title if chance.random() < 0.55 else ""
        person = plan.teller.person if plan.teller and channel == plan.channel and at == plan.at else None
        if person is not None:
            name, number = person.name, person.phone
        is_staff = bool(by.seats)
        return self.world.rows.add(
            Telling(
                pk=pk, matter=matter, first_matter=matter, channel=channel, text=text, told_at=at, taken_at=at,
                person=person, name=name, phone=number, phone_key=key_of(number),
                taken_by_id=by.account if is_staff else None, on_behalf=is_staff, place=plan.place,
                lat_e6=self._near(plan.place.lat_e6), lon_e6=self._near(plan.place.lon_e6),
            )
        )  # fmt: skip

    def _near(self, coordinate: int | None) -> int | None:
        return coordinate + self.chance.randrange(-900, 900) if coordinate else None

    def _local(self, plan: Plan) -> dict[str, str]:
        """Words of a place as people say them: which building, which floor, which road."""
        chance, levels = self.chance, self.world.above[plan.place.pk]
        road = chance.choice(self.roads)
        number = levels["building"].sort if "building" in levels else chance.randrange(1, 13)
        spoken = NUMERALS[number] if number <= 10 and chance.random() < 0.15 else str(number)
        building = f"{spoken}{chance.choice(['号楼', '号楼', '栋', '幢'])}"
        where = self._where(levels, building, road, indoors=plan.kind.inside)
        floor = f"{chance.randrange(2, 17)}楼"
        return {
            "where": where,
            "floor": floor,
            "road": road,
            "building": building,
            "n": str(chance.randrange(2, 9)),
        }

    def _where(self, levels: dict[str, Place], building: str, road: str, *, indoors: bool) -> str:
        """Where it is, as people say it: who stands in a building need not name the estate."""
        chance = self.chance
        if "estate" not in levels:
            name = levels["community"].name.removesuffix("社区")
            return name + chance.choice(["菜市场", "公交站", "小学门口", road, "桥头"])
        estate = levels["estate"].name
        with_stairs = f"{building}{chance.randrange(1, 4)}单元"
        if "building" in levels:
            return chance.choice([estate + building, building, estate + with_stairs])
        outside = ["南门", "北门边", "地下车库", "中心花园"]
        return estate + chance.choice([building, building, with_stairs] + ([] if indoors else outside))

    def _voice(self, walk: Walk, plan: Plan, voice: Voice, local: dict[str, str]) -> Callable[[], None]:
        def joins() -> None:
            if walk.matter.state in (*FINAL, "answered"):
                return
            by, _ = Hands(self.world, plan.place).first_asked(voice.channel)
            text = as_typed(
                say(self.chance.choice(plan.kind.tell), self.chance, local), self.chance, voice.channel
            )
            walk.join(
                self._telling(voice.telling_id, walk.matter, plan, voice.channel, text, voice.at, by), by
            )

        return joins

    def _merge(self, walk: Walk, repeated: Plan) -> Callable[[], None]:
        """A matter told later is merged into the one that is worked on; if that has ended, it lives on its own."""

        def merges() -> None:
            if walk.matter.state in (*FINAL, "answered"):
                return
            repeated.is_lived = True
            other = self._begin(repeated, self._local(repeated))
            walk.take_in(other, Hands(self.world, repeated.place).of("community_worker"))

        return merges

    @staticmethod
    def _ahead(walk: Walk, at: dt.datetime, act: Callable[[], None]) -> None:
        walk.ahead.append((at, act))
        walk.ahead.sort(key=lambda pair: pair[0])
