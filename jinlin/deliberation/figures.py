"""Figures of deliberation: the steps that a motion has gone through, meetings held, points answered, results that are stuck."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.deliberation import sight
from jinlin.deliberation.models import Meeting, Motion, Point, Result
from jinlin.places.public import under

MOTIONS = Listing(
    name=lambda row: row.title, link=lambda row: f"/motions/{row.code}/", seen=lambda actor: ~Q(state="drafting"), related=("place",),
    columns=(Column("gone", Words("走过几步", "Steps gone"), lambda row: row.rulings.filter(passed=True, round=row.round).count()),),
)  # fmt: skip
MEETINGS = Listing(
    name=lambda row: row.title, link=lambda row: f"/meetings/{row.pk}/", related=("body__place",), order=("-begins_at", "pk"),
    seen=lambda actor: sight.bodies(actor, "body__") | Q(state="published"),
    columns=(Column("begins", Words("时间", "When"), lambda row: row.begins_at.date().isoformat()),),
)  # fmt: skip
POINTS = Listing(
    name=lambda row: row.text[:40], link=lambda row: f"/raised/{row.pk}/", seen=lambda actor: Q(body__is_open=True), related=("body",), order=("-raised_at", "pk"),
)  # fmt: skip


def _seen_result(actor: Actor) -> Q:
    return sight.bodies(actor, "body__") | Q(motion__isnull=False) | Q(lead__in=actor.institutions)


RESULTS = Listing(
    name=lambda row: row.title, link=lambda row: f"/results/{row.pk}/", seen=_seen_result, related=("lead",), order=("due_at", "pk"),
    columns=(
        Column("lead", Words("承办单位", "In charge"), lambda row: row.lead.name if row.lead else row.side),
        Column("due", Words("期限", "Due"), lambda row: row.due_at.date().isoformat()),
    ),
)  # fmt: skip


def _four_step(node: Node, period: Period) -> QuerySet[Motion]:
    """Motions with the steps that each has gone through by the period's end: rulings that stand, in its last round."""
    rows = Motion.objects.filter(
        under(node.path, "place__path"), variant="four_steps", made_at__lt=period.until
    ).exclude(state="drafting")
    stands = Q(rulings__passed=True, rulings__round=F("round"), rulings__at__lt=period.until)
    return rows.annotate(gone=Count("rulings", filter=stands))


def _held(node: Node, period: Period) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        under(node.path, "body__place__path"), opened_at__gte=period.since, opened_at__lt=period.until
    )


def _raised(node: Node, period: Period) -> QuerySet[Point]:
    rows = Point.objects.filter(
        under(node.path, "body__place__path"), raised_at__gte=period.since, raised_at__lt=period.until
    )
    return rows.exclude(state="withdrawn")


def _answered(node: Node, period: Period) -> QuerySet[Point]:
    return _raised(node, period).exclude(state="raised")


def _late(node: Node, period: Period) -> QuerySet[Result]:
    return Result.objects.filter(under(node.path, "body__place__path"), due_at__lt=period.until).filter(
        Q(state="working")
    )


FIGURES = (
    Figure(
        "W07", Words("议事步骤", "Steps of deciding"), unit=Words("步", "steps"), population=Words("按四步议事走的议案", "motions by the four steps"),
        formula=Words("一件议案最多走过几步：以每一步通过的记录计", "the most steps that one motion has gone through, by standing rulings"),
        rows=_four_step, most="gone", kind="levels", listing=MOTIONS, levels=("district", "street", "community", "estate"), guard=0, public=True,
    ),
    Figure(
        "D01", Words("开会次数", "Meetings held"), unit=Words("次", "meetings"), population=Words("本地的联席会议、议事会和其他会议", "meetings of bodies below the node"),
        formula=Words("期内宣布开会的次数", "opened within the period"), rows=_held, flow=True, listing=MEETINGS, guard=0, public=True,
    ),
    Figure(
        "D02", Words("居民提的事有回应", "Points answered"), unit=Words("%", "%"), kind="share", population=Words("期内在议事会提出的事", "points raised at talks within the period"),
        formula=Words("已经回应或有人在办的", "answered or given to somebody"), rows=_answered, base=_raised, paths=("body__place__path",), base_words=Words("期内提出的事", "raised within the period"),
        flow=True, listing=POINTS, guard=5, public=True,
    ),
    Figure(
        "D03", Words("到期没有结果", "Results that are late"), unit=Words("件", "results"), population=Words("会上交办、议案要落实的事", "results given by meetings and motions"),
        formula=Words("期末已经到期、还没报结果的", "due by the period's end and not reported"), rows=_late, listing=RESULTS, guard=0, backlog=True,
    ),
)  # fmt: skip


def register() -> None:
    """Register the figures."""
    figures.register("deliberation", Words("议事", "Deliberation"), FIGURES)
