"""Everybody the matrix speaks of, every address with sample values, and what each of them reads there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from jinlin.matters.numbers import number_of, receipt_key
from jinlin.organisations.models import Seat, Tenure
from jinlin.organisations.public import roles
from jinlin.people.commands.factors import give_factor
from jinlin.people.models import Account, Person
from jinlin.site.docs.access import Address, addresses
from tests.cast import SINCE, World, build
from tests.people.neighbours import NUMBERS, settle
from tests.people.pages import sign_in

_PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_LEAVES = {"account_logout"}
MARKS = (
    "CANARYTEXT", "CANARYNAME", "CANARYSPOT", "CANARYREQUEST", "CANARYLOOK", "13612345678", NUMBERS["resident"], "王秀兰",
)  # fmt: skip
"""Words that only those with a part in the private matter may read, and the resident's name and number."""
TAG = "<x-tag>"
"""Stands in what the teller writes; on every page it must stay text."""
INSIDERS = frozenset({"district_supervisor", "street_supervisor", "resident"})
"""Readers of the table that may read some of it: the levels above, and the teller."""


@dataclass
class Town:
    """The cast's world with a holder for every role, and a private matter whose words are marked."""

    world: World
    accounts: dict[str, Account] = field(default_factory=dict)
    sample: dict[str, str] = field(default_factory=dict)
    heard: dict[tuple[str, bool], dict[str, str]] = field(default_factory=dict)

    def client(self, reader: str) -> Client:
        """A browser of the reader, signed in with all factors; ``visitor`` is nobody."""
        client = Client(raise_request_exception=False)
        return client if reader == "visitor" else sign_in(client, self.accounts[reader])

    def said(self, reader: str, *, receipt: bool = False) -> dict[str, str]:
        """What every address says to a reader, with or without the teller's receipt: walked once, then remembered."""
        if (reader, receipt) not in self.heard:
            client = self.client(reader)
            sample = self.sample if receipt else self.sample | {"key": "nothing"}
            self.heard[reader, receipt] = {way: text_of(client.get(way)) for _, way in readable(sample)}
        return self.heard[reader, receipt]


def town() -> Town:
    """Build it: roles of places sit in the first community, those of institutions in an office that has no part."""
    world = build()
    settle(world)
    made = Town(world)
    for code, role in roles().items():
        person = Person.objects.create(name=f"任{code}")
        account = Account.objects.create(
            username=f"all-{code}", kind="staff", person=person, password="nobody knows"
        )
        at = (
            {"institution": world.institutions["fire"]}
            if role.scope == "institution"
            else {"place": world.places["community2"]}
        )
        if code == "operator":
            at = {"place": world.places["district"]}
        Tenure.objects.create(seat=Seat.objects.create(role=code, **at), person=person, from_on=SINCE)
        made.accounts[code] = account
        give_factor(account=account)
    cast = ("resident", "neighbour", "worker", "secretary", "street", "district")
    made.accounts |= {name: world.accounts[name] for name in cast}
    made.accounts["own_grid_worker"] = world.accounts["grid_worker"]
    return made


def tell_private(made: Town) -> None:
    """One private matter of the resident, with a mark in everything that only some may read."""
    world = made.world
    receipt = world.tell(
        text=f"CANARYTEXT {TAG} 隔壁半夜打牌", by=world.act("resident"), category=world.categories["quarrel"].pk,
        name=f"CANARYNAME{TAG}", phone="13612345678", spot=f"CANARYSPOT{TAG}", private=True,
    )  # fmt: skip
    from jinlin.matters.models import Matter

    told = Matter.objects.get(pk=receipt.matter)
    made.sample = {
        "number": number_of(told.pk, told.told_at), "key": receipt_key(receipt.telling), "code": world.places["building"].code,
        "pk": str(told.pk), "call": "1", "step": "accept", "token": "nothing", "level": "1", "purpose": "photos", "kind": "json",
        "act": "invite", "provider_id": "oidc", "slug": "x", "id": "1",
    }  # fmt: skip


def filled(one: Address, sample: dict[str, str]) -> str | None:
    """The address with sample values, or None where a value is not known."""
    if "(?P" in one.route or "^" in one.route:
        return None
    names = [found["name"] for found in _PART.finditer(one.route)]
    if any(name not in sample for name in names):
        return None
    return _PART.sub(lambda found: sample[found["name"]], one.route)


def readable(sample: dict[str, str]) -> Iterator[tuple[Address, str]]:
    """Every address that can be opened by a browser, save those that end the session."""
    for one in addresses():
        way = filled(one, sample)
        if way is not None and one.name not in _LEAVES and (one.access is None or one.access.kind != "token"):
            yield one, way


def text_of(answer: Any) -> str:
    """Everything an answer says: head and body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heads = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return heads + body.decode("utf-8", "replace")
