"""Forms of those who run activities: arrange one, sign somebody up who has no phone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from jinlin.base.access import signed_in, staff
from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty
from jinlin.base.given import Choice, Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Reason, Refused
from jinlin.base.web.steps import found
from jinlin.base.words import Words
from jinlin.organisations.public import Institution
from jinlin.people.public import Person
from jinlin.places.public import Place, within
from jinlin.venues.public import Space
from jinlin.volunteering.activities import commands, planning, queries
from jinlin.volunteering.activities.desk import SERIES_SUBJECT, when_of
from jinlin.volunteering.activities.kinds import asking, choices, kinds, of_group
from jinlin.volunteering.activities.pickers import rooms_near
from jinlin.volunteering.activities.web.desk_pages import RUNNING, run_of
from jinlin.volunteering.activities.words import AUDIENCES, LEVELS, ROLES
from jinlin.volunteering.models import Occurrence, Series, Team

REPEATS = (
    Choice("once", Words("只办一次", "Once")), Choice("RRULE:FREQ=WEEKLY", Words("每周同一天", "Every week on that day")),
    Choice("RRULE:FREQ=MONTHLY", Words("每月同一个星期几（如第二个星期六）", "Each month on the same weekday")),
    Choice("day-ends:0", Words("逢 10（10、20、30 日）", "Days that end in 0")), Choice("day-ends:9", Words("逢 9（9、19、29 日）", "Days that end in 9")),
    Choice("lunar:09-09", Words("农历九月初九（重阳）", "Lunar 9-9")), Choice("lunar:*-01,*-15", Words("农历初一、十五", "Lunar 1st and 15th")),
    Choice("own", Words("自己写规则（填在下面）", "A rule of one's own, below")),
)  # fmt: skip
HOLIDAYS = (
    Choice("keep", Words("照常", "As usual")),
    Choice("skip", Words("停一次", "Left out")),
    Choice("next", Words("顺延到工作日", "Moved to the next workday")),
)
TEACHES = Words(
    "写了，这人用这个手机登录就能点名，教的时间记作志愿服务，由另一个人确认",
    "They can then call the roll, signed in by that phone, and their hours are recorded as service for a second person to confirm",
)
LAST_DAY = Words("不填就一直排下去，提前八周排好", "Empty: goes on, laid out eight weeks ahead")
COMES_AGAIN = (("repeats", tuple(one.code for one in REPEATS if one.code != "once")),)
CHILDREN = (("audience", ("children", "family")), ("kind", asking("guardian")))
TAUGHT = (("kind", asking("lead")),)
AGED = (("audience", ("children", "family", "elders")), ("kind", asking("age")))
NEW = (
    Field("place", "place", Words("哪里办", "Where it belongs")), Field("kind", "choice", Words("哪类活动", "Kind"), choices=choices()),
    Field("title", "text", Words("名称（不写人名）", "Name (no person's)"), limit=60), Field("brand", "text", Words("品牌（如九久公益日）", "Brand"), required=False, limit=40),
    Field("on", "date", Words("（第一次）哪一天", "On (first)")), Field("begins", "time", Words("几点开始", "From")),
    Field("minutes", "integer", Words("多少分钟", "Minutes"), least=15, limit=720),
    Field("repeats", "choice", Words("多久一次", "How often"), required=False, choices=REPEATS),
    Field("rule", "text", Words("自己写规则", "A rule of one's own"), required=False, limit=400, belongs=(("repeats", ("own",)),), help=Words("如 RRULE:FREQ=WEEKLY;BYDAY=SU 或 day-ends:0", "Such as RRULE:FREQ=WEEKLY;BYDAY=SU or day-ends:0")),
    Field("holidays", "choice", Words("遇法定节假日", "On a public holiday"), required=False, choices=HOLIDAYS, belongs=COMES_AGAIN),
    Field("until", "date", Words("办到哪天", "Until"), required=False, help=LAST_DAY, belongs=COMES_AGAIN),
    Field("space", "subject", Words("用哪个房间（会一起约好）", "Which room (booked with it)"), required=False, of="activity_room"),
    Field("where", "text", Words("不在驿站的写明地点", "Where, if in no room"), required=False, limit=80),
    Field("capacity", "integer", Words("名额（不限填 0）", "Places (0 without limit)"), limit=5000),
    Field("waiting", "integer", Words("候补最多几位（不限填 0）", "Waiting list at most"), required=False, limit=5000),
    Field("audience", "choice", Words("给谁办", "For whom"), choices=AUDIENCES),
    Field("age_min", "integer", Words("几岁以上（不限不填）", "From age"), required=False, limit=120, belongs=AGED), Field("age_max", "integer", Words("几岁以下（不限不填）", "To age"), required=False, limit=120, belongs=AGED),
    Field("needs_guardian", "yes_no", Words("孩子参加，要监护人同意", "Children take part; a guardian consents"), required=False, belongs=CHILDREN),
    Field("ratio", "integer", Words("一位大人看护几个孩子（不需要填 0）", "Children per grown-up (0 not asked for)"), required=False, limit=50, belongs=CHILDREN),
    Field("supervisors", "integer", Words("到场看护的大人有几位", "Grown-ups who mind them"), required=False, limit=200, belongs=CHILDREN),
    Field("level", "choice", Words("班级", "Level"), required=False, choices=LEVELS, belongs=(("kind", of_group("course")),)),
    Field("lead_name", "text", Words("谁来教（姓名，只有社区看到）", "Who teaches (name, for the community alone)"), required=False, limit=30, help=TEACHES, belongs=TAUGHT),
    Field("lead_phone", "text", Words("教的人的手机（没有就不填）", "Their phone, if any"), required=False, limit=20, belongs=TAUGHT),
    Field("lead_called", "text", Words("公开怎么称呼教的人（本人同意）", "What they agreed to be called in public"), required=False, limit=30, belongs=TAUGHT),
    Field("team", "subject", Words("哪支志愿队来办", "Run by the volunteers' team"), required=False, of="team"),
    Field("partner", "institution", Words("和哪个共建单位一起办", "Together with which partner"), required=False),
    Field("cost", "money", Words("每人交多少元（免费不填）", "Yuan each (free: empty)"), required=False),
    Field("about", "long_text", Words("介绍", "About it"), required=False, limit=2000),
    Field("material", "text", Words("要带什么", "What to bring"), required=False, limit=200),
    Field("safety", "text", Words("可能的危险和怎么防（会写给报名的人）", "Dangers and what is done about them"), required=False, limit=300, belongs=(("kind", asking("safety")),)),
)  # fmt: skip


def rule_of(values: dict[str, Any]) -> str:
    """The rule in the words of ``base.recurrence`` from what was chosen; empty for a single activity."""
    on, chosen = values["on"], values.get("repeats") or ""
    if chosen in ("", "once", "own"):
        rule = (values.get("rule") or "") if chosen != "once" else ""
    elif chosen == "RRULE:FREQ=WEEKLY":
        rule = f"{chosen};BYDAY={_DAYS[on.weekday()]}"
    elif chosen == "RRULE:FREQ=MONTHLY":
        rule = f"{chosen};BYDAY={(on.day - 1) // 7 + 1}{_DAYS[on.weekday()]}"
    else:
        rule = chosen
    shift = values.get("holidays") or "keep"
    return f"{rule} holidays:{shift}" if rule and shift != "keep" and "holidays:" not in rule else rule


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@staff(*RUNNING)
def activity_new(request: HttpRequest) -> HttpResponse:
    """Arrange an activity or a series, with its room, at one of the places where the actor organises."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = Place.objects.filter(
        within(actor), level__in=("community", "estate"), valid_to__isnull=True
    ).order_by("path")[:300]
    places = {
        one.pk: one for one in rows if "organiser" in queries.series_relations(Series(place=one), actor)
    }
    if not places:
        raise Http404
    first = next(iter(places.values()))
    partners = Institution.objects.filter(ended_on__isnull=True).order_by("name")[:300]

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Faulty({"place": Reason("wrong_reference", Words("没有这个地点", "No such place"))})
        made = planning.arrange(
            place=place,
            title=values["title"],
            kind=values["kind"],
            by=actor,
            since=values["on"],
            begins=values["begins"],
            **_facts(values, place),
        )
        return reverse(
            "activity_desk", args=[made.occurrences.order_by("begins_at").values_list("pk", flat=True)[0]]
        )

    known = {
        "minutes": 90,
        "capacity": 20,
        "audience": "all",
        "level": "all",
        "repeats": "once",
        "place": first.pk,
        "kind": request.GET.get("kind", ""),
    }
    sheet = Sheet(
        code="activity-new", title=Words("安排活动", "Arrange an activity"), button=Words("安排", "Arrange it"), write=write, fields=NEW,
        back=reverse("activities_desk"), known=known,
        options={
            "place": [(one.pk, one.name) for one in places.values()], "space": rooms_near(first), "partner": [(one.pk, one.name) for one in partners], "team": _teams(actor),
        },
        note=Words("安排好先是草稿，房间一起约好；到活动页上发布后居民才看到。", "It is a draft first, with its room; residents see it once it is published."),
    )  # fmt: skip
    return answer(request, sheet)


def _teams(actor: Actor) -> list[tuple[int, str]]:
    """The active teams at the places of an actor."""
    rows = Team.objects.filter(within(actor, "place__path"), state="active").order_by("name")
    return [(one.pk, one.name) for one in rows[:100]]


def _facts(values: dict[str, Any], place: Place) -> dict[str, Any]:
    space = None
    if values["space"]:
        if values["space"] not in dict(rooms_near(place)):
            raise Faulty(
                {"space": Reason("wrong_reference", Words("这个房间不在本地", "This room is elsewhere"))}
            )
        space = Space.objects.select_related("station").get(pk=values["space"])
    kind = kinds()[values["kind"]]
    return {
        "brand": values["brand"] or "", "minutes": values["minutes"], "rule": rule_of(values), "until": values["until"], "space": space,
        "where": values["where"] or "", "capacity": values["capacity"], "waiting": values["waiting"] or 0, "audience": values["audience"],
        "age_min": values["age_min"] or kind.from_age, "age_max": values["age_max"] or 0, "needs_guardian": bool(values["needs_guardian"]),
        "ratio": values["ratio"] or 0, "supervisors": values["supervisors"] or 0, "level": values["level"] or "all",
        "lead": _lead_of(values, place), "lead_called": values["lead_called"] or "", "team": _team_of(values["team"], place), "partner_id": values["partner"], "cost": values["cost"] or 0, "about": values["about"] or "",
        "material": values["material"] or "", "safety": values["safety"] or "",
    }  # fmt: skip


def _lead_of(values: dict[str, Any], place: Place) -> Person | None:
    """Whoever teaches, where they are named: known by number or by name at this place, else entered."""
    name, phone = values["lead_name"] or "", values["lead_phone"] or ""
    if not name:
        if phone:
            raise Faulty({"lead_name": Reason("no_name", Words("请写教的人的姓名", "Name whoever teaches"))})
        return None
    return commands.person_for(activity=Occurrence(place=place), name=name, phone=phone)


def _team_of(team: int | None, place: Place) -> int | None:
    """The id of a team that works where the activity is, refused otherwise."""
    if not team:
        return None
    row = Team.objects.filter(pk=team, state="active").select_related("place").first()
    if row is None or not (place.path.startswith(row.place.path) or row.place.path.startswith(place.path)):
        raise Faulty({"team": Reason("wrong_reference", Words("这支队伍不在本地", "This team is elsewhere"))})
    return row.pk


WHO = (
    Field("name", "text", Words("姓名", "Name"), limit=30),
    Field("phone", "text", Words("手机（没有就不填）", "Phone, if any"), required=False, limit=20),
    Field(
        "birth_year",
        "integer",
        Words("哪一年出生（不知道不填）", "Born in the year"),
        required=False,
        least=1900,
        limit=2100,
    ),
    Field("role", "choice", Words("参加还是来帮忙", "Taking part or helping"), required=False, choices=ROLES),
    Field("note", "text", Words("要留意的（如轮椅、要人接）", "To be minded"), required=False, limit=120),
)


@signed_in
def activity_enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """A worker signs somebody up who has no phone: by name; who did it is recorded."""
    actor, row = request.actor, run_of(request, pk)  # type: ignore[attr-defined]
    if not queries.relations(row, actor) & {"organiser", "lead"}:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        person = commands.person_for(
            activity=row, name=values["name"], phone=values["phone"] or "", birth_year=values["birth_year"]
        )
        manner = commands.Manner(
            role=values["role"] or "participant", tie="worker", note=values["note"] or ""
        )
        (outcome,) = commands.sign_up(
            activity=row, people=[person], by=actor.for_person(values["name"][:1] + "**"), manner=manner
        )
        if outcome.sign_up is None:
            assert outcome.reason is not None
            raise Refused(outcome.reason)
        return reverse("activity_slip", args=[outcome.sign_up.pk])

    facts = ((Words("活动", "Activity"), row.title), (Words("时间", "When"), when_of(row)))
    sheet = Sheet(
        code=f"activity-enrol-{row.pk}", title=Words("代为报名", "Sign somebody up"), button=Words("报名", "Sign up"), write=write, fields=WHO, facts=facts,
        back=reverse("activity_desk", args=[row.pk]), known={"role": "participant"},
        note=Words(f"记下是您代报的；{timezone.localdate():%Y} 年满 18 岁以下的要监护人同意。", "It is recorded that you did it; minors wait for a guardian."),
    )  # fmt: skip
    return answer(request, sheet)


OPENED = (
    Field("level", "choice", Words("开什么班", "Which class"), choices=LEVELS[1:]), Field("title", "text", Words("名称", "Name"), limit=60),
    Field("on", "date", Words("（第一次）哪一天", "On (first)")), Field("begins", "time", Words("几点开始", "From")),
    Field("minutes", "integer", Words("多少分钟", "Minutes"), least=15, limit=720),
    Field("repeats", "choice", Words("多久一次", "How often"), required=False, choices=REPEATS[1:3]),
    Field("until", "date", Words("办到哪天", "Until"), required=False, help=LAST_DAY),
    Field("capacity", "integer", Words("名额（不限填 0）", "Places (0 without limit)"), limit=5000),
)  # fmt: skip


@signed_in
def class_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the class that residents asked for: same course, another level; whoever asked is told."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Series = found(SERIES_SUBJECT, str(pk), actor)
    if "organiser" not in queries.series_relations(row, actor):
        raise Http404

    def write(values: dict[str, Any]) -> str:
        made = planning.open_class(row, values | {"rule": rule_of(values)}, by=actor)
        return reverse("series_desk", args=[made.pk])

    many = row.asked_for.filter(answered_at__isnull=True).count()
    sheet = Sheet(
        code=f"class-open-{row.pk}", title=Words("开一班", "Open a class"), button=Words("开班，通知要求的人", "Open it and tell those who asked"), write=write,
        fields=OPENED, back=reverse("series_desk", args=[row.pk]), facts=((Words("课程", "Course"), row.title), (Words("想上的人", "Asked for by"), str(many))),
        known={"title": f"{row.title}（小课）", "level": "small", "minutes": row.minutes, "capacity": 8, "begins": f"{row.begins // 60:02d}:{row.begins % 60:02d}"},
    )  # fmt: skip
    return answer(request, sheet)
