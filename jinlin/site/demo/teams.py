"""Volunteer teams of the demo world: as many teams and members as the source counts (2024), their shifts, hours and points."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.organisations.public import Institution, ReportIn
from jinlin.people.public import Person
from jinlin.places.public import Place
from jinlin.site.demo.world import SHANGHAI, World
from jinlin.volunteering.public import (
    LedgerAccount,
    LedgerEntry,
    LedgerTxn,
    PointRule,
    Reward,
    ServiceHours,
    Shift,
    ShiftTurn,
    Team,
    TeamMember,
    Volunteer,
)

PEOPLE = 110
"""Distinct members of the eight teams of one community, as the source counts them; six of them are in two teams."""
# name, field, members, a party members' team, what a shift is, where, how many hours
TEAMS = (
    ("交通志愿队", "traffic", 14, False, "校门口护学岗", "榕西小学门口", 1), ("文明劝导队", "civility", 12, False, "路口文明劝导", "中心路口", 2),
    ("巾帼志愿队", "women", 16, False, "看望独居老人", "各楼栋", 2), ("平安巡防队", "patrol", 15, False, "夜间巡逻", "小区外围", 2),
    ("党员先锋服务队", "repair", 14, True, "便民维修", "驿站门口", 2), ("党员助老服务队", "elders", 14, True, "陪老人办事", "服务大厅", 2),
    ("党员护河清洁队", "cleaning", 15, True, "清理河岸", "榕溪边", 2), ("葫芦丝文艺队", "arts", 16, False, "给老人演出", "驿站多功能厅", 1),
)  # fmt: skip
OTHERS = {"district": 40, "small": 1}
WEEKS = {"district": 16, "small": 8}
SKILLS = (
    "first_aid",
    "driving",
    "repair",
    "cooking",
    "haircut",
    "teaching",
    "music",
    "phone",
    "nursing",
    "traffic",
)
GRADED = (
    ("A", ["door_in", "door_out"]),
    ("A", ["door_in", "door_out"]),
    ("B", ["second"]),
    ("C", ["recipient"]),
    ("D", ["leader"]),
)
PER_HOUR = {"A": 10, "B": 8, "C": 6, "D": 3, "E": 0}
REWARDS = (
    ("荣誉栏上写一笔", "honour", 20, 50, "名字由本人决定写不写"), ("优先约一次驿站大厅", "service", 30, 10, "到社区窗口办"), ("理发一次", "service", 40, 12, "每月 10 日，驿站"),
    ("洗衣液一瓶", "goods", 60, 20, "到驿站值班室领"), ("雨伞一把", "goods", 80, 1, "到驿站值班室领"),
)  # fmt: skip


def build_teams(world: World) -> None:
    """The cast's community in full; a team or two in some others."""
    maker = _Maker(world)
    maker.community()
    maker.points()
    others = [one for one in world.of_level("community") if one.pk != maker.home.pk][
        : OTHERS[world.scale.code]
    ]
    for number, place in enumerate(others):
        for kind in range(2):
            maker.elsewhere(place, number, kind)


@dataclass
class _Maker:
    """Puts teams into the world one by one."""

    world: World
    chance: Random = field(init=False)
    home: Place = field(init=False)
    worker: Actor = field(init=False)
    worker_account: int = field(init=False)
    hours: list[ServiceHours] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self.chance = self.world.chance("teams")
        self.home = self.world.above[self.world.places["青榕花园"].pk]["community"]
        post = self.world.cast["community_worker"]
        assert post.account is not None
        self.worker, self.worker_account = post.actor, post.account.pk

    def at(self, days: int, hour: int, minute: int = 0) -> dt.datetime:
        """An hour of the day so many days before the world's today (negative: ahead)."""
        return dt.datetime.combine(self.world.on - dt.timedelta(days=days), dt.time(hour, minute), SHANGHAI)

    def volunteer(self, person: Person, days: int) -> Volunteer:
        """A person's entry as a volunteer."""
        skills = self.chance.sample(SKILLS, self.chance.randrange(0, 3))
        return self.world.rows.add(
            Volunteer(
                person=person, since_on=self.world.days_ago(days), consent_version="2026-11", consented_at=self.at(days, 10), visible="team",
                interests=[], skills=skills, times=["weekday_day"],
            )
        )  # fmt: skip

    def member(self, team: Team, volunteer: Volunteer, days: int, role: str = "member") -> TeamMember:
        """A place in a team since so many days."""
        return self.world.rows.add(
            TeamMember(
                team=team,
                volunteer=volunteer,
                role=role,
                state="active",
                from_on=self.world.days_ago(days),
                applied_at=self.at(days + 1, 9),
            )
        )

    def team(
        self, place: Place, name: str, kind: str, days: int, party: bool = False, meets: str = ""
    ) -> Team:
        """A team in service."""
        self.number += 1
        police = self._police(place) if kind == "patrol" else None
        made = self.world.rows.add(
            Team(
                code=f"ZY{self.number:03}", name=f"{place.name.removesuffix('社区')}{name}", field=kind, state="active", place=place, police=police, party=party,
                about=f"{place.name}的邻居们自己组成的队伍。", meets=meets, founded_on=self.world.days_ago(days),
            )
        )  # fmt: skip
        self.world.events.append(
            trail.link(made, "team", "team.entered", self.worker, self.at(days + 5, 9), {}, "", "public")
        )
        data = {"from": "forming", "to": "active"}
        self.world.events.append(
            trail.link(made, "team", "team.open", self.worker, self.at(days, 9), data, "", "public")
        )
        return made

    def _police(self, place: Place) -> Institution | None:
        street = self.world.above[place.pk]["street"] if place.pk in self.world.above else None
        found = [one for code, one in self.world.institutions.items() if code.startswith("police")]
        return next(
            (one for one in found if street is not None and one.place_id == street.pk),
            found[0] if found else None,
        )

    def community(self) -> None:
        """Eight teams with 110 different people; the cast leads two of them and serves in a third."""
        world = self.world
        leaders = self._party_members(3)
        # Six places in the teams are held by people who are in another team too.
        fresh = [
            self.volunteer(world.person(self.chance, year=self.chance.randrange(1948, 1996)), 300 - number)
            for number in range(PEOPLE - 2 - len(leaders))
        ]
        resident = self.volunteer(world.cast["resident"].person, 500)
        neighbour = self.volunteer(world.cast["neighbour"].person, 480)
        party = [self.volunteer(person, 460) for person in leaders]
        pool, twice = iter(fresh), fresh[:6]
        for order, (name, kind, size, is_party, post, spot, hours) in enumerate(TEAMS):
            days = 420 - order * 30
            team = self.team(
                self.home, name, kind, days, is_party, f"每周{'一二三四五六日日'[order]}，{spot}"
            )
            lead = (
                party.pop()
                if is_party
                else resident
                if order == 0
                else neighbour
                if order == 7
                else next(pool)
            )
            crew = [lead, *([neighbour] if order == 0 else []), *([resident] if order == 7 else [])]
            crew += [twice.pop()] if order >= 2 and twice and twice[-1] not in crew else []
            while len(crew) < size:
                crew.append(next(pool))
            for number, one in enumerate(crew):
                self.member(
                    team,
                    one,
                    days - number * 3,
                    "leader" if one is lead else "deputy" if number == 2 else "member",
                )
            self._serve(team, crew, order, post, spot, hours)
            self._ahead(team, crew, order, post, spot, hours, resident, neighbour)
        left = list(pool)
        for number, one in enumerate(left):
            self.member(world.rows.of(Team)[number % 8], one, 60)
        applicant = self.volunteer(world.person(self.chance, year=1979), 2)
        world.rows.add(
            TeamMember(
                team=world.rows.of(Team)[0], volunteer=applicant, state="applied", applied_at=self.at(1, 20)
            )
        )

    def _party_members(self, count: int) -> list[Person]:
        """Members who reported in in this community and are confirmed: they lead the teams that call themselves so."""
        cast = {post.person.pk for post in self.world.cast.values()}
        found, seen = [], set()
        for one in self.world.rows.of(ReportIn):
            inside = one.organisation.place.path.startswith(self.home.path)
            if (
                one.person is None
                or one.person.pk in cast | seen
                or not inside
                or one.ended_on is not None
                or one.confirmed_on is None
            ):
                continue
            found.append(one.person)
            seen.add(one.person.pk)
            if len(found) == count:
                break
        return found

    def _serve(self, team: Team, crew: list[Volunteer], order: int, post: str, spot: str, hours: int) -> None:
        """A shift a week behind: who came, with what evidence, confirmed by the community; the last week's still to be confirmed."""
        rows = self.world.rows
        for week in range(WEEKS[self.world.scale.code], 0, -1):
            begins = self.at(week * 7 - order % 5, 8 + order)
            ends = begins + dt.timedelta(hours=hours)
            shift = rows.add(
                Shift(
                    team=team,
                    token=f"demo-{team.code}-{week}",
                    post=post,
                    spot=spot,
                    begins_at=begins,
                    ends_at=ends,
                    need_min=2,
                    need_max=6,
                    state="closed" if week > 1 else "published",
                )
            )
            for number in range(4):
                self._turn(team, shift, crew[(week * 4 + number) % len(crew)], week, number, post, spot)

    def _turn(
        self, team: Team, shift: Shift, one: Volunteer, week: int, number: int, post: str, spot: str
    ) -> None:
        grade, signals = GRADED[(week + number) % len(GRADED)]
        length = int((shift.ends_at - shift.begins_at).total_seconds() // 60)
        minutes = length - self.chance.randrange(0, 12)
        turn = self.world.rows.add(
            ShiftTurn(
                shift=shift,
                volunteer=one,
                state="done",
                how="self",
                accepted_at=shift.begins_at - dt.timedelta(days=2),
                in_at=shift.begins_at,
                out_at=shift.ends_at,
                signals=signals,
            )
        )
        state = "final" if week > 1 else "posted" if number < 2 else "claimed"
        recorded = shift.ends_at + dt.timedelta(minutes=5)
        counted = state != "claimed"
        confirmed = recorded + dt.timedelta(hours=9)
        row = self.world.rows.add(
            ServiceHours(
                person=one.person, team=team, place=team.place, what=post, spot=spot, begins_at=shift.begins_at, ends_at=shift.ends_at, minutes=minutes, planned=length,
                grade=grade, basis=signals, state=state, source=f"turn:{turn.pk}", recorded_at=recorded, due_at=shift.ends_at + dt.timedelta(days=14),
                confirmed_by_id=self.worker_account if counted else None, confirmed_at=confirmed if counted else None,
                posted_on=(confirmed + dt.timedelta(days=1)).date() if counted else None, final_on=(confirmed + dt.timedelta(days=8)).date() if state == "final" else None,
            )
        )  # fmt: skip
        self.world.events.append(
            trail.link(
                row,
                "hours",
                "hours.recorded",
                THE_CLOCK,
                recorded,
                {"minutes": minutes, "grade": grade},
                "",
                "teller",
            )
        )
        if counted:
            data = {"minutes": minutes, "grade": grade, "near": "none", "from": "claimed", "to": "confirmed"}
            self.world.events.append(
                trail.link(row, "hours", "hours.confirm", self.worker, confirmed, data, "", "teller")
            )
            self.hours.append(row)

    def _ahead(
        self,
        team: Team,
        crew: list[Volunteer],
        order: int,
        post: str,
        spot: str,
        hours: int,
        resident: Volunteer,
        neighbour: Volunteer,
    ) -> None:
        """Shifts of the next two weeks, some with people missing; the cast has turns of its own."""
        for week in (0, 1):
            begins = self.at(-(1 + order % 5 + week * 7), 8 + order)
            shift = self.world.rows.add(
                Shift(
                    team=team,
                    token=f"demo-{team.code}-n{week}",
                    post=post,
                    spot=spot,
                    begins_at=begins,
                    ends_at=begins + dt.timedelta(hours=hours),
                    need_min=3,
                    need_max=5,
                )
            )
            who = (
                crew[3 + week : 5 + week]
                + ([resident] if order == 0 and week == 0 else [])
                + ([neighbour] if order == 0 and week == 1 else [])
            )
            for one in who:
                self.world.rows.add(
                    ShiftTurn(
                        shift=shift, volunteer=one, state="accepted", how="self", accepted_at=self.at(1, 19)
                    )
                )
            if order == 7 and week == 0:
                self.world.rows.add(ShiftTurn(shift=shift, volunteer=resident, state="offered", how="asked"))

    def elsewhere(self, place: Place, number: int, kind: int) -> None:
        """A small team of another community, with six people."""
        name, sort = (("邻里互助队", "elders"), ("环境保洁队", "cleaning"))[kind]
        team = self.team(place, name, sort, 200 + number)
        for order in range(6):
            person = self.world.person(self.chance, year=self.chance.randrange(1950, 1996))
            self.member(team, self.volunteer(person, 190), 180 - order, "leader" if order == 0 else "member")

    def points(self) -> None:
        """One rule in force; a dozen people opened an account and earned by their service; a few things to be had."""
        world, rows = self.world, self.world.rows
        secretary = world.cast["secretary"].account
        assert secretary is not None
        rule = rows.add(
            PointRule(place=self.home, version=1, state="applied", from_on=world.days_ago(400), per_hour=PER_HOUR, wish=5, activity=5, month_cap=300, pair_cap=100,
                      made_by_id=self.worker_account, applied_by_id=secretary.pk, trial={})
        )  # fmt: skip
        for name, sort, cost, stock, about in REWARDS:
            rows.add(Reward(place=self.home, name=name, sort=sort, cost=cost, stock=stock, about=about))
        issuer = rows.add(
            LedgerAccount(number="IDEMO", holder="issuer", place=self.home, opened_at=self.at(400, 8))
        )
        people = {
            world.cast["resident"].person.pk,
            world.cast["neighbour"].person.pk,
            *(one.person_id for one in self.hours[:40:3]),
        }
        accounts = {
            person: rows.add(
                LedgerAccount(
                    number=f"PDEMO{order:03}",
                    holder="person",
                    person_id=person,
                    place=self.home,
                    opened_at=self.at(399, 9),
                )
            )
            for order, person in enumerate(sorted(people), 1)
        }
        for row in self.hours:
            account = accounts.get(row.person_id)
            amount = row.minutes * PER_HOUR[row.grade] // 60
            if account is None or not amount:
                continue
            local = row.begins_at.astimezone(SHANGHAI)
            txn = rows.add(
                LedgerTxn(
                    key=f"grant:hours:{row.pk}", kind="grant", source=f"hours:{row.pk}", rule=rule, occurred_on=local.date(), posted_at=row.confirmed_at,
                    zh=f"{local.month} 月 {local.day} 日 {row.what}，{row.minutes} 分钟，凭据 {row.grade}", giver=issuer, taker=account, by_id=self.worker_account,
                )
            )  # fmt: skip
            for one, value in ((account, amount), (issuer, -amount)):
                rows.add(LedgerEntry(txn=txn, account=one, amount=value))
                one.balance += value
