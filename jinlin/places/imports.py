"""Places from files: a 12-digit divisions file, or spreadsheets of estates, buildings and dwellings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from jinlin.base import bulk
from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Book, Column, Kind, check, match, read
from jinlin.base.words import Words
from jinlin.places.commands import end_places, move_place
from jinlin.places.divisions import LEVELS, Division, Read, read_divisions
from jinlin.places.estates import COLUMNS as ESTATE_COLUMNS
from jinlin.places.estates import import_estate_rows
from jinlin.places.models import FormerName, Place

Report = dict[str, Any]
DIVISION_COLUMNS = (
    Column("code", Words("代码", "Code"), ("区划代码", "统计用区划代码", "行政区划代码", "编码"), required=True, kind=Kind.CODE, limit=40),
    Column("name", Words("名称", "Name"), ("区划名称", "单位名称"), required=True, limit=200),
    Column("parent", Words("上级代码", "Parent code"), ("上级", "父级代码", "parent"), kind=Kind.CODE, limit=40),
    Column("level", Words("级别", "Level"), ("层级", "级次"), limit=20),
    Column("kind", Words("城乡分类代码", "Urban-rural type"), ("城乡分类", "城乡划分代码", "urban_rural_type"), kind=Kind.CODE, limit=20),
)  # fmt: skip


def import_places(path: str | Path, *, on: dt.date | None = None) -> Report:
    """Take a file of places as its headings say: divisions with codes, or estates down to dwellings.

    Answers ``what`` (divisions or estates), ``read``, ``added``, ``changed``, ``ended``, ``unchanged`` and
    ``refused`` (each row with its reason). Refused whole: what ``spreadsheets.read`` refuses, ``no_column``.
    """
    with read(path) as book:
        mapping = match(book.table.headings, DIVISION_COLUMNS)
        if {"code", "name"} <= set(mapping.chosen) and not _names_estates(book):
            return import_rows(_division_rows(book), on=on)
        return _import_estates(book)


def import_divisions(
    source: str | Path | Iterable[Mapping[str, Any]], *, on: dt.date | None = None
) -> Report:
    """Take an edition of the divisions: a file, or rows with ``code``, ``name``, ``parent``, ``level``, ``kind``."""
    if not isinstance(source, str | Path):
        return import_rows(source, on=on)
    with read(source) as book:
        return import_rows(_division_rows(book), on=on)


def import_estates(path: str | Path) -> Report:
    """Take a spreadsheet of estates, buildings, stairwells or dwellings; each row accepted or returned."""
    with read(path) as book:
        return _import_estates(book)


def _names_estates(book: Book) -> bool:
    return "estate" in match(book.table.headings, ESTATE_COLUMNS).chosen


def _import_estates(book: Book) -> Report:
    mapping = match(book.table.headings, ESTATE_COLUMNS)
    reasons = mapping.reasons(ESTATE_COLUMNS)
    if reasons:
        raise Refused(*reasons)
    return import_estate_rows(check(book.table, ESTATE_COLUMNS, mapping))


def _division_rows(book: Book) -> Iterable[Mapping[str, Any]]:
    mapping = match(book.table.headings, DIVISION_COLUMNS)
    reasons = mapping.reasons(DIVISION_COLUMNS)
    if reasons:
        raise Refused(*reasons)
    for checked in check(book.table, DIVISION_COLUMNS, mapping):
        cells = checked.values or _as_they_came(checked.cells, mapping.chosen)
        yield {**cells, "row": checked.number}


def _as_they_came(cells: tuple[Any, ...], chosen: Mapping[str, Any]) -> dict[str, str]:
    """A row with a faulty cell goes on as text: the rules of divisions name the fault."""
    return {name: str(cells[choice.index] or "") for name, choice in chosen.items()}


def import_rows(rows: Iterable[Mapping[str, Any]], *, on: dt.date | None = None) -> Report:
    """Bring an edition of the divisions in; run again it changes nothing.

    New places are added; another name or kind changes the row and keeps the old name; a place that the file no
    longer lists under a parent whose children it does list ends on ``on`` (today) with all divisions below it, and
    its row stays. ``stranded`` names ended places in which estates still lie.
    """
    on = on or timezone.localdate()
    with transaction.atomic():
        known = {place.code: place for place in Place.objects.filter(level__in=LEVELS)}
        found = read_divisions(rows, {code: place.level for code, place in known.items()})
        added = _add(found, known, on if known else None)
        changed = _change(found, known, on)
        ended = _end(found, known, on)
        return {
            "what": "divisions", "read": found.count, "added": added, "changed": len(changed), "ended": len(ended),
            "unchanged": len(found.accepted) - added - len(changed), "refused": [one.to_data() for one in found.returned],
            "stranded": _stranded(ended),
        }  # fmt: skip


def _add(found: Read, known: dict[str, Place], on: dt.date | None) -> int:
    """Insert the new places level by level, so that each finds its parent's id and path."""
    count = 0
    for level in LEVELS:
        fresh = [one for one in found.accepted.values() if one.level == level and one.code not in known]
        made = [_new(one, known.get(one.parent), on) for one in fresh]
        for place, key in zip(made, bulk.next_ids(Place, len(made)), strict=True):
            place.pk = key
        bulk.insert(made)
        known.update({place.code: place for place in made})
        count += len(made)
    return count


def _new(one: Division, parent: Place | None, on: dt.date | None) -> Place:
    path = f"{parent.path if parent else ''}{one.code}/"
    return Place(
        level=one.level, code=one.code, name=one.name, parent=parent, path=path, kind=one.kind, valid_from=on
    )


def _change(found: Read, known: dict[str, Place], on: dt.date) -> set[str]:
    """Names, kinds and ends that differ are brought up to date; a root that now has a parent moves under it."""
    changed: dict[str, Place] = {}
    former: list[FormerName] = []
    for one in found.accepted.values():
        place = known[one.code]
        if one.name != place.name:
            former.append(FormerName(place=place, name=place.name, until_on=on))
            place.name = one.name
            changed[one.code] = place
        if (one.kind and one.kind != place.kind) or place.valid_to is not None:
            place.kind, place.valid_to = one.kind or place.kind, None
            changed[one.code] = place
        if one.parent and place.parent_id is None:
            place.parent_id = known[one.parent].pk
            move_place(place=place, parent=known[one.parent])
            changed[one.code] = place
    Place.objects.bulk_update(changed.values(), ["name", "kind", "valid_to"], batch_size=500)
    FormerName.objects.bulk_create(former, ignore_conflicts=True)
    return set(changed)


def _end(found: Read, known: dict[str, Place], on: dt.date) -> list[Place]:
    listed = {known[code].pk for code in found.listed}
    gone: dict[int, Place] = {}
    for place in sorted(known.values(), key=lambda place: len(place.path)):
        is_dropped = place.parent_id in listed or place.parent_id in gone
        if is_dropped and place.code not in found.named and place.valid_to is None:
            gone[place.pk] = place
    end_places(places=list(gone), on=on)
    return list(gone.values())


def _stranded(ended: list[Place]) -> list[str]:
    rows = Place.objects.filter(parent__in=ended, valid_to__isnull=True).exclude(level__in=LEVELS)
    return sorted(set(rows.values_list("parent__code", flat=True)))
