"""Checking rows: every cell becomes a value or a fault with its address; a row is accepted whole or returned whole."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from jinlin.base.rule import Reason
from jinlin.base.spreadsheets.book import Row
from jinlin.base.spreadsheets.cells import Cell, folded, is_blank, text_of
from jinlin.base.spreadsheets.columns import Column, Kind, Mapping
from jinlin.base.spreadsheets.dates import parse_date, parse_moment
from jinlin.base.spreadsheets.quantities import (
    parse_area,
    parse_code,
    parse_integer,
    parse_money,
    parse_phone,
    parse_phones,
    parse_yes_no,
)
from jinlin.base.text import clean_text
from jinlin.base.words import Words

Value = object
RowRule = Callable[[dict[str, Value]], Iterable[tuple[str, Reason]]]

NUMBERS: dict[Kind, Callable[[Cell], object]] = {
    Kind.CODE: parse_code,
    Kind.PHONE: parse_phone,
    Kind.PHONES: parse_phones,
    Kind.YES_NO: parse_yes_no,
    Kind.INTEGER: parse_integer,
    Kind.AREA: parse_area,
    Kind.MONEY: parse_money,
}


class Rows(Protocol):
    """What can be checked: a table, or a form read as one row."""

    @property
    def headings(self) -> tuple[str, ...]:
        """One heading a column."""

    def rows(self) -> Iterator[Row]:
        """The rows of data."""

    def address(self, column: int, row_number: int) -> str:
        """Where a cell stands in the sheet."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell: its address (C17), its wanted column, and the reason."""

    address: str
    column: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Checked:
    """One row after checking. ``values`` holds every wanted column (None where blank), and is empty on a fault."""

    number: int
    cells: tuple[Cell, ...]
    values: dict[str, Value]
    faults: tuple[Fault, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether nothing speaks against this row."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Setting:
    """What the cells alone do not say: the year of dates without one, and the day after which no date can lie."""

    year: int | None = None
    latest: datetime.date | None = None


def check(
    table: Rows,
    wanted: Sequence[Column],
    mapping: Mapping,
    *,
    rule: RowRule | None = None,
    setting: Setting | None = None,
) -> Iterator[Checked]:
    """Check every row, one after the other, in the order of the sheet; memory stays the same for any length.

    ``rule`` sees the values of a row whose cells are all sound and may name further faults by column.
    """
    setting = setting or Setting()
    places = {column.name: choice.index for column in wanted if (choice := mapping.chosen.get(column.name))}
    for row in table.rows():
        values: dict[str, Value] = {}
        faults: list[Fault] = []
        for column in wanted:
            place = places.get(column.name)
            value = value_of(row.cells[place] if place is not None else None, column, setting)
            if isinstance(value, Reason):
                faults.append(_fault(table, row, place, column.name, value))
            else:
                values[column.name] = value
        if not faults and rule is not None:
            faults = [_fault(table, row, places.get(name), name, reason) for name, reason in rule(values)]
        yield Checked(row.number, row.cells, {} if faults else values, tuple(faults))


def _fault(table: Rows, row: Row, place: int | None, name: str, reason: Reason) -> Fault:
    where = table.address(place, row.number) if place is not None else str(row.number)
    return Fault(where, name, reason)


def value_of(cell: Cell, column: Column, setting: Setting) -> Value | Reason:
    """The value of one cell for one column, None where it is blank; ``no_value`` where it must not be."""
    if is_blank(cell):
        return _no_value(column.words) if column.required else None
    if column.kind is Kind.DATE:
        return parse_date(cell, year=setting.year, latest=setting.latest)
    if column.kind is Kind.MOMENT:
        return parse_moment(cell, year=setting.year, latest=setting.latest)
    if column.kind is Kind.CHOICE:
        return _choice(cell, column)
    if column.kind is Kind.TEXT:
        value: object = clean_text(text_of(cell), column.limit)
    else:
        value = NUMBERS[column.kind](cell)
        if column.kind is Kind.CODE and isinstance(value, str):
            value = clean_text(value, column.limit)
    if value == "":
        return _no_value(column.words) if column.required else None
    return value


def _choice(cell: Cell, column: Column) -> str | Reason:
    word = folded(text_of(cell))
    for said, code in column.choices:
        if folded(said) == word:
            return code
    offered = "、".join(dict.fromkeys(said for said, _ in column.choices))
    text = Words("“{word}”不在可选的内容里：{offered}。", "“{word}” is none of: {offered}.")
    return Reason("wrong_choice", text.format(word=text_of(cell)[:40], offered=offered))


def _no_value(words: Words) -> Reason:
    text = Words("“{zh}”没有填。", "“{en}” is empty.")
    return Reason("no_value", text.format(zh=words.zh, en=words.en))
