"""A team for the tests: 王秀兰 leads it, 李国强 is its deputy, 陈外来 a member; made through the commands alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from jinlin.volunteering.models import ServiceHours, Shift, ShiftTurn, Team, TeamMember, Volunteer
from jinlin.volunteering.teams import commands
from jinlin.volunteering.teams.commands import About, Served
from jinlin.volunteering.teams.desk import MEMBERS, RECORDS, TEAMS
from jinlin.volunteering.teams.shifts import commands as shift_commands
from tests.cast import World, build

LEADER, DEPUTY, MEMBER = "resident", "neighbour", "stranger"


@dataclass
class Crew:
    """The cast's world with a team in service."""

    world: World
    team: Team
    volunteers: dict[str, Volunteer]

    def act(self, name: str) -> Actor:
        """Somebody of the cast."""
        return self.world.act(name)

    def person(self, name: str) -> int:
        """The id of somebody's person."""
        found = self.world.accounts[name].person_id
        assert found is not None
        return found

    def served(
        self, who: str = MEMBER, *, minutes: int = 120, days_ago: int = 1, hour: int = 9, **more: object
    ) -> Served:
        """Service from nine in the morning some days ago."""
        begins = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) - dt.timedelta(
            days=days_ago
        )
        facts = {
            "what": "校门口站岗",
            "place": self.team.place_id,
            "team": self.team.pk,
            "minutes": minutes,
            **more,
        }
        return Served(
            person=self.person(who),
            begins_at=begins,
            ends_at=begins + dt.timedelta(minutes=max(minutes, 30)),
            **facts,
        )  # type: ignore[arg-type]

    def record(
        self,
        who: str = MEMBER,
        *,
        signals: tuple[str, ...] = ("door_in", "door_out"),
        by: str = "",
        **more: object,
    ) -> ServiceHours:
        """Service recorded by the platform (or by somebody), not yet confirmed."""
        return commands.record_service(
            served=self.served(who, **more), signals=signals, by=self.act(by) if by else None
        )  # type: ignore[arg-type]

    def confirmed(self, who: str = MEMBER, **more: object) -> ServiceHours:
        """Service that the leader has confirmed."""
        return RECORDS.take(self.record(who, **more).pk, "confirm", by=self.act(LEADER))  # type: ignore[no-any-return, arg-type]

    def shift(self, *, hours: float = 48, length: float = 2, need_max: int = 2, **more: object) -> Shift:
        """A shift that begins in so many hours (measured from now)."""
        begins = timezone.now() + dt.timedelta(hours=hours)
        plan = shift_commands.Plan(
            "校门口站岗", begins, begins + dt.timedelta(hours=length), 1, need_max, **more
        )  # type: ignore[arg-type]
        return shift_commands.plan_shift(team=self.team, plan=plan, by=self.act(LEADER))

    def turn(self, shift: Shift, who: str = MEMBER) -> ShiftTurn:
        """Somebody takes a turn."""
        return shift_commands.take_turn(shift=shift, volunteer=self.volunteers[who], by=self.act(who))


def enlist(
    world: World, team: Team, who: str, *, year: int = 1960, skills: tuple[str, ...] = ()
) -> Volunteer:
    """Somebody of the cast joins and is accepted by the community."""
    person = Person.objects.get(pk=world.accounts[who].person_id)
    about = About(year, ["traffic"], skills, ["weekday_day"], "", "team")
    volunteer = commands.register(person=person, about=about, by=world.act(who), consent=True)
    row = commands.join(team=team, volunteer=volunteer, by=world.act(who))
    MEMBERS.take(row.pk, "accept", by=world.act("worker"))
    return volunteer


def newcomer(world: World, name: str, number: int) -> Actor:
    """A further resident with an account."""
    person = Person.objects.create(name=name, birth_year=1970)
    return actor(
        Account.objects.create(username=f"new{number}", kind="resident", person=person, password="!")
    )


def crew() -> Crew:
    """Build it by the commands of keepers and members."""
    world = build()
    worker = world.act("worker")
    team = commands.enter_team(
        name="榕西交通志愿队",
        field="traffic",
        place=world.places["community"],
        by=worker,
        code="ZY1",
        meets="每天早上 7:20 校门口",
    )
    volunteers = {who: enlist(world, team, who) for who in (LEADER, DEPUTY, MEMBER)}
    for who, role in ((LEADER, "leader"), (DEPUTY, "deputy")):
        row = TeamMember.objects.get(team=team, volunteer=volunteers[who])
        TEAMS.take(team.pk, "lead", by=worker, given={"member": row.pk, "role": role})
    TEAMS.take(team.pk, "open", by=worker)
    team.refresh_from_db()
    return Crew(world, team, volunteers)
