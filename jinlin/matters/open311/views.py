"""The addresses of Open311 GeoReport v2. XML and JSON by the path's ending."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from jinlin.base.access import open_to_all
from jinlin.matters.open311 import reading, writing
from jinlin.matters.open311.answers import TYPES, Many, Refusal, write

Answer = tuple[Any, str]
CHANGESET = "2026-11-21T00:00:00+08:00"


def _call(*methods: str) -> Callable[[Callable[..., Answer]], Callable[..., HttpResponse]]:
    def wrap(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def called(request: HttpRequest, form: str, **parts: str) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise Refusal(400, "this method is not offered here")
                answer, root = view(request, **parts)
                status = 201 if request.method == "POST" else 200
            except Refusal as refusal:
                answer, root, status = refusal.answer, "", refusal.status
            return HttpResponse(write(answer, form, root), content_type=TYPES[form], status=status)

        return csrf_exempt(open_to_all(called))

    return wrap


def _asked(request: HttpRequest) -> dict[str, str]:
    source = request.POST if request.method == "POST" else request.GET
    return {name: value for name, value in source.items() if value != ""}


def _english(request: HttpRequest) -> bool:
    return request.headers.get("Accept-Language", "").lower().startswith("en")


@_call("GET")
def discovery(request: HttpRequest) -> Answer:
    """Where the service is, in which forms, whom to ask."""
    url = request.build_absolute_uri("/open311/v2")
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": url,
        "changeset": CHANGESET,
        "type": "production",
        "formats": Many("formats", "format", ["text/xml", "application/json"]),
    }
    found = {
        "changeset": CHANGESET,
        "contact": "请联系本区社区治理平台的运行单位 / ask the platform's operator",
        "key_service": "请运行单位发放接口密钥 / the operator issues keys",
        "endpoints": Many("endpoints", "endpoint", [endpoint]),
    }
    return found, "discovery"


@_call("GET")
def services(request: HttpRequest) -> Answer:
    """The kinds of public matters."""
    rows = [
        reading.service_row(one, _english(request)) for one in reading.services().select_related("parent")
    ]
    return Many("services", "service", rows), ""


@_call("GET")
def definition(request: HttpRequest, code: str) -> Answer:
    """No kind has further attributes: every definition is an empty list; unknown kinds are not found."""
    if not reading.services().filter(code=code).exists():
        raise Refusal(404, "service_code was not found")
    return {"service_code": code, "attributes": Many("attributes", "attribute", [])}, "service_definition"


@_call("GET", "POST")
def requests(request: HttpRequest) -> Answer:
    """List what was told, or tell something."""
    asked = _asked(request)
    if request.method == "POST":
        return Many("service_requests", "request", [writing.tell(asked, request)]), ""
    rows = reading.listed(asked)
    return _rows(request, rows), ""


@_call("GET")
def request_one(request: HttpRequest, number: str) -> Answer:
    """One request by its number."""
    found = [matter for text in number.split(",") if (matter := reading.one(text)) is not None]
    if not found:
        raise Refusal(404, "service_request_id was not found")
    return _rows(request, found), ""


def _rows(request: HttpRequest, matters: list[Any]) -> Many:
    moved = reading.updated(matters)
    english = _english(request)
    return Many("service_requests", "request", [reading.request_row(one, moved, english) for one in matters])


@_call("GET")
def token(request: HttpRequest, token: str) -> Answer:
    """Numbers are given at once, so a token is only ever the number itself."""
    if reading.one(token) is None:
        raise Refusal(404, "token was not found")
    return Many("service_requests", "request", [{"service_request_id": token, "token": token}]), ""


@_call("GET", "POST")
def updates(request: HttpRequest) -> Answer:
    """List public updates, or add a word to one's own request."""
    asked = _asked(request)
    if request.method == "POST":
        return Many("service_request_updates", "request_update", [writing.update(asked)]), ""
    return reading.updates(asked), ""
