"""Slots beside a matter that other parts fill: suggestions now, the works of higher floors later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from jinlin.matters.models import Matter

Panel = Callable[[Matter, HttpRequest], dict[str, Any] | None]
_panels: list[Panel] = []


def panel(make: Panel) -> Panel:
    """Register a panel: it answers a template and its context, or None where it has nothing to say."""
    if make not in _panels:
        _panels.append(make)
    return make


def panels_for(matter: Matter, request: HttpRequest) -> list[dict[str, Any]]:
    """What the panels say about this matter, in the order in which they were registered."""
    return [made for make in _panels if (made := make(matter, request)) is not None]
