"""A community that elects its committee: the cast, forty voters of the estate, counters and monitors; each step at its own day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from jinlin.ballots.elections import commands, counted
from jinlin.ballots.elections.desk import ELECTIONS
from jinlin.ballots.elections.models import Candidate, Election, Station
from jinlin.base.actor import Actor
from jinlin.organisations.models import Seat, Tenure
from jinlin.people.models import Account, Household, Member, Person
from tests.ballots.estate import _staff, flats
from tests.cast import SINCE, World, at, build

BEGUN = at("2026-09-01 09:00")
LISTED = at("2026-09-02 09:00")
PUBLISHED = at("2026-09-12 09:00")
VOTE_ON = dt.date(2026, 9, 28)
VOTE = at("2026-09-28 08:00")
AFTER = at("2026-09-28 20:00")
OFFICE = dt.date(2026, 10, 8)
STANDING = (
    ("赵一", "chair", False), ("钱二", "chair", False), ("孙三", "vice", True), ("李四", "vice", False), ("周五", "member", False),
    ("吴六", "member", False), ("郑七", "member", False), ("冯八", "member", True),
)  # fmt: skip


@dataclass
class Poll:
    """The cast's world with an election."""

    world: World
    election: Election

    def act(self, name: str) -> Actor:
        """That member of the cast."""
        return self.world.act(name)

    def take(
        self, step: str, by_name: str = "worker", /, *, on: dt.datetime = BEGUN, day: str = "", **given: Any
    ) -> Election:
        """Take a step of the election at a moment; ``day`` is the date that a step asks for as ``on``."""
        given |= {"on": day} if day else {}
        self.election = ELECTIONS.take(self.election.pk, step, by=self.act(by_name), given=given, on=on)
        return self.election

    def candidate(self, name: str) -> Candidate:
        """The one of that name."""
        return Candidate.objects.get(election=self.election, name=name)

    def station(self, name: str = "居委会") -> Station:
        """The station of that name in the present round."""
        return Station.objects.get(election=self.election, name=name, round=self.election.round)

    def give(self, first: int, last: int, station: str = "居委会", by: str = "clerk1") -> None:
        """Give a ballot to each voter from that number to that."""
        for number in range(first, last + 1):
            commands.give_ballot(station=self.station(station).pk, number=number, by=self.act(by), at=VOTE)

    def enter(
        self, who: str, valid: int, votes: dict[str, int], station: str = "居委会", reason: str = ""
    ) -> Any:
        """One clerk's count sheet; whoever is not named has none."""
        plan = counted.plan_of(self.election)
        known = {
            str(one.pk): votes.get(one.name, 0)
            for one in Candidate.objects.filter(election=self.election)
            if str(one.pk) in plan.posts
        }
        return commands.enter_sheet(
            station=self.station(station).pk,
            valid=valid,
            votes=known,
            by=self.act(who),
            session=who,
            device=who,
            reason=reason,
            at=AFTER,
        )

    def counted(
        self, given: int, returned: int, valid: int, votes: dict[str, int], *, on: dt.datetime = VOTE
    ) -> None:
        """A whole round from the first ballot to two sheets that agree."""
        self.take("print_ballots", on=on, printed=60, witnesses="监小红")
        self.take("open", on=on)
        self.give(1, given)
        self.take(
            "close_station", "clerk1", on=on, station=self.station().pk, returned=returned, witnesses="监小红"
        )
        self.take("close", on=on)
        self.enter("clerk1", valid, votes)
        self.enter("clerk2", valid, votes)


def town(count: int = 40) -> World:
    """The cast with clerks, counters, monitors, and so many adults in twelve flats (three of them younger than eighteen or of unknown age)."""
    world = build()
    for key, name, role in (
        ("counter", "计小明", "ballot_counter"), ("monitor", "监小红", "ballot_monitor"), ("clerk1", "录一", "community_worker"),
        ("clerk2", "录二", "community_worker"), ("clerk3", "录三", "community_worker"),
    ):  # fmt: skip
        _staff(world, key, name, role)
    places = flats(world, 12)
    names = [name for name, _, _ in STANDING]
    people = [world.accounts["resident"].person, world.accounts["neighbour"].person]
    people += [Person(name=names[n] if n < len(names) else f"居民{n}") for n in range(count - 2)]
    for one in people:
        one.birth_year = 1970
    Person.objects.bulk_create([one for one in people if one.pk is None])
    for one in people[:2]:
        one.save()
    homes = Household.objects.bulk_create(Household(dwelling=place) for place in places)
    Member.objects.bulk_create(
        Member(household=homes[n % 12], person=one, tie="owner") for n, one in enumerate(people)
    )
    young = Person.objects.bulk_create(
        [
            Person(name="小一", birth_year=2015),
            Person(name="不详", birth_year=None),
            Person(name="刚满", birth_year=2008),
        ]
    )
    Member.objects.bulk_create(Member(household=homes[0], person=one, tie="family") for one in young)
    return world


def begun(world: World | None = None, *, mode: str = "voters", count: int = 40, **more: Any) -> Poll:
    """An election in its draft: rules, committee, register from households, everybody proposed and checked."""
    world = world or town(count)
    row = commands.begin_election(
        title="榕西社区第五届居民委员会换届选举",
        place=world.places["community"],
        by=world.act("worker"),
        at=BEGUN,
    )
    made = Poll(world, row)
    rules = {
        "mode": mode,
        "seats_chair": 1,
        "seats_vice": 1,
        "seats_member": 3,
        "voting_on": VOTE_ON.isoformat(),
        "by_proxy": True,
    } | more
    made.take("set_rules", **rules)
    if mode != "representatives":
        made.take("gather_voters")
    for name, duty, votes in (
        ("王秀兰", "head", 30),
        ("李国强", "member", 20),
        ("候补甲", "substitute", 9),
        ("候补乙", "substitute", 12),
    ):
        made.take("name_officer", name=name, duty=duty, votes=votes)
    for name, post, woman in STANDING:
        made.take(
            "nominate",
            name=name,
            post=post,
            proposed_by="voters",
            backers=12,
            woman=woman,
            about="住在本社区",
        )
        made.take("qualify", candidate=made.candidate(name).pk, ground="none")
    return made


def stand(**more: Any) -> Poll:
    """The same with register and candidates published and one station."""
    made = begun(**more)
    made.take("publish_list", on=LISTED)
    made.take("publish_candidates", on=PUBLISHED)
    made.take("add_station", on=PUBLISHED, name="居委会", where="榕西社区一楼", booth=True)
    return made


def add_seat(world: World, key: str, role: str, place: str) -> None:
    """One more worker."""
    person = Person.objects.create(name=f"任{role}")
    world.accounts[key] = Account.objects.create(
        username=key, kind="staff", person=person, password="nobody knows"
    )
    Tenure.objects.create(
        seat=Seat.objects.create(role=role, place=world.places[place]), person=person, from_on=SINCE
    )
