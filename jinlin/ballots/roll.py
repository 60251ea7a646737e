"""Making and mending the roll: rows by holder, from the property register or a spreadsheet; the old row always stays."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from jinlin.ballots.counting import show_area
from jinlin.ballots.models import Decision, RollPerson, RollRow, RollUnit
from jinlin.ballots.sealing.risk import risk_of
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import Holding
from jinlin.places.public import Place, below


@dataclass
class Unit:
    """One unit as a register tells it: who owns it (ids and names), how large it is, and where that is said."""

    name: str
    area: int
    source: str = "register"
    kind: str = "dwelling"
    status: str = "owned"
    place: int | None = None
    owners: list[tuple[int | None, str]] = field(default_factory=list)
    developer: str = ""

    @property
    def holder(self) -> str:
        """The key of the set of owners; two units without a known owner are never one holder."""
        if self.status != "owned":
            return f"developer:{self.developer}"
        if not self.owners:
            return f"unit:{self.name}"
        return "+".join(sorted(f"p{person}" if person else f"n{name}" for person, name in self.owners))


def standing(decision: Decision) -> QuerySet[RollRow]:
    """The rows that count now."""
    return RollRow.objects.filter(decision=decision, ended_at__isnull=True)


def unit_name(place: Place, root: Place) -> str:
    """A dwelling as the roll writes it: building, stairwell and room, without the estate."""
    names: list[str] = []
    here: Place | None = place
    while here is not None and here.pk != root.pk and here.level in ("building", "stairwell", "dwelling"):
        names.append(here.name.replace(" ", ""))
        here = here.parent
    return "".join(reversed(names))[:40]


def from_register(decision: Decision, *, developer: str = "") -> list[Unit]:
    """Every dwelling of the scope, owned or not, known or not: all are in the base.

    A dwelling without an owner in the register is the developer's unsold one where a developer is named; else it stands
    with an unknown holder of its own.
    """
    places = list(
        below(decision.place.path).filter(level="dwelling", valid_to__isnull=True)
        .select_related("parent__parent__parent").order_by("path")
    )  # fmt: skip
    owners: dict[int, list[Holding]] = defaultdict(list)
    for one in (
        Holding.objects.filter(dwelling__in=places, until_on__isnull=True)
        .select_related("person")
        .order_by("person_id")
    ):
        owners[one.dwelling_id].append(one)
    estate = decision.place
    found = []
    for place in places:
        held = owners.get(place.pk, [])
        unit = Unit(
            unit_name(place, estate), place.area_cm2 or 0, held[0].source if held else "contract", place=place.pk,
            owners=[(one.person_id, one.person.name) for one in held],
        )  # fmt: skip
        if not held and developer:
            unit.status, unit.developer = "unsold", developer
        found.append(unit)
    if decision.scope == "list":
        found = [unit for unit in found if unit.name in set(decision.scope_list)]
    return found


def write(decision: Decision, units: Iterable[Unit]) -> int:
    """Write the roll anew (in the draft only); rows by holder in the order of their first unit. Answers their number."""
    RollPerson.objects.filter(row__decision=decision).delete()
    RollUnit.objects.filter(row__decision=decision).delete()
    RollRow.objects.filter(decision=decision).delete()
    groups: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        groups[unit.holder].append(unit)
    rows = RollRow.objects.bulk_create(
        RollRow(decision=decision, row=number, holder=holder[:120], developer=holder.startswith("developer:"))
        for number, holder in enumerate(groups, 1)
    )
    made, people = [], []
    for row, group in zip(rows, groups.values(), strict=True):
        made += [
            RollUnit(row=row, name=one.name, place_id=one.place, area=one.area, source=one.source, kind=one.kind, status=one.status)
            for one in group
        ]  # fmt: skip
        owners = group[0].owners if group[0].status == "owned" else [(None, group[0].developer)]
        people += [
            RollPerson(row=row, person_id=person, name=name[:60], speaks=len(owners) == 1)
            for person, name in owners
        ]
    RollUnit.objects.bulk_create(made, batch_size=2000)
    RollPerson.objects.bulk_create(people, batch_size=2000)
    weigh(decision)
    return len(rows)


def weigh(decision: Decision) -> None:
    """Reckon the area of each row anew from its units, by whether parking counts; rows of parking alone drop to nothing."""
    totals: dict[int, int] = defaultdict(int)
    for row, area, kind in RollUnit.objects.filter(row__decision=decision).values_list(
        "row_id", "area", "kind"
    ):
        totals[row] += area if kind != "parking" or decision.parking is not False else 0
    rows = list(standing(decision))
    for row in rows:
        row.area = totals[row.pk]
    RollRow.objects.bulk_update(rows, ["area"], batch_size=500)


def base(decision: Decision) -> QuerySet[RollRow]:
    """The rows that are in the base: where parking does not count, holders of parking alone are not."""
    rows = standing(decision)
    if decision.parking is False:
        rows = rows.filter(Exists(RollUnit.objects.filter(row=OuterRef("pk")).exclude(kind="parking")))
    return rows


def counted(decision: Decision) -> list[RollRow]:
    """The rows of the base in the roll's order."""
    return list(base(decision).order_by("row"))


def guard(decision: Decision) -> dict[str, int]:
    """The guard's reckoning over the roll as it stands, for the chosen way of publishing."""
    found = risk_of([row.area for row in counted(decision)], coarse=decision.publication == "witnessed")
    return {
        "rows": found.rows,
        "pinned": found.pinned,
        "laid_bare": found.laid_bare,
        "dwarfing": found.dwarfing,
    }


def _row(decision: Decision, number: int) -> RollRow:
    found = standing(decision).filter(row=number).first()
    if found is None:
        raise Refused(Reason("no_row", Words(f"名册里没有第 {number} 行", f"the roll has no row {number}")))
    return found


def _again(old: RollRow, *, reason: str, at: dt.datetime) -> RollRow:
    """A new row in the place of an old one, with the same units and people; the old one ends and keeps its own."""
    last = RollRow.objects.filter(decision=old.decision).order_by("-row").values_list("row", flat=True)[0]
    made = RollRow.objects.create(
        decision=old.decision,
        row=last + 1,
        holder=old.holder,
        developer=old.developer,
        area=old.area,
        replaces=old,
        reason=reason,
    )
    for unit in old.units.all():
        RollUnit.objects.create(
            row=made,
            name=unit.name,
            place_id=unit.place_id,
            area=unit.area,
            source=unit.source,
            kind=unit.kind,
            status=unit.status,
        )
    for person in old.people.all():
        RollPerson.objects.create(
            row=made, person_id=person.person_id, name=person.name, speaks=person.speaks
        )
    RollRow.objects.filter(pk=old.pk).update(ended_at=at)
    return made


def merge(decision: Decision, *, keep: int, other: int, reason: str, at: dt.datetime) -> RollRow:
    """Two rows are one holder: a new row takes the units of both. Refused where a developer's row is mixed with an owner's."""
    first, second = _row(decision, keep), _row(decision, other)
    if keep == other:
        raise Refused(Reason("wrong_row", Words("两行是同一行", "these are one row")))
    if first.developer != second.developer:
        raise Refused(
            Reason(
                "not_same",
                Words(
                    "开发商未售未交付的部分单独算一人，不能并入", "what a developer has not sold counts apart"
                ),
                "法释 9",
            )
        )
    made = _again(first, reason=reason, at=at)
    RollUnit.objects.bulk_create(
        RollUnit(
            row=made,
            name=one.name,
            place_id=one.place_id,
            area=one.area,
            source=one.source,
            kind=one.kind,
            status=one.status,
        )
        for one in second.units.all()
    )
    RollRow.objects.filter(pk=second.pk).update(ended_at=at, reason=f"并入第 {made.row} 行：{reason}"[:200])
    weigh(decision)
    return made


def correct(
    decision: Decision, *, row: int, unit: str, area: int, source: str, reason: str, at: dt.datetime
) -> RollRow:
    """Another area for one unit: a new row that names the old. Refused where the row has no such unit."""
    old = _row(decision, row)
    if not old.units.filter(name=unit).exists():
        raise Refused(Reason("no_unit", Words(f"第 {row} 行没有 {unit}", f"row {row} has no unit {unit}")))
    made = _again(old, reason=reason, at=at)
    made.units.filter(name=unit).update(area=area, source=source)
    weigh(decision)
    return made


def name_voice(decision: Decision, *, row: int, name: str) -> RollRow:
    """One of the co-owners votes for all. Refused where nobody of that name stands in the row."""
    found = _row(decision, row)
    if not found.people.filter(name=name).exists():
        raise Refused(
            Reason("no_owner", Words(f"第 {row} 行没有“{name}”", f"nobody of that name stands in row {row}"))
        )
    chosen = found.people.filter(name=name).order_by("pk").values_list("pk", flat=True)[0]
    found.people.update(speaks=False)
    found.people.filter(pk=chosen).update(speaks=True)
    return found


def possibly_same(decision: Decision) -> list[tuple[RollRow, RollRow, str]]:
    """Rows that may be one holder: the same names under different keys. Only a person merges them, with a reason."""
    names: dict[tuple[str, ...], list[RollRow]] = defaultdict(list)
    for row in standing(decision).filter(developer=False).prefetch_related("people").order_by("row"):
        key = tuple(sorted(one.name for one in row.people.all()))
        if key and all(key):
            names[key].append(row)
    return [(rows[0], other, "、".join(key)) for key, rows in names.items() for other in rows[1:]]


def file_of(decision: Decision) -> tuple[dict[str, Any], str]:
    """The roll as the archive writes it, with salted digests of units; and the salt, which only owners' pages use."""
    salt = secrets.token_hex(16)
    units: dict[int, list[str]] = defaultdict(list)
    for row, name in (
        RollUnit.objects.filter(row__decision=decision).order_by("name").values_list("row_id", "name")
    ):
        units[row].append(digest_of(salt, name))
    replaced = dict(RollRow.objects.filter(decision=decision).values_list("pk", "row"))
    inside = {row.pk for row in counted(decision)}
    rows = [
        {"row": row.row, "area": show_area(row.area), "units": units[row.pk], "replaces": replaced.get(row.replaces_id or 0)}
        for row in standing(decision).order_by("row") if row.pk in inside
    ]  # fmt: skip
    return {"format": "jinlin.roll/1", "rows": rows}, salt


def digest_of(salt: str, unit: str) -> str:
    """The salted digest under which a unit stands in the public roll."""
    return hashlib.sha256(f"{salt}/{unit}".encode()).hexdigest()
