"""Reading a district's vote from a ``.pb`` file (Pabulib): projects with costs, and ballots that approve of some."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinlin.ballots.counting.choosing import Choosing
from jinlin.ballots.counting.vote import Ballot
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

READABLE = ("choose-1", "approval")
_MONEY = re.compile(r"(\d+)(?:\.(\d+))?")


@dataclass(frozen=True)
class DistrictVote:
    """What a file holds: its kind and rule, what may be chosen, the ballots, and the figures that were published."""

    kind: str
    rule: str
    choosing: Choosing
    ballots: tuple[Ballot, ...]
    published: dict[str, int]
    selected: frozenset[str]


def read_district(text: str) -> DistrictVote:
    """The vote of a file; ``Refused`` where its kind is neither choose-1 nor approval, or a section or column is missing."""
    try:
        return _read(*_sections(text))
    except (KeyError, ValueError, TypeError, AttributeError, csv.Error) as error:
        told = str(error)[:80]
        words = Words(f"文件的列或数字不对：{told}", f"a column or number of the file is wrong: {told}")
        raise Refused(Reason("wrong_file", words)) from None


def _read(meta: dict[str, str], projects: list[dict[str, str]], votes: list[dict[str, str]]) -> DistrictVote:
    kind = meta.get("vote_type", "")
    if kind not in READABLE:
        raise Refused(
            Reason(
                "wrong_kind", Words(f"不能计这一类投票：{kind}", f"this kind of vote is not counted: {kind}")
            )
        )
    costs = {row["project_id"]: _hundredths(row["cost"]) for row in projects}
    most = 1 if kind == "choose-1" else int(meta.get("max_length") or len(costs))
    choosing = Choosing(tuple(costs), most=most, costs=costs, budget=_hundredths(meta["budget"]))
    ballots = tuple(
        Ballot(str(number), row["voter_id"], {one: "yes" for one in row["vote"].split(",") if one}, "phone")
        for number, row in enumerate(votes, 1)
    )
    published = {row["project_id"]: int(row["votes"]) for row in projects if row.get("votes")}
    selected = frozenset(row["project_id"] for row in projects if row.get("selected") not in (None, "", "0"))
    return DistrictVote(kind, meta.get("rule", ""), choosing, ballots, published, selected)


def _hundredths(text: str) -> int:
    found = _MONEY.fullmatch(text.strip())
    if not found:
        raise Refused(Reason("wrong_cost", Words(f"金额不对：{text[:40]}", f"wrong amount: {text[:40]}")))
    return int(found[1]) * 100 + int((found[2] or "")[:2].ljust(2, "0"))


def _sections(text: str) -> tuple[dict[str, str], list[dict[str, str]], list[dict[str, str]]]:
    parts: dict[str, list[str]] = {}
    here: list[str] = []
    for line in text.splitlines():
        if line.strip() in ("META", "PROJECTS", "VOTES"):
            here = parts.setdefault(line.strip(), [])
        elif line.strip():
            here.append(line)
    if set(parts) != {"META", "PROJECTS", "VOTES"}:
        raise Refused(
            Reason(
                "wrong_file",
                Words("文件缺少 META、PROJECTS 或 VOTES 部分", "META, PROJECTS or VOTES is missing"),
            )
        )
    meta = {row["key"].strip(): row["value"].strip() for row in _rows(parts["META"])}
    return meta, list(_rows(parts["PROJECTS"])), list(_rows(parts["VOTES"]))


def _rows(lines: list[str]) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";")
