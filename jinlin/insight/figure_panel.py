"""Three public numbers of a place beside its page, for its residents."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jinlin.base.figures import figures
from jinlin.base.panels import fill
from jinlin.base.periods import year_of
from jinlin.base.words import Words
from jinlin.insight.guarding import guarded
from jinlin.insight.sight import reads
from jinlin.places.public import Place, node_of

SHOWN = ("matters.told", "L09", "matters.response")


def place_panel(request: HttpRequest) -> str:
    """This year's public numbers of a place, small ones hidden, with the way to all of them."""
    place: Place | None = getattr(request, "place", None)
    if place is None:
        return ""
    today = timezone.localdate()
    node, year = node_of(place), year_of(today, today=today)
    declared = [figures[id] for id in SHOWN if figures[id].fits(node, year) and reads(figures[id], year)]
    if not declared:
        return ""
    found, out = guarded(declared, node, [year])
    small = {id for id, _ in out}
    rows = [
        (
            one,
            "—" if one.id in small else one.shown(found.get((one.id, node.code, year.text))),
            one.id in small,
        )
        for one in declared
    ]
    context = {"place": place, "rows": rows, "year": year}
    return render_to_string("insight/_place_panel.html", context, request=request)


def offer() -> None:
    """Put the panel on the residents' page of a place."""
    fill("place.page", place_panel, order=80, later=Words("这里的数字", "Figures here"))
