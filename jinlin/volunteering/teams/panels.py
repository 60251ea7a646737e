"""Teams on other pages: those near a place, and a resident's own turns and teams."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.places.public import Place
from jinlin.volunteering.teams import words
from jinlin.volunteering.teams.queries import led_teams, own_volunteer, teams_of
from jinlin.volunteering.teams.shifts.queries import own_turns, when_of
from jinlin.volunteering.teams.waiting import items_of, teams_waiting

SHOWN = 4


def place_panel(request: HttpRequest) -> str:
    """The teams that the people of the request's place may join; nothing where there are none."""
    place: Place | None = getattr(request, "place", None)
    if place is None or place.level in ("province", "city", "district", "street"):
        return ""
    rows = list(teams_of(place).order_by("state", "pk")[:SHOWN])
    shown = [(one, words.label(words.FIELDS, one.field)) for one in rows]
    return (
        render_to_string("teams/_near.html", {"teams": shown, "place": place}, request=request)
        if rows
        else ""
    )


def own_panel(request: HttpRequest) -> str:
    """A resident's turns ahead; for a leader what waits in the team."""
    actor = request.actor  # type: ignore[attr-defined]
    volunteer = own_volunteer(actor)
    turns = [(one, when_of(one.shift)) for one in own_turns(actor, timezone.now())[:SHOWN]]
    led = list(led_teams(actor)[:20]) if volunteer else []
    waiting = items_of(teams_waiting(Q(pk__in=[one.pk for one in led]), SHOWN)) if led else []
    context = {"volunteer": volunteer, "turns": turns, "waiting": waiting, "led": led}
    return render_to_string("teams/_mine.html", context, request=request)


def offer() -> None:
    """Put them where residents look."""
    later = Words("附近的志愿队伍", "Volunteer teams nearby")
    fill("place.page", place_panel, order=50, later=later)
    fill("resident.home", place_panel, order=50, later=later)
    fill("me", own_panel, order=45, later=Words("我的志愿服务", "My service"))
