"""What residents see: which stations are open now, one station, and a thing that they find broken."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.places.public import Place, above, under
from jinlin.venues import rules
from jinlin.venues.desk import ASSET_SUBJECT, STATION_SUBJECT, kind_words
from jinlin.venues.free import day_of
from jinlin.venues.models import Space, Station
from jinlin.venues.procedure import ASSET, STATION
from jinlin.venues.queries import now_of, plans, relations
from jinlin.venues.words import DAYS, KINDS, LEVELS, label

PAGE = 20


@open_to_all
@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """Stations by place, kind and name; whether each is open now and for how long."""
    kind, q, code = (
        request.GET.get("kind", ""),
        request.GET.get("q", "").strip()[:40],
        request.GET.get("place", ""),
    )
    rows = (
        Station.objects.filter(public=True)
        .exclude(state__in=("closed", "planned", "building"))
        .select_related("place")
    )
    place = Place.objects.filter(code=code).first() if code else None
    rows = rows.filter(under(place.path, "place__path")) if place else rows
    rows = rows.filter(kind=kind) if kind in {one.code for one in KINDS} else rows
    rows = rows.filter(name__contains=q) if q else rows
    page = Paginator(rows.order_by("place__path", "pk"), PAGE).get_page(request.GET.get("page"))
    at = timezone.now()
    on = timezone.localdate(at)
    hours = plans([one.pk for one in page], on, on)
    context = {
        "page": page, "rows": [(one, now_of(one, hours, at), kind_words(one)) for one in page], "kinds": KINDS, "kind": kind, "q": q,
        "place": place, "asked": f"kind={kind}&q={q}&place={code}",
    }  # fmt: skip
    return render(request, "venues/stations.html", context)


@open_to_all
@require_safe
def station(request: HttpRequest, code: str) -> HttpResponse:
    """One station: open now or when next, the week, its rooms with what is free today, access, who is in charge."""
    row: Station = found(STATION_SUBJECT, code, request.actor)  # type: ignore[attr-defined]
    at = timezone.now()
    on = timezone.localdate(at)
    hours = plans([row.pk], on, on)
    spaces = list(Space.objects.filter(station=row, ended_on__isnull=True, bookable=True).order_by("pk"))
    free = day_of(spaces, on, at)
    planned = row.state in ("planned", "building")
    context = {
        "station": row, "unusual": None if row.state == "open" else STATION.state(row.state), "now": now_of(row, hours, at), "kind": kind_words(row),
        "week": _week(row), "changes": row.changes.filter(on__gte=on, space__isnull=True).order_by("on")[:8],
        "spaces": [] if planned else [(one, [f"{rules.clock(begins)}—{rules.clock(ends)}" for begins, ends in free[one.pk]]) for one in spaces],
        "planned": planned, "lines": lines(STATION_SUBJECT, row, request.actor) if planned else [],  # type: ignore[attr-defined]
        "assets": row.assets.exclude(state="retired").order_by("pk")[:30], "chain": list(above(row.place.path))[3:],
        "keeps": bool(relations(row, request.actor)), "funds": _funds(row), "stage": row.spaces.filter(rounds__isnull=False).exists(), "duty": row.duty_posts.filter(ended_on__isnull=True).exists(),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "venues/station.html", context)


def _week(row: Station) -> list[tuple[object, str]]:
    shown = []
    for day in DAYS:
        spans = [one for one in row.spans.all() if one.space_id is None and one.day == int(day.code)]
        words = "、".join(
            f"{rules.clock(one.begins)}—{rules.clock(one.ends)}"
            for one in sorted(spans, key=lambda one: one.begins)
        )
        if words or int(day.code) < rules.HOLIDAY:
            shown.append((day.words, words))
    return shown


def _funds(row: Station) -> list[tuple[str, str]]:
    sums: dict[str, int] = {}
    for one in row.funds.all():
        sums[one.level] = sums.get(one.level, 0) + one.amount
    return [
        (str(label(LEVELS, level)), f"{amount / 100:,.2f}".removesuffix(".00"))
        for level, amount in sums.items()
    ]


@open_to_all
@require_safe
def asset(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a sticker: what it is, who looks after it, whether it works, and two taps to say that it is broken."""
    row = found(ASSET_SUBJECT, token, request.actor)  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "asset": row, "state": ASSET.state(row.state), "offers": offers_for(ASSET_SUBJECT, row, actor), "lines": lines(ASSET_SUBJECT, row, actor),
        "done": request.GET.get("done", ""), "base": f"/assets/{row.token}/steps/",
    }  # fmt: skip
    return render(request, "venues/asset.html", context)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def asset_step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """Say that it is broken (anybody), or that it is mended (its keepers)."""
    return step_page(request, ASSET_SUBJECT, token, step, template="base/step_public.html")


def station_of(code: str, actor: object) -> Station:
    """The station that an actor keeps or stands over; 404 for others."""
    row = get_object_or_404(Station.objects.select_related("place", "owner"), code=code)
    if not relations(row, actor):  # type: ignore[arg-type]
        raise Http404
    return row
