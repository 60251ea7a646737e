"""Addresses of the API: all ask for a bearer token, but for the description of the API itself."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.urls.resolvers import URLPattern

from jinlin.base.access import by_token, open_to_all
from jinlin.matters.rest.api import api

OPEN = ("openapi-json", "api-root")


def _marked(patterns: list[Any]) -> list[Any]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            (open_to_all if pattern.name in OPEN else by_token)(pattern.callback)
    return patterns


_patterns, _name, _namespace = api.urls
urlpatterns = [path("api/v1/", (_marked(_patterns), _name, _namespace))]
