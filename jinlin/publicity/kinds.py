"""Kinds of notices, read from parameters/notices.toml: how long, by which clause, by whom, where. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinlin.base.clock import Clock
from jinlin.base.clock.reading import Way
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

SOURCE = Path(__file__).resolve().parent.parent.parent / "parameters" / "notices.toml"
DURING = "during"
KEYS = frozenset(
    [
        "group",
        "zh",
        "en",
        "period",
        "source",
        "article",
        "confidence",
        "verified",
        "objection",
        "answer",
        "answer_source",
        "publishers",
        "levels",
        "hang",
        "within",
        "within_source",
        "result",
        "result_source",
        "every",
    ]
)
NEEDED = ("group", "zh", "en", "period", "source", "confidence", "verified")


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    ``period`` is the legal minimum: "up" (stays so long) or "before" (so long before its event). ``objection`` is
    None (questions only), the same period ("during" is kept as ``objects_during``), or a clock after the first day.
    ``answer``: within what time a question or objection is answered. ``within``: at the latest so long after the
    decision. ``result``: its result notice is due within this time. ``every``: a kind of the yearly programme.
    """

    code: str
    words: Words
    group: str
    period: Clock
    source: str
    article: str
    confidence: str
    verified: bool
    objection: Clock | None
    objects_during: bool
    answer: Clock
    answer_source: str
    publishers: frozenset[str]
    levels: tuple[str, ...]
    hang: tuple[str, ...]
    within: Clock | None
    within_source: str
    result: Clock | None
    result_source: str
    every: Clock | None

    @property
    def basis(self) -> str:
        """Source and article, as a reason names them."""
        return f"{self.source} {self.article}".strip()

    @property
    def before_event(self) -> bool:
        """Whether the period ends with an event (a meeting, a vote) instead of running by itself."""
        return self.period.way is Way.BEFORE

    @property
    def takes_objections(self) -> bool:
        """Whether residents may object while it hangs; questions may be asked about every kind."""
        return self.objects_during or self.objection is not None


@dataclass(frozen=True)
class Rhythm:
    """The programme's own numbers: after a period's end what belongs to it is due; whose offices are assessed how often."""

    due: Clock
    due_source: str
    assessed: frozenset[str]
    assessed_every: Clock
    assessed_source: str
    ends_within: Clock
    ends_source: str


@dataclass(frozen=True)
class Book:
    """All kinds, their groups, the places where paper hangs, by code in the order of the file; the programme's rhythm."""

    kinds: dict[str, Kind]
    groups: dict[str, Words]
    spots: dict[str, Words]
    rhythm: Rhythm

    @property
    def programme(self) -> list[Kind]:
        """The kinds that are due again and again."""
        return [one for one in self.kinds.values() if one.every is not None]


@cache
def book() -> Book:
    """What the file holds. Refused whole, with every fault, where it is faulty."""
    return read(tomllib.loads(SOURCE.read_text(encoding="utf-8")))


def kind_of(code: str) -> Kind:
    """The kind of that code; ``LookupError`` where no file names it."""
    return book().kinds[code]


def read(data: dict[str, Any]) -> Book:
    """Kinds from the parsed file; ``Refused`` lists all faults of all kinds."""
    groups = {code: Words(*pair) for code, pair in data["group"].items()}
    spots = {code: Words(*pair) for code, pair in data["spot"].items()}
    faults: list[Reason] = []
    kinds: dict[str, Kind] = {}
    for code, row in data["kind"].items():
        whole = {**data["defaults"], **row}
        try:
            faults += _faults(code, whole, groups, spots)
            kinds[code] = _kind(code, whole)
        except Refused as refused:
            faults += [_fault(code, reason.words.zh, reason.words.en) for reason in refused.reasons]
        except KeyError as missing:
            faults.append(_fault(code, f"缺少 {missing}", f"{missing} is missing"))
    if faults:
        raise Refused(*faults)
    return Book(kinds, groups, spots, _rhythm(data["programme"]))


def _rhythm(row: dict[str, Any]) -> Rhythm:
    return Rhythm(
        Clock.parse(row["due"]),
        row["due_source"],
        frozenset(row["assessed"]),
        Clock.parse(row["assessed_every"]),
        row["assessed_source"],
        Clock.parse(row["ends_within"]),
        row["ends_source"],
    )


def _kind(code: str, row: dict[str, Any]) -> Kind:
    objection = row["objection"]
    return Kind(
        code=code, words=Words(row["zh"], row["en"]), group=row["group"], period=Clock.parse(row["period"]), source=row["source"],
        article=row.get("article", ""), confidence=row["confidence"], verified=row["verified"],
        objection=_clock(objection) if objection != DURING else None, objects_during=objection == DURING,
        answer=Clock.parse(row["answer"]), answer_source=row["answer_source"], publishers=frozenset(row["publishers"]),
        levels=tuple(row["levels"]), hang=tuple(row["hang"]), within=_clock(row.get("within", "")), within_source=row.get("within_source", ""),
        result=_clock(row.get("result", "")), result_source=row.get("result_source", ""), every=_clock(row.get("every", "")),
    )  # fmt: skip


def _clock(text: str) -> Clock | None:
    return Clock.parse(text) if text else None


def _faults(
    code: str, row: dict[str, Any], groups: dict[str, Words], spots: dict[str, Words]
) -> list[Reason]:
    found = [_fault(code, f"缺少 {name}", f"{name} is missing") for name in NEEDED if name not in row]
    found += [_fault(code, f"不认识 {name}", f"unknown key {name}") for name in sorted(set(row) - KEYS)]
    checks = (
        (row.get("group") not in groups, "没有这一组", "no such group"),
        (row.get("confidence") not in ("H", "M", "L"), "可信度须为 H、M、L", "confidence is H, M or L"),
        (
            row.get("verified") and row.get("confidence") != "H",
            "只有 H 级可标为已核实",
            "only H can be verified",
        ),
        (bool(set(row["hang"]) - set(spots)), "没有这个张贴点", "no such spot"),
        (
            Clock.parse(row["period"]).way is Way.AFTER,
            "张贴期限须为 up 或 before",
            "a period is up or before",
        ),
    )
    return found + [_fault(code, zh, en) for wrong, zh, en in checks if wrong]


def _fault(code: str, zh: str, en: str) -> Reason:
    return Reason("wrong_kind", Words(f"notices.toml {code}：{zh}", f"notices.toml {code}: {en}"))
