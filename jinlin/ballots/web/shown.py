"""What the pages of decisions show alike: motions in words, participation, the result, the board's words of tonight."""

from __future__ import annotations

from typing import Any

from jinlin.ballots import counting, results, witnesses
from jinlin.ballots.models import BoardLine, Checked, Decision
from jinlin.ballots.procedure import DECISION
from jinlin.ballots.sealing.receipt import words_of
from jinlin.ballots.words import (
    CONFLICTS,
    KINDS,
    OPTION_WORDS,
    PUBLICATIONS,
    REASONS,
    SCOPES,
    SILENT,
    VERDICTS,
    words_in,
)
from jinlin.base.parameters import Share
from jinlin.base.words import Words

STATIONS = (
    ("listed", Words("名册公示", "Roll")), ("frozen", Words("公告", "Notice")), ("open", Words("投票", "Vote")),
    ("counted", Words("开票核验", "Count")), ("decided", Words("公布", "Result")),
)  # fmt: skip
ORDER = {state.code: place for place, state in enumerate(DECISION.states)}


def motions(row: Decision) -> list[dict[str, Any]]:
    """Each motion with its matter and the share that it needs, in words and with its source."""
    found = []
    for item in row.items.all():
        need = counting.thresholds(item.matter, on=(row.frozen_at or row.made_at).date(), region=row.region)
        found.append(
            {
                "item": item, "matter": counting.MATTERS[item.matter], "basis": need.basis, "verified": need.verified,
                "quorum": _need(need.quorum) if need.quorum else "", "all": need.all_agree,
                "approval": _need(need.approval) if need.approval else "",
            }
        )  # fmt: skip
    return found


def _need(share: Share) -> Words:
    """A share as people say it: not less than, or more than."""
    told = f"{share.numerator}/{share.denominator}"
    return (
        Words(f"不少于 {told}", f"at least {told}")
        if share.inclusive
        else Words(f"超过 {told}", f"more than {told}")
    )


def turnout(row: Decision) -> dict[str, Any] | None:
    """Participation in both measures, how much is missing and which test is tight: never a direction."""
    if row.frozen_at is None:
        return None
    found = results.binding(row)
    base, taking = found["base"], found["taking"]
    return {
        **found,
        "area": counting.show_area(taking.area), "base_area": counting.show_area(base.area),
        "need": found.get("need", "").removeprefix(">= ").removeprefix("> "),
        "missing_area": counting.show_area(found["missing"].area),
        "bars": [
            _bar(Words("面积", "Area"), taking.area, base.area), _bar(Words("人数", "Persons"), taking.persons, base.persons),
        ],
    }  # fmt: skip


def _bar(words: Words, part: int, whole: int) -> tuple[str, int, str]:
    share = 1000 * part // whole if whole else 0
    return str(words), share, f"{share // 10}%"


def outcome(row: Decision) -> list[dict[str, Any]]:
    """The published result in words; empty before it is published."""
    found = []
    for one in results.shown_result(row):
        words, tone, sign = VERDICTS[one["verdict"]]
        options = [
            (OPTION_WORDS[name], amount)
            for name, amount in (one["tests"]["options"].items() if one["tests"] else ())
        ]
        found.append(
            {
                **one,
                "words": words,
                "tone": tone,
                "sign": sign,
                "why": [REASONS[code] for code in one["reasons"]],
                "options": options,
            }
        )
    return found


def rule_words(row: Decision) -> list[tuple[Any, Any]]:
    """The frozen rules as pairs of words."""
    parking = (
        Words("未选定", "not chosen")
        if row.parking is None
        else Words("计入", "counts")
        if row.parking
        else Words("不计入", "does not count")
    )
    yes, no = Words("可以", "yes"), Words("不可以", "no")
    return [
        (Words("这是", "Kind"), words_in(KINDS, row.kind)), (Words("范围", "Scope"), words_in(SCOPES, row.scope)),
        (Words("车位", "Parking"), parking), (Words("几张票不一致", "Ballots that differ"), words_in(CONFLICTS, row.conflict)),
        (Words("手机投票", "By phone"), yes if row.by_phone else no), (Words("截止前改票", "Change before the end"), yes if row.may_change else no),
        (Words("书面委托", "Proxies"), yes if row.by_proxy else no), (Words("没投票的", "Silent owners"), words_in(SILENT, row.silent)),
        (Words("结果公布", "Publication"), words_in(PUBLICATIONS, row.publication)),
    ]  # fmt: skip


def board(row: Decision) -> dict[str, Any] | None:
    """The board's head as six words, how many ballots it holds and how many were checked by their owners."""
    if not row.head:
        return None
    ballots = BoardLine.objects.filter(decision=row, kind="ballot").count()
    checked = Checked.objects.filter(line__decision=row).count()
    signed = witnesses.lines_of(row)
    return {
        "signed": sorted({body["day"] for kind, _, body in signed if kind == "witness"}),
        "keys": list(witnesses.keys_of(signed).values()),
        "words": words_of(row.head),
        "hash": row.head,
        "ballots": ballots,
        "checked": checked,
        "lines": row.seq,
    }


def stations(row: Decision) -> list[dict[str, Any]]:
    """The stations of a decision: which are behind, and the one that is being worked at."""
    here = ORDER[row.state]
    done = [ORDER[code] < here or row.state == "decided" for code, _ in STATIONS]
    now = done.index(False) if False in done else len(done)
    return [
        {"words": words, "done": done[place], "now": place == now}
        for place, (_, words) in enumerate(STATIONS)
    ]
