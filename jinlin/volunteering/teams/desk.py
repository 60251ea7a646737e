"""The desks of teams, memberships and records of service: facts, who is told, how each is found and shown."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from jinlin.base import days
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject
from jinlin.base.words import Words
from jinlin.organisations.public import clerks_of, holders_over
from jinlin.people.public import Account, mask_name
from jinlin.volunteering.models.shifts import HOLDING, ShiftTurn
from jinlin.volunteering.models.teams import ServiceHours, Team, TeamMember, Volunteer
from jinlin.volunteering.teams import effects, words
from jinlin.volunteering.teams.procedure import HOURS, TEAM, TEAM_MEMBER, HoursFacts, MemberFacts, TeamFacts
from jinlin.volunteering.teams.queries import (
    LEADING,
    hours_relations,
    is_keeper,
    is_leader,
    is_own,
    member_relations,
    number,
    team_relations,
)

WHOLE = ("public", "teller", "staff")
OWN = ("public", "teller")


def keepers_of(team: Team) -> set[int]:
    """Accounts of those who keep a team."""
    on = timezone.localdate()
    found = set(holders_over(path=team.place.path, relation="community", on=on, grid=team.place.grid_id))
    if team.institution_id:
        found.update(clerks_of(institutions=[team.institution_id], on=on))
    return found


def leaders_of(team: int) -> set[int]:
    """Accounts of the team's leader and deputies."""
    rows = TeamMember.objects.filter(
        team=team, state="active", role__in=LEADING, volunteer__person__account__isnull=False
    )
    return set(rows.values_list("volunteer__person__account", flat=True))


def accounts_of(*persons: int | None) -> set[int]:
    """Accounts of these persons, as far as they have one."""
    return set(
        Account.objects.filter(person__in=[one for one in persons if one]).values_list("pk", flat=True)
    )


def tell(kind: str, pk: int, said: Words, link: str, accounts: set[int], by: Actor) -> None:
    """One notice to each of these accounts, save the one who acted."""
    send(Letter(kind, pk, said, link, account=one) for one in sorted(accounts - {by.account}))


def team_facts(team: Team, actor: Actor, held: frozenset[str], on: dt.datetime) -> TeamFacts:
    """Whether it has a leader, whether it needs and has a police post, shifts ahead; one query."""
    leaders = TeamMember.objects.filter(team=OuterRef("pk"), state="active", role="leader")
    ahead = Count("shifts", filter=Q(shifts__state="published", shifts__ends_at__gt=on))
    led, shifts = (
        Team.objects.annotate(led=Exists(leaders), ahead=ahead).values_list("led", "ahead").get(pk=team.pk)
    )
    return TeamFacts(
        has_leader=led, needs_police=team.field in words.POLICE_FIELDS, has_police=team.police_id is not None, shifts_ahead=shifts,
    )  # fmt: skip


def _tell_team(team: Team, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts: set[int] = set()
    if "leader" in step.tells:
        accounts |= leaders_of(team.pk)
    if "keeper" in step.tells:
        accounts |= keepers_of(team)
    if "member" in step.tells:
        accounts |= set(
            TeamMember.objects.filter(
                team=team, volunteer__person__account__isnull=False, from_on__isnull=False
            ).values_list("volunteer__person__account", flat=True)
        )
    said = Words(f"{team.name}：{step.past.zh}", f"{team.name}: {step.past.en}")
    tell("team", team.pk, said, reverse("team", args=[team.code]), accounts, by)


TEAMS = Desk(
    procedure=TEAM, model=Team, relations=team_relations, facts=team_facts, effects=effects.TEAM_EFFECTS, tell=_tell_team, related=("place",),
)  # fmt: skip


def member_facts(row: TeamMember, actor: Actor, held: frozenset[str], on: dt.datetime) -> MemberFacts:
    """Whether the team takes people, turns ahead, whether the team would be left without its leader."""
    ahead = ShiftTurn.objects.filter(
        volunteer=row.volunteer_id, shift__team=row.team_id, state__in=HOLDING, shift__ends_at__gt=on
    )
    return MemberFacts(
        team_open=row.team.state != "ended",
        turns_ahead=ahead.count(),
        last_leader=leads_alone(row),
    )


def leads_alone(row: TeamMember) -> bool:
    """Whether a team that is at work would be without its leader."""
    return row.role == "leader" and row.team.state == "active"


def turns_ahead(on: dt.datetime) -> Coalesce:
    """For many memberships at once: how many turns of its volunteer in the team lie ahead."""
    rows = ShiftTurn.objects.filter(
        volunteer=OuterRef("volunteer"),
        shift__team=OuterRef("team"),
        state__in=HOLDING,
        shift__ends_at__gt=on,
    )
    counted = rows.order_by().values("volunteer").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


def _tell_member(row: TeamMember, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts: set[int] = set()
    if "member" in step.tells:
        accounts |= accounts_of(row.volunteer.person_id, row.volunteer.guardian_id)
    if "leader" in step.tells:
        accounts |= leaders_of(row.team_id)
    said = Words(f"{row.team.name}：{step.past.zh}", f"{row.team.name}: {step.past.en}")
    tell("team_member", row.pk, said, reverse("my_service"), accounts, by)


MEMBERS = Desk(
    procedure=TEAM_MEMBER, model=TeamMember, relations=member_relations, facts=member_facts, effects=effects.MEMBER_EFFECTS, tell=_tell_member,
    related=("team__place", "volunteer__person"),
)  # fmt: skip


def hours_facts(row: ServiceHours, actor: Actor, held: frozenset[str], on: dt.datetime) -> HoursFacts:
    """Who acts and who recorded, and how long the record has been posted."""
    today = timezone.localdate(on)
    # Somebody who served is met again under an entry from a list: it is the same human being.
    own = row.person_id if is_own(actor, row.person_id) else actor.person
    return HoursFacts(
        confirmer=actor.account, confirmer_person=own, recorder=row.recorded_by_id, person=row.person_id,
        days_posted=(today - row.posted_on).days if row.posted_on else None, posted_days=number("service.posted_days", today),
        sampled=row.sampled, is_keeper="keeper" in held,
    )  # fmt: skip


def day_of(row: ServiceHours) -> Words:
    """The day of a record as people say it."""
    return days.day(timezone.localtime(row.begins_at))


def _tell_hours(row: ServiceHours, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts: set[int] = set()
    if "member" in step.tells:
        accounts |= accounts_of(row.person_id, row.person.guardian_id)
    if "leader" in step.tells and row.team_id:
        accounts |= leaders_of(row.team_id)
    if "keeper" in step.tells and row.team:
        accounts |= keepers_of(row.team)
    what = f"{day_of(row).zh} {row.what}（{words.clock_words(row.minutes).zh}）"
    tell(
        "hours",
        row.pk,
        Words(f"{what}：{step.past.zh}", f"{row.what} ({row.minutes} min): {step.past.en}"),
        reverse("service_record", args=[row.pk]),
        accounts,
        by,
    )


RECORDS = Desk(
    procedure=HOURS, model=ServiceHours, relations=hours_relations, facts=hours_facts, effects=effects.HOURS_EFFECTS, tell=_tell_hours,
    related=("team__place", "place", "person"),
)  # fmt: skip


def _find_team(ref: str, actor: Actor) -> Team:
    return Team.objects.select_related("place", "institution", "police").get(code=ref)


def team_page(row: Team, actor: Actor) -> str:
    """The page of a team for its leaders and keepers, or the public one."""
    return reverse("team_lead" if team_relations(row, actor) else "team", args=[row.code])


TEAM_SUBJECT = Subject(
    desk=TEAMS, plural="teams", find=_find_team, ref=lambda row: row.code, title=lambda row: row.name, page=team_page,
    seen=lambda row, actor: WHOLE if team_relations(row, actor) else ("public",),
    shown=lambda row, actor: {
        "code": row.code, "name": row.name, "field": row.field, "place": row.place.code, "about": row.about, "meets": row.meets, "party": row.party,
        "founded_on": row.founded_on.isoformat() if row.founded_on else None,
    },
    other={"team.entered": Words("登记了队伍", "entered the team"), "team.changed": Words("改了资料", "changed its facts")},
)  # fmt: skip


def _find_member(ref: str, actor: Actor) -> TeamMember:
    row = TeamMember.objects.select_related("team__place", "volunteer__person").get(pk=int(ref))
    if not member_relations(row, actor):
        raise TeamMember.DoesNotExist
    return row


def shown_name(volunteer: Volunteer, *, team: bool) -> str:
    """How a volunteer is called: in full where they said so (``team``: the reader leads or shares the team), else masked."""
    open_to = ("team", "named") if team else ("named",)
    name = volunteer.person.name
    return (name if volunteer.visible in open_to else mask_name(name)) or "（未留姓名）"


MEMBER_SUBJECT = Subject(
    desk=MEMBERS, plural="team-members", find=_find_member, ref=lambda row: str(row.pk), title=lambda row: row.team.name,
    page=lambda row, actor: team_page(row.team, actor) if team_relations(row.team, actor) else reverse("my_service"),
    seen=lambda row, actor: WHOLE if team_relations(row.team, actor) else OWN,
    shown=lambda row, actor: {
        "team": row.team.code, "role": row.role, "from_on": row.from_on.isoformat() if row.from_on else None,
        "until_on": row.until_on.isoformat() if row.until_on else None, "name": shown_name(row.volunteer, team=is_leader(row.team_id, actor)),
    },
    other={"team_member.applied": Words("报名入队", "applied"), "team_member.entered": Words("登记入队", "was entered")},
)  # fmt: skip


def _find_hours(ref: str, actor: Actor) -> ServiceHours:
    row = ServiceHours.objects.select_related("team__place", "place", "person").get(pk=int(ref))
    if not hours_relations(row, actor):
        raise ServiceHours.DoesNotExist
    return row


HOURS_SUBJECT = Subject(
    desk=RECORDS, plural="service-records", find=_find_hours, ref=lambda row: str(row.pk),
    title=lambda row: f"{day_of(row)} {row.what}", page=lambda row, actor: reverse("service_record", args=[row.pk]),
    seen=lambda row, actor: WHOLE if is_keeper(row.place, None, actor) else OWN,
    shown=lambda row, actor: {
        "kind": row.kind, "what": row.what, "begins_at": stamp(row.begins_at), "ends_at": stamp(row.ends_at), "minutes": row.minutes,
        "grade": row.grade, "basis": row.basis, "recorded_at": stamp(row.recorded_at), "due_at": stamp(row.due_at),
        "late": row.recorded_at > row.due_at, "team": row.team.code if row.team else None,
    },
    other={"hours.recorded": Words("记下了这次服务", "recorded the service")},
)  # fmt: skip
