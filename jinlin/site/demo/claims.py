"""Claims both ways and ordered services of the demo world: lists of every community, proposals, projects in every state."""

from __future__ import annotations

import datetime as dt
from random import Random

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.organisations.public import Institution
from jinlin.places.public import Place
from jinlin.site.demo.sentences import spoken
from jinlin.site.demo.world import SHANGHAI, World
from jinlin.volunteering.public import (
    ClaimEvaluation,
    ClaimMilestone,
    ClaimProject,
    ClaimPublication,
    Need,
    Proposal,
    ProposalVersion,
    Resource,
    ServiceItem,
    ServiceOrder,
    ServiceWindow,
)

DAY = dt.timedelta(days=1)
NEEDS = (
    ("(老年合唱队|葫芦丝班|书法班)缺一间(排练|能关门|亮堂)的屋子", "venue", 12, "hours", 30),
    ("(四点半放学|暑假里没处去|周末在家|双职工家里)的孩子没人看", "people", 40, "people", 24),
    ("(独居老人想学会防诈骗|老人想学会用手机看病|楼长想学会用灭火器)", "skill", 4, "times", 60),
    ("(楼道想添几把歇脚的凳子|驿站想添几张小桌子|门厅想添几把爱心伞)", "goods", 10, "pieces", 120),
    ("(夏天想给户外工人备些凉茶|冬天想给环卫工人备些手套|想给骑手备些雨衣)", "goods", 200, "pieces", 200),
    ("想请(医生来量血压、讲用药|牙医来看看孩子的牙|康复师来教老人做操)", "skill", 6, "times", 150),
)  # fmt: skip
OPINIONS = (
    "晚上(广场舞|烧烤摊|球场)声音大，家有(考生|老人|刚出生的孩子)",
    "(快递柜|电动车|花盆)占了(消防通道|楼梯口)",
    "老人盼着有个(晒太阳|下棋|歇脚)的地方",
    "新来的租户想(认认门|知道找谁办居住证|进楼栋的群)",
)
RESOURCES = (
    ("(会议室周末可用|一楼大厅晚上可用|培训教室周末可用)", "venue", 60, "hours", "周六、周日"), ("(青年|退休职工|党员)志愿者", "people", 120, "people", "提前一周约"),
    ("(律师公益|社保政策|心理健康)咨询", "skill", 12, "times", "每月第一个周三下午"), ("(旧书和文具|儿童绘本|口罩和洗手液)", "goods", 300, "pieces", "随时"),
    ("(健康|消防|防诈骗)讲座", "skill", 8, "times", "工作日上午"),
)  # fmt: skip
SERVICES = (
    ("量血压、(问用药|测血糖)", "health", 15, 12, False), ("(免费理发|快剪头发)", "hair", 30, 8, False), ("(小修小补|换灯泡、修水龙头)", "mend", 30, 6, True),
    ("(法律|合同和遗嘱)咨询", "law", 30, 6, False), ("(手机课堂|手机看病一对一)", "lesson", 45, 10, False), ("(社保|医保报销)政策讲解", "policy", 20, 10, False),
)  # fmt: skip
STATES = ("closed", "evaluated", "delivered", "delivering", "scheduled", "agreed")


def build_claims(world: World) -> None:
    """A few of each for every community of a small world, and for the first sixty of a district."""
    maker = _Maker(world)
    for number, community in enumerate(maker.communities[:60]):
        maker.lists(number, community)
    for number in range(min(18, 3 * len(maker.communities))):
        maker.project(number)
    maker.open_proposals()
    for number, community in enumerate(maker.communities[:30]):
        maker.services(number, community)


class _Maker:
    """Puts lists, proposals, projects and services into the world, with their first lines."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chance: Random = world.chance("claims")
        home = world.above[world.places["青榕花园"].pk]["community"]
        self.home = home
        self.communities = [home, *(one for one in world.of_level("community") if one.pk != home.pk)]
        self.partners = [one for one in world.institutions.values() if one.kind == "partner"] or list(
            world.institutions.values()
        )
        self.worker, self.secretary = world.cast["community_worker"].actor, world.cast["secretary"].actor

    def line(
        self,
        row: object,
        kind: str,
        thing: str,
        by: Actor,
        at: dt.datetime,
        *,
        text: str = "",
        seen: str = "public",
    ) -> None:
        self.world.events.append(trail.link(row, kind, f"{kind}.{thing}", by, at, {}, text, seen))  # type: ignore[arg-type]

    def partner(self, number: int) -> Institution:
        return self.partners[number % len(self.partners)]

    def need(self, number: int, place: Place, state: str, days: int) -> Need:
        words, kind, amount, unit, people = NEEDS[number % len(NEEDS)]
        title = spoken(words, "need", number * 1_000 + days)
        at = self.world.now - days * DAY
        row = self.world.rows.add(
            Need(place=place, title=title, kind=kind, amount=amount, unit=unit, people=people, origin=("visit", "talk", "meeting")[number % 3], state=state,
                 entered_at=at, ended_at=at + 30 * DAY if state == "finished" else None, lead=self.partner(number) if number % 2 else None)
        )  # fmt: skip
        self.line(row, "need", "entered", self.worker, at)
        return row

    def resource(self, number: int, place: Place, days: int) -> Resource:
        words, kind, amount, unit, windows = RESOURCES[number % len(RESOURCES)]
        title = spoken(words, "resource", number * 1_000 + days)
        owner = self.partner(number)
        row = self.world.rows.add(
            Resource(institution=owner, place=place, title=f"{owner.name}{title}", kind=kind, amount=amount, unit=unit, windows=windows,
                     from_on=self.world.days_ago(days), entered_at=self.world.now - days * DAY)
        )  # fmt: skip
        self.line(row, "resource", "entered", self.worker, row.entered_at)
        return row

    def lists(self, number: int, community: Place) -> None:
        for further in range(3):
            self.need(number + further, community, "listed", 3 + (number * 7 + further * 11) % 60)
        at = self.world.now - (5 + number % 20) * DAY
        row = self.world.rows.add(
            Need(
                place=community,
                sort="opinion",
                title=spoken(OPINIONS[number % len(OPINIONS)], "opinion", number),
                origin="visit",
                entered_at=at,
            )
        )
        self.line(row, "need", "entered", self.worker, at, seen="staff")
        for further in range(2):
            self.resource(number * 2 + further, community, 30 + number % 90)

    def proposal(
        self, community: Place, need: Need, resource: Resource, state: str, at: dt.datetime
    ) -> Proposal:
        from_on, to_on = (at + 5 * DAY).date(), (at + 65 * DAY).date()
        amount = max(1, min(need.amount, resource.amount) // 2)
        row = self.world.rows.add(
            Proposal(community=community, institution=resource.institution, need=need, resource=resource, from_side="institution", waits_for="community",
                     amount=amount, from_on=from_on, to_on=to_on, terms="按约定时间来，场地和安全由社区负责", state=state, proposed_at=at,
                     answer_by=at + 7 * DAY if state == "proposed" else None, chair_at=at + 14 * DAY if state == "proposed" else None,
                     answered_at=at + 2 * DAY if state != "proposed" else None)
        )  # fmt: skip
        done = state == "accepted"
        self.world.rows.add(
            ProposalVersion(proposal=row, number=1, side="institution", amount=amount, from_on=from_on, to_on=to_on, terms=row.terms, made_at=at,
                            accepted_at=at + 2 * DAY if done else None, accepted_by=self.secretary.account if done else 0)
        )  # fmt: skip
        self.line(row, "proposal", "proposed", self.worker, at, text=row.terms, seen="teller")
        if done:
            self.line(row, "proposal", "accept", self.secretary, at + 2 * DAY, seen="teller")
        return row

    def project(self, number: int) -> None:
        community, state = self.communities[number % len(self.communities)], STATES[number % len(STATES)]
        over = state in ("closed", "evaluated", "delivered")
        at = self.world.now - (80 if over else 20) * DAY - number * DAY
        need = self.need(
            number, community, "finished" if over else "matched", (self.world.now - at).days + 10
        )
        asked = self.proposal(community, need, self.resource(number, community, 150), "accepted", at)
        delivered = (
            self.world.days_ago(4) if state == "delivered" else (at + 50 * DAY).date() if over else None
        )
        row = self.world.rows.add(
            ClaimProject(proposal=asked, community=community, institution=asked.institution, resource=asked.resource, title=need.title, kind=need.kind,
                         amount=asked.amount, unit=need.unit, used=asked.amount if over else 0, people=need.people if over else 0,
                         minutes=asked.amount * 60 if over and need.unit == "hours" else 0, from_on=asked.from_on, to_on=asked.to_on,
                         next_on=self.world.on + 5 * DAY if state in ("scheduled", "delivering") else None, agreed_at=at + 2 * DAY, delivered_on=delivered,
                         evaluate_by=dt.datetime.combine(delivered + 10 * DAY, dt.time(23, 59), SHANGHAI) if delivered else None, state=state)
        )  # fmt: skip
        self.line(row, "claim_project", "agreed", self.secretary, row.agreed_at, seen="teller")
        self.world.rows.add(
            ClaimMilestone(
                project=row,
                title="第一次",
                due_on=asked.from_on + 7 * DAY,
                done_on=asked.from_on + 7 * DAY if over else None,
            )
        )
        self.world.rows.add(
            ClaimPublication(
                project=row,
                sort="decision",
                text=f"和{asked.institution.name}约定：{need.title}",
                at=row.agreed_at + DAY,
            )
        )
        if state in ("closed", "evaluated"):
            self.world.rows.add(
                ClaimPublication(
                    project=row,
                    sort="result",
                    text=f"办完了，惠及 {need.people} 人次",
                    at=row.agreed_at + 52 * DAY,
                )
            )
            for side in ("community", "institution"):
                self.world.rows.add(
                    ClaimEvaluation(
                        project=row,
                        side=side,
                        pleased="yes",
                        text=spoken("(配合得好|来得准时，讲得明白|商量着办，大家方便)", side, number),
                        at=row.agreed_at + 54 * DAY,
                        by_account_id=self.secretary.account,
                    )
                )

    def open_proposals(self) -> None:
        """One fresh, one that stays silent and stands on the chair's list."""
        for number, days in ((0, 2), (1, 17)):
            at = self.world.now - days * DAY
            self.proposal(
                self.home,
                self.need(number + 2, self.home, "listed", days + 9),
                self.resource(number, self.home, 60),
                "proposed",
                at,
            )

    def services(self, number: int, community: Place) -> None:
        worker = self.world.cast["community_worker"].account
        for further in range(2):
            words, kind, minutes, places, home = SERVICES[(number + further) % len(SERVICES)]
            title = spoken(words, "service", number * 10 + further)
            owner = self.partner(number + further) if further else None
            item = self.world.rows.add(
                ServiceItem(
                    institution=owner,
                    account=worker,
                    place=community,
                    kind=kind,
                    title=title,
                    minutes=minutes,
                    at_home=home,
                    entered_at=self.world.now - 60 * DAY,
                )
            )
            for week in (-2, -1, 0, 1):
                begins = dt.datetime.combine(
                    self.world.on + dt.timedelta(days=3 + 7 * week), dt.time(9), SHANGHAI
                )
                window = self.world.rows.add(
                    ServiceWindow(
                        item=item, begins_at=begins, ends_at=begins + dt.timedelta(hours=3), places=places
                    )
                )
                if number == 0 or week < 0:
                    self.order(item, window, community, week)

    def order(self, item: ServiceItem, window: ServiceWindow, community: Place, week: int) -> None:
        post, over = self.world.cast["resident"], week < 0
        at = window.begins_at - 6 * DAY if over else self.world.now - DAY
        row = self.world.rows.add(
            ServiceOrder(item=item, window=window, community=community, account=post.account, person=post.person if community is self.home else None,
                         state="rated" if over else "accepted" if week == 0 else "ordered", ordered_at=at, answer_by=at + 3 * DAY if week == 1 else None,
                         done_at=window.begins_at + dt.timedelta(hours=1) if over else None, pleased="yes" if over else "", remark=spoken("(很细心|等得不久|讲得清楚|态度好)", "order", window.pk) if over else "")
        )  # fmt: skip
        self.line(row, "service_order", "ordered", post.actor, at, seen="teller")
