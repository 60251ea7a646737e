"""Panels: a lower app's page offers a slot by name, higher apps fill it. Nobody imports upwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from django.http import HttpRequest

Panel = Callable[[HttpRequest], str]
_panels: dict[str, list[tuple[int, Panel]]] = defaultdict(list)


def fill(slot: str, panel: Panel, *, order: int = 100) -> None:
    """Put a panel into a slot; lower ``order`` stands first. Called in ``AppConfig.ready``; twice has no effect.

    A panel takes the request (pages of one place set ``request.place``) and answers HTML from a template (``render_to_string``), or an empty text where it
    has nothing to show to this reader.
    """
    if panel not in (known for _, known in _panels[slot]):
        _panels[slot].append((order, panel))
        _panels[slot].sort(key=lambda entry: entry[0])


def panels(slot: str, request: HttpRequest) -> list[str]:
    """The panels of a slot that have something to show to the one who asks, in order."""
    shown = (panel(request) for _, panel in _panels[slot])
    return [html for html in shown if html]
