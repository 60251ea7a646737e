"""One place for every request: who asks, for how long, and whether the address may be opened at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject

from jinlin.base.access import Access, access_of
from jinlin.base.actor import ANYBODY, Actor
from jinlin.base.planned import planned
from jinlin.organisations.public import actor
from jinlin.people.public import at_desk, close_desk, end_access, session_is_over


@planned()
def who(request: HttpRequest) -> Actor:
    """The one who asks, with the seats held today; a visitor where nobody is signed in.

    A session belongs to the seats that were held when it began: when they change, a worker's ends with every other
    way in, and a resident's closes its desk. Where a second factor is asked for, seats count once it was proven in
    this session; until then they stand in ``request.unproven``.
    """
    account = request.user
    if not account.is_authenticated:
        return ANYBODY
    desk = at_desk(request)
    found = actor(account, desk=desk)
    if not account.is_staff and not desk:
        return found
    if request.session.setdefault("seats", found.held) != found.held:
        if not account.is_staff:
            close_desk(request)
            return actor(account)
        end_access(account=account)
        logout(request)
        return ANYBODY
    if found.seats and settings.SECOND_FACTOR and not second_factor_done(request):
        request.unproven = found  # type: ignore[attr-defined]
        return replace(found, seats=(), name=account.get_full_name())
    return found


class ActorMiddleware:
    """Puts ``request.actor`` on every request, looked up only when it is asked for; ends sessions that are over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End what is over, attach the lazy actor and go on."""
        carried = settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session
        if carried and session_is_over(request):
            logout(request)
        request.actor = SimpleLazyObject(lambda: who(request))  # type: ignore[attr-defined]
        answer = self.get_response(request)
        by_token = "HTTP_AUTHORIZATION" in request.META
        if by_token or (request.session.accessed and SESSION_KEY in request.session):
            answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer


class AccessMiddleware:
    """Refuses every view that declares no access, and everybody whom the declared access does not admit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing here: the decision needs the resolved view."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """None lets the view run; a redirect leads to the sign-in; otherwise 404, as if nothing were there."""
        access = access_of(view)
        if access is None:
            raise Http404
        if access.kind in ("all", "token"):
            return None
        return self._admit(request, access, getattr(view, "before_second_factor", False))

    def _admit(self, request: HttpRequest, access: Access, before_factor: bool) -> HttpResponse | None:
        asker: Actor = request.actor  # type: ignore[attr-defined]
        if not asker.signed_in:
            door = "account_login" if access.kind == "staff" else "resident_sign_in"
            lost = "&lost=1" if request.method == "POST" else ""
            return HttpResponseRedirect(f"{resolve_url(door)}?next={quote(request.get_full_path())}{lost}")
        whole: Actor = getattr(request, "unproven", asker)
        if not access.admits(whole):
            raise Http404
        if access.kind == "staff" and whole is not asker and not before_factor:
            return HttpResponseRedirect(_way_to_factor(request))
        return None


def second_factor_done(request: HttpRequest) -> bool:
    """Whether a second factor was proven, or set up, in this very session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def _way_to_factor(request: HttpRequest) -> str:
    """Without a factor: set it up. With one, in a session that began before it was set: prove it."""
    has_one = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).exists()
    door = "mfa_reauthenticate" if has_one else "mfa_activate_totp"
    return f"{resolve_url(door)}?next={quote(request.get_full_path())}"
