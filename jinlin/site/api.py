"""Addresses of the API: every app's routes, all asking for a bearer token but for the description of the API itself."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from jinlin.base.access import access_of, by_token, open_to_all
from jinlin.base.rest import api

OPEN = ("openapi-json", "api-root")

for _config in apps.get_app_configs():
    if (
        _config.name.startswith("jinlin.")
        and find_spec(f"{_config.name}.rest") is not None
        and _config.name != "jinlin.base"
    ):
        import_module(f"{_config.name}.rest.api")


def _marked(patterns: list[Any]) -> list[Any]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and access_of(pattern.callback) is None:
            (open_to_all if pattern.name in OPEN else by_token)(pattern.callback)
    return patterns


def _by_first_word(patterns: list[Any]) -> list[URLPattern | URLResolver]:
    """The same addresses in folders by their first word, so that a request tries those of its own folder alone.

    Several hundred stand side by side otherwise, and the last would be found after trying all.
    """
    folders: dict[str, list[URLPattern]] = {}
    found: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        first, slash, rest = str(pattern.pattern).partition("/")
        if not slash or "<" in first:
            found.append(pattern)
            continue
        if first not in folders:
            folders[first] = []
            found.append(path(f"{first}/", include(folders[first])))
        folders[first].append(path(rest, pattern.callback, pattern.default_args, pattern.name))
    return found


_patterns, _name, _namespace = api.urls
urlpatterns = [path("api/v1/", (_by_first_word(_marked(_patterns)), _name, _namespace))]
