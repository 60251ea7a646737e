"""Micro-wishes of the demo world: as many claimed as the source counts (2020), few in the small world, each state alive."""

from __future__ import annotations

import datetime as dt
from random import Random

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.people.public import Account
from jinlin.places.public import Place
from jinlin.site.demo.sentences import spoken
from jinlin.site.demo.world import World
from jinlin.volunteering.public import Wish, WishClaim, WishPart

CLAIMED = {"district": 6820, "small": 24}
"""How many wishes had an accepted claim; the rest are on their way or wait."""
WAITING = {"district": 180, "small": 9}
WISHES = (
    ("thing", "(上初中的|刚上小学的|三年级的|住三楼的)孩子想要一(盏写作业的台灯|个结实的书包|副羽毛球拍|盒水彩笔)", 40, 6000),
    ("mend", "(老人家|独居的奶奶|腿脚不便的爷爷)的(椅子腿松了|房门锁卡住了|柜门掉了合页|晾衣架摇不动了)，想(请|有)人修一修", 30, 0),
    ("clean", "(腿脚不便的奶奶|刚出院的大爷|视力不好的阿姨)，想请人(擦擦高处的窗|洗一洗油烟机|理一理阳台)", 60, 0),
    ("company", "(独居的爷爷|退休的老师|坐轮椅的大叔)想有人陪着(下盘象棋|念念报纸|到楼下走一走|听一出戏)", 60, 0),
    ("errand", "(老两口|眼睛刚做完手术的奶奶|听力不好的爷爷)想有人陪着(去医院复诊，拿药排队|去办老年卡|去配一副助听器)", 150, 0),
    ("learn", "(想|奶奶想|退休的叔叔想)学会用手机(挂号、视频通话|交水电费|看公交到站|认出诈骗电话)", 45, 0),
    ("advice", "想请懂(法律的人看看一份租房合同|社保的人讲讲怎么续保|装修的人看看返潮的墙)", 40, 0),
    ("thing", "(老人|独居的奶奶|腿脚不便的爷爷)想要一(副老花镜|根防滑的拐杖|个泡脚的木桶|床厚一点的被子)", 30, 5000),
    ("city", "(楼前花坛空着|单元门口光秃秃的|后院的角落清出来了)，想一起(种点花|种几棵桂花|摆两张长椅)", 90, 12000),
    ("thing", "(小朋友|爱看书的女孩|住校的孩子)想要一(套课外书|本新字典|套百科全书)", 30, 15000),
    ("mend", "(厨房水龙头滴水|卫生间的灯不亮|马桶水箱一直流水|纱窗破了个洞)，想请师傅看看", 40, 3000),
    ("company", "(刚搬来的妈妈|陪读的外婆|新来的租户)想认识(带孩子|会包粽子|一起散步|跳广场舞)的邻居", 60, 0),
)  # fmt: skip
WAYS = (("visit", "入户时说的"), ("counter", "来窗口说的"), ("call", "打电话说的"))
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
        kind, words, minutes, value = WISHES[(number + number // len(self.communities)) % len(WISHES)]
        text, (way, told) = spoken(words, "wish", number), WAYS[number % len(WAYS)]
        place = self.place(number)
        account, by = self.recorder(place)
        recorded = (published or self.world.now - 2 * DAY) - dt.timedelta(
            days=1, hours=self.chance.randrange(1, 20)
        )
        made = Wish(
            place=place, kind=kind, way=way, state=state, text_private=f"{told}：{text}",
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
