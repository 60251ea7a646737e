"""Figures of teams: active teams, distinct members, teams led by party members, minutes by evidence, late records."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.organisations.public import ReportIn
from jinlin.places.public import under, within
from jinlin.volunteering.models.teams import COUNTED, ServiceHours, Team, TeamMember
from jinlin.volunteering.teams.queries import standing_members
from jinlin.volunteering.teams.words import FIELDS, GRADES, label

LEVELS = ("district", "street", "community", "estate")


def _all(actor: Actor) -> Q:
    return Q()


TEAMS = Listing(
    name=lambda row: row.name, link=lambda row: f"/teams/{row.code}", seen=_all, related=("place",), order=("place__path", "pk"),
    columns=(
        Column("field", Words("领域", "Field"), lambda row: label(FIELDS, row.field).zh),
        Column("place", Words("地点", "Place"), lambda row: row.place.name),
        Column("founded_on", Words("成立", "Founded"), lambda row: row.founded_on.isoformat() if row.founded_on else ""),
    ),
)  # fmt: skip
# Behind a number of people stand teams and days, never names.
MEMBERS = Listing(
    name=lambda row: row.team.name, link=lambda row: f"/teams/{row.team.code}", seen=lambda actor: within(actor, "team__place__path"),
    related=("team",), order=("team__name", "pk"),
    columns=(Column("from_on", Words("入队", "Since"), lambda row: row.from_on.isoformat()),),
)  # fmt: skip
HOURS = Listing(
    name=lambda row: row.what, link=lambda row: f"/service-records/{row.pk}", seen=lambda actor: within(actor, "place__path"), order=("begins_at", "pk"),
    columns=(
        Column("on", Words("日期", "Day"), lambda row: timezone.localdate(row.begins_at).isoformat()),
        Column("minutes", Words("分钟", "Minutes"), lambda row: row.minutes),
        Column("grade", Words("凭据", "Evidence"), lambda row: row.grade),
    ),
)  # fmt: skip


def _teams(node: Node, period: Period) -> QuerySet[Team]:
    standing = Q(ended_on__isnull=True) | Q(ended_on__gt=period.on)
    return Team.objects.filter(under(node.path, "place__path"), standing, founded_on__lte=period.on).exclude(
        state="resting"
    )


def _members(node: Node, period: Period) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(standing_members(period.on), team__in=_teams(node, period).values("pk"))


def _led_by_members(node: Node, period: Period) -> QuerySet[Team]:
    reported = ReportIn.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=period.on),
        confirmed_on__lte=period.on,
        person__isnull=False,
    )
    leaders = TeamMember.objects.filter(
        standing_members(period.on), role="leader", volunteer__person__in=reported.values("person")
    )
    return _teams(node, period).filter(party=True, pk__in=leaders.values("team"))


def _served(grade: str) -> Callable[[Node, Period], QuerySet[ServiceHours]]:
    def rows(node: Node, period: Period) -> QuerySet[ServiceHours]:
        return ServiceHours.objects.filter(
            under(node.path, "place__path"), kind="volunteer", grade=grade, state__in=COUNTED, begins_at__gte=period.since, begins_at__lt=period.until,
        )  # fmt: skip

    return rows


def _late(node: Node, period: Period) -> QuerySet[ServiceHours]:
    return ServiceHours.objects.filter(
        under(node.path, "place__path"), kind="volunteer", recorded_at__gt=F("due_at"), supersedes__isnull=True,
        recorded_at__gte=period.since, recorded_at__lt=period.until,
    )  # fmt: skip


def _grade(code: str, words: Words) -> Figure:
    return Figure(
        f"volunteering.minutes_{code.lower()}", Words(f"志愿服务分钟（凭据 {code}）", f"Minutes of service, evidence {code}"), unit=Words("分钟", "minutes"),
        population=Words("已由第二个人确认的志愿服务（不含岗位工作和党组织任务）", "volunteering confirmed by a second person, without staff duty and party tasks"),
        formula=Words(f"期内这类凭据（{words.zh}）的实际服务分钟之和", f"minutes really served within the period with this evidence: {words.en}"),
        rows=_served(code), total="minutes", flow=True, listing=HOURS, levels=LEVELS,
    )  # fmt: skip


FIGURES = (
    Figure("X03", Words("社区志愿者队伍", "Volunteer teams"), unit=Words("支", "teams"), population=Words("社区里的志愿队伍", "volunteer teams of a place"),
           formula=Words("期末已成立、没有解散也没有暂停的队数", "founded by the period's end, neither ended nor resting"), rows=_teams, listing=TEAMS, guard=0,
           public=True, levels=LEVELS),
    Figure("X04", Words("社区志愿者", "Volunteers"), unit=Words("人", "people"), population=Words("这些队伍的在队队员", "members of those teams"),
           formula=Words("期末在队的不同的人，一人在几支队也只算一次", "different people in those teams at the period's end, each once"), rows=_members,
           counted="volunteer__person", paths=("team__place__path",), listing=MEMBERS, public=True, levels=LEVELS),
    Figure("W02", Words("党员志愿服务队", "Party members' volunteer teams"), unit=Words("支", "teams"),
           population=Words("公开称为党员志愿服务队的队伍", "teams that call themselves party members' teams in public"),
           formula=Words("其中队长是已确认报到党员的队数", "those whose leader has a confirmed report-in"), rows=_led_by_members, listing=TEAMS, guard=0,
           public=True, levels=LEVELS),
    *(_grade(one.code, one.words) for one in GRADES),
    Figure("volunteering.late_records", Words("超过十个工作日才记的服务", "Service recorded later than ten working days"), unit=Words("条", "records"),
           population=Words("期内记下的志愿服务", "volunteering recorded within the period"),
           formula=Words("记录时间晚于服务后十个工作日的条数", "recorded after the tenth working day behind the service"), rows=_late, flow=True, listing=HOURS,
           levels=LEVELS, backlog=True),
)  # fmt: skip


def register() -> None:
    """Register the group."""
    figures.register("volunteers", Words("志愿队伍和服务", "Volunteer teams and service"), FIGURES)
