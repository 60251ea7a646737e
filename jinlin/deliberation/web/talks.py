"""For everybody: what is talked about near here, one series with its points and answers, raising a point, calendar feeds."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, signed_in
from jinlin.base.engine import Faulty
from jinlin.base.feeds import Entry, feed_response, uid_of
from jinlin.base.given import Field, clean_given
from jinlin.base.recurrence import Recurrence, told
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.deliberation import commands, pages, queries, relations, sight, words
from jinlin.deliberation.models import Body, Meeting
from jinlin.deliberation.web.shells import actor_of, shell
from jinlin.places.public import Place

TEXT = Field("text", "long_text", Words("您想说的事", "What you want to raise"), limit=1000,
             why=Words("下次会上回应，公布时不写您的名字；请不要写别人的姓名电话", "Answered next time; published without your name"))  # fmt: skip
BY_HAND = (
    Field("channel", "choice", Words("怎么提的", "How"), choices=words.POINT_CHANNELS[1:]),
    Field("name", "text", Words("怎么称呼（可不填）", "Name"), required=False, limit=60),
    Field("phone", "text", Words("电话（可不填）", "Phone"), required=False, limit=30,
          why=Words("只用来把回应告诉本人，一年后删除", "Only to bring the answer; erased after a year")),
)  # fmt: skip
PAST = dt.timedelta(days=400)


def _place(request: HttpRequest) -> Place | None:
    code = request.GET.get("place", "")
    return Place.objects.filter(code=code, valid_to__isnull=True).first() if code else None


@open_to_all
@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """What is to come, which series there are, which motions are under way; for one place where it is named."""
    place, now = _place(request), timezone.now()
    rows = Meeting.objects.filter(
        body__is_open=True, state__in=("planned", "announced", "sitting"), ends_at__gt=now
    )
    if place is not None:
        rows = rows.filter(sight.at_place(place.path, "body__place__path"))
    motions = queries.motions(actor_of(request), place=place).exclude(state__in=("rejected", "withdrawn"))
    context = {
        "shell": shell(actor_of(request)), "place": place, "meetings": rows.select_related("body__place").order_by("begins_at")[:12],
        "series": [(one, _rule(one)) for one in queries.series(place)[:40]],
        "motions": [(one, queries.stations(one)) for one in motions.prefetch_related("rulings")[:10]],
    }  # fmt: skip
    return render(request, "deliberation/talks.html", context)


def _rule(body: Body) -> Words | None:
    return told(Recurrence.parse(body.rule)) if body.rule else None


def _body(code: str) -> Body:
    row = Body.objects.select_related("place").filter(code=code).first()
    if row is None:
        raise Http404
    return row


@open_to_all
@require_safe
def body(request: HttpRequest, code: str) -> HttpResponse:
    """One body: when it meets, what was raised and what became of each, who belongs to it, whose turn the chair is."""
    actor, row, now = actor_of(request), _body(code), timezone.now()
    held = relations.of_body(row, actor)
    inside = bool(held & relations.STAFF_SIDE)
    meetings = queries.meetings(actor, body=row.code)
    points = queries.points_of(row) if row.is_open or inside else []
    results = (
        queries.results(actor, body=row).filter(state__in=("working", "reported"))[:40]
        if inside or row.is_open
        else []
    )
    context = {
        "shell": shell(actor), "body": row, "rule": _rule(row), "kind": words.words_of(words.KINDS, row.kind), "form": words.words_of(words.FORMS, row.form),
        "to_come": list(meetings.filter(state__in=("planned", "announced", "sitting"), ends_at__gt=now).order_by("begins_at")[:8]),
        "past": list(meetings.exclude(state__in=("planned", "announced", "called_off")).filter(begins_at__gt=now - PAST)[:20]),
        "points": [(one, _stand(one)) for one in points], "results": queries.shown_results(results, now),
        "members": list(row.members.filter(until_on__isnull=True).select_related("institution").order_by("turn", "pk")) if inside else [],
        "institutions": [one.name for one in row.members.filter(until_on__isnull=True, institution__isnull=False).order_by("turn")] if not inside else [],
        "season": queries.season(row) if row.turn_by_rule else [], "convenes": "convener" in held, "inside": inside, "staff": "staff" in held,
        "handovers": row.handovers.select_related("giver", "taker").order_by("-pk")[:6] if inside else [],
        "begins": f"{row.begins_minute // 60:02d}:{row.begins_minute % 60:02d}",
    }  # fmt: skip
    return render(request, "deliberation/body.html", context)


def _stand(point: Any) -> Any:
    from jinlin.deliberation.procedure import POINT

    return POINT.state(point.state)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def point_new(request: HttpRequest, code: str) -> HttpResponse:
    """Raise a point for the next talk; a worker writes down what was said by telephone, on paper or on the spot."""
    actor, row = actor_of(request), _body(code)
    if not row.is_open or row.ended_on is not None:
        raise Http404
    by_hand = "staff" in relations.of_body(row, actor)
    fields = (TEXT, *BY_HAND) if by_hand else (TEXT,)
    context: dict[str, Any] = {
        "shell": shell(actor), "body": row, "fields": fields, "typed": request.POST or {"channel": "spot"},
        "key": request.POST.get("key") or secrets.token_urlsafe(16),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "deliberation/point_new.html", context)
    given = {one.name: request.POST.get(one.name, "") for one in fields}
    values, faults = clean_given(fields, given)
    if faults:
        return render(request, "deliberation/point_new.html", context | {"faults": faults}, status=422)

    def act() -> tuple[int, dict[str, Any]]:
        meeting = row.meetings.filter(state="sitting").first() if values.get("channel") == "spot" else None
        made = commands.raise_point(
            body=row, text=values["text"], by=actor, channel=values.get("channel") or "page", name=values.get("name") or "",
            phone=values.get("phone") or "", meeting=meeting,
        )  # fmt: skip
        return 200, {"to": pages.page_of(made)}

    try:
        _, answer, _ = once(
            scope=f"point:{actor.account}:{row.pk}", key=context["key"], content=given, act=act
        )
    except Faulty as faulty:
        return render(request, "deliberation/point_new.html", context | {"faults": faulty.faults}, status=422)
    except Refused as refused:
        return render(
            request, "deliberation/point_new.html", context | {"reasons": refused.reasons}, status=409
        )
    return HttpResponseRedirect(f"{answer['to']}?done=raise")


def entries(rows: Any, request: HttpRequest) -> list[Entry]:
    """Meetings as calendar entries: the same UID for ever, the sequence of the row, called-off ones said to be so."""
    host = request.get_host().partition(":")[0]
    return [
        Entry(
            uid=uid_of("meeting", one.pk, host), title=one.title, begins=one.begins_at, ends=one.ends_at, changed_at=one.changed_at,
            sequence=one.sequence, where=one.where, text=one.body.about, link=request.build_absolute_uri(reverse("meeting", args=[one.pk])),
            cancelled=one.state == "called_off",
        )
        for one in rows
    ]  # fmt: skip


def _to_feed(rows: Any) -> Any:
    return (
        rows.filter(begins_at__gt=timezone.now() - dt.timedelta(days=60))
        .select_related("body__place")
        .order_by("begins_at")[:300]
    )


@open_to_all
@require_safe
def body_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The calendar of one series, or of a body for whoever has the address: day, hour, place, nothing more."""
    row = _body(code)
    return feed_response(
        row.name, entries(_to_feed(row.meetings.all()), request), filename=f"body-{row.pk}", text=row.about
    )


@open_to_all
@require_safe
def place_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The calendar of a place: every open talk there, above and below."""
    place = Place.objects.filter(code=code, valid_to__isnull=True).first()
    if place is None:
        raise Http404
    rows = Meeting.objects.filter(sight.at_place(place.path, "body__place__path"), body__is_open=True)
    return feed_response(
        f"{place.name} 议事", entries(_to_feed(rows), request), filename=f"place-{place.code}"
    )
