"""Pages of duty: one's own turns, one turn, the wall of a week for all, the rota for its keepers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, signed_in, staff
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.venues import limits
from jinlin.venues.desk import STATION_SUBJECT
from jinlin.venues.duty.desk import TURN_SUBJECT, time_of
from jinlin.venues.duty.procedure import TURN
from jinlin.venues.duty.queries import gaps_ahead, on_rota, open_to, own, risky, shown_name, standing_on, wall
from jinlin.venues.duty.words import KINDS
from jinlin.venues.models import CoverDay, DutyFellow, DutyPost, Roster, Station, Turn
from jinlin.venues.queries import day_kind, instant, relations
from jinlin.venues.rules import clock
from jinlin.venues.web.public import station_of
from jinlin.venues.words import DAYS, label


def monday_of(text: str) -> dt.date:
    """The Monday of the week in which a given day lies; of this week where the text is no day."""
    try:
        on = dt.date.fromisoformat(text)
    except ValueError:
        on = timezone.localdate()
    return on - dt.timedelta(days=on.weekday())


@dataclass
class Cell:
    """One post on one date: promised hours, turns with who has them, what nobody has yet, and when nobody was there."""

    post: DutyPost
    promised: str
    turns: list[tuple[Turn, Any, str, str]] = field(default_factory=list)
    open: str = ""
    bare: str = ""


def week_rows(
    station: Station, monday: dt.date, *, whole: bool
) -> tuple[list[DutyPost], list[tuple[dt.date, Any, list[Cell]]]]:
    """The week as rows of dates with a cell for each post. ``whole`` shows whole names, for those who run the rota."""
    found_rows, now = wall(station, monday), timezone.now()
    days = []
    for number in range(7):
        on = monday + dt.timedelta(days=number)
        cells = []
        for post, shown in found_rows:
            day = shown[number]
            turns = [
                (
                    one,
                    TURN.state(one.state),
                    shown_name(one, whole),
                    f"{timezone.localtime(one.begins_at):%H:%M}—{timezone.localtime(one.ends_at):%H:%M}",
                )
                for one in day.turns
            ]
            passed = int((now - instant(on, 0)).total_seconds() // 60)
            ahead = [(max(begins, passed), ends) for begins, ends in day.open if ends > passed]
            bare = [(begins, min(ends, passed)) for begins, ends in day.open if begins < passed]
            cells.append(Cell(post, _hours(day.promised), turns, _hours(ahead), _hours(bare)))
        days.append((on, label(DAYS, str(on.weekday())), day_kind(on).holiday, cells))
    return [post for post, _ in found_rows], days


def _hours(stretches: Any) -> str:
    return str(Words("、", ", ")).join(f"{clock(begins)}—{clock(ends)}" for begins, ends in stretches)


@open_to_all
@require_safe
def duty_wall(request: HttpRequest, code: str) -> HttpResponse:
    """The wall of a week: who is there when, by masked name; printed for the door."""
    row: Station = found(STATION_SUBJECT, code, request.actor)  # type: ignore[attr-defined]
    monday = monday_of(request.GET.get("on", ""))
    posts, days = week_rows(row, monday, whole=False)
    context = {
        "station": row, "posts": posts, "days": days, "monday": monday, "sunday": monday + dt.timedelta(days=6), "today": timezone.localdate(),
        "before": monday - dt.timedelta(days=7), "after": monday + dt.timedelta(days=7), "roster": _roster(row, monday),
        "kept": _kept(row, timezone.localdate()), "keeps": bool(relations(row, request.actor)),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "venues/duty_wall.html", context)


def _roster(station: Station, monday: dt.date) -> Roster | None:
    return (
        Roster.objects.filter(station=station, since__lte=monday + dt.timedelta(days=6), until__gte=monday)
        .order_by("-version")
        .first()
    )


def _kept(station: Station, today: dt.date) -> tuple[int, int] | None:
    """Covered and promised hours of the last thirty days, both rounded down; None where nothing was promised."""
    rows = CoverDay.objects.filter(post__station=station, on__gte=today - dt.timedelta(days=30), on__lt=today)
    minutes = list(rows.values_list("covered", "promised"))
    promised = sum(one[1] for one in minutes)
    return (sum(one[0] for one in minutes) * 1000 // promised, promised // 60) if promised else None


@staff()
@require_safe
def duty_desk(request: HttpRequest, code: str) -> HttpResponse:
    """The rota of a station: what has no one ahead, the week, who is on it, how the promise was kept."""
    row = station_of(code, request.actor)  # type: ignore[attr-defined]
    today = timezone.localdate()
    monday = monday_of(request.GET.get("on", ""))
    posts, days = week_rows(row, monday, whole=True)
    kept = _kept(row, today)
    context = {
        "station": row, "posts": posts, "days": days, "monday": monday, "sunday": monday + dt.timedelta(days=6), "today": today,
        "before": monday - dt.timedelta(days=7), "after": monday + dt.timedelta(days=7), "roster": _roster(row, monday),
        "gaps": [(one, clock(one.begins), clock(one.ends)) for one in gaps_ahead(row, today)], "kept": kept,
        "risky": [(post, label(DAYS, str(day))) for post, day in risky(row, today)],
        "fellows": [(one, label(KINDS, one.kind), _agreed(one)) for one in on_rota(row.pk, today)],
        "unsaid": Turn.objects.filter(post__station=row, state="done", left_at__isnull=True).select_related("post").order_by("begins_at")[:20],
        "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "venues/duty_desk.html", context)


def _agreed(fellow: DutyFellow) -> str:
    parts = [_("每周最多 %(n)s 小时") % {"n": f"{fellow.week / 60:g}"}] if fellow.week else []
    parts.append(_("两班之间休息 %(n)s 小时") % {"n": f"{fellow.rest / 60:g}"})
    if fellow.not_days:
        parts.append(
            _("不排 %(days)s")
            % {"days": "、".join(str(label(DAYS, day)) for day in fellow.not_days.split(","))}
        )
    return " · ".join(parts)


@signed_in
@require_safe
def my_duty(request: HttpRequest) -> HttpResponse:
    """One's own turns: what waits for a word first, what is ahead, and what else one could take."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    mine = [
        (one, TURN.state(one.state), time_of(one), label(KINDS, one.kind)) for one in own(actor, now)[:60]
    ]
    lined = DutyFellow.objects.filter(
        standing_on(timezone.localdate(now)), person=actor.person or -1
    ).select_related("station")
    context = {
        "asked": [row for row in mine if row[0].state == "offered"], "ahead": [row for row in mine if row[0].state != "offered"],
        "open": [(one, TURN.state(one.state), time_of(one)) for one in open_to(actor, now)[:30]],
        "stations": [(one, label(KINDS, one.kind), _agreed(one)) for one in lined.order_by("pk")], "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "venues/my_duty.html", context)


@signed_in
@require_safe
def duty_turn(request: HttpRequest, pk: int) -> HttpResponse:
    """One turn: when, where, in which kind, who stands by, what the one before left as word, and what can be done now."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Turn = found(TURN_SUBJECT, str(pk), actor)
    keeps = bool(relations(row.post.station, actor))
    own_turn = row.fellow is not None and row.fellow.person_id == actor.person
    before = (
        Turn.objects.filter(post=row.post_id, state="done", ends_at__lte=row.begins_at)
        .exclude(handover="")
        .order_by("-ends_at")
        .first()
    )
    context = {
        "turn": row, "state": TURN.state(row.state), "when": time_of(row), "keeps": keeps, "mine": own_turn, "before": before,
        "who": shown_name(row, keeps or own_turn), "kind": label(KINDS, row.kind) if row.kind else "", "source": row.get_source_display(),
        "offers": offers_for(TURN_SUBJECT, row, actor), "lines": lines(TURN_SUBJECT, row, actor), "base": f"/duty/{row.pk}/steps/",
        "standbys": row.standbys.select_related("fellow__person").order_by("rank") if keeps else (), "done": request.GET.get("done", ""),
        "asked": row.fellow.person.name if row.fellow and row.state == "offered" and (keeps or own_turn) else "",
        "limits": limits.shown(limits.DUTY),
    }  # fmt: skip
    return render(request, "venues/duty_turn.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def duty_turn_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept, find cover, swap, come, leave; offer, excuse, drop."""
    return step_page(request, TURN_SUBJECT, str(pk), step, template="base/step_public.html")
