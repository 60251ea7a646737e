"""What residents see: what is on, one activity, its poster, a series with its dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.base.feeds import feed_response
from jinlin.base.recurrence import Recurrence, told
from jinlin.base.web.steps import found
from jinlin.base.words import Words
from jinlin.places.public import Place, above
from jinlin.volunteering.activities import calendars, queries, rules
from jinlin.volunteering.activities.desk import ACTIVITY_SUBJECT, SERIES_SUBJECT, when_of
from jinlin.volunteering.activities.kinds import choices, kind_words, number
from jinlin.volunteering.activities.procedure import ACTIVITY, SIGN_UP
from jinlin.volunteering.activities.rooms import where_of
from jinlin.volunteering.activities.words import AUDIENCES, LEVELS, label
from jinlin.volunteering.models import Occurrence, Series, SignUp, Team

PAGE = 20
TIMES = (
    ("ahead", Words("接下来", "To come")),
    ("today", Words("今天", "Today")),
    ("week", Words("七天内", "Within a week")),
    ("past", Words("以前的", "Past")),
)
SORTS = (
    ("time", Words("时间近的在前", "Nearest first")),
    ("free", Words("还有空位的在前", "With free places first")),
)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {
        name: request.GET.get(name, "").strip()[:40] for name in ("place", "kind", "for", "when", "q", "sort")
    }


def _rows(asked: dict[str, str], place: Place | None, at: dt.datetime) -> Any:
    rows = queries.public_rows(place)
    if asked["kind"] in {one.code for one in choices()}:
        rows = rows.filter(kind=asked["kind"])
    if asked["for"] in {one.code for one in AUDIENCES}:
        rows = rows.filter(series__audience__in={asked["for"], "all"})
    if asked["q"]:
        rows = rows.filter(title__contains=asked["q"])
    if asked["when"] == "past":
        return rows.filter(ends_at__lte=at).order_by("-begins_at", "-pk")
    rows = rows.filter(ends_at__gt=at)
    if asked["when"] in ("today", "week"):
        midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        rows = rows.filter(begins_at__lt=midnight + dt.timedelta(days=1 if asked["when"] == "today" else 7))
    return rows.order_by("begins_at", "pk")


@open_to_all
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """What is on: by place, kind, for whom, when and name; how many places are left."""
    asked, at = _asked(request), timezone.now()
    place = Place.objects.filter(code=asked["place"]).first() if asked["place"] else None
    rows = _rows(asked, place, at)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    full = queries.fullness(page, at)
    shown = [line_of(one, full[one.pk]) for one in page]
    if asked["sort"] == "free":
        shown.sort(key=lambda line: line["full"].is_full)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page, "rows": shown, "asked": asked, "place": place, "kinds": choices(), "audiences": AUDIENCES, "times": TIMES, "sorts": SORTS,
        "query": query.urlencode(), "filtered": any(asked[name] for name in ("kind", "for", "q", "when")),
    }  # fmt: skip
    return render(request, "volunteering/activities/list.html", context)


def line_of(one: Occurrence, full: queries.Fullness) -> dict[str, Any]:
    """One activity as lists show it: when, where, of what kind, how full; no names."""
    return {
        "one": one, "when": when_of(one), "where": where_of(one), "kind": kind_words(one.kind), "full": full, "state": ACTIVITY.state(one.state),
        "is_open": one.state == "published", "is_off": one.state == "cancelled",
    }  # fmt: skip


@open_to_all
@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity: what, when, where, for whom, how many places, and what I can do: sign up, my own places."""
    actor, at = request.actor, timezone.now()  # type: ignore[attr-defined]
    row: Occurrence = found(ACTIVITY_SUBJECT, str(pk), actor)
    if row.state not in queries.PUBLIC:
        raise Http404
    series = row.series
    own = [one.pk for one in queries.family(actor.person)] if actor.person else []
    mine = (
        SignUp.objects.filter(occurrence=row, person__in=own)
        .exclude(state="cancelled")
        .select_related("person")
        .order_by("position")
    )
    full = queries.fullness([row], at)[row.pk]
    context = line_of(row, full) | {
        "series": series, "level": label(LEVELS, series.level), "audience": label(AUDIENCES, series.audience),
        "chain": list(above(row.place.path))[3:], "mine": [(one, SIGN_UP.state(one.state)) for one in mine],
        "may_sign": row.state == "published" and row.begins_at > at, "runs": bool(queries.relations(row, actor)),
        "next": _next(row, at), "smiles": _smiles(row, at), "repeats": _repeats(series.rule), "stamps": _stamps(row, own),
        "cost": f"{series.cost / 100:g}", "is_over": row.ends_at <= at, "pictures": list(row.pictures.filter(is_public=True).values_list("file", flat=True)),
        "may_say": row.state in queries.COUNTED and row.attendances.filter(person__in=own).exists() if own else False,
        "why_off": _why_off(row), "team": Team.objects.filter(pk=series.team).first() if series.team else None,
    }  # fmt: skip
    return render(request, "volunteering/activities/activity.html", context)


def _next(row: Occurrence, at: dt.datetime) -> list[tuple[Occurrence, str]]:
    rows = (
        Occurrence.objects.filter(series=row.series_id, state="published", begins_at__gt=at)
        .exclude(pk=row.pk)
        .order_by("begins_at")[:4]
    )
    return [(one, when_of(one)) for one in rows]


def _repeats(rule: str) -> Words | None:
    return told(Recurrence.parse(rule)) if rule else None


def _smiles(row: Occurrence, at: dt.datetime) -> dict[int, int] | None:
    return rules.share_of_faces(
        list(row.feedback.values_list("smile", flat=True)), number("feedback_least", at.date())
    )


def _stamps(row: Occurrence, own: list[int]) -> int:
    """How often one's family was at this course so far."""
    return sum(queries.times_of(own, row.series.root_id or row.series_id).values()) if own else 0


def _why_off(row: Occurrence) -> str:
    from jinlin.base.models import Event

    if row.state != "cancelled":
        return ""
    event = (
        Event.objects.filter(subject="activity", subject_id=row.pk, thing="activity.cancel")
        .order_by("-seq")
        .first()
    )
    return f"{event.data.get('reason', '')}：{event.text}" if event else ""


@open_to_all
@require_safe
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    """The address on a poster: leads to the activity's page."""
    row = get_object_or_404(queries.public_rows(), token=token)
    return activity(request, row.pk)


@open_to_all
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that hangs at the door: what, when, where, and the QR code that opens the page."""
    row: Occurrence = found(ACTIVITY_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    full = queries.fullness([row], timezone.now())[row.pk]
    context = line_of(row, full) | {
        "series": row.series, "link": request.build_absolute_uri(reverse("activity_by_token", args=[row.token])), "repeats": _repeats(row.series.rule),
        "audience": label(AUDIENCES, row.series.audience), "cost": f"{row.series.cost / 100:g}", "why_off": _why_off(row),
    }  # fmt: skip
    return render(request, "volunteering/activities/poster.html", context)


@open_to_all
@require_safe
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """A series: how it repeats, its dates to come and past, its calendar, and asking for a further class."""
    row = found(SERIES_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    at = timezone.now()
    rows = queries.public_rows().filter(series=row)
    ahead = list(rows.filter(ends_at__gt=at).order_by("begins_at")[:20])
    past = list(rows.filter(ends_at__lte=at).order_by("-begins_at")[:20])
    full = queries.fullness([*ahead, *past], at)
    context = {
        "series": row, "repeats": _repeats(row.rule), "kind": kind_words(row.kind), "level": label(LEVELS, row.level),
        "ahead": [line_of(one, full[one.pk]) for one in ahead], "past": [line_of(one, full[one.pk]) for one in past],
        "feed": request.build_absolute_uri(reverse("series_feed", args=[row.pk])), "levels": LEVELS[1:],
        "done": request.GET.get("done", ""), "runs": bool(queries.series_relations(row, request.actor)),  # type: ignore[attr-defined]
        "classes": _classes(row),
    }  # fmt: skip
    return render(request, "volunteering/activities/series.html", context)


def _classes(row: Series) -> list[tuple[Series, Words]]:
    """The other running classes of the same course that have a date to come."""
    root = row.root_id or row.pk
    ahead = Occurrence.objects.filter(state="published", begins_at__gt=timezone.now()).values("series")
    rows = Series.objects.filter(Q(pk=root) | Q(root=root), state="running", pk__in=ahead).exclude(pk=row.pk)
    return [(one, label(LEVELS, one.level)) for one in rows.order_by("pk")[:8]]


@open_to_all
@require_safe
def series_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """A series as a calendar to subscribe to."""
    row = found(SERIES_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    entries = calendars.of_rows(queries.public_rows().filter(series=row), timezone.now())
    root = request.build_absolute_uri("/").rstrip("/")
    return feed_response(
        row.title,
        [one.feed_entry(host=request.get_host(), root=root) for one in entries],
        filename=f"series-{row.pk}",
    )
