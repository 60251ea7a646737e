"""Spreadsheets of estates, buildings, stairwells and dwellings: every row accepted, or returned with its reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from jinlin.base import bulk
from jinlin.base.rule import Reason
from jinlin.base.spreadsheets import Checked, Column, Kind
from jinlin.base.words import Words
from jinlin.places.models import Place
from jinlin.places.queries import below

COLUMNS = (
    Column("street", Words("街道", "Street"), ("镇街", "街镇", "所属街道", "乡镇街道"), limit=80),
    Column("community", Words("社区", "Community"), ("村居", "村（社区）", "所属社区", "社区名称", "社区代码"), required=True, limit=80),
    Column("grid", Words("网格", "Grid"), ("所属网格", "网格名称", "网格号"), kind=Kind.CODE, limit=40),
    Column("estate", Words("小区", "Estate"), ("小区名称", "住宅小区", "楼盘", "楼盘名称"), required=True, limit=80),
    Column("building", Words("楼栋", "Building"), ("楼号", "栋号", "幢号", "楼幢", "楼栋号", "楼栋名称"), kind=Kind.CODE, limit=40),
    Column("stairwell", Words("单元", "Stairwell"), ("单元号", "梯位"), kind=Kind.CODE, limit=40),
    Column("dwelling", Words("房号", "Dwelling"), ("室号", "房间号", "户号", "门牌", "房屋"), kind=Kind.CODE, limit=40),
    Column("area", Words("面积", "Area"), ("建筑面积", "产权面积", "专有部分面积"), kind=Kind.AREA),
    Column("households", Words("户数", "Households"), ("总户数", "住户数"), kind=Kind.INTEGER),
)  # fmt: skip
LOWER = ("estate", "building", "stairwell", "dwelling")
SIGNS = {"building": "号楼", "stairwell": "单元", "dwelling": "室", "grid": "网格"}
NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")}
WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
SUFFIX = re.compile(r"(社区居民委员会|社区居委会|村民委员会|社区委员会|居委会|村委会|社区|村)$")


def key_of(level: str, name: str) -> str:
    """What makes two names the same place: 3号楼, 3 号楼, ３栋, 三幢 and 3# are one building; 0302 and 302室 one door."""
    plain = "".join(name.split()).translate(WIDE).lower()
    if level == "estate":
        return plain
    bare = re.sub(r"^第|(号楼|号|栋|幢|座|楼|单元|梯|室|房|户|网格|#)+$", "", plain)
    if bare and set(bare) <= set(NUMERALS):
        bare = str(_number(bare))
    return bare.lstrip("0") or plain


def _number(numeral: str) -> int:
    """The value of a Chinese numeral below a hundred: 三, 十二, 二十, 二十三."""
    if "十" not in numeral:
        return int("".join(str(NUMERALS[sign]) for sign in numeral))
    tens, _, ones = numeral.partition("十")
    return NUMERALS.get(tens, 1) * 10 + NUMERALS.get(ones, 0)


def shown(level: str, name: str) -> str:
    """A bare number as a name that stands by itself: 3 becomes 3 号楼, 302 becomes 302 室."""
    plain = name.strip()
    sign = SIGNS.get(level)
    if not sign or not plain.translate(WIDE).isdigit():
        return plain
    return f"第 {plain} {sign}" if level == "grid" else f"{plain} {sign}"


def stem(name: str) -> str:
    """A community's name without what kind of body it is."""
    return SUFFIX.sub("", "".join(name.split())) or name


@dataclass
class _Tree:
    """The places below the communities of a file, by parent, level and key; new ones wait to be inserted."""

    by_key: dict[tuple[int, str, str], Place] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    running: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    fresh: list[Place] = field(default_factory=list)
    changed: dict[str, Place] = field(default_factory=dict)
    told: dict[str, tuple[int, Any, Any]] = field(default_factory=dict)
    grids: dict[str, Place] = field(default_factory=dict)

    def child(self, parent: Place, level: str, name: str) -> Place:
        """The place of that name under the parent, made where there is none."""
        key = (id(parent) if parent.pk is None else parent.pk, level, key_of(level, name))
        if key not in self.by_key:
            code = self._code(parent, level, key[2])
            made = Place(
                level=level, code=code, name=shown(level, name), parent=parent, path=f"{parent.path}{code}/",
                sort=sort_of(key[2]),
            )  # fmt: skip
            self.by_key[key] = made
            self.codes.add(code)
            self.fresh.append(made)
        return self.by_key[key]

    def _code(self, parent: Place, level: str, key: str) -> str:
        stem = f"{parent.code}:{level}"
        self.running[stem] += 1
        code, self.running[stem] = numbered_code(parent.code, level, key, self.codes, self.running[stem])
        return code


def code_for(parent: str, level: str, key: str, taken: set[str]) -> str:
    """A free code for one place below a parent with that code."""
    return numbered_code(parent, level, key, taken, 1)[0]


def numbered_code(parent: str, level: str, key: str, taken: set[str], number: int) -> tuple[str, int]:
    """A code that reads like the place: numbers as they are, names counted from ``number``; unique in the deployment.

    Answers the code and the number at which counting stopped, so that many names are not counted anew for each.
    """
    sign = {"estate": "-E", "grid": "-G"}.get(level, "-")
    if level != "estate" and re.fullmatch(r"[0-9a-z]{1,6}", key):
        code = f"{parent}{sign}{key.zfill(2) if key.isdigit() else key}"[:40]
        if code not in taken:
            return code, number - 1
    while f"{parent}{sign}{number:03d}" in taken:
        number += 1
    return f"{parent}{sign}{number:03d}", number


def sort_of(key: str) -> int:
    """The number in a name, by which neighbours stand in order."""
    found = re.search(r"\d{1,6}", key)
    return int(found[0]) if found else 0


def import_estate_rows(rows: Iterable[Checked]) -> dict[str, Any]:
    """Bring estates and what lies in them in, each row on its own; the same file again changes nothing.

    A row names a community (with its street where two share a name) and an estate, and may go on to building,
    stairwell and dwelling; area and households belong to the last that it names. Returned with what the cells'
    own check says, ``no_community``, ``wrong_community`` (two of that name), ``no_building`` (a stairwell or
    dwelling without one), ``wrong_area`` (not above 0), ``not_twice`` (named before with other figures).
    """
    report: dict[str, Any] = {
        "what": "estates",
        "read": 0,
        "added": 0,
        "changed": 0,
        "ended": 0,
        "unchanged": 0,
        "refused": [],
    }
    communities = _Communities()
    with transaction.atomic():
        tree = _load()
        for checked in rows:
            report["read"] += 1
            reason = checked.faults[0].reason if checked.faults else _take(checked, communities, tree, report)
            if reason is not None:
                report["refused"].append(_returned(checked, reason))
        _write(tree)
    return report


def _returned(checked: Checked, reason: Reason) -> dict[str, Any]:
    where = "、".join(fault.address for fault in checked.faults)
    name = " ".join(str(cell) for cell in checked.cells if cell not in (None, ""))[:80]
    return {
        "row": checked.number, "place": where, "name": name, "code": reason.code, "zh": reason.words.zh, "en": reason.words.en,
    }  # fmt: skip


class _Communities:
    """Communities found by code or by name as offices write it, with the street where that decides."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Place]] = defaultdict(list)
        self.by_code: dict[str, Place] = {}
        for place in Place.objects.filter(level="community", valid_to__isnull=True).select_related("parent"):
            self.by_name[stem(place.name)].append(place)
            self.by_code[place.code] = place

    def find(self, name: str, street: str) -> Place | Reason:
        """The one community, or why it can't be told."""
        found = [self.by_code[name]] if name in self.by_code else self.by_name.get(stem(name), [])
        if street:
            wanted = _street(street)
            found = [one for one in found if one.parent and _street(one.parent.name) == wanted]
        found = [one for one in found if one.name == name] or found
        if len(found) == 1:
            return found[0]
        if found:
            words = Words("有几个“{name}”，请填街道", "there are several {name}; name the street").format(
                name=name
            )
            return Reason("wrong_community", words)
        return Reason(
            "no_community", Words("没有社区“{name}”", "there is no community {name}").format(name=name)
        )


def _street(name: str) -> str:
    return re.sub(r"(街道办事处|街道|镇|乡)$", "", "".join(name.split()))


def _load() -> _Tree:
    tree = _Tree()
    rows = Place.objects.filter(level__in=("grid", *LOWER), valid_to__isnull=True)
    for place in rows.iterator(5000):
        tree.by_key[(place.parent_id or 0, place.level, key_of(place.level, place.name))] = place
    tree.codes.update(Place.objects.values_list("code", flat=True))
    return tree


def _take(checked: Checked, communities: _Communities, tree: _Tree, report: dict[str, Any]) -> Reason | None:
    values: Mapping[str, Any] = checked.values
    community = communities.find(str(values["community"]), str(values["street"] or ""))
    reason = community if isinstance(community, Reason) else _row_reason(values)
    if reason is not None:
        return reason
    assert isinstance(community, Place)
    before = len(tree.fresh)
    place = community
    for level in LOWER:
        if values[level]:
            place = tree.child(place, level, str(values[level]))
    is_new = len(tree.fresh) > before
    moved = (
        place.level == "estate"
        and bool(values["grid"])
        and _lay_grid(tree, community, place, str(values["grid"]))
    )
    return _count(checked.number, place, values, tree, report, is_new=is_new, moved=moved)


def _lay_grid(tree: _Tree, community: Place, estate: Place, name: str) -> bool:
    """Put an estate under a grid of its community; answers whether it lay elsewhere before."""
    grid = tree.child(community, "grid", name)
    if grid.pk is not None and estate.grid_id == grid.pk:
        return False
    tree.grids[estate.code] = grid
    return estate.pk is not None


def _row_reason(values: Mapping[str, Any]) -> Reason | None:
    if (values["stairwell"] or values["dwelling"]) and not values["building"]:
        return Reason(
            "no_building", Words("有单元或房号，却没有楼栋", "a stairwell or dwelling without its building")
        )
    for name in ("area", "households"):
        if values[name] is not None and values[name] <= 0:
            return Reason(f"wrong_{name}", Words("面积、户数要大于 0", "area and households are above 0"))
    return None


def _count(
    number: int, place: Place, values: Mapping[str, Any], tree: _Tree, report: dict[str, Any], *, is_new: bool, moved: bool
) -> Reason | None:  # fmt: skip
    """Put the row's figures on its place and count it; a place named before with other figures is returned."""
    area, households = values["area"], values["households"]
    said = tree.told.get(place.code)
    if said is not None and said[1:] != (area, households):
        words = Words("第 {row} 行已写过这里，数字不同", "row {row} said otherwise about this place").format(
            row=said[0]
        )
        return Reason("not_twice", words)
    tree.told[place.code] = (number, area, households)
    wanted = {"area_cm2": area, "households": households}
    differs = [name for name, value in wanted.items() if value is not None and getattr(place, name) != value]
    for name in differs:
        setattr(place, name, wanted[name])
    if is_new:
        report["added"] += 1
    elif (differs or moved) and place.pk is not None:
        tree.changed[place.code] = place
        report["changed"] += 1
    else:
        report["unchanged"] += 1
    return None


def _write(tree: _Tree) -> None:
    """Insert from the top down, so that every child finds its parent's id."""
    for level in ("grid", *LOWER):
        made = [place for place in tree.fresh if place.level == level]
        for place in made:
            assert place.parent is not None
            place.parent_id = place.parent.pk
            if level != "grid":
                grid = tree.grids.get(place.code)
                place.grid_id = grid.pk if grid else place.parent.grid_id
        for place, key in zip(made, bulk.next_ids(Place, len(made)), strict=True):
            place.pk = key
        bulk.insert(made)
    Place.objects.bulk_update(tree.changed.values(), ["area_cm2", "households"], batch_size=500)
    for code, grid in tree.grids.items():
        if code in tree.changed:
            below(tree.changed[code].path).update(grid=grid)
