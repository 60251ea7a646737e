"""Search in Chinese text, words of two characters and up, complete, on both databases."""

from __future__ import annotations

from jinlin.matters.models import Matter


def add(matter: Matter, texts: list[str]) -> None:
    """Put a matter's words into the index, in the caller's transaction."""
