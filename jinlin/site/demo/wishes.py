"""Micro-wishes of the demo world: as many claimed as the source counts (2020), few in the small world, each state alive."""

from __future__ import annotations

import datetime as dt
from random import Random

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.people.public import Account
from jinlin.places.public import Place
from jinlin.site.demo.world import World
from jinlin.volunteering.public import Wish, WishClaim, WishPart

CLAIMED = {"district": 6820, "small": 24}
"""How many wishes had an accepted claim; the rest are on their way or wait."""
WAITING = {"district": 180, "small": 9}
WISHES = (
    ("thing", "孩子想要一盏写作业的台灯", "一盏台灯", 40, 6000), ("mend", "老人家的椅子腿松了，想有人修一修", "修椅子", 30, 0),
    ("clean", "腿脚不便的奶奶，想请人擦擦高处的窗", "擦窗", 60, 0), ("company", "独居的爷爷想有人陪着下盘象棋", "下棋", 60, 0),
    ("errand", "想有人陪着去医院复诊，拿药排队", "陪诊", 150, 0), ("learn", "想学会用手机挂号、视频通话", "学手机", 45, 0),
    ("advice", "想请懂法律的人看看一份租房合同", "看合同", 40, 0), ("thing", "想要一副老花镜，300 度左右", "老花镜", 30, 5000),
    ("city", "楼前花坛空着，想一起种点花", "种花", 90, 12000), ("thing", "小朋友想要一套课外书", "课外书", 30, 15000),
    ("mend", "厨房水龙头滴水，想请师傅看看", "水龙头", 40, 3000), ("company", "刚搬来的妈妈想认识带孩子的邻居", "认识邻居", 60, 0),
)  # fmt: skip
DAY = dt.timedelta(days=1)


def build_wishes(world: World) -> None:
    """Wishes over the communities and, in the first, over estates; ended ones first, then those that are alive."""
    maker = _Maker(world)
    for number in range(CLAIMED[world.scale.code]):
        maker.ended(number)
    for number in range(WAITING[world.scale.code]):
        maker.alive(number)
    maker.story()


class _Maker:
    """Puts wishes into the world one by one; a claimant is an institution, a member or a neighbour in turn."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chance: Random = world.chance("wishes")
        home = world.above[world.places["青榕花园"].pk]["community"]
        self.communities = [home, *(one for one in world.of_level("community") if one.pk != home.pk)]
        self.partners = [one for one in world.institutions.values() if one.kind in ("partner", "department")]
        self.worker = world.cast["community_worker"]
        self.neighbour = world.cast["neighbour"]

    def place(self, number: int) -> Place:
        """Half of a small world's stand in the cast's estate, so that its pages are alive."""
        if self.world.scale.code == "small" and number % 2:
            return self.world.places["青榕花园"]
        return self.communities[number % len(self.communities)]

    def recorder(self, place: Place) -> tuple[Account, Actor]:
        """The place's own worker where there is one with an account, else the cast's."""
        post = self.world.post("community_worker", place) or self.world.post("community_secretary", place)
        chosen = post if post is not None and post.account is not None else self.worker
        assert chosen.account is not None
        return chosen.account, chosen.actor

    def wish(self, number: int, state: str, published: dt.datetime | None, **facts: object) -> Wish:
        """One wish with its one part and its first line."""
        kind, text, private, minutes, value = WISHES[number % len(WISHES)]
        place = self.place(number)
        account, by = self.recorder(place)
        recorded = (published or self.world.now - 2 * DAY) - dt.timedelta(
            days=1, hours=self.chance.randrange(1, 20)
        )
        made = Wish(
            place=place, kind=kind, way=("visit", "counter", "call")[number % 3], state=state, text_private=f"{private}（第 {number + 1} 个）",
            text_public=text if published else "", may_show=True, minutes=minutes, value=value, recorded_by=account, recorded_at=recorded,
            verify_by=recorded + 3 * DAY if state == "recorded" else None, published_at=published, code=f"{self.chance.randrange(10**6):06}", **facts,
        )  # fmt: skip
        self.world.rows.add(made)
        self.line(made, "wish", "recorded", by, recorded)
        if published:
            self.line(made, "wish", "publish", by, published, seen="public")
        self.world.rows.add(WishPart(wish=made, number=1, what="whole"))
        return made

    def line(
        self, row: Wish | WishClaim, kind: str, thing: str, by: Actor, at: dt.datetime, seen: str = "teller"
    ) -> None:
        """The next line of a thread."""
        self.world.events.append(trail.link(row, kind, f"{kind}.{thing}", by, at, {}, "", seen))

    def claim(
        self, wish: Wish, number: int, state: str, at: dt.datetime, delivered: dt.datetime | None
    ) -> WishClaim:
        """Somebody took it on: in turn an institution, a member, a neighbour, and once in fifteen the community."""
        kind = "community" if wish.fallback_at else ("unit", "member", "neighbour")[number % 3]
        institution = self.partners[number % len(self.partners)] if kind == "unit" and self.partners else None
        account = self.worker.account if kind == "community" else self.neighbour.account
        part = self.world.rows.of(WishPart)[-1]
        made = WishClaim(
            part=part, wish=wish, account=account, person=None if kind != "member" else self.neighbour.person, institution=institution, kind=kind,
            state=state, claimed_at=at, accepted_at=at + DAY / 2 if state != "held" else None, due_on=(at + 14 * DAY).date() if state != "held" else None,
            free_at=at + 7 * DAY if state == "held" else None, delivered_at=delivered,
        )  # fmt: skip
        self.world.rows.add(made)
        self.line(made, "wish_claim", "claimed", self.worker.actor, at)
        return made

    def ended(self, number: int) -> None:
        """Claimed, and nearly always delivered and confirmed: the four counts differ, as they do in life."""
        world = self.world
        published = world.now - dt.timedelta(
            days=40 + number * 600 // CLAIMED[world.scale.code], hours=self.chance.randrange(0, 9)
        )
        claimed = published + dt.timedelta(hours=self.chance.randrange(6, 24 * 8))
        fallback = number % 15 == 14
        fate = number % 20
        delivered = None if fate == 0 else claimed + dt.timedelta(days=self.chance.randrange(1, 12))
        confirmed = (
            None
            if delivered is None or fate in (1, 2)
            else delivered + dt.timedelta(hours=self.chance.randrange(2, 60))
        )
        state = "claimed" if delivered is None else "closed"
        wish = self.wish(
            number, state, published, claimed_at=claimed, fallback_at=claimed if fallback else None, delivered_at=delivered, confirmed_at=confirmed,
            confirmed_how=("tap", "call", "code")[number % 3] if confirmed else "", pleased="yes" if confirmed else "", ended_at=(confirmed or delivered) if delivered else None,
        )  # fmt: skip
        self.claim(
            wish, number, "done" if confirmed else "delivered" if delivered else "started", claimed, delivered
        )

    def alive(self, number: int) -> None:
        """Waiting to be checked, to be published, to be claimed; a claim that waits for its answer."""
        world, fate = self.world, number % 6
        if fate == 0:
            self.wish(number, "recorded", None)
        elif fate == 1:
            self.wish(number, "verified", None)
        else:
            published = world.now - dt.timedelta(days=number % 9, hours=3)
            wish = self.wish(number, "published" if fate != 5 else "claimed", published)
            if fate == 5:
                self.claim(wish, number, "held", world.now - dt.timedelta(hours=5), None)

    def story(self) -> None:
        """The resident's own wish is fulfilled and waits for her word: she can confirm it when she signs in."""
        world = self.world
        published = world.now - 6 * DAY
        wish = self.wish(
            1,
            "delivered",
            published,
            claimed_at=published + DAY,
            delivered_at=world.now - dt.timedelta(hours=9),
        )
        wish.person, wish.place = world.cast["resident"].person, world.places["青榕花园"]
        wish.recorded_by = world.cast["grid_worker"].account  # type: ignore[assignment]
        self.claim(wish, 1, "delivered", published + DAY, world.now - dt.timedelta(hours=9))
