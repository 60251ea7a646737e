"""Who may open these pages, and what their buttons stand on. Each command asks again for itself."""

from __future__ import annotations

from typing import Any

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.models import Event, Threaded
from jinlin.organisations import rules
from jinlin.organisations.roles import Role, roles
from jinlin.organisations.words import THINGS
from jinlin.people.public import Person
from jinlin.places.public import Place

reader = staff(*sorted(code for code, role in roles().items() if role.scope != "institution"))
"""Holders of a seat at a place or in a grid."""

keeper = staff(*sorted(rules.KEEPER_ROLES))
"""Holders of a seat that keeps others."""

street_keeper = staff(*sorted(rules.KEEPERS["street"]))
"""Holders of a seat that keeps trees and institutions."""


def keeps(actor: Actor, path: str, kept_by: str = "street") -> bool:
    """Whether a button is offered: one of the seats keeps what is kept at that level, there."""
    return (
        rules.may_keep(held=[(seat.role, seat.path) for seat in actor.seats], path=path, kept_by=kept_by)
        is None
    )


def fitting_roles(actor: Actor, place: Place, *, in_institution: bool = False) -> list[Role]:
    """The roles of which the actor may set up a seat there."""
    return [
        role
        for role in roles().values()
        if (role.scope == "institution") == in_institution
        and (in_institution or place.level in role.levels)
        and keeps(actor, place.path, role.given_by)
    ]


def history(kind: str, subject: Threaded) -> list[dict[str, Any]]:
    """The trail of an organisation, institution or seat as lines, newest first, with the office holders' names."""
    events = list(Event.objects.filter(subject=kind, subject_id=subject.pk).order_by("-seq")[:60])
    people = {event.data["person"] for event in events if event.data.get("person")}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
    return [
        {
            "words": THINGS.get(event.thing, event.thing), "at": event.at, "by": event.actor_title, "facts": _facts(event),
            "who": names.get(event.data.get("person"), ""),
        }
        for event in events
    ]  # fmt: skip


def _facts(event: Event) -> list[str]:
    data = event.data
    if data.get("before") and not event.thing.startswith("institution."):
        return [f"{data['before']} → {data['name']}", *([str(data["on"])] if data.get("on") else [])]
    return [str(data[name]) for name in ("name", "on", "until", "phone") if data.get(name)]
