"""Who may open an address: declared on each view, refused by default, enforced in one place (``site.middleware``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from jinlin.base.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """Who may open a view.

    ``kind`` is ``all`` (anybody), ``signed_in`` (any account), ``staff`` (an account that holds a seat now) or
    ``token`` (the view checks its own bearer token or key). ``roles`` narrows staff to seats of these roles.
    Strangers get 404; visitors without an account are sent to sign in.
    """

    kind: str
    roles: frozenset[str] = frozenset()

    def admits(self, actor: Actor) -> bool:
        """Whether the actor may open the view at all (the subject's own rights come on top)."""
        if self.kind in ("all", "token"):
            return True
        if self.kind == "signed_in":
            return actor.signed_in
        held = {seat.role for seat in actor.seats}
        return bool(held) and (not self.roles or bool(held & self.roles))


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


open_to_all = _mark(Access("all"))
"""The view may be opened by anybody, without an account."""

signed_in = _mark(Access("signed_in"))
"""The view asks for an account."""

by_token = _mark(Access("token"))
"""The view checks its own token; sessions give no right to it."""


def staff(*roles: str) -> Callable[[View], View]:
    """The view asks for a seat held now, of one of the roles where any are named."""
    return _mark(Access("staff", frozenset(roles)))


def access_of(view: Any) -> Access | None:
    """What a view declared, looking through class-based views and wrappers; None where nothing was declared."""
    for candidate in (view, getattr(view, "view_class", None), getattr(view, "__wrapped__", None)):
        found = getattr(candidate, "access", None)
        if isinstance(found, Access):
            return found
    return None
