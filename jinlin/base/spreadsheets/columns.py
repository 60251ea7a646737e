"""Which column of a foreign sheet holds what: matched by name, shown where unsure, remembered as data."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rapidfuzz import fuzz

from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets.cells import column_letter, folded
from jinlin.base.words import Words

SAME = 98
LIKELY = 84
POSSIBLE = 66
CLEAR_LEAD = 10

BRACKETS = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
ORNAMENT = re.compile(r"^\d+[.、)]|[*:、,。.?_※#·\"'“”‘’-]")

PRIVATE = re.compile(
    "民族|种族|宗教|信仰|(上访|信访)(次数|记录|史|情况)|缠访|欠债|负债|失信|征信|信用(分|等级)|前科|犯罪|服刑|刑满"
    "|吸毒|涉毒|重点人|风险等级|religion|ethnic|criminal|creditscore"
)
"""What no import takes, whoever asks for it: see R15 of ``parameters/dignity.toml``."""
HEADING_AT_MOST = 16
"""Longer ones are sentences about something, no names of columns."""


class Kind(StrEnum):
    """What the cells of a wanted column hold; ``checking`` turns them into values of these types."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    MOMENT = "moment"
    PHONE = "phone"
    PHONES = "phones"
    YES_NO = "yes_no"
    INTEGER = "integer"
    AREA = "area"
    MONEY = "money"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an import wants.

    ``name`` is the key of its value, ``words`` its own name, ``synonyms`` what offices call it. ``limit`` bounds
    text in characters; ``choices`` turns the words of a CHOICE into codes.
    """

    name: str
    words: Words
    synonyms: tuple[str, ...] = ()
    required: bool = False
    kind: Kind = Kind.TEXT
    limit: int = 200
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        """Everything that a heading may say for this column, its own name first."""
        return (self.words.zh, self.words.en, self.name, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Choice:
    """One heading for one wanted column. ``how`` is ``same``, ``alike`` or ``told`` (a person or a map said so)."""

    index: int
    heading: str
    score: int
    how: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where each wanted column was found. ``unsure`` holds what a person has to decide; nothing of it is used."""

    chosen: dict[str, Choice]
    unsure: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unused: tuple[int, ...] = ()
    fingerprint: str = ""

    def reasons(self, wanted: Sequence[Column]) -> list[Reason]:
        """Why the import cannot begin: ``no_column`` (required and not found), ``not_decided`` (required, unsure)."""
        words = {column.name: column.words for column in wanted if column.required}
        absent = [_no_column(words[name]) for name in self.missing if name in words]
        return absent + [
            _not_decided(words[name], self.unsure[name]) for name in self.unsure if name in words
        ]

    def with_choice(self, name: str, heading: str | None, index: int = -1) -> Mapping:
        """The mapping after a person decided; None says that the sheet has no such column."""
        chosen = {key: choice for key, choice in self.chosen.items() if key != name and choice.index != index}
        if heading is not None:
            chosen[name] = Choice(index, heading, 100, "told")
        unsure = {key: choices for key, choices in self.unsure.items() if key != name}
        missing = tuple(key for key in self.missing if key != name)
        return replace(self, chosen=chosen, unsure=unsure, missing=missing)

    def to_data(self) -> dict[str, object]:
        """The mapping as JSON, to be kept under its fingerprint."""
        columns = {name: {"heading": c.heading, "column": c.index + 1} for name, c in self.chosen.items()}
        return {"fingerprint": self.fingerprint, "columns": columns}


def _no_column(words: Words) -> Reason:
    return Reason(
        "no_column",
        Words("表中没有“{zh}”这一列。", "The sheet has no column “{en}”.").format(zh=words.zh, en=words.en),
    )


def _not_decided(words: Words, choices: tuple[Choice, ...]) -> Reason:
    found = "、".join(f"{choice.heading}（{column_letter(choice.index)} 列）" for choice in choices)
    text = Words("“{zh}”可能是：{found}；请选定一列。", "“{en}” may be: {found}; please choose one column.")
    return Reason("not_decided", text.format(zh=words.zh, en=words.en, found=found))


def fingerprint(headings: Sequence[str]) -> str:
    """The same for the same headings in the same order, whatever blanks, brackets and stars stand in them."""
    joined = "\x1f".join(bare(heading) for heading in headings)
    return hashlib.sha256(joined.encode()).hexdigest()


def bare(heading: str) -> str:
    """A heading for comparing: narrow forms, no blanks, no star, no unit in brackets; a bracket alone is kept."""
    text = folded(heading)
    return ORNAMENT.sub("", BRACKETS.sub("", text)) or text


def is_private(heading: str) -> bool:
    """Whether a column holds what the platform never collects: belief, ethnicity, petitions, debts, convictions, labels."""
    return any(len(one) <= HEADING_AT_MOST and PRIVATE.search(one) for one in _readings(heading))


def private_among(headings: Sequence[str]) -> list[str]:
    """The headings of columns that are never read, to be named to whoever hands the sheet in."""
    return [heading for heading in headings if heading and is_private(heading)]


def _readings(heading: str) -> list[str]:
    """A heading of several levels by itself, by its last two levels, and by its last."""
    levels = [bare(level) for level in heading.split("/") if bare(level)]
    readings = ["".join(levels), "".join(levels[-2:]), levels[-1] if levels else ""]
    return list(dict.fromkeys(reading for reading in readings if reading))


def score(heading: str, column: Column) -> int:
    """How well a heading fits a column: 100 the same, 98 in its last level only, below 66 not at all."""
    best = 0.0
    readings = _readings(heading)
    for called in (bare(name) for name in column.called):
        for place, reading in enumerate(readings):
            if reading == called:
                best = max(best, 100 if place == 0 else SAME)
            elif len(called) >= 2 and reading.endswith(called):
                # 反映人联系电话 is a telephone: in Chinese the last word says what a thing is.
                best = max(best, 76 + 20 * len(called) / len(reading))
            elif len(called) >= 2 and called in reading:
                best = max(best, 60 + 20 * len(called) / len(reading))
            elif len(reading) >= 2 and reading in called:
                best = max(best, 66 + 20 * len(reading) / len(called))
            elif len(called) >= 3 and len(reading) >= 3:
                best = max(best, 0.92 * fuzz.ratio(reading, called))
    return int(best)


def match(headings: Sequence[str], wanted: Sequence[Column]) -> Mapping:
    """Find every wanted column among the headings.

    The same name decides; a likeness decides only where it is strong and leads clearly, for the column and for
    the heading both; everything else is shown as ``unsure``. What is private is never matched.
    """
    private = set(private_among(headings))
    scores = {
        c.name: [score(heading, c) if heading and heading not in private else 0 for heading in headings]
        for c in wanted
    }
    chosen: dict[str, Choice] = {}
    unsure: dict[str, tuple[Choice, ...]] = {}
    missing: list[str] = []
    taken: set[int] = set()
    for column in wanted:
        own = [
            i
            for i, heading in enumerate(headings)
            if heading and heading not in private and bare(heading) == bare(column.words.zh)
        ]
        same = own if len(own) == 1 else [i for i, s in enumerate(scores[column.name]) if s >= SAME]
        if len(same) == 1 and _is_for(column.name, same[0], scores, SAME):
            chosen[column.name] = Choice(same[0], headings[same[0]], scores[column.name][same[0]], "same")
            taken.add(same[0])
    for column in wanted:
        if column.name in chosen:
            continue
        likely = [(s, i) for i, s in enumerate(scores[column.name]) if s >= POSSIBLE and i not in taken]
        likely.sort(key=lambda pair: (-pair[0], pair[1]))
        if not likely:
            missing.append(column.name)
        elif _is_clear(column.name, likely, scores):
            best, index = likely[0]
            chosen[column.name] = Choice(index, headings[index], best, "alike")
            taken.add(index)
        else:
            unsure[column.name] = tuple(Choice(i, headings[i], s, "alike") for s, i in likely[:5])
    unused = tuple(i for i, heading in enumerate(headings) if i not in taken)
    return Mapping(chosen, unsure, tuple(missing), unused, fingerprint(headings))


def _is_for(name: str, index: int, scores: dict[str, list[int]], least: int) -> bool:
    """Whether no other wanted column claims the same heading as strongly."""
    return all(row[index] < least for other, row in scores.items() if other != name)


def _is_clear(name: str, likely: list[tuple[int, int]], scores: dict[str, list[int]]) -> bool:
    best, index = likely[0]
    lead = best - (likely[1][0] if len(likely) > 1 else 0)
    return best >= LIKELY and lead >= CLEAR_LEAD and _is_for(name, index, scores, best - CLEAR_LEAD + 1)


def from_data(data: object, headings: Sequence[str], wanted: Sequence[Column]) -> Mapping:
    """A mapping that was kept or written by hand: ``{"title": "留言主题", "time": "D"}``, or ``to_data``'s form.

    A value is a heading, the letter of a column of the table (A is its first), or ``{"heading": …, "column": 1}``.
    Refused, all faults at once: ``wrong_mapping`` (no such wanted column, no such form), ``no_heading``,
    ``not_collected`` (a private column).
    """
    columns = data.get("columns", data) if isinstance(data, dict) else None
    if not isinstance(columns, dict):
        raise Refused(_wrong_mapping("{}"))
    known = {column.name for column in wanted}
    chosen: dict[str, Choice] = {}
    reasons: list[Reason] = []
    for name, told in columns.items():
        if name in ("fingerprint", "columns"):
            continue
        place = _place(told, headings) if name in known else None
        if name not in known:
            reasons.append(_wrong_mapping(str(name)))
        elif place is None:
            reasons.append(_no_heading(told.get("heading") if isinstance(told, dict) else told))
        elif is_private(headings[place]):
            reasons.append(_not_collected(headings[place]))
        else:
            chosen[name] = Choice(place, headings[place], 100, "told")
    if reasons:
        raise Refused(*reasons)
    missing = tuple(column.name for column in wanted if column.name not in chosen)
    taken = {choice.index for choice in chosen.values()}
    unused = tuple(i for i in range(len(headings)) if i not in taken)
    return Mapping(chosen, {}, missing, unused, fingerprint(headings))


def _place(told: object, headings: Sequence[str]) -> int | None:
    heading, index = (told.get("heading"), told.get("column")) if isinstance(told, dict) else (told, None)
    if not isinstance(heading, str):
        return None
    same = [i for i, known in enumerate(headings) if bare(known) == bare(heading)]
    if isinstance(index, int) and index - 1 in same:
        return index - 1
    if same:
        return same[0]
    letters = {column_letter(i): i for i in range(len(headings))}
    return letters.get(heading.strip().upper())


def _wrong_mapping(name: str) -> Reason:
    return Reason(
        "wrong_mapping",
        Words(
            "对应表里的“{name}”不是可以导入的内容。", "“{name}” in the map is nothing that can be imported."
        ).format(name=name),
    )


def _no_heading(heading: object) -> Reason:
    return Reason(
        "no_heading",
        Words("表里没有“{heading}”这一列。", "The sheet has no column “{heading}”.").format(heading=heading),
    )


def _not_collected(heading: str) -> Reason:
    return Reason(
        "not_collected",
        Words(
            "“{heading}”这一列不读：平台不收集信仰、民族、上访、欠债、前科。",
            "The column “{heading}” is not read: belief, ethnicity, petitions, debts and convictions are not collected.",
        ).format(heading=heading),
    )
