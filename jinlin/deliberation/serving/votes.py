"""Handing a text to a vote of owners, and hearing the result: the very words, by their fingerprint, and no others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from jinlin.ballots.public import DECISIONS, Decision, counting, draft, shown_result, taking_part
from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.deliberation.serving.owners import VERDICTS
from jinlin.places.public import Place

MOST = 3800
"""A ballot's motion holds at most so many characters; a longer text stands on its page, with its fingerprint here."""
MATTERS = {
    "278.1": Words("业主：议事规则", "Owners: their assembly's rules"), "278.2": Words("业主：管理规约", "Owners: their covenant"),
    "278.4": Words("业主：选聘物业", "Owners: the property firm"), "278.5": Words("业主：使用维修资金", "Owners: use of the repair fund"),
    "278.6": Words("业主：筹集维修资金", "Owners: raising the repair fund"), "278.7": Words("业主：改建重建", "Owners: rebuilding"),
    "278.8": Words("业主：停车等共有部分经营", "Owners: parking and other use of common parts"), "278.9": Words("业主：其他重大事项", "Owners: other weighty matters"),
}  # fmt: skip
"""What owners decide together, by item of 民法典 278. Elections (item 3) and what needs every owner concerned (279) go
ways of their own."""
LEVELS = ("estate", "building", "stairwell")
OVER = ("decided", "withdrawn")
NOT_OWNERS = Reason(
    "wrong_place",
    Words("业主表决在小区、楼栋或单元举行", "Owners vote in an estate, a building or a stairwell"),
    "民法典 278",
)
CHANGED = Reason(
    "wrong_text",
    Words(
        "表决的文字与定稿不一致（哪怕只差一个标点），请撤回后重新提交",
        "The words of the vote are not those that were passed, be it by one comma; withdraw it and hand it over anew",
    ),
)


def question(text: str, digest: str, link: str) -> str:
    """The very text that owners decide: whole where it fits, else where it stands; always with its fingerprint."""
    proof = f"全文指纹（SHA-256）：{digest}"
    return f"{text}\n\n{proof}" if len(text) <= MOST else f"全文见 {link}，张贴在公告栏。\n\n{proof}"


def hand_over(
    *, title: str, about: str, text: str, matter: str, place: Place, by: Actor, at: dt.datetime
) -> Decision:
    """Draft a vote of owners with one motion. Refused: ``wrong_place``; what the vote itself refuses."""
    if place.level not in LEVELS:
        raise Refused(NOT_OWNERS)
    row: Decision = draft(title=title[:120], text=about, place=place, scope=place.level, by=by, at=at)
    DECISIONS.take(
        row.pk, "add_item", by=by, given={"matter": matter, "title": title[:120], "text": text}, on=at
    )
    return row


def runs(row: Decision | None) -> bool:
    """Whether a vote is prepared or held: until it is decided or withdrawn."""
    return row is not None and row.state not in OVER


def asks(row: Decision, text: str) -> bool:
    """Whether exactly these words stand among what the vote asks: as frozen, or, before that, as drafted."""
    frozen = {one["text"] for one in row.package.get("motions", [])}
    return text in (frozen or set(row.items.values_list("text", flat=True)))


@dataclass(frozen=True)
class Outcome:
    """What a vote came to. The three counts are None where a small roll's exact numbers are not published."""

    passed: bool
    entitled: int
    present: int
    counts: tuple[int, int, int] | tuple[None, None, None]
    why: str
    by_name: str


def outcome(row: Decision, text: str) -> Outcome:
    """The published result of a vote on the motion with that text; the reckoning in words, by area and by heads."""
    base, part = taking_part(row)
    one = next(one for one in shown_result(row) if one["motion"]["text"] == text)
    verdict, tests = str(one["verdict"]), one["tests"]
    why = f"业主 {base.persons} 人，参与 {part.persons} 人，面积 {counting.show_area(part.area)}／{counting.show_area(base.area)} 平方米"
    counts: Any = (None, None, None)
    if tests is None:
        why += f"；同意占参与的：人数 {one['percents']['persons']}%，面积 {one['percents']['area']}%"
    else:
        options = tests["options"]
        counts = tuple(options[name]["persons"] for name in ("yes", "no", "abstain"))
        why += f"；同意 {counts[0]} 人、{options['yes']['area']} 平方米"
    return Outcome(
        verdict == "passed",
        base.persons,
        part.persons,
        counts,
        f"{why}；{VERDICTS.get(verdict, verdict)}"[:300],
        f"业主表决：{row.title}"[:120],
    )
