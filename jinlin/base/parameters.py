"""Numbers of the law and of a deployment as data: dated, sourced, by region, marked until verified.

A ``*.toml`` directly in the folder ``parameters/`` holds ``[[value]]`` tables (without any it is other data):

* ``name`` (lower case, dots), ``kind`` (clock, integer, share, hours, flag, text), ``value``, ``zh``, ``en``;
* ``source``, ``confidence`` (H read in the text, M known or quoted, L seen once), ``verified``;
* optional ``article``, ``region`` (national, fujian, custom), ``since`` and ``until`` (both days included),
  ``use`` (for a clock), ``note``.

Faulty files are refused whole, with every fault of every file. What is M or L can never be marked verified.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinlin.base.calendar_data import parameters_folder
from jinlin.base.clock import Clock, Way
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.base.working_calendar import OfficeHours

REGIONS = {
    "national": ("national",),
    "fujian": ("fujian", "national"),
    "custom": ("custom", "fujian", "national"),
}
USES = {
    "max after": Way.AFTER,
    "min before": Way.BEFORE,
    "min up": Way.UP,
    "at least every": Way.AFTER,
    "keep": Way.UP,
    "info": Way.AFTER,
}
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
SHARE = re.compile(r"(>=|>) ?(\d{1,4})/(\d{1,4})")
REQUIRED = ("name", "kind", "value", "zh", "en", "source", "confidence", "verified")
OPTIONAL = ("article", "region", "since", "until", "use", "note")
UNVERIFIED = Words("未核实", "unverified")


@dataclass(frozen=True, slots=True)
class Share:
    """A threshold as the law writes it: a fraction, and whether it alone is enough (Civil Code 1259)."""

    numerator: int
    denominator: int
    inclusive: bool

    @classmethod
    def parse(cls, text: str) -> Share:
        """Read ">= 2/3" or "> 1/2"; refused with ``wrong_share``."""
        found = SHARE.fullmatch(text.strip())
        if not found or not 0 < int(found[2]) <= int(found[3]):
            words = Words(
                "比例“{text}”看不懂，请写成 >= 2/3 或 > 1/2", "share {text!r}: write >= 2/3 or > 1/2"
            )
            raise Refused(Reason("wrong_share", words.format(text=text[:40])))
        return cls(int(found[2]), int(found[3]), found[1] == ">=")

    def is_met(self, part: int, whole: int) -> bool:
        """Whether ``part`` of ``whole`` reaches the share, in integers."""
        mine, needed = part * self.denominator, whole * self.numerator
        return mine >= needed if self.inclusive else mine > needed


Value = Clock | Share | OfficeHours | int | bool | str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value with everything that a reader needs to trust or to change it."""

    name: str
    kind: str
    value: Value
    words: Words
    source: str
    article: str
    confidence: str
    verified: bool
    region: str
    since: date
    until: date
    use: str
    note: str

    @property
    def mark(self) -> Words | None:
        """What to show beside the value as long as nobody verified it, else None."""
        return None if self.verified else UNVERIFIED

    @property
    def clock(self) -> Clock:
        """The value as a clock; ``LookupError`` when it is none."""
        if not isinstance(self.value, Clock):
            raise LookupError(f"parameter {self.name} is no clock")
        return self.value

    @property
    def basis(self) -> str:
        """Source and article, as a reason names them."""
        return f"{self.source} {self.article}".strip()


class Parameters:
    """All values, looked up by name, day and region profile."""

    def __init__(self, entries: Iterable[Parameter]) -> None:
        self.entries = tuple(entries)
        self._by_name: dict[tuple[str, str], list[Parameter]] = {}
        for entry in self.entries:
            self._by_name.setdefault((entry.name, entry.region), []).append(entry)

    def get(self, name: str, *, on: date, region: str = "national") -> Parameter:
        """The value in force that day; a profile falls back: custom, then Fujian, then the nation.

        ``LookupError`` when there is none: a rule asked for a name that no file carries.
        """
        for profile in REGIONS[region]:
            for entry in self._by_name.get((name, profile), ()):
                if entry.since <= on <= entry.until:
                    return entry
        raise LookupError(f"no parameter {name} on {on} for {region}")

    def clock(self, name: str, *, on: date, region: str = "national") -> Clock:
        """The clock of that name; ``LookupError`` when the name is no clock."""
        return self.get(name, on=on, region=region).clock

    def integer(self, name: str, *, on: date, region: str = "national") -> int:
        """The whole number of that name; ``LookupError`` when the name is no number."""
        value = self.get(name, on=on, region=region).value
        if isinstance(value, bool) or not isinstance(value, int):
            raise LookupError(f"parameter {name} is no number")
        return value

    def in_force(self, *, on: date, region: str = "national") -> list[Parameter]:
        """Every value in force that day for a profile, by name: the page of settings."""
        found = []
        for name in sorted({entry.name for entry in self.entries}):
            try:
                found.append(self.get(name, on=on, region=region))
            except LookupError:
                continue
        return found


@lru_cache(maxsize=1)
def shipped_parameters() -> Parameters:
    """The values that ship with the platform, read once."""
    return load_parameters(parameters_folder())


@lru_cache(maxsize=8)
def clocks(region: str = "national") -> Mapping[str, Parameter]:
    """The shipped clocks of a profile by name, as they stand without an end; ask ``Parameters`` for a day."""
    found: dict[str, Parameter] = {}
    for profile in reversed(REGIONS[region]):
        for entry in shipped_parameters().entries:
            if entry.region == profile and entry.kind == "clock" and entry.until == date.max:
                found[entry.name] = entry
    return MappingProxyType(found)


def load_parameters(*folders: Path) -> Parameters:
    """Read the files of the folders (a deployment adds its own); ``Refused`` lists all faults of all."""
    entries: list[Parameter] = []
    faults: list[Reason] = []
    for path in sorted(path for folder in folders for path in folder.glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(_fault("wrong_file", path.name, "不是有效的 TOML", f"not valid TOML: {error}"))
            continue
        if "value" not in data:
            continue
        tables = data["value"]
        if len(data) > 1 or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            faults.append(
                _fault("wrong_file", path.name, "只能有 [[value]] 表", "only [[value]] tables belong here")
            )
            continue
        for number, table in enumerate(tables, 1):
            read = read_parameter(table, where=f"{path.name} #{number} {table.get('name', '')}".strip())
            faults.extend(read if isinstance(read, list) else ())
            entries.extend([read] if isinstance(read, Parameter) else ())
    faults.extend(_overlaps(entries))
    if faults:
        raise Refused(*faults)
    return Parameters(entries)


def read_parameter(table: Mapping[str, Any], *, where: str) -> Parameter | list[Reason]:
    """One ``[[value]]`` table, or all its faults."""
    faults = _shape_faults(table, where)
    if faults:
        return faults
    since, until = table.get("since", date.min), table.get("until", date.max)
    region, use = table.get("region", "national"), table.get("use", "")
    checks = [
        (
            not NAME.fullmatch(table["name"]),
            "wrong_name",
            "名称只用小写、数字、下划线和点",
            "the name is lower case with dots",
        ),
        (
            table["confidence"] not in ("H", "M", "L"),
            "wrong_confidence",
            "可信度须为 H、M、L",
            "confidence is H, M, L",
        ),
        (
            table["verified"] and table["confidence"] != "H",
            "wrong_confidence",
            "只有 H 级可标为已核实",
            "only what was read in the text (H) can be marked verified",
        ),
        (
            region not in REGIONS,
            "wrong_region",
            f"地区须为 {'、'.join(REGIONS)}",
            f"region is one of {list(REGIONS)}",
        ),
        (since > until, "wrong_date", "起始日晚于终止日", "it ends before it begins"),
        (not table["source"].strip(), "no_source", "缺少来源", "the source is empty"),
    ]
    faults = [_fault(code, where, zh, en) for found, code, zh, en in checks if found]
    value = _read_value(table, where, faults)
    if faults or value is None:
        return faults
    return Parameter(
        name=table["name"],
        kind=table["kind"],
        value=value,
        words=Words(table["zh"], table["en"]),
        source=table["source"],
        article=table.get("article", ""),
        confidence=table["confidence"],
        verified=table["verified"],
        region=region,
        since=since,
        until=until,
        use=use,
        note=table.get("note", ""),
    )


def _shape_faults(table: Mapping[str, Any], where: str) -> list[Reason]:
    """Missing and unknown keys, and values of the wrong type."""
    faults = [
        _fault("no_key", where, f"缺少 {key}", f"{key} is missing") for key in REQUIRED if key not in table
    ]
    for key, value in table.items():
        if key not in REQUIRED + OPTIONAL:
            faults.append(_fault("wrong_key", where, f"不认识 {key}", f"unknown key {key}"))
            continue
        wanted: Any = {"since": date, "until": date, "verified": bool, "value": (str, int)}.get(key, str)
        if not isinstance(value, wanted):
            faults.append(_fault("wrong_type", where, f"{key} 的类型不对", f"{key} has the wrong type"))
    return faults


def _whole_number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(Reason("wrong_type", Words("须为整数", "a whole number is wanted")))
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused(Reason("wrong_type", Words("须为 true 或 false", "true or false is wanted")))
    return value


READERS: dict[str, Callable[[Any], Value]] = {
    "clock": lambda value: Clock.parse(str(value)),
    "share": lambda value: Share.parse(str(value)),
    "hours": lambda value: OfficeHours.parse(str(value)),
    "integer": _whole_number,
    "flag": _flag,
    "text": str,
}


def _read_value(table: Mapping[str, Any], where: str, faults: list[Reason]) -> Value | None:
    reader = READERS.get(table["kind"])
    if reader is None:
        zh, en = f"类型须为 {'、'.join(READERS)}", f"kind is one of {', '.join(READERS)}"
        faults.append(_fault("wrong_kind", where, zh, en))
        return None
    try:
        value = reader(table["value"])
    except Refused as refused:
        faults.extend(_fault(r.code, where, r.words.zh, r.words.en) for r in refused.reasons)
        return None
    use = table.get("use", "")
    if use and (use not in USES or not isinstance(value, Clock) or value.way is not USES[use]):
        zh, en = f"用法 {use} 与期限方向不符", f"use {use!r} does not fit the value; one of {list(USES)}"
        faults.append(_fault("wrong_use", where, zh, en))
    return value


def _overlaps(entries: list[Parameter]) -> list[Reason]:
    faults = []
    ordered = sorted(entries, key=lambda e: (e.name, e.region, e.since))
    for one, other in zip(ordered, ordered[1:], strict=False):
        if (one.name, one.region) == (other.name, other.region) and other.since <= one.until:
            zh, en = f"{one.region} 的有效期重叠", f"two values of {one.region} are in force at once"
            faults.append(_fault("wrong_date", one.name, zh, en))
    return faults


def _fault(code: str, where: str, zh: str, en: str) -> Reason:
    return Reason(code, Words(f"{where}：{zh}", f"{where}: {en}"))
