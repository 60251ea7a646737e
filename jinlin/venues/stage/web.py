"""Pages of the stage: rounds of a station, one round, entering a group, the draw done again by anybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base import days
from jinlin.base.access import open_to_all, signed_in, staff
from jinlin.base.engine import Faulty
from jinlin.base.given import Choice, Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Reason
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.venues import limits
from jinlin.venues.models import Space, StageRound
from jinlin.venues.queries import relations
from jinlin.venues.rules import clock
from jinlin.venues.stage import commands
from jinlin.venues.stage.desk import ROUND_SUBJECT, as_data, entrants, group_of, opened, weights_of
from jinlin.venues.stage.procedure import ROUND
from jinlin.venues.stage.rules import StageWeights, draw, tickets_of
from jinlin.venues.web.public import station_of


def _round(request: HttpRequest, code: str) -> StageRound:
    row: StageRound = found(ROUND_SUBJECT, code, request.actor)  # type: ignore[attr-defined]
    return row


@open_to_all
@require_safe
def stage_round(request: HttpRequest, code: str) -> HttpResponse:
    """One round: its evenings, who wants them with how many tickets, what was drawn and why; names of groups alone."""
    row = _round(request, code)
    actor = request.actor  # type: ignore[attr-defined]
    weights = weights_of(row)
    groups = list(row.groups.order_by("code"))
    drawn = list(row.drawn.select_related("group").order_by("on"))
    held = {one.code: one for one in entrants(row)}
    context = {
        "round": row, "state": ROUND.state(row.state), "hours": f"{clock(row.begins)}—{clock(row.ends)}", "weights": weights,
        "groups": [(one, tickets_of(held[one.code], weights, 0), sum(1 for d in drawn if d.group_id == one.pk)) for one in groups],
        "drawn": drawn, "evenings": [dt.date.fromisoformat(one) for one in row.evenings], "opened": opened(row),
        "mine": group_of(row, actor.account), "keeps": bool(relations(row.space.station, actor)), "offers": offers_for(ROUND_SUBJECT, row, actor),
        "lines": lines(ROUND_SUBJECT, row, actor), "base": f"/stage/{row.code}/steps/", "done": request.GET.get("done", ""),
        "limits": limits.shown(limits.STAGE),
    }  # fmt: skip
    return render(request, "venues/stage_round.html", context)


@open_to_all
@require_safe
def stage_replay(request: HttpRequest, code: str) -> HttpResponse:
    """The draw, done again before the reader's eyes: tickets, digest and number of each evening; any other number can be tried."""
    row = _round(request, code)
    tried = "".join(request.GET.get("seed", "").split())[:60]
    seed = tried or row.seed
    names = {one.code: one.name for one in row.groups.all()}
    kept = {
        one.on.isoformat(): (one.number, one.group.code if one.group else "")
        for one in row.drawn.select_related("group")
    }
    shown, same = [], True
    for one in (
        draw(row.code, seed, entrants(row), row.evenings, weights_of(row)) if seed and row.digest else ()
    ):
        as_kept = kept.get(one.on) == (one.number, one.group)
        same = same and as_kept
        at, ranges = 0, []
        for group, count in one.tickets:
            ranges.append((names[group], at, at + count - 1, group == one.group))
            at += count
        shown.append((dt.date.fromisoformat(one.on), one, ranges, at, as_kept, names.get(one.group, "")))
    context = {
        "round": row,
        "seed": seed,
        "tried": bool(tried and tried != row.seed),
        "shown": shown,
        "same": same and bool(kept),
    }
    return render(request, "venues/stage_replay.html", context)


@open_to_all
@require_safe
def stage_file(request: HttpRequest, code: str) -> HttpResponse:
    """The round as a file, with everything that the draw read."""
    return JsonResponse(
        as_data(_round(request, code)), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def stage_enter(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a group, or change what one entered, until the list is closed."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _round(request, code)
    known = group_of(row, actor.account)
    choices = tuple(Choice(one, days.day(dt.date.fromisoformat(one))) for one in row.evenings)
    fields = (
        Field("name", "text", Words("团队的名字", "Name of the group"), limit=60),
        Field("people", "integer", Words("大约几个人", "About how many people"), least=1, limit=2000),
        Field("loud", "yes_no", Words("用音响或打击乐", "Loud"), required=False),
        Field("evenings", "choices", Words("想要哪些晚上", "Which evenings"), choices=choices),
    )

    def write(values: dict[str, Any]) -> str:
        commands.enter(
            round=row,
            name=values["name"],
            people=values["people"],
            loud=bool(values["loud"]),
            evenings=values["evenings"],
            by=actor,
        )
        return f"{reverse('stage_round', args=[row.code])}?done=entered"

    return answer(request, Sheet(
        code=f"stage-{row.code}", title=Words(f"报名：{row.name}", f"Enter: {row.name}"), button=Words("报名", "Enter"), fields=fields, write=write,
        back=reverse("stage_round", args=[row.code]),
        known={"name": known.name, "people": known.people, "loud": known.loud, "evenings": known.evenings} if known else {},
        note=Words("名单公开，只写团队的名字。谁来报的一年后抹去。", "The list is public and names groups alone; who entered is erased after a year."),
    ))  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def stage_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Close, draw, object, answer, fix."""
    return step_page(request, ROUND_SUBJECT, code, step, template="base/step_public.html")


NEW = (
    Field("space", "subject", Words("哪个舞台或房间", "Which stage or room"), of="space"),
    Field("code", "text", Words("编号（字母数字）", "Code"), limit=40),
    Field("name", "text", Words("这一轮叫什么", "Name of the round"), limit=80),
    Field("dates", "long_text", Words("哪些晚上（一行一个，如 2026-12-05）", "Evenings, one a line"), limit=600),
    Field("begins", "time", Words("从几点", "From")),
    Field("ends", "time", Words("到几点", "Until")),
    Field("enter_until", "datetime", Words("报名到什么时候", "Entering until")),
    Field("seed_source", "text", Words("用哪个公开号码（要在截止后才公布）", "Which public number (published after entering ends)"), limit=120),
    Field("base", "integer", Words("每个团队的签", "Tickets of each group"), least=1, limit=100),
    Field("recent", "integer", Words("近三个月每用过一晚减几签", "Less for each recent evening"), limit=50),
    Field("won", "integer", Words("这一轮每抽中一晚减几签", "Less for each evening won"), limit=50),
    Field("size", "integer", Words("每十人加一签，最多加几签", "One more for ten people, at most"), limit=50),
    Field("loud_a_week", "integer", Words("每周最多几个响的晚上", "Loud evenings a week at most"), limit=7),
)  # fmt: skip


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def stage_new(request: HttpRequest, code: str) -> HttpResponse:
    """Announce a round: evenings, weights, and which public number, before anybody enters."""
    actor = request.actor  # type: ignore[attr-defined]
    row = station_of(code, actor)
    spaces = {
        one.pk: one
        for one in Space.objects.filter(station=row, ended_on__isnull=True, bookable=True).select_related(
            "station__place"
        )
    }

    def write(values: dict[str, Any]) -> str:
        space = spaces.get(values["space"])
        if space is None:
            raise Faulty({"space": Reason("wrong_reference", Words("没有这个场所", "No such room"))})
        if StageRound.objects.filter(code=values["code"]).exists():
            raise Faulty({"code": Reason("not_new", Words("这个编号已经有了", "This code is taken"))})
        made = commands.announce(
            space=space, code=values["code"], name=values["name"], evenings=_dates(values["dates"]), hours=(values["begins"], values["ends"]),
            enter_until=values["enter_until"], seed_source=values["seed_source"], by=actor,
            weights=StageWeights(values["base"], values["recent"] or 0, values["won"] or 0, values["size"] or 0, values["loud_a_week"] or 0),
        )  # fmt: skip
        return reverse("stage_round", args=[made.code])

    return answer(request, Sheet(
        code=f"stage-new-{row.code}", title=Words("排一轮舞台", "A round of the stage"), button=Words("公布", "Announce"), fields=NEW, write=write,
        back=reverse("station_desk", args=[row.code]), options={"space": [(one.pk, one.name) for one in spaces.values()]},
        facts=limits.facts((*limits.STAGE, *limits.STAGE_WEIGHTS)),
        known={**vars(limits.stage_weights()), "begins": 19 * 60, "ends": 21 * 60, "seed_source": "报名截止后第一期福彩双色球开奖号"},
    ))  # fmt: skip


def _dates(text: str) -> list[dt.date]:
    try:
        return [dt.date.fromisoformat(part) for part in text.replace("，", " ").replace(",", " ").split()]
    except ValueError:
        raise Faulty(
            {
                "dates": Reason(
                    "wrong_date", Words("请写成 2026-12-05，一行一个", "Write 2026-12-05, one a line")
                )
            }
        ) from None


@open_to_all
@require_safe
def stage_rounds(request: HttpRequest, code: str) -> HttpResponse:
    """The rounds of a station's stages, the newest first; who was on stage of late, by group."""
    from jinlin.venues.desk import STATION_SUBJECT
    from jinlin.venues.models import Booking

    row = found(STATION_SUBJECT, code, request.actor)  # type: ignore[attr-defined]
    since = timezone.now() - dt.timedelta(days=limits.number("stage.recent_days"))
    had: dict[str, int] = {}
    used = Booking.objects.filter(
        space__station=row, space__rounds__isnull=False, state="completed", begins_at__gte=since
    ).exclude(group="")
    for _, group in used.values_list("pk", "group").distinct():
        had[group] = had.get(group, 0) + 1
    context = {
        "station": row, "rounds": [(one, ROUND.state(one.state)) for one in StageRound.objects.filter(space__station=row).order_by("-pk")[:40]],
        "had": [(name, count, str(count)) for name, count in sorted(had.items(), key=lambda pair: (-pair[1], pair[0]))],
        "keeps": bool(relations(row, request.actor)),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "venues/stage_rounds.html", context)
