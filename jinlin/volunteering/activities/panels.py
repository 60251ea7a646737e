"""Activities on other pages: what is on near a place this week, and one's own."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.places.public import Place
from jinlin.volunteering.activities import queries
from jinlin.volunteering.activities.desk import when_of
from jinlin.volunteering.activities.procedure import SIGN_UP
from jinlin.volunteering.models import SignUp

SHOWN = 5
WEEK = dt.timedelta(days=8)


def place_panel(request: HttpRequest) -> str:
    """What is on near the request's place in the coming week; nothing where nothing is."""
    place: Place | None = getattr(request, "place", None)
    if place is None or place.level in ("province", "city", "district", "street"):
        return ""
    at = timezone.now()
    rows = list(
        queries.public_rows(place)
        .filter(state__in=queries.AHEAD, ends_at__gt=at, begins_at__lt=at + WEEK)
        .order_by("begins_at", "pk")[:SHOWN]
    )
    if not rows:
        return ""
    full = queries.fullness(rows, at)
    shown = [(one, when_of(one), full[one.pk]) for one in rows]
    return render_to_string(
        "volunteering/activities/_near.html", {"rows": shown, "place": place}, request=request
    )


def own_panel(request: HttpRequest) -> str:
    """A resident's and their family's places ahead, what waits for an answer first."""
    actor = request.actor  # type: ignore[attr-defined]
    people = [one.pk for one in queries.family(actor.person)]
    rows = SignUp.objects.filter(
        person__in=people,
        state__in=("asked", "waiting", "offered", "confirmed"),
        occurrence__ends_at__gt=timezone.now(),
    ).select_related("person", "occurrence__space__station", "occurrence__place")
    found = sorted(
        rows.order_by("occurrence__begins_at")[:20],
        key=lambda one: (one.state != "offered", one.occurrence.begins_at),
    )
    shown = [
        (one, when_of(one.occurrence), SIGN_UP.state(one.state), one.person_id == actor.person)
        for one in found[:SHOWN]
    ]
    return render_to_string("volunteering/activities/_mine.html", {"rows": shown}, request=request)


def offer() -> None:
    """Put them where residents look."""
    words = Words("附近的活动", "Activities nearby")
    fill("place.page", place_panel, order=30, later=words)
    fill("resident.home", place_panel, order=30, later=words)
    fill("me", own_panel, order=30, later=Words("我报名的活动", "Activities I signed up for"))
