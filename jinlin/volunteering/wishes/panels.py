"""Wishes on other pages: those near a place that wait for somebody, and a reader's own."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.places.public import Place, under
from jinlin.volunteering.models.wishes import Wish, WishClaim
from jinlin.volunteering.wishes.cards import cards
from jinlin.volunteering.wishes.procedure import CLAIM, WISH
from jinlin.volunteering.wishes.queries import open_wishes, with_claims

SHOWN = 3


def place_panel(request: HttpRequest) -> str:
    """A few wishes of the request's place that wait for somebody; nothing where there are none."""
    place: Place | None = getattr(request, "place", None)
    if place is None or place.level in ("province", "city", "district"):
        return ""
    now = timezone.now()
    rows = with_claims(open_wishes(now).filter(under(place.path, "place__path"))).order_by(
        "published_at", "pk"
    )[:SHOWN]
    found = cards(rows, now)
    return (
        render_to_string("wishes/_near.html", {"cards": found, "place": place}, request=request)
        if found
        else ""
    )


def own_panel(request: HttpRequest) -> str:
    """A resident's own wishes and claims that are not over."""
    actor = request.actor  # type: ignore[attr-defined]
    mine = Wish.objects.filter(person=actor.person or -1, state__in=WISH.open_states).order_by("-pk")[:SHOWN]
    claims = (
        WishClaim.objects.filter(account=actor.account, state__in=CLAIM.open_states)
        .select_related("wish")
        .order_by("-pk")[:SHOWN]
    )
    context = {
        "wishes": [(one, WISH.state(one.state)) for one in mine], "claims": [(one, CLAIM.state(one.state)) for one in claims],
    }  # fmt: skip
    return render_to_string("wishes/_mine.html", context, request=request)


def offer() -> None:
    """Put them where residents look."""
    words = Words("身边的微心愿", "Wishes nearby")
    fill("place.page", place_panel, order=50, later=words)
    fill("resident.home", place_panel, order=50, later=words)
    fill("me", own_panel, order=50, later=Words("我的心愿和认领", "My wishes and claims"))
