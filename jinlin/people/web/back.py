"""Where to go back to: only to a page of this platform."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, fallback: str = "home") -> str:
    """The page named by ``next``, else the page the request came from, else the fallback; never another host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if _is_ours(request, wanted):
        return wanted
    origin = urlsplit(request.META.get("HTTP_REFERER", ""))
    came = origin.path + (f"?{origin.query}" if origin.query else "")
    if request.method == "POST" and origin.netloc == request.get_host() and _is_ours(request, came):
        return came
    return resolve_url(fallback)


def _is_ours(request: HttpRequest, url: str) -> bool:
    return (
        url.startswith("/")
        and not url.startswith("//")
        and url.isprintable()
        and "\\" not in url
        and url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    )
