"""Hot spots at the desk: topics with their heat and the matters behind them, and counts by place and kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.matters import hot
from jinlin.matters.models import Matter
from jinlin.matters.numbers import number_of
from jinlin.matters.procedure import MATTER
from jinlin.matters.web import intake_places as places
from jinlin.matters.web.intake_places import DESK
from jinlin.places.public import Place

BEHIND = 30


@staff(*DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def hot_spots(request: HttpRequest) -> HttpResponse:
    """What many people tell at the desk's place; POST asks for a new look, done by the job process."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    reach = Place.objects.filter(places.reach(actor), level__in=hot.LEVELS)
    asked = request.GET.get("place") or places.own_code(actor)
    place = (
        reach.filter(code=asked).first()
        or Place.objects.filter(code=places.own_code(actor), level__in=hot.LEVELS).first()
    )
    if place is None:
        raise Http404
    if request.method == "POST":
        hot.look_everywhere.enqueue(place.pk)
        return HttpResponseRedirect(f"{reverse('hot_spots')}?place={place.code}&asked=1")
    now = timezone.now()
    kept = hot.kept(place)
    counts = hot.counts(place, now)
    context = {
        "place": place, "kept": kept, "topics": _topics(kept), "counts": counts, "asked": request.GET.get("asked", ""),
        "as_of": dt.datetime.fromisoformat(kept["as_of"]) if kept else None, "formula": _formula(kept),
        "chart": [(f"{row['place']} {row['category'] or _('没分类')}", row["now"], str(row["now"])) for row in counts[:8]],
        "places": reach.filter(path__startswith=place.path).exclude(pk=place.pk).order_by("path")[:60],
    }  # fmt: skip
    return render(request, "matters/intake/hot.html", context)


def _formula(kept: dict[str, Any] | None) -> str:
    return kept["formula"]["en" if (get_language() or "").startswith("en") else "zh"] if kept else ""


def _topics(kept: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Each topic with its matters: one query for all."""
    topics = kept["topics"] if kept else []
    wanted = {pk for topic in topics for pk in topic["matters"][:BEHIND]}
    rows = Matter.objects.filter(pk__in=wanted).select_related("place").in_bulk()
    english = (get_language() or "").startswith("en")
    return [
        {
            **topic, "sum": topic["heat_en" if english else "heat_zh"], "rank": rank, "count": len(topic["matters"]),
            "rows": [
                {"matter": row, "number": number_of(row.pk, row.told_at), "state": MATTER.state(row.state)}
                for pk in topic["matters"][:BEHIND]
                if (row := rows.get(pk)) is not None
            ],
        }
        for rank, topic in enumerate(topics, 1)
    ]  # fmt: skip
