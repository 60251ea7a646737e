"""What forms may point at: published notices, and decisions whose result is still to come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.publicity.models import Publication
from jinlin.publicity.queries import open_decisions, own_rows


def _of(code: str) -> int | None:
    return (
        int(code)
        if code.isdigit() and len(code) < 18 and Publication.objects.filter(pk=int(code)).exists()
        else None
    )


def _published(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    rows = (
        own_rows(actor)
        .filter(published_at__isnull=False)
        .exclude(state="withdrawn")
        .order_by("-published_at")[:100]
    )
    return [(one.pk, f"{one.title}（{one.number}）") for one in rows]


def decisions_for(actor: Actor) -> list[tuple[Any, str]]:
    """Decisions where the actor's seats reach whose result is not published."""
    mine = own_rows(actor).values("pk")
    return [(one.pk, f"{one.title}（{one.number}）") for one in open_decisions().filter(pk__in=mine)[:100]]


def register() -> None:
    """Register the kinds; called once at start."""
    references.register("publication", find=_of, options=_published)
    references.register("publication_decision", find=_of, options=lambda subject, actor: decisions_for(actor))
