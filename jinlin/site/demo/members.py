"""A year of members in the demo world: posts, service, commitments with evidence and marks, an employer's own people.

Who reported in stands already (``branches``); here some of them live on. Only the cast's estate and one employer are told
in detail. The counts of members stay exactly as they were.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from random import Random
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.models import Event
from jinlin.base.trail import link
from jinlin.organisations.public import Commitment, Mark, Organisation, PostHeld, ReportIn, ServiceRecord
from jinlin.people.public import Consent, Look, Member, Person
from jinlin.site.demo.photos import hang_photo
from jinlin.site.demo.world import SHANGHAI, World

POSTS = ("policy", "environment", "patrol", "mediation", "care", "civility", "liaison", "skills")
DID = {
    "policy": ("讲医保新办法", "陪老人看懂电费单", "讲加装电梯的补助"),
    "environment": ("清理 3 号楼楼道", "捡中心花园的垃圾", "擦洗宣传栏"),
    "patrol": ("晚上走一圈，提醒两处飞线充电", "看消防通道", "台风前查花盆"),
    "mediation": ("听楼上楼下说漏水的事", "劝开停车的口角"),
    "care": ("陪独居老人量血压", "给行动不便的邻居买菜", "修了一盏灯"),
    "civility": ("提醒遛狗拴绳", "教垃圾分类", "扶起倒了的共享单车"),
    "liaison": ("收了 3 号楼的意见", "把电梯检修的事告诉大家"),
    "skills": ("换水龙头", "看合同", "给孩子们讲数学"),
}
PROMISES = (
    ("每周六清一次 3 号楼楼道", -40, "清了六次，楼道通了，自行车都进了车棚。", 9, 8),
    ("台风前把天台的花盆都搬下来", -75, "十二盆都搬下来了，跟主人说好了。", 6, 6),
    ("教会 10 位老人用手机缴费", -12, "教会了七位，还有三位下个月接着教。", 6, 4),
    ("中心花园的长椅修好三张", -5, "", 0, 0),
    ("每月陪独居的邻居去一次医院", 40, "", 0, 0),
    ("把飞线充电的五户劝到车棚", 75, "", 0, 0),
)
WAITING = (("reported", 6), ("reported", 2), ("reported", 19), ("invited", 0), ("invited", 0))
EMPLOYED_IN_DETAIL = 60
RESIDENTS = 9
DAY = dt.timedelta(days=1)


def build_members(world: World) -> None:
    """The cast's branch in detail, and the year of the people of the cast's employer."""
    chance = world.chance("members")
    home = world.places["青榕花园"]
    branch = world.organisations[("five_level.estate_branch", home.pk)]
    rows = [one for one in world.rows.of(ReportIn) if one.organisation is branch and one.state == "confirmed"]
    mine = _neighbour_is_a_member(world, rows[2])
    year = _Year(world, chance, branch)
    for number, row in enumerate([mine, *rows[3:17]]):
        year.live(row, is_mine=row is mine, posts=POSTS[number % 8 :][: 1 + (number % 5 == 0)])
    year.wait()
    year.promise([mine, *rows[3:9]])
    year.leave(rows[17])
    _employer(
        world,
        chance,
        [row for row in world.rows.of(ReportIn) if row.employer is mine.employer and row is not mine],
    )
    _institution_reports(world, home)


def _neighbour_is_a_member(world: World, row: ReportIn) -> ReportIn:
    """The neighbour of the cast takes the place of a drawn member, so that every page has somebody to show."""
    drawn, one = row.person, world.cast["neighbour"].person
    row.person, row.employer, row.kind = one, world.institutions["housing"], "serving"
    row.reported_on, row.confirmed_on = world.days_ago(330), world.days_ago(326)
    people = world.rows.by_model[Person]
    people.remove(drawn)  # type: ignore[arg-type]
    return row


class _Year:
    """What members of one branch did in a year, with the lines of their trails."""

    def __init__(self, world: World, chance: Random, branch: Organisation) -> None:
        self.world, self.chance, self.branch = world, chance, branch
        self.secretary = world.cast["estate_secretary"].actor

    def _at(self, day: dt.date, hour: int) -> dt.datetime:
        at = dt.datetime.combine(day, dt.time(hour, self.chance.randrange(60)), SHANGHAI)
        return min(at, self.world.now - dt.timedelta(minutes=1))

    def _write(
        self,
        row: Any,
        kind: str,
        thing: str,
        by: Actor,
        at: dt.datetime,
        data: dict[str, Any],
        text: str = "",
    ) -> Event:
        event = link(row, kind, f"{kind}.{thing}", by, at, data, text, "teller")
        self.world.events.append(event)
        return event

    def _self(self, row: ReportIn) -> Actor:
        """The member as the one who acts, with an account where there is one."""
        one = self.world.cast["neighbour"]
        if row.person is one.person:
            return one.actor
        person = row.person
        return (
            Actor(account=0, name=person.name, person=person.pk, channel="letter")
            if person
            else self.secretary
        )

    def live(self, row: ReportIn, *, is_mine: bool, posts: Iterable[str]) -> None:
        """Reported, confirmed, a post or two, and service through the months."""
        by, held = self._self(row), list(posts)
        assert row.reported_on and row.confirmed_on
        row.confirmed_on = max(row.confirmed_on, row.reported_on)
        self._write(
            row,
            "report_in",
            "report",
            by,
            self._at(row.reported_on, 9),
            {"kind": row.kind, "from": "invited", "to": "reported"},
        )
        self._write(
            row,
            "report_in",
            "confirm",
            self.secretary,
            self._at(row.confirmed_on, 16),
            {"from": "reported", "to": "confirmed"},
        )
        row.state, taken = "active", min(row.confirmed_on + 6 * DAY, self.world.days_ago(1))
        for code in held:
            self.world.rows.add(PostHeld(report_in=row, post=code, from_on=taken))
            self._write(
                row, "report_in", "take_post", by, self._at(taken, 19), {"post": code, "to": "active"}
            )
        self._agree(row, is_mine)
        day = taken + DAY
        while day < self.world.on:
            self._serve(row, by, self.chance.choice(held), day, waits=day > self.world.days_ago(8))
            day += dt.timedelta(days=self.chance.randrange(12, 46))

    def _agree(self, row: ReportIn, is_mine: bool) -> None:
        chance = self.chance
        row.called = "full" if is_mine or chance.random() < 0.3 else "surname"
        wants = [
            purpose
            for purpose, share in (("member_page", 0.6), ("member_plate", 0.25), ("member_employer", 0.7))
            if is_mine or chance.random() < share
        ]
        assert row.confirmed_on
        for purpose in wants:
            _consent(self.world, row, purpose, self._at(row.confirmed_on, 20))

    def _serve(self, row: ReportIn, by: Actor, post: str, day: dt.date, *, waits: bool) -> None:
        chance = self.chance
        minutes = chance.choice((30, 40, 60, 60, 90, 120))
        made = self.world.rows.add(
            ServiceRecord(
                report_in=row, done_on=day, minutes=minutes, what=chance.choice(DID[post]), post=post,
                state="recorded" if waits else "counted", recorded_by_id=by.account or None,
            )
        )  # fmt: skip
        at = self._at(day, 20)
        self._write(row, "report_in", "serve", by, at, {"service": made.pk, "minutes": minutes}, made.what)
        self._write(made, "service", "recorded", by, at, {"minutes": minutes})
        if not waits:
            later = min(at + dt.timedelta(days=2), self.world.now - dt.timedelta(minutes=1))
            self._write(
                made, "service", "confirm", self.secretary, later, {"from": "recorded", "to": "counted"}
            )

    def wait(self) -> None:
        """What the secretary finds in the morning: reports to confirm, invitations without an answer."""
        for state, days in WAITING:
            person = self.world.person(self.chance, year=self.chance.randrange(1964, 2001))
            row = self.world.rows.add(
                ReportIn(
                    person=person, organisation=self.branch, employer=self.world.institutions["civil"], kind="serving", state=state,
                    reported_on=self.world.days_ago(days) if days else None,
                )
            )  # fmt: skip
            self._write(
                row, "report_in", "invited", self.secretary, self._at(self.world.days_ago(days + 9), 10), {}
            )
            if days:
                data = {"kind": "serving", "from": "invited", "to": "reported"}
                self._write(
                    row, "report_in", "report", self._self(row), self._at(self.world.days_ago(days), 21), data
                )

    def promise(self, rows: list[ReportIn]) -> None:
        """Commitments under way, late, and shown with what was done; marked by residents of the estate."""
        neighbours = self._residents()
        for number, (text, due, done, marks, kept) in enumerate(PROMISES):
            row = rows[(number + 4) % len(rows)] if number != 4 else rows[0]
            by = self._self(row)
            assert row.confirmed_on
            published = max(self.world.on + dt.timedelta(days=due - 90), row.confirmed_on + DAY)
            published = min(published, self.world.days_ago(1), self.world.on + dt.timedelta(days=due))
            made = self.world.rows.add(
                Commitment(
                    report_in=row, text=text, due_on=self.world.on + dt.timedelta(days=due), published_on=published,
                    state="shown" if done else "published",
                )
            )  # fmt: skip
            at = self._at(published, 18)
            data = {"commitment": made.pk, "due": made.due_on.isoformat()}
            self._write(row, "report_in", "promise", by, at, data, text)
            self._write(made, "commitment", "created", by, at, {"due": made.due_on.isoformat()})
            if done:
                made.shown_on = max(made.due_on - 2 * DAY, published)
                event = self._write(
                    made,
                    "commitment",
                    "show",
                    by,
                    self._at(made.shown_on, 19),
                    {"from": "published", "to": "shown"},
                    done,
                )
                hang_photo(self.world, event, "做到的样子", by=by.account, seen="teller", at=event.at)
            for nth in range(min(marks, len(neighbours))):
                at = self._at(min(made.due_on + (nth + 1) * DAY, self.world.days_ago(1)), 12)
                self.world.rows.add(Mark(commitment=made, account_id=neighbours[nth], kept=nth < kept, at=at))

    def _residents(self) -> list[int]:
        """Accounts of some who live in the estate and signed up once."""
        home = self.branch.place.path
        living = [
            one.person
            for one in self.world.rows.of(Member)
            if one.household.dwelling.path.startswith(home) and one.until_on is None
        ]
        taken = {self.world.cast[name].person.pk for name in ("resident", "neighbour")}
        grown = [
            person
            for person in living
            if person.pk not in taken and person.birth_year and person.birth_year < 2005
        ]
        return [
            self.world.account(person, f"resident-{person.pk}", "resident").pk for person in grown[:RESIDENTS]
        ]

    def leave(self, row: ReportIn) -> None:
        """A post that somebody left and that waits for the next."""
        assert row.confirmed_on
        begun, left = row.confirmed_on, max(row.confirmed_on, self.world.days_ago(5))
        self.world.rows.add(PostHeld(report_in=row, post="care", from_on=begun, until_on=left, vacant=True))
        by = self._self(row)
        self._write(row, "report_in", "take_post", by, self._at(begun, 20), {"post": "care", "to": "active"})
        self._write(
            row, "report_in", "leave_post", by, self._at(left, 20), {"post": "care", "to": "confirmed"}
        )


def _consent(world: World, row: ReportIn, purpose: str, at: dt.datetime) -> None:
    world.rows.add(Consent(person=row.person, purpose=purpose, version="2026-11", given_at=at, how="page"))


def _employer(world: World, chance: Random, rows: list[ReportIn]) -> None:
    """The people of the cast's employer: most agreed to be seen, and did something in their own estates."""
    known = {(one.person_id, one.purpose) for one in world.rows.of(Consent)}
    for number, row in enumerate(one for one in rows if one.state in ("confirmed", "active")):
        assert row.confirmed_on
        at = dt.datetime.combine(row.confirmed_on, dt.time(20), SHANGHAI)
        if chance.random() < 0.7 and (row.person_id, "member_employer") not in known:
            _consent(world, row, "member_employer", min(at, world.now))
        if number >= EMPLOYED_IN_DETAIL or row.state == "active":
            continue
        post = chance.choice(POSTS)
        row.state = "active"
        world.rows.add(PostHeld(report_in=row, post=post, from_on=row.confirmed_on))
        day = row.confirmed_on + DAY
        while day < world.on:
            minutes = chance.choice((30, 60, 60, 90))
            world.rows.add(
                ServiceRecord(
                    report_in=row,
                    done_on=day,
                    minutes=minutes,
                    what=chance.choice(DID[post]),
                    post=post,
                    state="counted",
                )
            )
            day += dt.timedelta(days=chance.randrange(30, 90))
    clerk, mine = world.cast["department_clerk"].actor, world.cast["neighbour"].person
    title = f"{clerk.name} · {clerk.seats[0].title} · {clerk.seats[0].at}"
    world.rows.add(
        Look(
            person=mine,
            account_id=clerk.account,
            title=title,
            what="报到党员年度情况",
            purpose="上半年机关党委了解双报到情况",
            at=world.now - 120 * DAY,
        )
    )


def _institution_reports(world: World, home: Any) -> None:
    """The housing office's branch reports to the cast's community and holds a post there."""
    community = world.above[home.pk]["community"]
    committee = world.organisations[("five_level.community_committee", community.pk)]
    row = world.rows.add(
        ReportIn(
            person=None, organisation=committee, employer=world.institutions["housing"], kind="unit", state="active",
            reported_on=world.days_ago(300), confirmed_on=world.days_ago(297),
        )
    )  # fmt: skip
    world.rows.add(PostHeld(report_in=row, post="policy", from_on=world.days_ago(290)))
