"""Who acts: an account with the seats it holds now, and for whom it acts. Plain values, no database."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Held:
    """One seat as held now: a role over a place (``path`` is the place's path) or within an institution."""

    role: str
    tenure: int
    place: int | None = None
    path: str = ""
    level: str = ""
    institution: int | None = None
    title: str = ""
    at: str = ""

    def covers(self, path: str) -> bool:
        """Whether the seat's place is the given place or lies above it."""
        return bool(self.path) and path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who takes a step. ``account`` 0 is the platform itself (the clock).

    ``acting_for`` is the name of the person for whom a worker or relative acts; both names are recorded.
    ``follows`` holds ids of tellings that the actor may follow because of a receipt, without an account.
    """

    account: int
    name: str
    person: int | None = None
    seats: tuple[Held, ...] = ()
    acting_for: str = ""
    channel: str = "page"
    follows: tuple[int, ...] = ()
    service: bool = False
    username: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether there is an account behind the actor."""
        return self.account > 0

    @property
    def staff(self) -> bool:
        """Whether the actor holds any seat now."""
        return bool(self.seats)

    @property
    def held(self) -> str:
        """The seats as one line: what a session or a token at the desk is bound to."""
        return " ".join(sorted(f"{seat.tenure}:{seat.role}" for seat in self.seats))

    @property
    def institutions(self) -> frozenset[int]:
        """Ids of the institutions in which the actor holds a seat."""
        return frozenset(seat.institution for seat in self.seats if seat.institution)

    def roles_over(self, path: str) -> frozenset[str]:
        """The roles that the actor holds over a place or over what lies above it."""
        return frozenset(seat.role for seat in self.seats if seat.covers(path))

    def for_person(self, name: str) -> Actor:
        """The same actor, acting on behalf of a named person."""
        return replace(self, acting_for=name)

    @property
    def title(self) -> str:
        """Name and first seat as the thread shows them, such as 周敏 · 网格员."""
        seat = self.seats[0] if self.seats else None
        return f"{self.name} · {seat.title}" if seat and seat.title else self.name


THE_CLOCK = Actor(account=0, name="平台", channel="clock")
"""The platform itself, when a deadline or a waiting time has passed."""

ANYBODY = Actor(account=0, name="", channel="page")
"""A visitor without an account."""
