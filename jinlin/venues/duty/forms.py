"""Forms of duty, each with a second look: posts, promised hours, who is on the rota, a plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jinlin.base.access import signed_in, staff
from jinlin.base.engine import Faulty
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Reason
from jinlin.base.web.steps import found
from jinlin.base.words import Words
from jinlin.organisations.public import ReportIn, people_in_charge
from jinlin.people.public import Person
from jinlin.places.public import under
from jinlin.venues import limits
from jinlin.venues import rules as opening
from jinlin.venues.desk import STATION_SUBJECT
from jinlin.venues.duty import commands
from jinlin.venues.duty.rules import Weights
from jinlin.venues.duty.words import KINDS
from jinlin.venues.hours import read_spans
from jinlin.venues.models import DutyFellow, DutyPost, Station
from jinlin.venues.web.desk_forms import HOURS
from jinlin.venues.web.public import station_of
from jinlin.venues.words import DAYS

POST = (
    Field("code", "text", Words("编号（字母数字）", "Code"), limit=40),
    Field("name", "text", Words("岗位叫什么", "Name"), limit=60),
    Field("does", "text", Words("在岗做什么", "What one does there"), required=False, limit=200),
    Field("needed", "integer", Words("每班几个人", "People each time"), least=1, limit=50),
    Field("longest", "integer", Words("一班最长几分钟", "Longest turn, minutes"), least=30, limit=720),
)


def _back(row: Station) -> str:
    return reverse("duty_desk", args=[row.code])


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def duty_post_new(request: HttpRequest, code: str) -> HttpResponse:
    """A further post."""
    actor = request.actor  # type: ignore[attr-defined]
    row = station_of(code, actor)

    def write(values: dict[str, Any]) -> str:
        if DutyPost.objects.filter(code=values["code"]).exists():
            raise Faulty({"code": Reason("not_new", Words("这个编号已经有了", "This code is taken"))})
        made = commands.add_post(
            station=row, code=values["code"], name=values["name"], by=actor, does=values["does"] or "", needed=values["needed"], longest=values["longest"],
        )  # fmt: skip
        return reverse("duty_promise", args=[made.code])

    return answer(request, Sheet(
        code=f"duty-post-{row.code}", title=Words("设一个值班岗位", "A duty post"), button=Words("设岗", "Set it up"), fields=POST, write=write,
        back=_back(row), known={"needed": 1, "longest": 240},
    ))  # fmt: skip


PROMISE = (*HOURS, Field("since", "date", Words("从哪天起", "From which day")))


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def duty_promise(request: HttpRequest, post: str) -> HttpResponse:
    """What a post promises, by weekday; the days behind keep what was promised for them."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_object_or_404(
        DutyPost.objects.select_related("station__place"), code=post, ended_on__isnull=True
    )
    station = station_of(row.station.code, actor)
    known: dict[str, Any] = {"since": timezone.localdate().isoformat()}
    for one in row.promises.filter(until__isnull=True).order_by("day", "begins"):
        span = f"{opening.clock(one.begins)}-{opening.clock(one.ends)}"
        known[f"day{one.day}"] = f"{known[f'day{one.day}']}，{span}" if f"day{one.day}" in known else span

    def write(values: dict[str, Any]) -> str:
        spans = [span for one in DAYS for span in read_spans(int(one.code), values[f"day{one.code}"] or "")]
        commands.set_promise(post=row, spans=spans, since=values["since"], by=actor)
        return f"{_back(station)}?done=promise"

    return answer(request, Sheet(
        code=f"duty-promise-{row.code}", title=Words(f"{row.name}：承诺哪些时间有人", f"{row.name}: promised hours"), button=Words("承诺", "Promise"),
        fields=PROMISE, write=write, back=_back(station), known=known,
        note=Words("承诺会公开，每天按到岗的分钟对照。", "The promise is public and compared with what was kept, day by day."),
    ))  # fmt: skip


_WEEKDAYS = DAYS[:7]
AGREED = (
    Field(
        "week",
        "integer",
        Words("每周最多几小时（0 是不限）", "Hours a week at most (0: no limit)"),
        required=False,
        limit=84,
    ),
    Field(
        "rest",
        "integer",
        Words("两班之间至少休息几小时", "Hours of rest between turns"),
        required=False,
        limit=72,
    ),
    Field(
        "not_days",
        "choices",
        Words("哪几天不方便", "Which days do not suit"),
        required=False,
        choices=_WEEKDAYS,
    ),
)
FELLOW = (
    Field("person", "person", Words("请谁", "Whom")),
    Field("kind", "choice", Words("哪一种", "Which kind"), choices=KINDS),
    *AGREED,
)
WHY = Words(
    "排班时用，只给管这个场所的人看；退出后一年删除",
    "To plan turns; read by the venue's keepers; erased a year after leaving",
)


def _agreed(values: dict[str, Any]) -> commands.Agreed:
    rest = 8 if values["rest"] is None else values["rest"]
    return commands.Agreed(
        (values["week"] or 0) * 60, rest * 60, tuple(sorted(int(one) for one in values["not_days"]))
    )


def _may_be_asked(station: Station) -> list[tuple[int, str]]:
    """Those with a seat at the station's place and above, and members who reported in there; each once."""
    on = timezone.localdate()
    found: dict[int, str] = {}
    for one in people_in_charge(station.place, on=on)[:80]:
        found.setdefault(one.person_id, one.person.name)
    below = ReportIn.objects.filter(
        under(station.place.path, "organisation__place__path"),
        state="confirmed",
        ended_on__isnull=True,
        person__isnull=False,
    )
    for pk, name in below.order_by("pk").values_list("person", "person__name")[:200]:
        found.setdefault(pk, name)
    return list(found.items())


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def duty_fellow_new(request: HttpRequest, code: str) -> HttpResponse:
    """Put somebody on the rota; they accept each turn themselves."""
    actor = request.actor  # type: ignore[attr-defined]
    row = station_of(code, actor)
    people = _may_be_asked(row)

    def write(values: dict[str, Any]) -> str:
        person = (
            Person.objects.filter(pk=values["person"]).first() if values["person"] in dict(people) else None
        )
        if person is None:
            raise Faulty({"person": Reason("wrong_reference", Words("请从名单里选", "Choose from the list"))})
        commands.add_fellow(station=row, person=person, kind=values["kind"], by=actor, agreed=_agreed(values))
        return f"{_back(row)}?done=fellow"

    return answer(request, Sheet(
        code=f"duty-fellow-{row.code}", title=Words("请人上值班表", "Put somebody on the rota"), button=Words("加上", "Add"), fields=FELLOW, write=write,
        back=_back(row), options={"person": people}, known={"rest": 8, "week": 0},
        note=Words("每一班都要本人答应才算；三种值班分开记，只有志愿服务可以记志愿时长。",
                   "Each turn counts only once the person accepts it. The three kinds stay apart; only volunteering may become hours."),
    ))  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def duty_join(request: HttpRequest, code: str) -> HttpResponse:
    """A resident offers to be on duty, as a volunteer, and says what suits."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Station = found(STATION_SUBJECT, code, actor)
    person = Person.objects.filter(pk=actor.person or -1).first()
    if person is None:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        commands.add_fellow(station=row, person=person, kind="volunteer", by=actor, agreed=_agreed(values))
        return f"{reverse('my_duty')}?done=joined"

    return answer(request, Sheet(
        code=f"duty-join-{row.code}", title=Words(f"到{row.name}值班", f"Be on duty at {row.name}"), button=Words("报名", "Join"), fields=AGREED, write=write,
        back=reverse("duty_wall", args=[row.code]), known={"rest": 8, "week": 4}, note=WHY,
    ))  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def duty_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the rota: oneself, or by the keepers."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_object_or_404(
        DutyFellow.objects.select_related("station__place", "person"), pk=pk, until__isnull=True
    )
    own = row.person_id == actor.person
    if not own:
        station_of(row.station.code, actor)
    back = reverse("my_duty") if own else _back(row.station)

    def write(values: dict[str, Any]) -> str:
        commands.end_fellow(fellow=row, by=actor)
        return f"{back}?done=left"

    return answer(request, Sheet(
        code=f"duty-leave-{row.pk}", title=Words("退出值班表", "Leave the rota"), button=Words("退出", "Leave"), fields=(), write=write, back=back,
        facts=((Words("场所", "Venue"), row.station.name), (Words("谁", "Who"), row.person.name)),
    ))  # fmt: skip


PLAN = (
    Field("since", "date", Words("从哪天", "From")),
    Field("until", "date", Words("到哪天", "Until")),
    Field(
        "evening",
        "integer",
        Words("晚班算百分之几", "An evening turn counts, per cent"),
        least=100,
        limit=400,
    ),
    Field("night", "integer", Words("夜班算百分之几", "A night turn counts, per cent"), least=100, limit=400),
    Field(
        "weekend", "integer", Words("周末算百分之几", "A weekend turn counts, per cent"), least=100, limit=400
    ),
    Field(
        "holiday",
        "integer",
        Words("节假日算百分之几", "A holiday turn counts, per cent"),
        least=100,
        limit=400,
    ),
)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def duty_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Make the next version of the rota. The form shows how many turns there would be and how many nobody can have."""
    actor = request.actor  # type: ignore[attr-defined]
    row = station_of(code, actor)
    today = timezone.localdate()
    known = {
        "since": today + dt.timedelta(days=7 - today.weekday()),
        "until": today + dt.timedelta(days=13 - today.weekday()),
        **vars(limits.duty_weights()),
    }

    def write(values: dict[str, Any]) -> str:
        weights = Weights(values["evening"], values["night"], values["weekend"], values["holiday"])
        commands.make_roster(
            station=row, since=values["since"], until=values["until"], by=actor, weights=weights
        )
        return f"{_back(row)}?done=plan&on={values['since']}"

    draft = commands.plan(station=row, since=known["since"], until=known["until"])
    shares: dict[int, int] = {}
    for one in draft.given:
        if one.hand is not None:
            shares[one.hand] = shares.get(one.hand, 0) + 1
    facts = [
        (Words("照下面的设置，下周要排", "With the settings below, next week needs"), f"{len(draft.given)}"),
        (Words("其中没人能上的", "of which nobody can have"), f"{len(draft.open)}"),
        *(
            (Words(draft.fellows[key].person.name, draft.fellows[key].person.name), f"{count}")
            for key, count in sorted(shares.items())
        ),
        *limits.facts(limits.DUTY_WEIGHTS),
    ]
    return answer(request, Sheet(
        code=f"duty-plan-{row.code}", title=Words(f"给{row.name}排班", f"Make a rota for {row.name}"), button=Words("发出，请大家答应", "Send it for everybody's word"),
        fields=PLAN, write=write, back=_back(row), known=known, facts=facts,
        note=Words("谁近三个月值得最少，先排谁；节假日单独数；谁也不会同时在两处。每个人答应了才算。",
                   "Whoever did least in the last three months comes first; holidays are counted by themselves. It counts once each person accepts."),
    ))  # fmt: skip
