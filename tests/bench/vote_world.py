"""A vote inside a world of the bench: thousands of owners with a token each, opened through the real desk; and what the board kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.utils import timezone


def _voters(count: int, now: dt.datetime) -> tuple[list[Any], list[str], list[str]]:
    """So many persons with an account; the token and the session of each."""
    from jinlin.people.commands.tokens import digest_of
    from jinlin.people.models import AccessToken, Account, Person

    people = Person.objects.bulk_create(Person(name=f"业主{n}") for n in range(count))
    accounts = Account.objects.bulk_create(
        (
            Account(username=f"owner-{n}", kind="resident", person=one, password="!")
            for n, one in enumerate(people)
        ),
        batch_size=1000,
    )
    tokens = [f"jl_vote-{n}-{hashlib.sha256(str(n).encode()).hexdigest()[:24]}" for n in range(count)]
    AccessToken.objects.bulk_create(
        (
            AccessToken(
                account=account,
                audience="api",
                name="phone",
                digest=digest_of(token),
                until=now + dt.timedelta(days=2),
            )
            for account, token in zip(accounts, tokens, strict=True)
        ),
        batch_size=1000,
    )
    return people, tokens, _sessions(accounts, now)


def _sessions(accounts: list[Any], now: dt.datetime) -> list[str]:
    """A browser's session for each account, as a sign-in leaves it; answers the keys."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    store, rows = SessionStore(), []
    for one in accounts:
        held = {
            SESSION_KEY: str(one.pk),
            BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
            HASH_SESSION_KEY: one.get_session_auth_hash(),
        }
        key = hashlib.sha256(f"session {one.pk}".encode()).hexdigest()[:32]
        rows.append(
            Session(session_key=key, session_data=store.encode(held), expire_date=now + dt.timedelta(days=1))
        )
    Session.objects.bulk_create(rows, batch_size=1000)
    return [one.session_key for one in rows]


def made(wanted: str) -> dict[str, Any]:
    """A decision of so many owners that is open now; answers its number and each owner's token, session and row."""
    from jinlin.ballots import commands, roll
    from jinlin.ballots.desk import DECISIONS
    from jinlin.ballots.models import Decision, RollPerson
    from jinlin.base.actor import Actor, Held
    from jinlin.people.models import Account
    from jinlin.places.models import Place

    now = timezone.now()
    people, tokens, sessions = _voters(int(wanted), now)
    place = Place.objects.filter(level="estate").order_by("path").first()
    assert place is not None
    worker = Account.objects.filter(kind="staff").order_by("pk").first()
    assert worker is not None
    by = Actor(
        account=worker.pk,
        name="社区",
        seats=(Held(role="community_worker", tenure=1, place=place.pk, path=place.path, level="estate"),),
    )
    row = commands.draft(title="最后十分钟", text="", place=place, by=by, at=now - dt.timedelta(days=60))

    def take(step: str, days: int, **given: Any) -> None:
        DECISIONS.take(row.pk, step, by=by, given=given, on=now - dt.timedelta(days=days))

    take("add_item", 60, matter="278.5", title="用维修资金修电梯", text="十二万元")
    rules = {
        "parking": "no",
        "conflict": "paper",
        "may_change": False,
        "by_phone": True,
        "by_proxy": False,
        "silent": "absent",
        "publication": "exact",
    }
    take("set_rules", 60, **rules)
    fresh = Decision.objects.get(pk=row.pk)
    roll.write(
        fresh, [roll.Unit(f"{n}室", 9000 + n, owners=[(one.pk, one.name)]) for n, one in enumerate(people)]
    )
    take("publish_roll", 59)
    take("freeze", 45, closes_at=(now + dt.timedelta(hours=2)).isoformat())
    take("open", 20)
    rows = dict(RollPerson.objects.filter(row__decision=row).values_list("person_id", "row__row"))
    return {
        "decision": row.pk,
        "voters": [
            [token, session, rows[one.pk]]
            for token, session, one in zip(tokens, sessions, people, strict=True)
        ],
    }


def kept(decision: str) -> dict[str, Any]:
    """What the board holds: ballots, rows that voted, and whether every line follows the one before it."""
    from jinlin.ballots.models import BoardLine
    from jinlin.ballots.sealing.curve import digest

    lines = list(BoardLine.objects.filter(decision=decision).order_by("n"))
    before, chain = "0" * 64, True
    for line in lines:
        chain = chain and json.loads(line.text)["prev"] == before and digest(line.text.encode()) == line.hash
        before = line.hash
    voted = [line.row for line in lines if line.kind == "ballot"]
    return {"ballots": len(voted), "rows": len(set(voted)), "chain": chain}
