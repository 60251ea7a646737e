"""What a resident's device remembers: the place it looked at last, and the receipts of what was told on it."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jinlin.base.actor import Actor
from jinlin.matters.web.resident_reading import place_of
from jinlin.people.public import Household
from jinlin.places.public import Place, above

PLACE_COOKIE = "jinlin-place"
YEAR = 365 * 24 * 3600
KEPT_RECEIPTS = 30
_FOLLOWS = "follows"

Answer = TypeVar("Answer", bound=HttpResponseBase)


def resident_of(request: HttpRequest, follows: tuple[int, ...] = ()) -> Actor:
    """The one who asks as a resident and nothing else: on residents' pages a worker's seats give no right."""
    asker: Actor = request.actor  # type: ignore[attr-defined]
    return Actor(account=asker.account, name=asker.name, person=asker.person, follows=follows)


def recent_place(request: HttpRequest) -> Place | None:
    """The place this device looked at last; for a resident who is signed in, else the estate they live in."""
    found = place_of(request.COOKIES.get(PLACE_COOKIE, ""))
    return found or home_place(request.actor)  # type: ignore[attr-defined]


def home_place(actor: Actor) -> Place | None:
    """The estate (else the community) in which a signed-in resident's household lives."""
    if not actor.person:
        return None
    lives = Household.objects.filter(
        members__person_id=actor.person, members__until_on__isnull=True, until_on__isnull=True
    )
    dwelling = lives.select_related("dwelling").first()
    if dwelling is None:
        return None
    levels = {one.level: one for one in above(dwelling.dwelling.path).select_related("grid", "parent")}
    return levels.get("estate") or levels.get("community")


def remember_place(answer: Answer, place: Place) -> Answer:
    """Let this device open the place again next time; only the place's public code is kept."""
    answer.set_cookie(
        PLACE_COOKIE, place.code, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )  # fmt: skip
    return answer


def follows_of(request: HttpRequest) -> tuple[int, ...]:
    """Ids of the tellings whose receipts this browser's session holds."""
    kept = request.session.get(_FOLLOWS, [])
    return tuple(pk for pk in kept if isinstance(pk, int))


def remember_receipt(request: HttpRequest, telling: int) -> None:
    """Keep a receipt with this browser's session, so that its teller finds it again without typing."""
    kept = [pk for pk in follows_of(request) if pk != telling]
    request.session[_FOLLOWS] = [*kept, telling][-KEPT_RECEIPTS:]


def forget_receipts(request: HttpRequest) -> None:
    """Take all receipts off this browser; they stay valid on paper and as links."""
    request.session.pop(_FOLLOWS, None)
