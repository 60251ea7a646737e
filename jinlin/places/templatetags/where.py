"""Where a list looks: ``{% load where %}{% where place %}`` shows the way from all places down to the reader's own."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from jinlin.places.models import Place
from jinlin.places.queries import above

register = template.Library()
SHOWN = ("street", "community", "estate", "building")
REMEMBERED = "jinlin-place"
"""The cookie in which a reader's device keeps the code of the place it looked at last."""
LIVES = "home"
"""The word in a resident's session under which the sign-in keeps the code of the place they live in."""


@register.inclusion_tag("places/_where.html", takes_context=True)
def where(context: dict[str, Any], place: Place | None) -> dict[str, Any]:
    """Links to the same list for the street, community and estate above a place; without one, those of the place that the
    device remembers, or the resident lives in. The page's other filters stay."""
    request: HttpRequest = context["request"]
    code = request.COOKIES.get(REMEMBERED, "")[:40] or request.session.get(LIVES, "")
    own = place or Place.objects.filter(code=code).first()
    chain = [one for one in above(own.path) if one.level in SHOWN] if own else []
    asked = request.GET.copy()
    for name in ("page", "place"):
        asked.pop(name, None)
    return {
        "steps": [(one, one.pk == (place.pk if place else 0)) for one in chain],
        "everywhere": place is None,
        "asked": asked.urlencode(),
        "path": request.path,
    }
