"""Points on a worker's desk: rules with their trial, rewards, what waits to be handed over, appeals."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import staff
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.places.public import Place, within
from jinlin.volunteering.models.points import PointAppeal, PointRule, Redemption, Reward
from jinlin.volunteering.points import commands, words
from jinlin.volunteering.points.desk import RULE_SUBJECT
from jinlin.volunteering.points.procedure import APPEAL, REDEMPTION, RULE
from jinlin.volunteering.teams.queries import is_keeper

SHOWN = 50
LINES_SHOWN = 40
KEEPERS = ("community_worker", "community_secretary")
"""Seats that draft rules and put things on offer."""


@staff()
@require_safe
def points_desk(request: HttpRequest) -> HttpResponse:
    """What waits first: to be handed over, to be decided; then rewards and rules."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    kept = (
        Redemption.objects.filter(within(actor, "reward__place__path"), state="reserved")
        .select_related("reward", "account")
        .order_by("until_at")[:SHOWN]
    )
    appeals = (
        PointAppeal.objects.filter(within(actor, "entry__account__place__path"), state="open")
        .select_related("entry__txn")
        .order_by("pk")[:SHOWN]
    )
    rules_ = (
        PointRule.objects.filter(within(actor, "place__path"))
        .select_related("place")
        .order_by("place__path", "-version")[:SHOWN]
    )
    rewards = (
        Reward.objects.filter(within(actor, "place__path"))
        .select_related("place")
        .order_by("place__path", "sort", "cost")[:SHOWN]
    )
    context = {
        "kept": [(one, REDEMPTION.state(one.state), one.until_at < now) for one in kept], "appeals": [(one, APPEAL.state(one.state)) for one in appeals],
        "rules": [(one, RULE.state(one.state)) for one in rules_], "rewards": [(one, words.label(words.SORTS, one.sort)) for one in rewards],
        "may": bool(places_kept(request)),
    }  # fmt: skip
    return render(request, "points/desk.html", context)


def places_kept(request: HttpRequest) -> dict[int, Place]:
    """The communities whose points the worker keeps."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = Place.objects.filter(within(actor), level="community", valid_to__isnull=True).order_by("path")[
        :200
    ]
    return {one.pk: one for one in rows if is_keeper(one, None, actor)}


RULE_FIELDS = (
    Field("place", "place", Words("哪个社区", "Which community")),
    Field("from_on", "date", Words("从哪天起", "From which day")),
    *(
        Field(
            f"grade_{grade}",
            "integer",
            Words(f"凭据 {grade} 每小时几分", f"Points an hour, evidence {grade}"),
            least=0,
            limit=1000,
        )
        for grade in "ABCD"
    ),
    Field(
        "wish",
        "integer",
        Words("完成一个微心愿（本人确认）几分", "For a confirmed wish"),
        least=0,
        limit=1000,
    ),
    Field(
        "activity",
        "integer",
        Words("在一次活动里帮忙几分", "For helping at an activity"),
        least=0,
        limit=1000,
    ),
    Field(
        "month_cap",
        "integer",
        Words("一人一月最多得几分（0 不限）", "At most a month for one person (0: none)"),
        least=0,
        limit=100_000,
    ),
    Field(
        "pair_cap",
        "integer",
        Words("一月转赠同一人最多几分（0 不限）", "At most a month from one to another (0: none)"),
        least=0,
        limit=100_000,
    ),
)


@staff(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def point_rule_new(request: HttpRequest) -> HttpResponse:
    """Draft a further version; it is tried on the real ledger before anybody puts it into force."""
    actor, places = request.actor, places_kept(request)  # type: ignore[attr-defined]
    if not places:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Http404
        per_hour = {grade: values[f"grade_{grade}"] for grade in "ABCD"} | {"E": 0}
        made = commands.draft_rule(
            place=place, from_on=values["from_on"], per_hour=per_hour, by=actor, wish=values["wish"], activity=values["activity"],
            month_cap=values["month_cap"], pair_cap=values["pair_cap"],
        )  # fmt: skip
        return reverse("point_rule", args=[made.pk])

    sheet = Sheet(
        code="point-rule-new", title=Words("起草积分规则", "Draft a rule of points"), button=Words("存为草稿", "Keep the draft"), fields=RULE_FIELDS, write=write,
        back=reverse("points_desk"), options={"place": [(one.pk, one.name) for one in places.values()]},
        known={"grade_A": 10, "grade_B": 8, "grade_C": 6, "grade_D": 3, "wish": 5, "activity": 5, "month_cap": 300, "pair_cap": 100},
        note=Words("积分是自愿的，不能换钱，和意见、投票、党务无关；后台补录（E）不得分。", "Points are voluntary, never money, never for opinions or votes; a desk entry earns nothing."),
    )  # fmt: skip
    return answer(request, sheet)


@staff()
@require_safe
def point_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One version with its trial on the real ledger: who would get what, and the difference."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(RULE_SUBJECT, str(pk), actor)
    context = {
        "row": row, "state": RULE.state(row.state), "grades": [(grade, row.per_hour.get(grade, 0)) for grade in "ABCDE"], "trial": row.trial,
        "lines_of_trial": (row.trial.get("lines") or [])[:LINES_SHOWN], "offers": offers_for(RULE_SUBJECT, row, actor), "lines": lines(RULE_SUBJECT, row, actor),
        "base": f"/desk/points/rules/{row.pk}/steps/", "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "points/rule.html", context)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def point_rule_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Try it out, put it into force, end it."""
    return step_page(request, RULE_SUBJECT, str(pk), step)


REWARD = (
    Field("name", "text", Words("叫什么", "Name"), limit=60),
    Field("about", "text", Words("说明（怎么领）", "About"), required=False, limit=200),
    Field("sort", "choice", Words("哪一类", "Sort"), choices=words.SORTS),
    Field("cost", "integer", Words("要几分", "Points"), least=1, limit=100_000),
    Field("stock", "integer", Words("有几份", "How many"), least=0, limit=100_000),
)


@staff(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def reward_new(request: HttpRequest) -> HttpResponse:
    """Put something on offer."""
    actor, places = request.actor, places_kept(request)  # type: ignore[attr-defined]
    if not places:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        place = places.get(values.pop("place"))
        if place is None:
            raise Http404
        commands.put_reward(place=place, by=actor, **{**values, "about": values["about"] or ""})
        return reverse("points_desk")

    sheet = Sheet(
        code="reward-new", title=Words("加一项可以换的", "Put something on offer"), button=Words("上架", "Put it on offer"), write=write, back=reverse("points_desk"),
        fields=(Field("place", "place", Words("哪个社区", "Which community")), *REWARD), options={"place": [(one.pk, one.name) for one in places.values()]},
        note=Words("先想荣誉和服务，再想物品；不能是钱、卡、券。", "Honours and services first; never money, cards or vouchers."),
    )  # fmt: skip
    return answer(request, sheet)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def reward_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change words, cost, how many are left, whether it is on offer."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_object_or_404(Reward.objects.select_related("place"), pk=pk)
    if not is_keeper(row.place, None, actor):
        raise Http404

    def write(values: dict[str, Any]) -> str:
        commands.change_reward(
            reward=row, by=actor, **{**values, "about": values["about"] or "", "open": bool(values["open"])}
        )
        return reverse("points_desk")

    sheet = Sheet(
        code=f"reward-{row.pk}", title=Words(f"改{row.name}", f"Change {row.name}"), button=Words("保存", "Save"), write=write, back=reverse("points_desk"),
        fields=(*REWARD, Field("open", "yes_no", Words("可以换", "On offer"), required=False)),
        known={name: getattr(row, name) for name in ("name", "about", "sort", "cost", "stock", "open")},
    )  # fmt: skip
    return answer(request, sheet)
