"""Reads of people."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext

from jinlin.base import rows
from jinlin.people.commands.tokens import digest_of
from jinlin.people.models import Account, Look, Person
from jinlin.people.register import Section, sections

TOKEN_LIMIT = 200
# Every call of the API asks this first: as written text it costs a seventh of what building it anew did.
_BY_TOKEN = """
    JOIN people_accesstoken t ON t.account_id = people_account.id
    LEFT JOIN people_person p ON p.id = people_account.person_id
    WHERE t.digest = %s AND t.audience = %s AND t.ended_at IS NULL AND (t.until IS NULL OR t.until > %s)
        AND people_account.is_active
"""  # noqa: S105 - a statement, no secret


def account_for_token(token: str, audience: str) -> Account | None:
    """The account behind a bearer token or key, or None; one query.

    None for an unknown token, one made for another audience, one that was ended or whose time is over, and for
    every token of a disabled account.
    """
    if not token or len(token) > TOKEN_LIMIT:
        return None
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    found = rows.one_beside(Account, "p.name, t.desk", _BY_TOKEN, [digest_of(token), audience, now])
    if found is None:
        return None
    account, (name, account.token_seats) = found
    if account.person_id:
        account.person = Person.from_db(connection.alias, ["id", "name"], [account.person_id, name])
    return account


@dataclass(frozen=True)
class Holdings:
    """What one section holds about one person: a list of rows, each a list of (name, value)."""

    section: Section
    rows: list[list[tuple[str, str]]]
    more: bool


ROWS_SHOWN = 500


def _narrow(section: Section, person: Person, account: int | None) -> dict[str, object] | None:
    kind, _, field = section.way.rpartition(":")
    if kind == "account":
        return {field: account} if account else None
    return {section.way: person.pk} if section.way else None


def held_about(person: Person, section: Section, *, limit: int = ROWS_SHOWN) -> Holdings:
    """Everything that one section of the register holds about a person, newest first; one query."""
    account = getattr(person, "account", None)
    condition = _narrow(section, person, account.pk if account else None)
    if condition is None:
        return Holdings(section, [], False)
    model = apps.get_model(section.table)
    names = section.printed
    found = list(model._default_manager.filter(**condition).order_by("-pk").values(*names)[: limit + 1])
    rows = [
        [(str(section.fields[name]), _plain(model, name, row[name])) for name in names]
        for row in found[:limit]
    ]
    return Holdings(section, rows, len(found) > limit)


def _plain(model: type[Model], name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if "__" not in name and not isinstance(value, (dict, list)):
        choices = dict(model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
        if value in choices:
            return str(choices[value])
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)


def copy_of(person: Person) -> list[Holdings]:
    """Everything held about a person, section by section, for the copy that they take along."""
    return [held_about(person, one, limit=COPY_LIMIT) for one in sections().values() if one.way]


COPY_LIMIT = 50_000


def looks_at(person: Person, *, limit: int = 50) -> list[Look]:
    """Who looked at this person's data, newest first."""
    return list(Look.objects.filter(person=person).order_by("-at", "-id")[:limit])
