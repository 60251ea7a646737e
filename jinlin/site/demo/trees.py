"""Further trees over the demo world's places, why some estates have no branch, and a year of gatherings."""

from __future__ import annotations

import datetime as dt
from random import Random

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.organisations.public import (
    Attendance,
    Celebrated,
    Former,
    Gap,
    Gathering,
    Organisation,
    Reach,
    ReportIn,
    Resolution,
    Seat,
    Sharing,
    Tenure,
    Village,
)
from jinlin.people.public import Person
from jinlin.places.public import Place
from jinlin.site.demo.land import VILLAGES, further_place
from jinlin.site.demo.world import SHANGHAI, Post, World

ZONES = (("万达商圈", 4), ("创业大厦", 3), ("滨江产业园", 5))
BIRTHDAYS = 8
OATH_CAME = 26
WHY_NONE = ("few_members", "not_handed_over", "preparing", "few_members")
AGENDAS = {
    "theme_day": ("清扫楼道、整理车棚", "集合分组\n分楼栋清扫\n说说看见的问题"),
    "members_meeting": ("听取支部工作报告", "支部书记报告\n讨论\n表决"),
    "committee_meeting": ("商量本月诉求和认领", "看未办结清单\n分工\n定下次时间"),
    "lecture": ("学习社区治理法规", "讲课\n提问"),
    "group_meeting": ("党小组碰头", "通报\n分头走访"),
    "life_meeting": ("组织生活会", "对照检查\n互相提意见"),
}
YEAR = (
    *(("theme_day", month) for month in range(1, 12)),
    *(("committee_meeting", month) for month in range(1, 12, 2)),
    *(("members_meeting", month) for month in (2, 5, 8, 10)),
    ("lecture", 4),
    ("lecture", 9),
    ("group_meeting", 6),
    ("life_meeting", 7),
)
"""The cast's branch: what was held how many months ago."""


def build_trees(world: World) -> None:
    """Zones, residents' and owners' committees, property offices; gaps; villages; who sent whom; gatherings."""
    _build_zones(world)
    _build_residents(world)
    _build_owners(world)
    _say_why_none(world)
    _enter_villages(world)
    _name_senders(world)
    _rename_once(world)
    _hold_gatherings(world, world.chance("gatherings"))


def _organisation(
    world: World, level: str, place: Place, name: str, parent: Organisation | None
) -> Organisation:
    made = Organisation(
        level=world.levels[level], code=f"{level.split('.')[1]}-{place.code}", name=name, parent=parent, place=place,
        founded_on=world.days_ago(300 + place.pk % 900),
    )  # fmt: skip
    world.organisations[(level, place.pk)] = world.rows.add(made)
    return made


def _build_zones(world: World) -> None:
    """One community of the last street with many firms is cut into three zones, each with a functional branch."""
    street = world.of_level("street")[-1]
    communities = [one for one in world.inside[street.pk] if one.level == "community"]
    community = communities[0] if world.scale.streets > 1 else communities[-1]
    world.places["zones"] = community
    partners = [
        one for one in world.institutions.values() if one.kind in ("partner", "utility", "department")
    ]
    estates = [one for one in world.inside[community.pk] if one.level == "estate"]
    for number, (name, count) in enumerate(ZONES):
        zone = further_place(world, community, "zone", f"{community.code}-Z{number + 1:02d}", name)
        branch = _organisation(world, "functional.functional_branch", zone, f"{name}功能型党支部", None)
        for institution in partners[number * 4 : number * 4 + count]:
            world.rows.add(Sharing(organisation=branch, institution=institution, from_on=branch.founded_on))
        for estate in estates[number : number + 1]:
            world.rows.add(Reach(organisation=branch, place=estate, from_on=branch.founded_on))


def _build_residents(world: World) -> None:
    for community in world.of_level("community"):
        name = f"{community.name}居民委员会"
        committee = _organisation(world, "residents.residents_committee", community, name, None)
        for grid in world.inside[community.pk]:
            if grid.level == "grid":
                name = f"{community.name}{grid.name.replace('网格', '居民小组')}"
                _organisation(world, "residents.residents_group", grid, name, committee)


def _build_owners(world: World) -> None:
    """An owners' committee where there is a chair, who sits in it; a property office in every estate."""
    for seat in world.rows.of(Seat):
        if seat.role == "owners_chair" and seat.place is not None:
            name = f"{seat.place.name}业主委员会"
            seat.organisation = _organisation(world, "owners.owners_committee", seat.place, name, None)
    for estate in world.of_level("estate"):
        firm = world.firms[estate.pk]
        name = f"{firm.name}{estate.name}服务处"
        office = _organisation(world, "property.property_office", estate, name, None)
        world.rows.add(Sharing(organisation=office, institution=firm, from_on=office.founded_on))


def _say_why_none(world: World) -> None:
    level = world.levels["five_level.estate_branch"]
    without = [
        one
        for one in world.of_level("estate")
        if ("five_level.estate_branch", one.pk) not in world.organisations
    ]
    for estate, reason in zip(without, WHY_NONE, strict=False):
        world.rows.add(
            Gap(level=level, place=estate, reason=reason, from_on=world.days_ago(60), by_title="街道督办员")
        )


def _enter_villages(world: World) -> None:
    estate = world.places["安和新苑"]
    branches = {one.code: one for one in world.rows.of(Organisation) if one.code.startswith("village-")}
    for number, name in enumerate(VILLAGES, 1):
        world.rows.add(
            Village(
                name=name, estate=estate, organisation=branches.get(f"village-{number}"), households=60 + 17 * number,
                since_on=world.days_ago(300),
            )
        )  # fmt: skip


def _name_senders(world: World) -> None:
    """First secretaries and instructors come from the district's departments."""
    departments = [one for one in world.institutions.values() if one.kind == "department"]
    sent = [one for one in world.rows.of(Tenure) if one.how == "sent"]
    for number, tenure in enumerate(sent):
        tenure.sent_by = departments[number % len(departments)]


def _rename_once(world: World) -> None:
    """The cast's branch had another name until half a year ago."""
    branch = world.organisations[("five_level.estate_branch", world.places["青榕花园"].pk)]
    world.rows.add(
        Former(
            organisation=branch, name="青榕花园联合党支部", parent=branch.parent, place=branch.place, from_on=branch.founded_on,
            until_on=world.days_ago(180),
        )
    )  # fmt: skip


def _members(world: World, organisations: list[Organisation]) -> list[Person]:
    wanted = {one.pk for one in organisations}
    on = world.on
    return [
        one.person for one in world.rows.of(ReportIn)
        if one.organisation_id in wanted and one.confirmed_on is not None and one.confirmed_on <= on and one.ended_on is None
    ]  # fmt: skip


def _hold_gatherings(world: World, chance: Random) -> None:
    estate, community = world.places["青榕花园"], world.places["榕西"]
    branch = world.organisations[("five_level.estate_branch", estate.pk)]
    committee = world.organisations[("five_level.community_committee", community.pk)]
    below = [
        one for one in world.rows.of(Organisation) if one.parent_id == committee.pk and one.ended_on is None
    ]
    own, all_ = _members(world, [branch]), _members(world, below)
    _hold_the_branch_s_year(world, chance, branch, own)
    _hold_birthdays(world, chance, committee, all_)
    _hold_the_oath(world, chance, committee, all_)
    _leave_some_open(world, chance, branch, own)


def _hold_the_branch_s_year(world: World, chance: Random, branch: Organisation, people: list[Person]) -> None:
    secretary, worker = world.cast["estate_secretary"], world.cast["community_worker"]
    for kind, months in YEAR:
        title, agenda = AGENDAS[kind]
        day = world.days_ago(months * 30 + 4 + len(kind))
        held = _Held(world, branch, kind, title, day, host=secretary, writer=worker)
        came = [one for one in people if chance.random() < 0.72] or people[:1]
        held.roll(people, came, has_vote=kind in ("members_meeting", "committee_meeting"))
        held.live(agenda, confirm_by=secretary)
        if kind == "members_meeting" and len(came) * 2 > len(people):
            row = Resolution(
                gathering=held.row,
                words="同意支部工作报告",
                yes=len(came),
                no=0,
                abstained=0,
                at=held.row.starts_at,
            )
            world.rows.add(row)


def _birthday_days(world: World) -> list[dt.date]:
    """Eight days inside the world's own year where it is long enough, else within the last twelve months."""
    passed = (world.on - dt.date(world.on.year, 1, 1)).days - 6
    span = passed if passed >= 60 else 330
    return [world.days_ago(5 + span * number // BIRTHDAYS) for number in range(BIRTHDAYS)]


def _hold_birthdays(world: World, chance: Random, committee: Organisation, people: list[Person]) -> None:
    secretary, worker = world.cast["secretary"], world.cast["community_worker"]
    for number, day in enumerate(_birthday_days(world)):
        held = _Held(
            world, committee, "birthday", f"{day.month} 月政治生日会", day, host=secretary, writer=worker
        )
        there = people[number * 5 : number * 5 + 16] or people[:16]
        held.roll(there, there[:14], has_vote=False)
        for person in there[:4]:
            joined = dt.date(chance.randrange(1975, 2016), day.month, min(day.day, 28))
            world.rows.add(Celebrated(gathering=held.row, person=person, joined_on=joined))
        held.live("重温入党志愿\n说一件为邻居做的事\n合影", confirm_by=secretary)


def _hold_the_oath(world: World, chance: Random, committee: Organisation, people: list[Person]) -> None:
    secretary, worker = world.cast["secretary"], world.cast["community_worker"]
    day = _birthday_days(world)[3] - dt.timedelta(days=2)
    held = _Held(world, committee, "oath", "重温入党誓词", day, host=secretary, writer=worker)
    held.roll(people[:30], people[:OATH_CAME], has_vote=False)
    held.live("集合\n宣誓\n参观红色驿站", confirm_by=secretary)


def _leave_some_open(world: World, chance: Random, branch: Organisation, people: list[Person]) -> None:
    """Minutes that wait to be confirmed, and next week's gathering, called already."""
    secretary, worker = world.cast["estate_secretary"], world.cast["community_worker"]
    waiting = _Held(
        world,
        branch,
        "committee_meeting",
        "商量冬季用电安全",
        world.days_ago(3),
        host=secretary,
        writer=worker,
    )
    waiting.roll(people[:5], people[:4], has_vote=True)
    waiting.live("通报隐患\n分楼栋检查\n定时间", confirm_by=None)
    ahead = _Held(
        world,
        branch,
        "theme_day",
        "帮老人擦窗",
        world.on + dt.timedelta(days=6),
        host=secretary,
        writer=worker,
    )
    ahead.roll(people, [], has_vote=False)
    ahead.call("集合领工具\n两人一组上门\n回来说说情况")


class _Held:
    """One gathering written in memory along its steps, each with its event in the trail."""

    def __init__(
        self,
        world: World,
        organisation: Organisation,
        kind: str,
        title: str,
        day: dt.date,
        *,
        host: Post,
        writer: Post,
    ) -> None:
        self.world, self.host, self.writer = world, host, writer
        starts = dt.datetime.combine(day, dt.time(15, 30), SHANGHAI)
        self.row = world.rows.add(
            Gathering(
                organisation=organisation, kind=kind, title=title, venue=f"{organisation.place.name}红色驿站", starts_at=starts,
                host=host.person.name, owner=host.account, state="planned",
            )
        )  # fmt: skip
        self.voters = 0
        planned = min(starts, world.now) - dt.timedelta(days=9)
        self._event("planned", host.actor, planned, {"kind": kind}, "public")

    def roll(self, people: list[Person], came: list[Person], *, has_vote: bool) -> None:
        """Who was due and who came."""
        there = {one.pk for one in came}
        for person in people:
            is_there = person.pk in there
            self.world.rows.add(
                Attendance(
                    gathering=self.row, person=person, has_vote=has_vote, state="present" if is_there else "due",
                    how="code" if is_there and person.pk % 3 else "desk" if is_there else "",
                    signed_at=self.row.starts_at - dt.timedelta(minutes=person.pk % 20) if is_there else None,
                )
            )  # fmt: skip
        self.row.attendance_count = len(there)
        self.row.entitled_count = len(people) if has_vote else None

    def call(self, agenda: str) -> None:
        """The notice went out five days before, with the agenda."""
        self.row.agenda, self.row.state = agenda, "called"
        at = min(self.row.starts_at - dt.timedelta(days=5), self.world.now - dt.timedelta(hours=9))
        self._event("call", self.host.actor, at, {"from": "planned", "to": "called"}, "teller")

    def live(self, agenda: str, *, confirm_by: Post | None) -> None:
        """Called, opened, closed, written down, and confirmed where somebody did."""
        self.call(agenda)
        starts, minutes = self.row.starts_at, "到会的人照议程进行，定下的事各楼栋分头去做，下次会上回报。"
        self.row.opened_at = starts
        self._step("open", self.host.actor, starts, "called", "open", "teller")
        self._step("close", self.host.actor, starts + dt.timedelta(minutes=80), "open", "held", "teller")
        self.row.minutes, self.row.drafted_by = minutes, self.writer.account
        self._step("draft", self.writer.actor, starts + dt.timedelta(hours=20), "held", "drafted", "teller")
        if confirm_by is not None:
            at = starts + dt.timedelta(hours=44)
            self.row.confirmed_at = at
            self._step("confirm", confirm_by.actor, at, "drafted", "confirmed", "public")

    def _step(self, code: str, by: Actor, at: dt.datetime, before: str, after: str, seen: str) -> None:
        self.row.state = after
        self._event(code, by, at, {"from": before, "to": after}, seen)

    def _event(self, code: str, by: Actor, at: dt.datetime, data: dict[str, object], seen: str) -> None:
        event = trail.link(self.row, "gathering", f"gathering.{code}", by, at, data, "", seen)
        self.world.events.append(event)
