"""Open data: what everybody may take along as CSV and JSON, with a description of each column. Nothing of persons.

How to register a data set, in ``AppConfig.ready``::

    from jinlin.base import opendata
    from jinlin.base.opendata import Column, DataSet

    opendata.register(DataSet(
        "venues", Words("场所", "Venues"), about=Words("向居民开放的场所", "venues that are open to residents"),
        query=lambda: Venue.objects.filter(open=True).order_by("code"),
        columns=(
            Column("code", Words("编号", "Code"), field="code"),
            Column("name", Words("名称", "Name"), field="name"),
            Column("area", Words("面积", "Area"), field="area_cm2", kind="area", unit=Words("平方米", "m²")),
        ),
        order=30,
    ))

Each column names one field of the model; its values are taken by the database from that field alone, so that nothing
else can slip in. A test walks every registered column against the register of personal data: a field that stands there,
or that is reached over a table of persons, fails, and a page refuses to hand such a data set out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from jinlin.base.words import Words

KINDS = ("text", "integer", "number", "date", "moment", "flag", "area", "money", "degrees", "choice")
CHUNK = 2000


@dataclass(frozen=True)
class Column:
    """One column: ``field`` is the way to one field of the model; ``kind`` says how its value is written.

    ``area`` is kept in 0.01 m² and written in m²; ``money`` kept in fen and written in yuan; ``degrees`` kept in
    millionths and written in degrees (WGS-84); ``choice`` writes the words of ``choices``.
    """

    code: str
    words: Words
    field: str = ""
    kind: str = "text"
    about: Words = Words("", "")
    unit: Words = Words("", "")
    choices: Callable[[str], str] | None = None


@dataclass(frozen=True)
class DataSet:
    """One data set. ``query`` answers its rows; ``computed`` answers finished rows where they come from no table (figures).

    ``public_on`` says in words since when or under which guard the rows are open.
    """

    code: str
    words: Words
    about: Words
    columns: tuple[Column, ...]
    query: Callable[[], QuerySet[Any]] | None = None
    computed: Callable[[], Iterable[Sequence[Any]]] | None = None
    guard: Words = Words("", "")
    order: int = 100

    def __post_init__(self) -> None:
        if (self.query is None) == (self.computed is None):
            raise ValueError(f"data set {self.code}: query or computed, one of them")
        unknown = [column.code for column in self.columns if column.kind not in KINDS]
        lacking = [column.code for column in self.columns if self.query is not None and not column.field]
        if unknown or lacking:
            raise ValueError(
                f"data set {self.code}: kinds {unknown} are unknown, columns {lacking} name no field"
            )

    @property
    def model(self) -> type[Model] | None:
        """The table that the rows come from; None for computed rows."""
        return self.query().model if self.query is not None else None

    def rows(self) -> Iterator[list[Any]]:
        """The rows as they are written, in the order of the columns."""
        if self.computed is not None:
            yield from (list(row) for row in self.computed())
            return
        assert self.query is not None
        fields = [column.field for column in self.columns]
        for values in self.query().values_list(*fields).iterator(CHUNK):
            yield [_written(column, value) for column, value in zip(self.columns, values, strict=True)]


def _written(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.kind in ("area", "money"):
        return Decimal(value) / 100
    if column.kind == "degrees":
        return Decimal(value) / 1_000_000
    if column.kind == "choice" and column.choices is not None:
        return column.choices(value)
    return value


_sets: dict[str, DataSet] = {}


def register(data: DataSet) -> None:
    """Register a data set once."""
    _sets[data.code] = data


def data_sets() -> list[DataSet]:
    """Every data set, in order."""
    return sorted(_sets.values(), key=lambda one: (one.order, one.code))


def data_set(code: str) -> DataSet | None:
    """The data set of that code."""
    return _sets.get(code)
