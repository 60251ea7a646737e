"""Talents on other pages: what neighbours of a place can do, and what waits for a resident as one."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.places.public import Place, under
from jinlin.visits.models import Talent, TalentRequest
from jinlin.visits.talents.procedure import REQUEST, TALENT
from jinlin.visits.talents.queries import mosaic, shown, with_skills

SHOWN = 6


def place_panel(request: HttpRequest) -> str:
    """「邻居会什么」 of the request's place; nothing where nobody is listed."""
    place: Place | None = getattr(request, "place", None)
    if place is None or place.level not in ("community", "estate", "building"):
        return ""
    now = timezone.now()
    rows = with_skills(shown(timezone.localdate(now)).filter(under(place.path, "place__path")), now)[:60]
    tiles = mosaic(rows)[:SHOWN]
    return (
        render_to_string("talents/_near.html", {"tiles": tiles, "place": place}, request=request)
        if tiles
        else ""
    )


def own_panel(request: HttpRequest) -> str:
    """A suggestion that waits for the resident's word, and open requests to and from them."""
    actor = request.actor  # type: ignore[attr-defined]
    mine = Talent.objects.filter(person=actor.person or -1, state__in=TALENT.open_states).first()
    asked = TalentRequest.objects.filter(
        Q(talent__person=actor.person or -1) | Q(account=actor.account), state__in=REQUEST.open_states
    ).select_related("skill")
    context = {
        "talent": mine,
        "state": TALENT.state(mine.state) if mine else None,
        "requests": [(one, REQUEST.state(one.state)) for one in asked.order_by("-pk")[:SHOWN]],
    }
    return (
        render_to_string("talents/_mine.html", context, request=request)
        if mine or context["requests"]
        else ""
    )


def offer() -> None:
    """Put them where residents look."""
    fill("place.page", place_panel, order=60, later=Words("邻居会什么", "What neighbours can do"))
    fill("me", own_panel, order=60, later=Words("我会什么", "What I can do"))
