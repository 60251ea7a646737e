"""The register of personal data: every field about a person, with purpose, legal basis, and how long it is kept.

Read from ``parameters/personal_data.toml`` and the files of each app in ``parameters/personal_data/``; pages, copies and tests read it here. A test walks all tables: a text
near a person that stands neither among the fields nor among the codes fails. Pure.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinlin.base.words import Words

SOURCE = Path(__file__).resolve().parent.parent.parent / "parameters" / "personal_data.toml"
DIGESTS = frozenset({"password", "phone_key", "id_key", "digest", "attempt", "letter_digest"})
"""Registered fields that are named to the person but not printed: digests that nobody can read."""

SECRETS = frozenset({("mfa.Authenticator", "data")})
"""Secrets whose owner holds them already: named, never printed."""


@dataclass(frozen=True)
class Section:
    """The fields of one table about a person.

    ``way`` is the lookup from the table to the person, or to the account after ``account:``; empty where rows are
    tied to nobody by name; ``workers`` says that only workers have any of it. ``fields`` maps lookups to their names.
    """

    code: str
    table: str
    words: Words
    why: Words
    basis: Words
    kept: Words
    way: str
    fields: dict[str, Words]
    sensitive: bool
    workers: bool

    @property
    def printed(self) -> list[str]:
        """The fields whose values are shown and handed out."""
        return [name for name in self.fields if name not in DIGESTS and (self.table, name) not in SECRETS]


def _section(code: str, row: dict[str, Any], bases: dict[str, list[str]]) -> Section:
    return Section(
        code=code, table=row["table"], words=Words(*row["words"]), why=Words(*row["why"]),
        basis=Words(*bases[row["basis"]]), kept=Words(*row["kept"]), way=row["way"],
        fields={name: Words(zh, en) for name, zh, en in row["fields"]}, sensitive=row["sensitive"],
        workers=row.get("workers", False),
    )  # fmt: skip


@cache
def _source() -> dict[str, Any]:
    whole: dict[str, Any] = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    for path in sorted(SOURCE.with_suffix("").glob("*.toml")):
        part = tomllib.loads(path.read_text(encoding="utf-8"))
        for name in ("basis", "section", "codes"):
            twice = set(part.get(name, {})) & set(whole[name])
            if twice:
                raise ValueError(f"{path.name}: {name} {sorted(twice)} stands elsewhere already")
            whole[name] |= part.get(name, {})
    return whole


@cache
def sections() -> dict[str, Section]:
    """All sections by code, in the order of the file."""
    data = _source()
    return {code: _section(code, row, data["basis"]) for code, row in data["section"].items()}


def known_fields() -> dict[str, set[str]]:
    """Names of the registered fields by table."""
    return {one.table: {name.split("__")[0] for name in one.fields} for one in sections().values()}


def codes() -> dict[str, set[str]]:
    """Names of text fields that say nothing about a person, by table."""
    return {table: set(names) for table, names in _source()["codes"].items()}


def personal_fields() -> tuple[dict[str, set[str]], frozenset[str]]:
    """What open data may never hold: the registered fields by table, and the tables whose rows are tied to persons.

    A table that names only the worker who made a row in office is none of persons; its registered fields stay closed.
    """
    persons = {
        one.table for one in sections().values() if one.way and not (one.workers and one.way.startswith("account:"))
    }  # fmt: skip
    return known_fields(), frozenset(
        persons | {"people.Person", "people.Account", "people.Household", "matters.Telling"}
    )
