"""What the builders of the demo world share: its day, its chances, its rows, who sits where."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from jinlin.base.actor import Actor, Held
from jinlin.base.models import Event, StoredFile
from jinlin.matters.public import Category
from jinlin.organisations.public import Institution, Level, Organisation, Seat, Tenure, roles
from jinlin.people.public import Account, Person, initials, key_of
from jinlin.places.public import Place
from jinlin.site.demo.names import person_name
from jinlin.site.demo.rows import Rows
from jinlin.site.demo.scale import Scale

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
UNUSABLE = "!demo-without-password"


@dataclass
class Post:
    """Somebody in a seat: the person, the account, and both as the one who acts."""

    person: Person
    account: Account | None
    actor: Actor


@dataclass
class World:
    """The demo world while it is made. ``on`` is its today; nothing in it happens after that day's first minute."""

    scale: Scale
    on: dt.date
    password: str
    rows: Rows = field(default_factory=Rows)
    categories: dict[str, Category] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    above: dict[int, dict[str, Place]] = field(default_factory=dict)
    inside: dict[int, list[Place]] = field(default_factory=dict)
    institutions: dict[str, Institution] = field(default_factory=dict)
    firms: dict[int, Institution] = field(default_factory=dict)
    organisations: dict[tuple[str, int], Organisation] = field(default_factory=dict)
    posts: dict[tuple[str, int], list[Post]] = field(default_factory=dict)
    cast: dict[str, Post] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    photos: list[tuple[StoredFile, Event]] = field(default_factory=list)

    @property
    def now(self) -> dt.datetime:
        """The moment at which the world was left as it is: the first minute of its today."""
        return dt.datetime.combine(self.on, dt.time(), SHANGHAI)

    def chance(self, part: str) -> Random:
        """A chance of its own for each part, so that a change in one leaves the others as they were."""
        return Random(f"jinlin-demo:{self.scale.code}:{part}")  # noqa: S311 - a demo, not a secret

    def days_ago(self, days: int) -> dt.date:
        """The date so many days before the world's today."""
        return self.on - dt.timedelta(days=days)

    def of_level(self, level: str) -> list[Place]:
        """The places of a level in the order in which they were made."""
        return [place for place in self.rows.of(Place) if place.level == level]

    def person(self, chance: Random, name: str = "", phone: str = "", year: int | None = None) -> Person:
        """A further human being, with an invented name unless one is given."""
        name = name or person_name(chance)
        made = Person(
            name=name, pinyin=initials(name), phone=phone, phone_key=key_of(phone), birth_year=year, made_at=self.now,
        )  # fmt: skip
        return self.rows.add(made)

    def account(self, person: Person, username: str, kind: str, password: str = UNUSABLE) -> Account:
        """A way to sign in for a person; only the cast has a password."""
        made = Account(
            username=username,
            kind=kind,
            person=person,
            password=password,
            made_at=self.now - dt.timedelta(days=300),
        )
        return self.rows.add(made)

    def seat(
        self, chance: Random, role: str, at: Place | Institution, *, person: Person | None = None, name: str = "",
        username: str = "", organisation: Organisation | None = None, how: str = "appointed", signs_in: bool = True,
        password: str = UNUSABLE,
    ) -> Post:  # fmt: skip
        """Somebody in a seat at a place or in an institution, for a term that began one to three years ago."""
        holder = person or self.person(chance, name)
        known = roles()[role]
        place, institution = (at, None) if isinstance(at, Place) else (None, at)
        seat = self.rows.add(
            Seat(
                role=role,
                place=place,
                institution=institution,
                organisation=organisation,
                duty=known.duty or 100,
            )
        )
        begun = self.days_ago(chance.randrange(380, 1100))
        tenure = Tenure(
            seat=seat, person=holder, from_on=begun, to_on=begun + dt.timedelta(days=365 * 5), how=how
        )
        self.rows.add(tenure)
        account = None
        if signs_in:
            account = self.account(holder, username or f"{role}-{tenure.pk}", "staff", password)
        post = Post(holder, account, self._actor(holder, account, seat, tenure))
        self.posts.setdefault((role, at.pk if place else -at.pk), []).append(post)
        return post

    def _actor(self, person: Person, account: Account | None, seat: Seat, tenure: Tenure) -> Actor:
        place = seat.place
        held = Held(
            role=seat.role, tenure=tenure.pk, place=place.pk if place else None, path=place.path if place else "",
            level=place.level if place else "", institution=seat.institution_id, title=roles()[seat.role].words.zh,
            at=str(seat.institution or place or ""),
        )  # fmt: skip
        return Actor(account=account.pk if account else 0, name=person.name, person=person.pk, seats=(held,))

    def post(self, role: str, at: Place | Institution) -> Post | None:
        """Who first took a seat of that role there, if anybody did."""
        found = self.posts.get((role, at.pk if isinstance(at, Place) else -at.pk))
        return found[0] if found else None
