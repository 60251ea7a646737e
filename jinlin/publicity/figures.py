"""The figures of publicity: what was published, whether it hung its time, questions answered in time, results overdue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from jinlin.base import figures
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.places.public import under, within
from jinlin.publicity.kinds import book, kind_of
from jinlin.publicity.models import Inquiry, Publication, Use
from jinlin.publicity.periods import end_of
from jinlin.publicity.procedure import INQUIRY, PUBLICATION

LEVELS = ("province", "city", "district", "street", "community", "estate")
NOTICES = Words("份", "notices")
PERCENT = Words("%", "%")
AFFAIRS = tuple(one.code for one in book().programme)
UP = tuple(one.code for one in book().kinds.values() if not one.before_event)
Rows = Callable[[Node, Period], "QuerySet[Any]"]


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


LISTING = Listing(
    name=lambda row: row.title,
    link=lambda row: f"/publicity/{row.pk}",
    seen=lambda actor: within(actor, "place__path"),
    columns=(
        Column("kind", Words("类别", "Kind"), lambda row: str(kind_of(row.kind).words)),
        Column("place", Words("地点", "Place"), lambda row: row.place.name),
        Column("state", Words("现在", "State"), lambda row: str(PUBLICATION.state(row.state).words)),
        Column("begins_on", Words("公布", "Published"), lambda row: _day(row.begins_on)),
        Column("until_on", Words("公示到", "Until"), lambda row: _day(row.until_on)),
    ),
    related=("place",),
    order=("-published_at", "-pk"),
)
ASKED = Listing(
    name=lambda row: f"{row.pk}",
    link=lambda row: f"/publicity/questions/{row.pk}",
    seen=lambda actor: within(actor, "place__path"),
    columns=(
        Column("place", Words("地点", "Place"), lambda row: row.place.name),
        Column("state", Words("现在", "State"), lambda row: str(INQUIRY.state(row.state).words)),
        Column("due_on", Words("最迟答复", "Due"), lambda row: _day(timezone.localdate(row.due_at))),
    ),
    related=("place",),
    order=("-asked_at", "-pk"),
)
USED = Listing(
    name=lambda row: row.power.name,
    link=lambda row: f"/publicity/powers/{row.power_id}",
    seen=lambda actor: within(actor, "power__place__path"),
    columns=(Column("used_on", Words("决定", "Decided"), lambda row: _day(row.used_on)),),
    related=("power",),
    order=("-used_on", "-pk"),
)


def _published(condition: Q) -> Rows:
    return lambda node, period: Publication.objects.filter(
        under(node.path, "place__path"),
        condition,
        published_at__gte=period.since,
        published_at__lt=period.until,
    )


def _over(condition: Q) -> Rows:
    """Notices by period whose last day lay in the period and that were not withdrawn."""
    return lambda node, period: Publication.objects.filter(
        under(node.path, "place__path"), condition, kind__in=UP, withdrawn_at__isnull=True, until_on__gte=period.start, until_on__lt=period.on,
    )  # fmt: skip


def _due(condition: Q) -> Rows:
    return lambda node, period: Inquiry.objects.filter(
        under(node.path, "place__path"), condition, due_at__gte=period.since, due_at__lt=end_of(period.on)
    ).exclude(state="dropped")


def _asked(node: Node, period: Period) -> QuerySet[Any]:
    return Inquiry.objects.filter(
        under(node.path, "place__path"), asked_at__gte=period.since, asked_at__lt=period.until
    )


def _result_missing(node: Node, period: Period) -> QuerySet[Any]:
    """Decisions whose result was due by the day and not published by then."""
    by = end_of(period.on)
    done = Publication.objects.filter(result_of=OuterRef("pk"), published_at__lte=by).exclude(
        state="withdrawn"
    )
    return Publication.objects.filter(
        ~Exists(done), under(node.path, "place__path"), result_due_at__lte=by, withdrawn_at__isnull=True
    )


def _used(node: Node, period: Period) -> QuerySet[Any]:
    return Use.objects.filter(
        under(node.path, "power__place__path"), used_on__gte=period.start, used_on__lte=period.on
    )


FIGURES = (
    Figure(
        "publicity.results_late", Words("逾期未公布结果的决议", "Decisions whose result is overdue"), unit=Words("项", "decisions"),
        population=Words("本级各社区、小区公布的决议", "decisions published below"), levels=LEVELS, listing=LISTING, guard=0, backlog=True,
        formula=Words("期末已过结果公布期限、还没有公布结果的决议", "past the day for its result, and no result published"), rows=_result_missing, public=True,
    ),
    Figure(
        "publicity.published", Words("公布的公示", "Notices published"), unit=NOTICES, flow=True, levels=LEVELS, listing=LISTING, guard=0, public=True,
        population=Words("本级各社区、小区的公示", "notices below"), formula=Words("期内公布的公示，撤回的也算", "published in the period, withdrawn ones too"),
        rows=_published(Q()),
    ),
    Figure(
        "publicity.affairs", Words("居务公开", "Affairs published"), unit=NOTICES, flow=True, levels=LEVELS, listing=LISTING, guard=0, public=True,
        population=Words("七类居务和民主评议的公示", "notices of the seven kinds and of yearly assessments"),
        formula=Words("期内公布、没有撤回的", "published in the period and not withdrawn"), rows=_published(Q(kind__in=AFFAIRS, withdrawn_at__isnull=True)),
    ),
    Figure(
        "publicity.served", Words("贴满期限的公示", "Notices that hung their time"), unit=PERCENT, kind="share", flow=True, levels=LEVELS,
        listing=LISTING, guard=0, public=True, population=Words("期内到最后一天、没有撤回的公示（按天数公示的）", "notices by days whose last day lay in the period"),
        formula=Words("确认期满的", "marked as served"), rows=_over(Q(served_at__isnull=False)), base=_over(Q()),
        base_words=Words("到了最后一天的公示", "notices whose last day has passed"),
    ),
    Figure(
        "publicity.corrected", Words("更正和撤回", "Corrections and withdrawals"), unit=NOTICES, flow=True, levels=LEVELS, listing=LISTING, guard=0,
        population=Words("期内公布的公示", "notices published in the period"), formula=Words("更正公告，和后来撤回的公示", "corrections, and notices withdrawn later"),
        rows=_published(Q(corrects__isnull=False) | Q(withdrawn_at__isnull=False)),
    ),
    Figure(
        "publicity.asked", Words("询问、异议和投诉", "Questions, objections and complaints"), unit=Words("条", "questions"), flow=True, levels=LEVELS,
        listing=ASKED, population=Words("对公示、小微权力提出的", "about notices and small powers"), formula=Words("期内提出的", "asked in the period"), rows=_asked,
    ),
    Figure(
        "publicity.answered", Words("按期答复率", "Answered in time"), unit=PERCENT, kind="share", flow=True, levels=LEVELS, listing=ASKED,
        population=Words("期内到答复期限的询问、异议、投诉（撤回的不算）", "those whose day for the answer lay in the period, without withdrawn ones"),
        formula=Words("期限内答复的", "answered by that day"), rows=_due(Q(answered_at__lte=F("due_at"))), base=_due(Q()),
        base_words=Words("到了答复期限的", "those due"),
    ),
    Figure(
        "publicity.powers_used", Words("小微权力行使", "Uses of small powers"), unit=Words("次", "uses"), flow=True, levels=LEVELS, listing=USED,
        population=Words("公布在清单上的小微权力", "powers on the public lists"), formula=Words("期内行使的次数", "uses in the period"), rows=_used,
    ),
)  # fmt: skip


def register() -> None:
    """Register the figures; called once at start."""
    figures.register("publicity", Words("公示公开", "Publicity"), FIGURES)
