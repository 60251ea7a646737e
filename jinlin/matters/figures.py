"""The figures of matters: what is stuck, what came and what became of it. Read from kept counts, recounted from rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jinlin.base import figures
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.matters import kept, rollup, tallies
from jinlin.matters.kept import WAITING_CALL, Formula
from jinlin.matters.listing import WORKED_ON
from jinlin.matters.models import OPEN, Matter, Part
from jinlin.matters.numbers import number_of
from jinlin.matters.procedure import CALL, MATTER
from jinlin.matters.sight import EVERYTHING, scope

LEVELS = ("province", "city", "district", "street", "community", "estate")
WHOLE_MONTHS = ("year", "quarter", "month", "months")
MATTERS = Words("件", "matters")
PERCENT = Words("%", "%")
# What counts for the rates: the twin in the database of ``tallies._life``; a property test holds the two together.
LIVE = ~Q(state__in=("merged", "withdrawn"))
COUNTS = LIVE & Q(excluded="")
ANSWERED = COUNTS & Q(answered_at__isnull=False)
IN_TIME = ANSWERED & (Q(due_at__isnull=True) | Q(answered_at__lte=F("due_at")))
CONTACT_DUE = COUNTS & Q(contact_due_at__isnull=False)
OWN_RATE = Words(
    "官方没有公布公式，这是本平台的算法（未核实）",
    "no official formula was published; this is the platform's own (unverified)",
)


def _day(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d}" if value else ""


LISTING = Listing(
    name=lambda row: f"{number_of(row.pk, row.told_at)} {row.title}",
    link=lambda row: f"/matters/{number_of(row.pk, row.told_at)}",
    seen=scope,
    columns=(
        Column("place", Words("地点", "Place"), lambda row: row.place.name),
        Column("state", Words("现在", "State"), lambda row: str(MATTER.state(row.state).words)),
        Column("told_on", Words("反映", "Told"), lambda row: _day(row.told_at)),
        Column("due_on", Words("期限", "Due"), lambda row: _day(row.due_at)),
        Column("closed_on", Words("办结", "Ended"), lambda row: _day(row.closed_at)),
    ),
    related=("place",),
    order=("-pk",),
    search=("title", "place__name"),
)
CALLS = Listing(
    name=lambda row: f"{number_of(row.matter_id, row.matter.told_at)} {row.institution.name}",
    link=lambda row: f"/matters/{number_of(row.matter_id, row.matter.told_at)}",
    seen=lambda actor: Q(matter__in=Matter.objects.filter(scope(actor, OPEN)).values("pk")),
    columns=(
        Column("matter", Words("事项", "Matter"), lambda row: row.matter.title),
        Column("state", Words("现在", "State"), lambda row: str(CALL.state(row.state).words)),
        Column("arrive_by", Words("应到场", "Should come by"), lambda row: _day(row.arrive_due_at)),
    ),
    related=("matter", "institution"),
    order=("arrive_due_at", "pk"),
    search=("matter__title", "institution__name"),
)

Rows = Callable[[Node, Period], "QuerySet[Any]"]


def _told(condition: Q = EVERYTHING) -> Rows:
    """Matters told in the period at the node, under a condition on what became of them."""
    return lambda node, period: Matter.objects.filter(
        kept.at(node), condition, told_at__gte=period.since, told_at__lt=period.until
    )


def _on(day: str, condition: Q = EVERYTHING) -> Rows:
    """Matters of the node to which something happened in the period."""
    return lambda node, period: Matter.objects.filter(
        kept.at(node), condition, **{f"{day}__gte": period.since, f"{day}__lt": period.until}
    )


def _open(condition: Q = EVERYTHING) -> Rows:
    """What is open at the end of the period (now, while it runs)."""

    def rows(node: Node, period: Period) -> QuerySet[Any]:
        here = Matter.objects.filter(kept.at(node), condition)
        if period.running:
            return here.filter(OPEN)
        return here.filter(OPEN | Q(closed_at__gte=period.until), told_at__lt=period.until)

    return rows


def _now(condition: Callable[[], Q]) -> Rows:
    """What is open now under a condition that asks the clock; nothing of a period that is over."""

    def rows(node: Node, period: Period) -> QuerySet[Any]:
        return (
            Matter.objects.filter(OPEN, kept.at(node), condition())
            if period.running
            else Matter.objects.none()
        )

    return rows


def _calls(node: Node, period: Period) -> QuerySet[Any]:
    if not period.running:
        return Part.objects.none()
    return Part.objects.filter(WAITING_CALL, kept.at(node, "matter__"), arrive_due_at__lt=timezone.now())


def _late() -> Q:
    return Q(due_at__lt=timezone.now(), state__in=WORKED_ON)


def _figure(id: str, name: Words, formula: Words, rows: Rows, kept_as: Formula, **more: Any) -> Figure:
    """One figure of matters; guarded where people's answers stand behind it, and never by day."""
    kept.formulas[id] = kept_as
    defaults: dict[str, Any] = {
        "unit": MATTERS, "population": Words("本级各社区、小区的诉求，不论渠道", "matters of the communities and estates below, by any channel"),
        "levels": LEVELS, "periods": WHOLE_MONTHS, "listing": LISTING, "flow": True, "read": kept.read,
    }  # fmt: skip
    return Figure(id, name, formula=formula, rows=rows, **(defaults | more))


STUCK = (
    _figure("matters.open", Words("在办", "Open"), Words("期末还没有办结、并案、撤回或退回的诉求", "not ended at the period's end"),
            _open(), kept.open_then, flow=False, backlog=True),
    _figure("matters.late", Words("逾期未答复", "Overdue"), Words("已过答复期限、还没有答复的诉求；只能看现在",
            "past its deadline and not answered; known for now alone"),
            _now(_late), kept.now_only(lambda held: held.late_count), flow=False, backlog=True),
    _figure("matters.waiting", Words("还没有人接办", "Nobody took it on"), Words("还在首问人手里、等人接办的诉求；只能看现在",
            "still with whoever was first asked; known for now alone"),
            _now(lambda: Q(state="told")), kept.now_only(lambda held: held.states["told"]), flow=False, backlog=True),
    _figure("matters.objected", Words("派单有异议", "Disputed dispatches"), Words("牵头单位提了异议、还没有定由谁办的诉求；只能看现在",
            "the lead disputes it and nobody decided yet; known for now alone"),
            _now(lambda: Q(state="objected")), kept.now_only(lambda held: held.states["objected"]), flow=False, backlog=True),
    _figure("matters.calls_late", Words("吹哨逾期未到场", "Calls not come to"), Words("社区吹哨后过了到场期限、还没有到场的单位次数；只能看现在",
            "institutions called that should have come and have not; known for now alone"),
            _calls, kept.calls_late, flow=False, backlog=True, listing=CALLS, unit=Words("次", "calls")),
)  # fmt: skip
YEAR = (
    _figure("matters.told", Words("反映", "Told"), Words("期内反映的诉求，每件算一次，不论几个人反映", "told in the period, each counted once"),
            _told(), kept.flow("told"), public=True),
    _figure("matters.closed", Words("办结", "Closed"), Words("期内办结的诉求，按办结的日子算", "closed in the period, by the day of closing"),
            _on("closed_at", Q(state="closed")), kept.flow("ended_closed")),
    _figure("L09", Words("解决问题数", "Problems solved"), Words("期内办结为“已解决”的诉求，按办结的日子算", "closed as solved in the period, by the day of closing"),
            _on("closed_at", Q(state="closed", outcome="solved")), kept.flow("ended_solved"), public=True),
    _figure("matters.whistled", Words("吹哨", "Whistles"), Words("期内第一次吹哨的诉求", "matters for which institutions were first called in the period"),
            _on("whistled_at"), kept.flow("whistled")),
    _figure("matters.supervised", Words("督办", "Supervised"), Words("期内开始督办的诉求", "matters whose supervision began in the period"),
            _on("supervised_at"), kept.flow("supervised")),
    _figure("matters.answered_late", Words("超期才答复", "Answered late"), Words("期内反映、已答复但超过期限的诉求", "told in the period and answered after the deadline"),
            _told(ANSWERED & ~IN_TIME & Q(due_at__isnull=False)), kept.less("answered", "answered_in_time")),
    _figure("matters.unsolved", Words("反映人说没解决", "Teller says not solved"), Words("期内反映、回访时反映人说没有解决的诉求",
            "told in the period; the teller says that it is not solved"),
            _told(COUNTS & Q(solved=False)), kept.less("revisited", "solved")),
    _figure("matters.not_ours", Words("不属本级、已告知去处", "Not ours, way shown"), Words("期内反映、退回并说明去处的诉求", "told in the period, declined with the way shown"),
            _told(Q(state="declined")), kept.flow("not_ours")),
    _figure("matters.response", Words("响应率", "Response rate"), Words("按时联系了反映人的 ÷ 到期应联系的", "contacted in time ÷ due for contact"),
            _told(CONTACT_DUE & Q(contacted_at__isnull=False, contacted_at__lte=F("contact_due_at"))),
            kept.share("contacted_in_time", "contact_due"), kind="share", unit=PERCENT, public=True, note=OWN_RATE,
            base=_told(CONTACT_DUE), base_words=Words("期内反映、应联系反映人的诉求", "told in the period and due for contact")),
    _figure("matters.in_time", Words("按期答复率", "Answered in time"), Words("期限内答复的 ÷ 已答复的", "answered within the deadline ÷ answered"),
            _told(IN_TIME), kept.share("answered_in_time", "answered"), kind="share", unit=PERCENT, note=OWN_RATE,
            base=_told(ANSWERED), base_words=Words("期内反映、已答复的诉求", "told in the period and answered")),
    _figure("matters.solution", Words("解决率", "Solution rate"), Words("反映人说已解决的 ÷ 回访到、有答复的", "teller says solved ÷ revisited with an answer"),
            _told(COUNTS & Q(solved=True)), kept.share("solved", "revisited"), kind="share", unit=PERCENT, note=OWN_RATE,
            base=_told(COUNTS & Q(solved__isnull=False)), base_words=Words("期内反映、反映人说了解决没解决的诉求", "told in the period; the teller said")),
    _figure("matters.satisfaction", Words("满意率", "Satisfaction rate"), Words("满意和很满意的 ÷ 作了评价的", "satisfied ÷ rated"),
            _told(COUNTS & Q(satisfaction__gte=4)), kept.share("satisfied", "rated"), kind="share", unit=PERCENT, note=OWN_RATE,
            base=_told(COUNTS & Q(satisfaction__isnull=False)), base_words=Words("期内反映、作了评价的诉求", "told in the period and rated")),
)  # fmt: skip


def register() -> None:
    """Declare the figures, and the kept counts for the recount."""
    figures.register("stuck", Words("卡在哪里", "Where it is stuck"), STUCK)
    figures.register("matters", Words("诉求", "Matters"), YEAR)
    figures.register_recount("matters", tallies.differences)
    figures.register_recount("matters by street", rollup.differences)
