"""How knowledge goes up: lower apps publish what happened, higher apps subscribe. Runs in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_handlers: dict[str, list[Callable[..., None]]] = defaultdict(list)


def subscribe(thing: str, handler: Callable[..., None]) -> None:
    """Call ``handler(**facts)`` whenever ``thing`` is published; registering twice has no effect."""
    if handler not in _handlers[thing]:
        _handlers[thing].append(handler)


def publish(thing: str, **facts: Any) -> None:
    """Tell all subscribers, in the order in which they subscribed, inside the caller's transaction."""
    for handler in _handlers[thing]:
        handler(**facts)
