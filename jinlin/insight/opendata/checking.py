"""No personal field can enter open data: every column is walked against the register of personal data."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from jinlin.base.opendata import DataSet
from jinlin.base.sealed import SealedField
from jinlin.people.public import personal_fields

COMPUTED = frozenset({"figures"})
"""Data sets that may be worked out instead of read from fields: guarded numbers only."""


def faults(data: DataSet) -> list[str]:
    """What forbids a data set to be handed out; empty where nothing does."""
    if data.model is None:
        return [] if data.code in COMPUTED else [f"{data.code}: only {sorted(COMPUTED)} may be computed"]
    found = [fault for column in data.columns for fault in _walk(data.model, column.field)]
    return [f"{data.code}: {fault}" for fault in found]


def _walk(model: type[models.Model], way: str) -> Iterator[str]:
    """Every step of the way: the tables that it goes through, and the field that it ends at."""
    register, persons = personal_fields()
    at = model
    parts = way.split("__")
    for number, part in enumerate(parts):
        if at._meta.label in persons:
            yield f"{way} goes through {at._meta.label}, a table of persons"
            return
        try:
            field = at._meta.get_field(part)
        except FieldDoesNotExist:
            yield f"{way}: {at._meta.label} has no field {part}"
            return
        if isinstance(field, SealedField):
            yield f"{way} is sealed"
        if part in register.get(at._meta.label, set()):
            yield f"{way} stands in the register of personal data ({at._meta.label})"
        if field.is_relation:
            target = field.related_model
            if not isinstance(target, type):
                yield f"{way}: {part} leads nowhere"
                return
            if target._meta.label in persons:
                yield f"{way} leads to {target._meta.label}, a table of persons"
                return
            at = target
        elif number < len(parts) - 1:
            yield f"{way}: {part} has no parts"
            return
        elif isinstance(field, models.TextField | models.JSONField | models.BinaryField):
            # Whatever people write at length may name somebody; open data holds declared, short fields.
            yield f"{way} is free text"
