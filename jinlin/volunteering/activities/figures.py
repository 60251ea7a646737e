"""Figures of activities: sessions held of a course, volunteers' activities, a year's activities, and what they show."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.figures import Column, Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.places.public import under
from jinlin.volunteering.activities.courses import CAME, held, last_pupils, led, pupils, read_pupils
from jinlin.volunteering.activities.kinds import kind_words
from jinlin.volunteering.activities.presence import differences
from jinlin.volunteering.activities.queries import PUBLIC
from jinlin.volunteering.models import Attendance, Occurrence, Presence, SignUp

ONE_COURSE = ("community", "estate")
NO_GUARD = 0
PEOPLE = Words("人次", "attendances")
TIMES = Words("场", "activities")


def _on(row: Occurrence) -> str:
    return timezone.localdate(row.begins_at).isoformat()


OCCURRENCES = Listing(
    name=lambda row: row.title, link=lambda row: f"/activities/{row.pk}", seen=lambda actor: Q(state__in=PUBLIC), related=("place", "series"),
    order=("-begins_at", "pk"), search=("title",),
    columns=(
        Column("on", Words("哪天", "Day"), _on), Column("kind", Words("类别", "Kind"), lambda row: str(kind_words(row.kind))),
        Column("place", Words("地点", "Place"), lambda row: row.place.name),
    ),
)  # fmt: skip


def _seen(actor: Actor) -> Q:
    return Q(occurrence__state__in=PUBLIC)


ATTENDANCES = Listing(
    name=lambda row: row.occurrence.title, link=lambda row: f"/activities/{row.occurrence_id}", seen=_seen, related=("occurrence",),
    order=("-occurrence__begins_at", "pk"), search=("occurrence__title",),
    columns=(
        Column("on", Words("哪天", "Day"), lambda row: _on(row.occurrence)),
        Column("as_what", Words("怎么来", "As what"), lambda row: Words("没留名", "Without a name") if row.is_headcount else row.get_role_display()),
        Column("people", Words("人次", "Attendances"), lambda row: row.people),
    ),
)  # fmt: skip
SIGN_UPS = Listing(
    name=lambda row: row.occurrence.title, link=lambda row: f"/activities/{row.occurrence_id}", seen=_seen, related=("occurrence",),
    order=("-occurrence__begins_at", "pk"), columns=(Column("on", Words("哪天", "Day"), lambda row: _on(row.occurrence)),),
)  # fmt: skip


def _sessions(node: Node, period: Period) -> QuerySet[Occurrence]:
    return led(node, period).annotate(one=Value(1))


def _served(node: Node, period: Period) -> QuerySet[Occurrence]:
    helpers = Attendance.objects.filter(occurrence=OuterRef("pk"), role="volunteer", people__gt=0)
    return held(node, period).filter(Exists(helpers))


def _volunteers(node: Node, period: Period) -> QuerySet[Attendance]:
    return Attendance.objects.filter(role="volunteer", occurrence__in=held(node, period).values("pk"))


def _at_venues(node: Node, period: Period) -> QuerySet[Occurrence]:
    return held(node, period).filter(under(node.path, "space__station__place__path"))


def _came(node: Node, period: Period) -> QuerySet[Attendance]:
    return Attendance.objects.filter(CAME, occurrence__in=_at_venues(node, period).values("pk"))


def _placed(node: Node, period: Period) -> QuerySet[SignUp]:
    return SignUp.objects.filter(
        state="confirmed", role="participant", occurrence__in=_bounded(node, period).values("pk")
    )


def _bounded(node: Node, period: Period) -> QuerySet[Occurrence]:
    return held(node, period).filter(capacity__gt=0)


def _confirmed(node: Node, period: Period) -> QuerySet[SignUp]:
    """Confirmed places as long as names are kept; afterwards nobody can say who came to which."""
    return SignUp.objects.filter(
        state="confirmed", person__isnull=False, occurrence__in=held(node, period).values("pk")
    )


def _absent(node: Node, period: Period) -> QuerySet[SignUp]:
    there = Attendance.objects.filter(occurrence=OuterRef("occurrence"), person=OuterRef("person"))
    excused = Presence.objects.filter(
        occurrence=OuterRef("occurrence"), person=OuterRef("person"), kind="excused"
    )
    return _confirmed(node, period).filter(~Exists(there), ~Exists(excused))


def _named(node: Node, period: Period) -> QuerySet[Attendance]:
    return Attendance.objects.filter(
        role="participant", is_headcount=False, occurrence__in=held(node, period).values("pk")
    )


def _fresh(node: Node, period: Period) -> QuerySet[Attendance]:
    return _named(node, period).filter(fresh=True)


HELD = Words(
    "办成的活动（至少一人到场，取消的、没有到场记录的不算）",
    "activities held (at least one came; not those called off or without a list of who came)",
)
COURSE = Words(
    "同一个人带的、办得最多的一门课，办成的场次",
    "held sessions of the one course, led by one person, that was held most often",
)
FIGURES = (
    Figure("X01", Words("公益课期数", "Sessions of a course"), unit=Words("期", "sessions"), population=COURSE, formula=Words("时期内办成的场数", "sessions held in the period"),
           levels=ONE_COURSE, flow=True, rows=led, listing=OCCURRENCES, guard=NO_GUARD, public=True),
    Figure("X02", Words("公益课培训人次", "Attendances of the course"), unit=PEOPLE, population=COURSE,
           formula=Words("到场的学员，每人每场一次，加没留名的人数", "pupils who came, once each a session, and those counted without a name"),
           levels=ONE_COURSE, flow=True, rows=pupils, total="people", read=read_pupils, listing=ATTENDANCES, public=True),
    Figure("activities.course_mean", Words("公益课每期平均人数", "Pupils a session of the course"), unit=PEOPLE, kind="mean", population=COURSE,
           formula=Words("培训人次 ÷ 办成的期数；没有到场记录的一期作废，不算", "attendances ÷ sessions held; one at which nobody is recorded is void and not counted"),
           base_words=Words("办成的期数", "sessions held"), levels=ONE_COURSE, flow=True, rows=pupils, total="people", base=_sessions, base_total="one",
           listing=ATTENDANCES, public=True),
    Figure("X05", Words("志愿活动", "Volunteers' activities"), unit=TIMES, population=HELD, formula=Words("至少一名志愿者到场的场数", "those at which a volunteer served"),
           flow=True, rows=_served, listing=OCCURRENCES, guard=NO_GUARD, public=True),
    Figure("X06", Words("志愿活动参加人次", "Attendances of volunteers"), unit=PEOPLE, population=HELD, formula=Words("到场的志愿者，每人每场一次", "volunteers who came, once each an activity"),
           flow=True, rows=_volunteers, total="people", paths=("occurrence__place__path",), listing=ATTENDANCES, public=True),
    Figure("X07", Words("年度各类活动", "Activities of every kind"), unit=TIMES, population=HELD, formula=Words("在本地驿站和场所办成的场数", "those held at the place's own venues"),
           flow=True, rows=_at_venues, listing=OCCURRENCES, guard=NO_GUARD, public=True),
    Figure("X08", Words("年度活动参加人次", "Attendances of activities"), unit=PEOPLE, population=HELD,
           formula=Words("在本地驿站和场所办成的活动：来参加的人，每人每场一次，加没留名的人数；志愿者另计", "at the place's own venues: those who took part, once each an activity, and those counted without a name; volunteers apart"),
           flow=True, rows=_came, total="people", paths=("occurrence__place__path", "occurrence__space__station__place__path"), listing=ATTENDANCES, public=True),
    Figure("X09", Words("一节课学员", "Pupils of one session"), unit=Words("人", "people"), population=COURSE, formula=Words("最近一场到场的学员", "pupils who came to the latest session"),
           levels=ONE_COURSE, flow=True, rows=last_pupils, total="people", read=read_pupils, listing=ATTENDANCES, public=True),
    Figure("activities.fill", Words("名额用满率", "Places taken"), unit=Words("%", "%"), kind="share", population=HELD,
           formula=Words("报上的人数 ÷ 名额之和", "confirmed places ÷ places"), base_words=Words("限名额的活动的名额之和", "places of activities with a limit"),
           flow=True, rows=_placed, base=_bounded, base_total="capacity", listing=SIGN_UPS),
    Figure("activities.no_show", Words("报了没来", "No-shows"), unit=Words("%", "%"), kind="share", population=HELD,
           formula=Words("报上、没请假、没到场的 ÷ 报上的", "confirmed, not excused, not there ÷ confirmed"), base_words=Words("报上的人次", "confirmed places"),
           flow=True, rows=_absent, base=_confirmed, listing=SIGN_UPS),
    Figure("activities.fresh", Words("第一次来的", "First-timers"), unit=Words("%", "%"), kind="share", population=HELD,
           formula=Words("第一次来这门课或这个系列的人次 ÷ 有名字的人次", "attendances that were the first in their series ÷ attendances by name"),
           base_words=Words("有名字的参加人次", "attendances by name"), flow=True, rows=_fresh, base=_named, listing=ATTENDANCES),
)  # fmt: skip


def register() -> None:
    """Register the group, and the recount of attendance from the facts."""
    figures.register("activities", Words("活动和课程", "Activities and courses"), FIGURES)
    figures.register_recount("activities", differences)
