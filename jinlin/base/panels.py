"""Panels: a lower app's page offers a slot by name, higher apps fill it. Nobody imports upwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string

from jinlin.base.words import Words

Panel = Callable[[HttpRequest], str]


@dataclass(frozen=True)
class Placed:
    """A panel in a slot. With ``later`` (its words) the page holds a card that fetches it when it comes into sight."""

    order: int
    panel: Panel
    code: str
    later: Words | None = None


_panels: dict[str, list[Placed]] = defaultdict(list)


def fill(slot: str, panel: Panel, *, order: int = 100, later: Words | None = None) -> None:
    """Put a panel into a slot; lower ``order`` stands first. Called in ``AppConfig.ready``; twice has no effect.

    A panel takes the request (pages of one place set ``request.place``) and answers HTML from a template
    (``render_to_string``), or an empty text where it has nothing to show to this reader. Slots of residents' pages
    are filled ``later``: a page asks its own few questions, and each panel asks its own when a reader comes to it.
    """
    code = (
        panel.__module__.removeprefix("jinlin.").removesuffix(".panels").replace(".", "-").replace("_", "-")
    )
    if panel not in (known.panel for known in _panels[slot]):
        _panels[slot].append(Placed(order, panel, code, later))
        _panels[slot].sort(key=lambda placed: placed.order)


def panels(slot: str, request: HttpRequest, address: Callable[[str], str] | None = None) -> list[str]:
    """The panels of a slot that have something to show to the one who asks, in order.

    ``address`` makes the address of a later panel from its code; where it is not given all are made at once.
    """
    shown = []
    for placed in _panels[slot]:
        if placed.later is None or address is None:
            shown.append(placed.panel(request))
        else:
            context = {"words": placed.later, "address": address(placed.code)}
            shown.append(render_to_string("base/_panel_later.html", context, request=request))
    return [html for html in shown if html]


def later_panel(slot: str, code: str) -> Placed | None:
    """The panel of that code that a page left for later, or None."""
    return next(
        (placed for placed in _panels[slot] if placed.code == code and placed.later is not None), None
    )
