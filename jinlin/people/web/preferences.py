"""Type size and language: one tap on any page, and back to the same page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from jinlin.base.access import open_to_all
from jinlin.people.models import Account
from jinlin.people.preferences import ELDER_COOKIE, ELDER_LEVELS, YEAR
from jinlin.people.web.back import way_back


@open_to_all
@require_POST
def set_elder(request: HttpRequest, level: int) -> HttpResponse:
    """Choose the type size: 0 ordinary, 1 large, 2 larger, 3 largest; kept on the device and with the account."""
    if level not in ELDER_LEVELS:
        raise Http404
    if request.user.is_authenticated:
        Account.objects.filter(pk=request.user.pk).update(elder=level)
    answer = HttpResponseRedirect(way_back(request))
    answer.set_cookie(
        ELDER_COOKIE,
        str(level),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


@open_to_all
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages; kept on the device and with the account."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if request.user.is_authenticated:
        Account.objects.filter(pk=request.user.pk).update(language=language)
    answer = HttpResponseRedirect(way_back(request))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer
