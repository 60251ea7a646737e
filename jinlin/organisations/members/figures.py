"""The figures of report-in: members by kind, what waits, posts, service and commitments. Rows open to the branch alone."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.organisations.members import rules
from jinlin.organisations.members.desk import name_of
from jinlin.organisations.members.words import kind_words
from jinlin.organisations.models import Commitment, PostHeld, ReportIn, ServiceRecord
from jinlin.places.public import under

LEVELS = ("province", "city", "district", "street", "community", "estate")
PEOPLE = Words("人", "people")


def _own(prefix: str = "") -> Any:
    """The condition of rows that an actor may open: those of the branch in which they sit."""

    def seen(actor: Actor) -> Q:
        places = [
            seat.place
            for seat in actor.seats
            if seat.place and seat.role in rules.BRANCH_ROLES.get(seat.level, ())
        ]
        return Q(**{f"{prefix}organisation__place__in": places})

    return seen


REPORTS = Listing(
    name=name_of,
    link=lambda row: f"/members/{row.pk}",
    seen=_own(),
    columns=(
        Column("branch", Words("支部", "Branch"), lambda row: row.organisation.name),
        Column("kind", Words("类别", "Kind"), lambda row: str(kind_words(row.kind))),
        Column(
            "confirmed_on",
            Words("确认", "Confirmed"),
            lambda row: row.confirmed_on.isoformat() if row.confirmed_on else "",
        ),
    ),
    related=("person", "employer", "organisation"),
    persons=True,
)
SERVED = Listing(
    name=lambda row: row.what,
    link=lambda row: f"/members/{row.report_in_id}",
    seen=_own("report_in__"),
    columns=(
        Column("on", Words("日期", "Day"), lambda row: row.done_on.isoformat()),
        Column("minutes", Words("分钟", "Minutes"), lambda row: row.minutes),
    ),
    related=("report_in",),
)
PROMISED = Listing(
    name=lambda row: row.text,
    link=lambda row: f"/commitments/{row.pk}",
    seen=lambda actor: Q(state__in=("published", "shown")),
    columns=(Column("due_on", Words("到哪天", "Until"), lambda row: row.due_on.isoformat()),),
)


def _standing(period: Period) -> Q:
    """Confirmed by the period's day and not ended then."""
    return Q(confirmed_on__lte=period.on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=period.on))


def _members(condition: Q) -> Any:
    def rows(node: Node, period: Period) -> QuerySet[ReportIn]:
        at = (
            Q(organisation=node.organisation)
            if node.tree_level == "estate_branch"
            else under(node.path, "organisation__place__path")
        )
        return ReportIn.objects.filter(at, _standing(period), condition, person__isnull=False)

    return rows


def _holding(node: Node, period: Period) -> QuerySet[ReportIn]:
    """Members with a post. Few hold one: the posts are looked up once and lead to their holders, not each member to theirs."""
    held = PostHeld.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=period.on), from_on__lte=period.on
    )
    return _members(Q(pk__in=held.values("report_in")))(node, period)


def _waiting(node: Node, period: Period) -> QuerySet[ReportIn]:
    at = under(node.path, "organisation__place__path")
    return ReportIn.objects.filter(at, state="reported", reported_on__lte=period.on)


def _served(node: Node, period: Period) -> QuerySet[ServiceRecord]:
    at = under(node.path, "report_in__organisation__place__path")
    return ServiceRecord.objects.filter(at, state="counted", done_on__range=(period.start, period.end))


def _promised(condition: Q) -> Any:
    def rows(node: Node, period: Period) -> QuerySet[Commitment]:
        at = under(node.path, "report_in__organisation__place__path")
        return Commitment.objects.filter(at, condition, due_on__range=(period.start, period.end)).exclude(
            state="withdrawn"
        )

    return rows


_POPULATION = Words("本地范围内支部的报到", "report-ins to branches below the node")
FIGURES = (
    Figure(
        "L03", Words("报到在职党员", "In-service members reported in"), PEOPLE, _POPULATION,
        Words("期末已由支部确认、没有迁出的在职党员，一个人只算一次", "confirmed in-service members not moved away at the period's end, each person once"),
        _members(Q(kind="serving")), REPORTS, levels=LEVELS, counted="person",
    ),
    Figure(
        "N07", Words("报到党员", "Members reported in"), PEOPLE, _POPULATION,
        Words("期末已由支部确认、没有迁出的党员，在职、离退休、流动都算，一个人只算一次", "confirmed members of every kind not moved away at the period's end, each person once"),
        _members(Q()), REPORTS, levels=LEVELS, counted="person",
    ),
    Figure(
        "L14", Words("一个支部的党员", "Members of one branch"), PEOPLE, Words("一个小区支部的报到", "report-ins to one estate branch"),
        Words("期末这个小区支部已确认、没有迁出的党员", "confirmed members of this estate's branch at the period's end"),
        _members(Q()), REPORTS, levels=("estate",), counted="person",
    ),
    Figure(
        "members.waiting", Words("报到等确认", "Reports to confirm"), Words("件", "reports"), _POPULATION,
        Words("已经报到、支部还没有确认的；只能看现在", "reported and not yet confirmed; known for now alone"), _waiting, REPORTS,
        levels=LEVELS, backlog=True,
    ),
    Figure(
        "members.posts", Words("领岗的党员", "Members holding a post"), PEOPLE, _POPULATION,
        Words("期末手上有岗位的党员，一个人只算一次", "members holding a post at the period's end, each person once"),
        _holding, REPORTS, levels=LEVELS, counted="person",
    ),
    Figure(
        "members.minutes", Words("党员服务时长", "Members' service"), Words("分钟", "minutes"), Words("本地范围内支部的服务记录", "service records of branches below"),
        Words("期内由第二个人确认过的服务，按服务的日子算；不到 5 条不显示", "service confirmed by a second person, by the day of service"), _served, SERVED,
        levels=LEVELS, flow=True, total="minutes",
    ),
    Figure(
        "members.promised", Words("到期的公开承诺", "Commitments due"), Words("个", "commitments"), Words("本地范围内的公开承诺", "commitments below the node"),
        Words("期内到期、没有撤下的公开承诺", "commitments due in the period and not withdrawn"), _promised(Q()), PROMISED, levels=LEVELS, flow=True, guard=0,
    ),
    Figure(
        "members.kept", Words("交了账的承诺", "Commitments shown done"), Words("%", "%"), Words("本地范围内的公开承诺", "commitments below the node"),
        Words("期内到期的承诺里，本人到期前已经交账的比例", "of those due in the period, the share shown done by their day"),
        _promised(Q(shown_on__lte=F("due_on"))), PROMISED, levels=LEVELS, flow=True, kind="share", base=_promised(Q()),
        base_words=Words("期内到期的承诺", "commitments due in the period"),
    ),
)  # fmt: skip


def register() -> None:
    """Register the figures; called once at start."""
    figures.register("members", Words("党员报到", "Members"), FIGURES)
