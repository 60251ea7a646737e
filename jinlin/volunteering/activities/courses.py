"""The one course of a place: of all that one person leads there, the one that was held most often in a period."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from jinlin.base.counting import roots
from jinlin.base.figures import Cells, Figure, Value
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.places.public import under
from jinlin.volunteering.activities.kinds import of_group
from jinlin.volunteering.activities.queries import COUNTED
from jinlin.volunteering.models import Attendance, Occurrence

CAME = Q(role="participant") | Q(is_headcount=True)
LAST = "X09"


def held(node: Node, period: Period) -> QuerySet[Occurrence]:
    """Activities that ended as held: at least one came. Those to which nobody came, and those called off, are not counted."""
    return _held(under(node.path, "place__path"), period.since, period.until)


def _held(at: Q, since: dt.datetime, until: dt.datetime) -> QuerySet[Occurrence]:
    somebody = Attendance.objects.filter(occurrence=OuterRef("pk"), people__gt=0)
    rows = Occurrence.objects.filter(
        Exists(somebody), at, state__in=COUNTED, begins_at__gte=since, begins_at__lt=until
    )
    return rows.annotate(course=Coalesce(F("series__root"), F("series")))


def _courses(rows: QuerySet[Occurrence]) -> QuerySet[Occurrence]:
    return rows.filter(series__lead__isnull=False, kind__in=of_group("course"))


def led(node: Node, period: Period) -> QuerySet[Occurrence]:
    """Sessions of the one course, led by one person, that was held most often."""
    rows = _courses(held(node, period))
    most = (
        rows.order_by()
        .values("course", "series__lead")
        .annotate(times=Count("pk"))
        .order_by("-times", "course", "series__lead")
    )
    return rows.filter(
        course=Subquery(most.values("course")[:1]), series__lead=Subquery(most.values("series__lead")[:1])
    )


def pupils(node: Node, period: Period) -> QuerySet[Attendance]:
    """Those who came to its sessions."""
    return Attendance.objects.filter(CAME, occurrence__in=led(node, period).values("pk"))


def last_pupils(node: Node, period: Period) -> QuerySet[Attendance]:
    """Those who came to its latest session."""
    last = led(node, period).order_by("-begins_at", "-pk").values("pk")[:1]
    return Attendance.objects.filter(CAME, occurrence=Subquery(last))


@dataclass(frozen=True)
class Session:
    """One session of a course: when, where, of which course and leader, and who came."""

    pk: int
    begins_at: dt.datetime
    path: str
    course: int
    lead: int
    people: int
    rows: int


def read_pupils(wanted: Sequence[Figure], nodes: Sequence[Node], periods: Sequence[Period]) -> Cells:
    """Pupils of the one course, and of its latest session, at many nodes and in many periods; one statement."""
    cells = [(node, period) for node in nodes for period in periods if wanted[0].fits(node, period)]
    sessions = _sessions([node for node, _ in cells], [period for _, period in cells]) if cells else []
    found: Cells = {}
    for node, period in cells:
        here = _of_one_course(
            [
                one
                for one in sessions
                if one.path.startswith(node.path) and period.since <= one.begins_at < period.until
            ]
        )
        for figure in wanted:
            counted = here[-1:] if figure.id == LAST else here
            found[figure.id, node.code, period.text] = Value(
                sum(one.people for one in counted), None, sum(one.rows for one in counted)
            )
    return found


def _sessions(nodes: Sequence[Node], periods: Sequence[Period]) -> list[Session]:
    """Held sessions of every course that somebody leads, the latest last."""
    at = Q()
    for path in roots(nodes):
        at |= under(path, "place__path")
    came = Q(attendances__role="participant") | Q(attendances__is_headcount=True)
    rows = _courses(_held(at, min(one.since for one in periods), max(one.until for one in periods)))
    counted = rows.annotate(
        came=Coalesce(Sum("attendances__people", filter=came), 0), came_rows=Count("attendances", filter=came)
    )
    fields = ("pk", "begins_at", "place__path", "course", "series__lead", "came", "came_rows")
    return [Session(*row) for row in counted.order_by("begins_at", "pk").values_list(*fields)]


def _of_one_course(sessions: Sequence[Session]) -> list[Session]:
    """Those of the course and leader with most of them; of several the one that was set up first."""
    times = Counter((one.course, one.lead) for one in sessions)
    if not times:
        return []
    most = min(times, key=lambda one: (-times[one], one))
    return [one for one in sessions if (one.course, one.lead) == most]
