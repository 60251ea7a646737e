"""References as a program writes them: codes of places, institutions, categories; numbers of matters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinlin.base.given import Field
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.matters.models import Category, Matter
from jinlin.matters.numbers import number_of, read_number
from jinlin.organisations.public import Institution
from jinlin.people.public import Account
from jinlin.places.public import of_code


def _institution(value: str) -> int | None:
    return Institution.objects.filter(code=value).values_list("pk", flat=True).first()


def _category(value: str) -> int | None:
    return Category.objects.filter(code=value).values_list("pk", flat=True).first()


def _account(value: str) -> int | None:
    return Account.objects.filter(username=value).values_list("pk", flat=True).first()


def matter_id(value: str) -> int | None:
    """The id of the matter with that number, or None; the year must be the right one."""
    read = read_number(value)
    if read is None:
        return None
    row = Matter.objects.filter(pk=read[1]).values_list("pk", "told_at").first()
    return row[0] if row and number_of(*row) == f"{read[0]}-{read[1]:06d}" else None


_FIND: dict[str, Callable[[str], int | None]] = {
    "place": of_code, "institution": _institution, "institutions": _institution, "category": _category, "matter": matter_id,
    "account": _account,
}  # fmt: skip


def resolve(fields: tuple[Field, ...], raw: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Reason]]:
    """Codes and numbers turned into ids; a fault for each that leads nowhere. Plain integers are ids already."""
    given, faults = dict(raw), {}
    for field in fields:
        find = _FIND.get(field.kind)
        value = given.get(field.name)
        if find is None or value in (None, "", []):
            continue
        many = isinstance(value, list)
        found = [one if isinstance(one, int) else find(str(one)) for one in (value if many else [value])]
        if None in found:
            faults[field.name] = Reason(
                "wrong_reference", Words(f"“{field.words.zh}”没有找到", f"“{field.words.en}” was not found")
            )
        else:
            given[field.name] = found if many else found[0]
    return given, faults
