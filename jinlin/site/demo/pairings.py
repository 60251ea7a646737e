"""Partners in the demo world: agreements with a year of kept and missed months, an alliance, three zones in one community."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.models import Threaded
from jinlin.organisations.public import (
    Agreement,
    AgreementVersion,
    Alliance,
    AllianceMember,
    ChairTurn,
    Clause,
    Contact,
    Institution,
    JointProject,
    Milestone,
    Obligation,
    Occasion,
    clause_kinds,
    duty_row,
    evidence_row,
    occasion_proof,
    partner_number,
    periods,
)
from jinlin.places.public import Place
from jinlin.site.demo.names import person_name
from jinlin.site.demo.world import SHANGHAI, World

DAY = dt.timedelta(days=1)
CAST = {"joint_activity": 1, "head_visit": 1, "community_serves": 1}
WITH_VENUE = {"joint_activity": 1, "venue_hours": 8, "community_room": 4}
WITH_EXPERTS = {"joint_activity": 1, "experts": 1, "support_in_kind": 3000}
TITLES = {
    "activity": ("一起清扫楼道", "包粽子送邻居", "重阳给老人理发", "亲子读书会", "垃圾分类宣传", "元宵猜灯谜", "小区义务植树", "邻里百家宴"),
    "visit": ("负责人到社区走访", "上门听居民意见", "走访困难家庭"), "lecture": ("防诈骗讲座", "用药安全讲座", "反家暴法律讲座"),
    "service": ("义诊进小区", "义务修理小家电", "四点半学校辅导"), "venue": ("球场周末开放", "会议室开放"), "gift": ("捐图书和书架", "支持健身器材"),
    "for_staff": ("为职工子女办暑托", "为职工做体检咨询"), "room": ("议事厅借给单位开会",),
}  # fmt: skip
KINDS = {
    "joint_activity": ("activity", "activity", "service", "lecture"), "head_visit": ("visit",), "venue_hours": ("venue",),
    "experts": ("lecture", "service"), "support_in_kind": ("gift",), "community_serves": ("for_staff",), "community_room": ("room",),
}  # fmt: skip
ZONES = (
    ("智造片区联盟", ("榕智机械", "海榕电子", "新榕包装")), ("商贸片区联盟", ("榕溪商场", "万家超市", "榕味餐饮")),
    ("物流片区联盟", ("榕达物流", "海通货运", "顺榕快递")),
)  # fmt: skip
OTHER_COMMUNITIES = 60


def build_pairings(world: World) -> None:
    """The cast's community in full, one agreement in each of some sixty further communities, alliances and projects."""
    make = _Maker(world)
    community = world.places["榕西"]
    partners = [one for code, one in world.institutions.items() if code.startswith("partner-")]
    make.contacts(partners)
    # The cast's own pairing is never short of a month; the others show what missing looks like.
    make.pair(community, partners[0], CAST, keeps=1.0, twice=0.4)
    make.pair(community, partners[1], WITH_VENUE, keeps=0.75)
    make.pair(community, partners[2], WITH_EXPERTS, keeps=0.55, ends_in=45)
    make.draft(community, partners[3])
    others = [one for one in world.of_level("community") if one.pk != community.pk]
    for number, place in enumerate(others[:OTHER_COMMUNITIES]):
        make.pair(place, partners[(number + 4) % len(partners)], {"joint_activity": 1}, keeps=0.7, months=6)
    make.write()
    _alliances(world, make, community, partners[:3], others[0])


@dataclass
class _Plan:
    """One thing that both sides did: for which duty, on which day."""

    obligation: Obligation
    kind: str
    on: dt.date
    community: Place
    institution: Institution


class _Maker:
    """Writes agreements, their duties, shared records and evidence as the commands do."""

    def __init__(self, world: World) -> None:
        self.world, self.chance = world, world.chance("pairings")
        self.numbers: Counter[tuple[str, int]] = Counter()
        self.plans: list[_Plan] = []
        self.done: dict[int, list[Occasion]] = {}

    def number(self, kind: str, on: dt.date) -> str:
        """The next number of a kind in a year."""
        self.numbers[kind, on.year] += 1
        return partner_number(kind, on.year, self.numbers[kind, on.year])

    def at(self, on: dt.date, hour: int) -> dt.datetime:
        """A moment of a day, a little after the hour."""
        return dt.datetime.combine(on, dt.time(hour, self.chance.randrange(60)), SHANGHAI)

    def line(
        self,
        row: Threaded,
        subject: str,
        thing: str,
        by: Actor,
        at: dt.datetime,
        text: str = "",
        **data: object,
    ) -> None:
        """One line of a row's thread."""
        self.world.events.append(
            trail.link(
                row,
                subject,
                thing if "." in thing else f"{subject}.{thing}",
                by,
                at,
                dict(data),
                text,
                "staff",
            )
        )

    def worker(self, community: Place, role: str = "community_worker") -> Actor:
        """Who works there."""
        post = self.world.post(role, community)
        assert post is not None, (role, community)
        return post.actor

    def clerk(self, institution: Institution) -> Actor:
        """Who sits there."""
        post = self.world.post("department_clerk", institution)
        assert post is not None, institution
        return post.actor

    def contacts(self, partners: list[Institution]) -> None:
        """Who speaks for each partner."""
        for one in partners:
            name = person_name(self.chance)
            self.world.rows.add(
                Contact(institution=one, name=name, duty="办公室", phone=f"0599-6{self.chance.randrange(100000, 999999)}",
                        from_on=self.world.days_ago(400))
            )  # fmt: skip

    def _new(
        self,
        community: Place,
        institution: Institution,
        terms: dict[str, int],
        since: dt.date,
        until: dt.date,
    ) -> Agreement:
        row = self.world.rows.add(
            Agreement(number=self.number("Agreement", since), community=community, institution=institution, holder=institution,
                      from_on=since, to_on=until)
        )  # fmt: skip
        at = self.at(min(since - dt.timedelta(days=20), self.world.days_ago(5)), 10)
        version = self.world.rows.add(
            AgreementVersion(
                agreement=row, number=1, from_on=since, to_on=until, side="community", made_at=at
            )
        )
        for code, amount in terms.items():
            kind = clause_kinds()[code]
            self.world.rows.add(
                Clause(
                    version=version,
                    kind=code,
                    cadence=kind.cadence,
                    measure=kind.measure,
                    target=amount * kind.unit,
                )
            )
        self.line(row, "agreement", "drafted", self.worker(community), at, side="community")
        return row

    def draft(self, community: Place, institution: Institution) -> None:
        """A draft that the community's secretary has accepted and the institution has not."""
        since = _month(self.world.on, 1)
        row = self._new(community, institution, CAST, since, _month(since, 12) - DAY)
        secretary, at = self.worker(community, "community_secretary"), self.at(self.world.days_ago(3), 15)
        version = self.world.rows.of(AgreementVersion)[-1]
        version.community_at, version.community_by = at, secretary.account
        row.state = "half"
        self.line(row, "agreement", "accept", secretary, at, version=1, **{"from": "draft", "to": "half"})

    def pair(
        self, community: Place, institution: Institution, terms: dict[str, int], *, keeps: float, twice: float = 0.0,
        months: int = 12, ends_in: int = 0,
    ) -> None:  # fmt: skip
        """An agreement in force since so many months ago, with what was kept of it."""
        since = _month(self.world.on, -months)
        until = self.world.on + dt.timedelta(days=ends_in) if ends_in else _month(since, 24) - DAY
        row = self._new(community, institution, terms, since, until)
        version = self.world.rows.of(AgreementVersion)[-1]
        for side, by, days in (
            ("community", self.worker(community, "community_secretary"), 12),
            ("institution", self.clerk(institution), 9),
        ):
            at = self.at(since - dt.timedelta(days=days), 15)
            setattr(version, f"{side}_at", at)
            setattr(version, f"{side}_by", by.account)
            first = side == "community"
            moved = {"from": "draft", "to": "half"} if first else {"from": "half", "to": "in_force"}
            self.line(row, "agreement", "accept" if first else "accept_too", by, at, version=1, **moved)
        row.state, row.standing, row.in_force_from = "in_force", 1, since
        clauses = [one for one in self.world.rows.of(Clause) if one.version_id == version.pk]
        made_at = self.at(since - dt.timedelta(days=8), 16)
        for clause in clauses:
            for period in periods(clause.cadence, since, until):
                duty = self.world.rows.add(duty_row(row, clause, period))
                self.line(duty, "obligation", "made", THE_CLOCK, made_at, agreement=row.number)
                self.plans += self._plans(duty, keeps, twice)

    def _plans(self, duty: Obligation, keeps: float, twice: float) -> Iterator[_Plan]:
        """What was done for a duty: by chance, never after yesterday."""
        last = min(duty.to_on, self.world.days_ago(3))
        if duty.from_on > last or self.chance.random() >= keeps:
            return
        for _ in range(2 if self.chance.random() < twice else 1):
            on = duty.from_on + dt.timedelta(days=self.chance.randrange((last - duty.from_on).days + 1))
            kind = self.chance.choice(KINDS[duty.kind])
            yield _Plan(duty, kind, on, duty.agreement.community, duty.agreement.holder)

    def write(self) -> None:
        """The shared records in order of time, confirmed by the other side and linked; the last two still wait."""
        self.plans.sort(key=lambda plan: (plan.on, plan.obligation.pk))
        for plan in self.plans:
            self._lived(plan)
        mine = [plan for plan in self.plans if plan.community is self.world.places["榕西"]][-2:]
        for number, plan in enumerate(mine):
            self.entered(
                plan.community,
                plan.institution,
                "activity",
                self.world.days_ago(2 - number),
                self.clerk(plan.institution),
            )

    def entered(
        self, community: Place, institution: Institution, kind: str, on: dt.date, by: Actor
    ) -> Occasion:
        """A record that waits for the other side."""
        side = "institution" if by.institutions else "community"
        at = self.at(on, 18)
        row = self.world.rows.add(
            Occasion(
                number=self.number("Occasion", on), community=community, institution=institution, kind=kind, on=on,
                title=self.chance.choice(TITLES[kind]), people=0 if kind in ("gift", "venue") else self.chance.randrange(8, 60),
                minutes=60 * self.chance.randrange(4, 9) if kind in ("venue", "room") else 0, fen=350_000 if kind == "gift" else 0,
                side=side, entered_by=by.account, entered_at=at, confirm_by=at + dt.timedelta(days=7),
            )
        )  # fmt: skip
        self.line(row, "occasion", "entered", by, at, side=side)
        return row

    def _lived(self, plan: _Plan) -> None:
        """Entered on the day, confirmed the next, linked the day after."""
        worker, clerk = self.worker(plan.community), self.clerk(plan.institution)
        row = self.entered(plan.community, plan.institution, plan.kind, plan.on, worker)
        if plan.kind in ("venue", "room"):
            row.minutes = plan.obligation.target
        row.state, row.confirmed_at = "confirmed", self.at(plan.on + DAY, 10)
        self.line(
            row, "occasion", "confirm", clerk, row.confirmed_at, **{"from": "entered", "to": "confirmed"}
        )
        self.done.setdefault(plan.community.pk, []).append(row)
        at = self.at(plan.on + 2 * DAY, 9)
        duty, proof = plan.obligation, occasion_proof(row)
        self.world.rows.add(
            evidence_row(
                proof,
                institution=plan.institution.pk,
                community=plan.community.pk,
                at=at,
                agreement=duty.agreement,
                obligation=duty,
            )
        )
        duty.got += proof.amount(duty.measure)
        self.line(
            duty,
            "obligation",
            "link",
            worker,
            at,
            f"{proof.on:%Y-%m-%d} {proof.title}",
            kind="occasion",
            record=row.pk,
        )
        if duty.got >= duty.target and duty.state == "due":
            duty.state, duty.kept_on = "kept", at.date()
            self.line(duty, "obligation", "keep", THE_CLOCK, at, **{"from": "due", "to": "kept"})


def _month(on: dt.date, count: int) -> dt.date:
    """The first of the month so many months later."""
    years, month = divmod(on.year * 12 + on.month - 1 + count, 12)
    return dt.date(years, month + 1, 1)


def _alliances(
    world: World, make: _Maker, community: Place, partners: list[Institution], zoned: Place
) -> None:
    """The cast's alliance with a project under way; three zones with their firms in another community."""
    chance = world.chance("alliances")
    row = _alliance(world, make, "榕西近邻党建联盟", "theme", community, partners, 300)
    _project(world, make, row, community, partners[0])
    for number, (name, firms) in enumerate(ZONES):
        members = [
            _firm(world, chance, f"firm-{number + 1}-{nth + 1}", firm, zoned)
            for nth, firm in enumerate(firms)
        ]
        _alliance(world, make, name, "zone", zoned, members, 200 - number * 20)


def _firm(world: World, chance: Random, code: str, name: str, place: Place) -> Institution:
    made = world.rows.add(Institution(code=code, name=f"{name}公司", kind="partner", place=place))
    world.institutions[code] = made
    world.seat(chance, "department_clerk", made)
    return made


def _alliance(
    world: World, make: _Maker, name: str, kind: str, place: Place, members: list[Institution], days: int
) -> Alliance:
    founded = world.days_ago(days)
    row = world.rows.add(
        Alliance(code=make.number("Alliance", founded), name=name, kind=kind, place=place, founded_on=founded)
    )
    worker = make.worker(place)
    make.line(row, "alliance", "founded", worker, make.at(founded, 9), sort=kind)
    for nth, one in enumerate(members):
        invited, joined = founded + dt.timedelta(days=nth + 1), founded + dt.timedelta(days=nth * 2 + 10)
        world.rows.add(AllianceMember(alliance=row, institution=one, invited_on=invited, from_on=joined))
        make.line(row, "alliance", "invite", worker, make.at(invited, 9), institution=one.name)
    for nth, one in enumerate(members):
        make.line(
            row,
            "alliance",
            "join",
            make.clerk(one),
            make.at(founded + dt.timedelta(days=nth * 2 + 10), 10),
            institution=one.name,
        )
    begins = _month(founded, 1)
    for nth in range(5):
        one = members[nth % len(members)]
        turn = ChairTurn(
            alliance=row,
            institution=one,
            from_on=_month(begins, nth * 3),
            to_on=_month(begins, nth * 3 + 3) - DAY,
        )
        world.rows.add(turn)
    return row


def _project(world: World, make: _Maker, alliance: Alliance, community: Place, lead: Institution) -> None:
    """A project of four milestones, two of them reached by records of the year."""
    begins = world.days_ago(200)
    row = world.rows.add(
        JointProject(
            number=make.number("JointProject", begins), name="楼道书屋：把书送到家门口", community=community, alliance=alliance, lead=lead,
            state="working", from_on=begins, to_on=world.on + dt.timedelta(days=160),
        )
    )  # fmt: skip
    worker, clerk = make.worker(community), make.clerk(lead)
    make.line(row, "joint_project", "project.proposed", worker, make.at(begins, 9))
    make.line(
        row,
        "joint_project",
        "take_on",
        clerk,
        make.at(begins + DAY, 10),
        **{"from": "proposed", "to": "working"},
    )
    records = [one for one in make.done[community.pk] if one.institution_id == lead.pk and one.on > begins][
        :2
    ]
    for nth, title in enumerate(
        ("选好三个楼道，征得住户同意", "第一间书屋开放", "三间书屋都开放", "居民自己排班管理")
    ):
        due = begins + dt.timedelta(days=80 * (nth + 1))
        one = world.rows.add(
            Milestone(project=row, title=title, owner=lead if nth in (1, 2) else None, due_on=due)
        )
        make.line(
            row,
            "joint_project",
            "milestone",
            worker,
            make.at(begins + (2 + nth) * DAY, 9),
            f"{due:%Y-%m-%d} {title}",
        )
        if nth < len(records):
            proof, at = occasion_proof(records[nth]), make.at(records[nth].on + 3 * DAY, 11)
            world.rows.add(
                evidence_row(proof, institution=lead.pk, community=community.pk, at=at, milestone=one)
            )
            one.done_on = proof.on
    for one in records:
        make.line(
            row,
            "joint_project",
            "reach",
            worker,
            make.at(one.on + 3 * DAY, 12),
            f"{one.on:%Y-%m-%d} {one.title}",
        )
