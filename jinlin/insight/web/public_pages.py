"""A place's public numbers, for everybody: this year and the year before, small ones hidden, each with its definition."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base import periods
from jinlin.base.access import open_to_all
from jinlin.base.figures import Cells, Figure, figures
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.insight import words
from jinlin.insight.guarding import guarded
from jinlin.insight.sight import reads
from jinlin.places.public import Place, node_of

# Those who ask for one place at once wait for one count instead of counting the same beside each other; and the
# largest statement of the platform is held in memory once a process.
_one_counts = threading.Lock()
LEVELS = ("district", "street", "community", "estate")


@open_to_all
@require_safe
def place_figures(request: HttpRequest, code: str) -> HttpResponse:
    """The public numbers of one place."""
    place = Place.objects.filter(code=code, level__in=LEVELS, valid_to__isnull=True).first()
    if place is None:
        raise Http404
    today = timezone.localdate()
    node, year = node_of(place), periods.year_of(today, today=today)
    years = (year, year.previous)
    declared = [one for one in figures.values() if one.fits(node, year) and reads(one, year)]
    at, found, out = _numbers(declared, node, years)
    rows = [
        (one, ["—" if (one.id, when.text) in out else one.shown(found.get((one.id, node.code, when.text))) for when in years])
        for one in declared
    ]  # fmt: skip
    context = {
        "place": place, "place_name": place.name, "rows": rows, "years": years, "hidden": bool(out),
        "hidden_words": words.HIDDEN, "at": at,
    }  # fmt: skip
    return render(request, "insight/place_figures.html", context)


def _numbers(
    declared: Sequence[Figure], node: Node, years: Sequence[Period]
) -> tuple[dt.datetime, Cells, frozenset[tuple[str, str]]]:
    """When they were counted, the numbers, and which are hidden: kept for a minute, however many people look.

    The page says when. Whoever works with figures reads them as they are at the moment.
    """
    key = f"public-figures:{node.code}:{years[0].text}:{timezone.localdate()}"
    kept = settings.FIGURES_KEPT_SECONDS
    known = cache.get(key) if kept else None
    if known is None:
        with _one_counts:
            known = cache.get(key) if kept else None
            if known is None:
                known = (timezone.now(), *guarded(declared, node, years))
                cache.set(key, known, kept)
    return known
