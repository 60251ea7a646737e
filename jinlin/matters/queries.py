"""Reads for the worker's pages: today's lanes, how much time is left, who may see what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.clock import Left, left
from jinlin.base.deployment_calendar import calendar
from jinlin.base.words import Words
from jinlin.matters import clocks, kept
from jinlin.matters.listing import WORKED_ON
from jinlin.matters.models import OPEN, PENDING_CALL, Matter, Part
from jinlin.matters.numbers import number_of
from jinlin.matters.procedure import CALL, MATTER
from jinlin.matters.sight import EVERYTHING, branches, scope
from jinlin.organisations.public import roles
from jinlin.places.public import Place

SHOWN = 10
STUCK_SHOWN = 100
DATED = frozenset({"late", "today", "mine"})
COUNTED = 200


@dataclass(frozen=True)
class Row:
    """A matter as a worker's list shows it."""

    matter: Matter
    number: str
    left: Left | None

    @property
    def sign(self) -> str:
        """A sign beside the colour of the time left."""
        return {"late": "!", "soon": "◔"}.get(self.left.tone, "●") if self.left else ""

    @property
    def state(self) -> object:
        """The declared state, for the tag."""
        return MATTER.state(self.matter.state)


@dataclass
class Lane:
    """One lane of "today": what it is, why it needs somebody, how many, the first ten, where the rest is."""

    code: str
    words: Words
    hint: Words
    tone: str
    rows: list[Row] = field(default_factory=list)
    calls: list[Part] = field(default_factory=list)
    count: int = 0
    more: str = ""

    @property
    def shown_count(self) -> str:
        """The count, with a plus where nobody counted further."""
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)


def time_left(matter: Matter, now: dt.datetime) -> Left | None:
    """How much of the deadline is left, in the deadline's own measure; None where there is none."""
    if matter.due_at is None or not matter.clock or matter.state not in WORKED_ON:
        return None
    start = matter.clock_from or matter.told_at
    return left(matter.due_at, on=now, clock=clocks.named(matter.clock, start.date()), calendar=calendar())


def as_row(matter: Matter, now: dt.datetime) -> Row:
    """A matter as a row of a list."""
    return Row(matter, number_of(matter.pk, matter.told_at), time_left(matter, now))


def has_relation(actor: Actor, relation: str) -> bool:
    """Whether any seat of the actor gives this relation at all."""
    known = roles()
    return any(relation in known[seat.role].relations for seat in actor.seats if seat.role in known)


def _lanes(actor: Actor, now: dt.datetime) -> list[tuple[Lane, Q]]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(
        days=1
    )
    worked = Q(state__in=WORKED_ON)
    found = [
        (Lane("late", Words("已逾期", "Overdue"), Words("先办这些", "These come first"), "late", more="state=open&due=late"),
         worked & Q(due_at__lt=now)),
        (Lane("today", Words("今天到期", "Due today"), Words("今天要有答复", "Answers are due today"), "soon", more="state=open&due=today"),
         worked & Q(due_at__gte=now, due_at__lt=midnight)),
    ]  # fmt: skip
    if has_relation(actor, "community"):
        found.append(
            (Lane("told", Words("等接办", "Waiting for somebody"), Words("首问人还在担着", "The first asked still holds them"), "soon",
                  more="state=told"), Q(state="told"))
        )  # fmt: skip
        found.append(
            (Lane("answered", Words("等回访", "To revisit"), Words("问一句：办好了吗", "Ask whether it is solved"), "calm", more="state=answered"),
             Q(state="answered"))
        )  # fmt: skip
    if has_relation(actor, "dispatcher"):
        found.append(
            (Lane("objected", Words("派单有异议", "Disputed dispatches"), Words("改派还是维持，要您定", "Yours to decide"), "soon",
                  more="state=objected"), Q(state="objected"))
        )  # fmt: skip
    if actor.institutions:
        found.append(
            (Lane("assigned", Words("派给我们的", "Dispatched to us"), Words("接单，或两个工作日内提异议", "Take it on or object"), "soon",
                  more="state=assigned"), Q(state="assigned", lead__in=actor.institutions))
        )  # fmt: skip
    found.append(
        (Lane("long", Words("该跟进的久拖难题", "Promised follow-ups"), Words("答应的日子到了", "The promised day has come"), "soon", more="long=1&state=open"),
         Q(state__in=MATTER.open_states, long_running=True, next_at__lt=midnight))
    )  # fmt: skip
    found.append(
        (Lane("mine", Words("我手上的", "Mine"), Words("按期限排", "By deadline"), "calm", more="mine=1&state=open"),
         worked & Q(owner_id=actor.account, due_at__gte=midnight))
    )  # fmt: skip
    return found


def today(actor: Actor, now: dt.datetime) -> list[Lane]:
    """What this actor can do now, in order of need. One query a lane for ids, one for all the rows shown."""
    mine = Matter.objects.filter(scope(actor, OPEN))
    lanes, wanted = [], {}
    for lane, condition in _lanes(actor, now):
        # Where every row has a deadline the plain order is the index's own on either database.
        due = F("due_at").asc() if lane.code in DATED else F("due_at").asc(nulls_last=True)
        if lane.code == "long":  # their promised day takes the deadline's place, and has an index of its own
            due = F("next_at").asc()
        ids = list(mine.filter(condition).order_by(due, "pk").values_list("pk", flat=True)[: COUNTED + 1])
        if not ids:
            continue
        lane.count = len(ids)
        wanted[lane.code] = ids[:SHOWN]
        lanes.append(lane)
    rows = Matter.objects.select_related("owner__person", "lead", "place", "category").in_bulk(
        {pk for ids in wanted.values() for pk in ids}
    )
    for lane in lanes:
        lane.rows = [as_row(rows[pk], now) for pk in wanted[lane.code]]
    calls = calls_to(actor) if actor.institutions else []
    if calls:
        hint = Words("应答、到场、处理，社区会评价", "Answer, come, act")
        lanes.insert(
            0,
            Lane(
                "calls",
                Words("社区在吹哨", "Calls to us"),
                hint,
                "late",
                calls=calls[:SHOWN],
                count=len(calls),
            ),
        )
    return lanes


def calls_to(actor: Actor) -> list[Part]:
    """Open calls to the actor's institutions, the nearest deadline first."""
    states = [state for state in CALL.open_states if state != "acted"]
    rows = Part.objects.filter(
        PENDING_CALL, kind="called", institution__in=actor.institutions, state__in=states
    )
    return list(
        rows.select_related("matter__place", "institution").order_by("arrive_due_at", "pk")[: COUNTED + 1]
    )


@dataclass(frozen=True)
class Stuck:
    """Where work is stuck: an organisation's or institution's open and overdue matters, never a person's."""

    name: str
    code: str
    open_count: int
    late_count: int
    oldest: dt.datetime | None


def stuck_places(actor: Actor, now: dt.datetime) -> list[Stuck]:
    """Open and overdue matters by community (by street for a district's seat), the most overdue first.

    What is overdue is counted from the index of deadlines; what is open in whole streets from the kept counts.
    """
    wide = [seat.path for seat in actor.seats if seat.level == "district"]
    level = "street" if wide else "community"
    mine = Matter.objects.filter(scope(actor, OPEN), state__in=WORKED_ON)
    # "+ 0" keeps SQLite on the index of deadlines: in the order of places it would go through all that is open.
    at = F(f"{level}_id") + 0
    late = {
        row["at"]: row
        for row in mine.filter(due_at__lt=now)
        .values(at=at)
        .annotate(late=Count("*"), oldest=Min("due_at"))
        .order_by()
    }
    opened = (
        kept.worked_on_by_street(wide)
        if wide
        else dict(mine.values_list(f"{level}_id").annotate(n=Count("*")).order_by())
    )
    order = sorted(
        {*late, *opened}, key=lambda at: (-late[at]["late"] if at in late else 0, -opened.get(at, 0), at or 0)
    )
    places = Place.objects.in_bulk([at for at in order[:STUCK_SHOWN] if at])
    return [
        Stuck(
            places[at].name if at in places else "—", places[at].code if at in places else "", opened.get(at, 0),
            *((late[at]["late"], late[at]["oldest"]) if at in late else (0, None)),
        )
        for at in order[:STUCK_SHOWN]
        if opened.get(at) or at in late
    ]  # fmt: skip


def stuck_institutions(actor: Actor, now: dt.datetime) -> list[Stuck]:
    """Calls that institutions have not answered or not come to, and their overdue dispatches."""
    calls = (
        Part.objects.filter(PENDING_CALL, _in_scope(actor), kind="called", state__in=("called", "answered"))
        .values("institution__name", "institution__code")
        .annotate(
            open=Count("pk"), late=Count("pk", filter=Q(arrive_due_at__lt=now)), oldest=Min("arrive_due_at")
        )
        .order_by("-late", "-open", "institution__name")
    )
    return [
        Stuck(row["institution__name"], row["institution__code"], row["open"], row["late"], row["oldest"])
        for row in calls[:STUCK_SHOWN]
    ]


def _in_scope(actor: Actor) -> Q:
    """The condition on a part that its matter stands in the actor's lists; nothing to ask where everything does."""
    held = branches(actor)
    return (
        Q() if held == [EVERYTHING] else Q(matter__in=Matter.objects.filter(scope(actor, OPEN)).values("pk"))
    )
