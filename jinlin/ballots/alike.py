"""What the desks of votes and of both elections do alike: whose seats reach one, telling those on a list, a step's files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from jinlin.base import subjects
from jinlin.base.actor import Actor
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.words import Words
from jinlin.places.public import under


def within_seats(model: Any, roles: Collection[str], actor: Actor) -> QuerySet[Any]:
    """The rows over whose place the actor holds a seat of one of these roles."""
    asked = Q(pk__in=[])
    for seat in actor.seats:
        if seat.role in roles and seat.path:
            asked |= under(seat.path, "place__path")
    rows: QuerySet[Any] = model.objects.filter(asked).select_related("place")
    return rows


def has_seat(row: Any, roles: Iterable[str], actor: Actor) -> bool:
    """Whether the actor works at this one from a seat."""
    return bool(actor.roles_over(row.place.path) & set(roles))


def tell(kind: str, row: Any, link: str, said: Words, accounts: Iterable[int]) -> None:
    """One letter to each account of a list: the title, what happened, and where to read it."""
    told = Words(f"{row.title}：{said.zh}", f"{row.title}: {said.en}")
    send(Letter(kind, row.pk, told, link, account=one) for one in sorted(set(accounts)))


def keep_files(kind: str) -> Callable[[Any, Step, dict[str, Any], Event, str], None]:
    """The second act of every step of a desk: its files hang at its line of the thread."""

    def after(row: Any, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
        subjects.attach(row, kind, event, list(values.get("files") or []))

    return after
