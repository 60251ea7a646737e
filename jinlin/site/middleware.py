"""One place for every request: who asks, and whether the address may be opened at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject

from jinlin.base.access import Access, access_of
from jinlin.base.actor import ANYBODY, Actor
from jinlin.organisations.public import actor

LIBRARY = ("allauth.",)
"""Views of the sign-in library are open by its own rules."""


def who(request: HttpRequest) -> Actor:
    """The one who asks, with the seats held today; a visitor where nobody is signed in."""
    account = request.user
    return actor(account) if account.is_authenticated else ANYBODY


class ActorMiddleware:
    """Puts ``request.actor`` on every request, looked up only when it is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the lazy actor and go on."""
        request.actor = SimpleLazyObject(lambda: who(request))  # type: ignore[attr-defined]
        return self.get_response(request)


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
        if getattr(view, "__module__", "").startswith(LIBRARY):
            return None
        access = access_of(view)
        if access is None:
            raise Http404
        if access.kind in ("all", "token"):
            return None
        return self._admit(request, access)

    def _admit(self, request: HttpRequest, access: Access) -> HttpResponse | None:
        asker: Actor = request.actor  # type: ignore[attr-defined]
        if not asker.signed_in:
            door = "account_login" if access.kind == "staff" else "resident_sign_in"
            return HttpResponseRedirect(f"{resolve_url(door)}?next={quote(request.get_full_path())}")
        if not access.admits(asker):
            raise Http404
        if access.kind == "staff" and settings.SECOND_FACTOR and not second_factor_done(request):
            return HttpResponseRedirect(resolve_url("mfa_activate_totp"))
        return None


def second_factor_done(request: HttpRequest) -> bool:
    """Whether the account has a second factor (the library asks for it at each sign-in once it is set)."""
    from allauth.mfa.utils import is_mfa_enabled

    return bool(is_mfa_enabled(request.user))
