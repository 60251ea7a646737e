"""Who holds a post of a name, for the search over people: only where the asker works, and those in charge above."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from jinlin.base.actor import Actor
from jinlin.organisations.models import Tenure
from jinlin.organisations.queries import current, today
from jinlin.organisations.roles import roles
from jinlin.people.public import Holder
from jinlin.places.public import paths_above, roots, within

LEAST, MOST = 2, 10


def holders(words: str, by: Actor, on: dt.date) -> list[Holder] | None:
    """Current holders of a role of that name; None where no role is called so, in part or whole."""
    bare = words.strip()
    called = [
        code
        for code, role in roles().items()
        if bare in role.words.zh or bare.casefold() == role.words.en.casefold()
    ]
    if len(bare) < LEAST or not called:
        return None
    over = {path for root in roots(by) for path in paths_above(root)}
    rows = (
        Tenure.objects.filter(
            current(on),
            Q(seat__place__path__in=over) | within(by, "seat__place__path"),
            seat__role__in=called,
        )
        .select_related("seat__place")
        .order_by("seat__place__path", "seat__duty", "pk")[: MOST + 1]
    )
    return [Holder(one.person_id, f"{one.seat.place} · {roles()[one.seat.role].words}") for one in rows]


def is_on_duty(person: int) -> bool:
    """Whether a person holds a seat today."""
    return Tenure.objects.filter(current(today()), person=person).exists()


def register() -> None:
    """Let people be found by their posts, and nobody be erased who holds one."""
    from jinlin.people.public import register_on_duty, register_posts

    register_posts(holders)
    register_on_duty(is_on_duty)
