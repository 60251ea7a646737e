"""When a form is refused because its page stood open too long: what was written is held out to be sent once more.

It is held out only where the browser itself says that the page was this platform's own; a form from elsewhere is
refused as before, for one press would otherwise send what a stranger wrote. Nothing is held of a form with a password or
a code: those are never repeated into a page.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

NOT_HELD = "csrfmiddlewaretoken"
DOORS = ("/accounts/", "/sign-in/")


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page instead of Django's bare refusal: it says what happened, and sends again what it holds."""
    held = _held(request) if _from_here(request) else []
    answer = render(
        request, "site/unsent.html", {"held": held, "files": bool(held and request.FILES)}, status=403
    )
    add_never_cache_headers(answer)
    return answer


def _from_here(request: HttpRequest) -> bool:
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") == own and not request.path.startswith(DOORS)


def _held(request: HttpRequest) -> list[tuple[str, str]]:
    names = [name.lower() for name in request.POST]
    if any(name == "code" or "password" in name for name in names):
        return []
    return [(name, value) for name, values in request.POST.lists() if name != NOT_HELD for value in values]
