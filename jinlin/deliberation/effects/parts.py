"""What the effects share: faults of fields, notes, numbers."""

from __future__ import annotations

from typing import Any

from jinlin.base.engine import Faulty, Taken
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.organisations.public import Institution

Given = dict[str, Any]


def fault(name: str, code: str, zh: str, en: str) -> Faulty:
    """What was given for one field can't be taken."""
    return Faulty({name: Reason(code, Words(zh, en))})


def noted(values: Given, **data: Any) -> Taken:
    """A step's note and files, with facts for the event."""
    return Taken(text=values.get("note") or "", files=values.get("files") or [], data=data)


def plain(row: Any, values: Given, by: Any, at: Any) -> Taken:
    """A step that writes nothing but its line."""
    return noted(values)


def institution(name: str, pk: int | None) -> Institution | None:
    """The institution that a field points at; a fault where there is none that still stands."""
    if pk is None:
        return None
    found = Institution.objects.filter(pk=pk, ended_on__isnull=True).first()
    if found is None:
        raise fault(name, "wrong_reference", "没有这个单位", "No such institution")
    return found


def picked(name: str, rows: Any, pk: int) -> Any:
    """The row that a picker points at, within what may be picked; a fault otherwise."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise fault(name, "wrong_reference", "没有找到，或现在不能选", "Not found, or not to be chosen now")
    return found
