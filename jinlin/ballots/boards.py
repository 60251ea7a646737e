"""The board in the tables: adding a line under the decision's lock, the key that signs, and what a line stands for."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from jinlin.ballots.models import BoardLine, Decision, Opening
from jinlin.ballots.sealing import board
from jinlin.ballots.sealing.curve import digest
from jinlin.ballots.sealing.group import signing_key
from jinlin.ballots.sealing.receipt import words_of
from jinlin.ballots.sealing.verifier import stands


def append(
    decision: Decision,
    kind: str,
    body: Mapping[str, Any],
    *,
    at: dt.datetime,
    row: int | None = None,
    channel: str = "",
) -> BoardLine:
    """Add a line. The caller holds the decision's row; its ``seq`` and ``head`` move in memory and in the table."""
    made = board.line(
        decision.seq,
        decision.head or board.START,
        kind,
        at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        body,
    )
    line = BoardLine.objects.create(
        decision=decision,
        n=made.n,
        kind=kind,
        row=row,
        channel=channel,
        text=made.text,
        hash=made.hash,
        at=at,
    )
    decision.seq, decision.head = made.n + 1, made.hash
    Decision.objects.filter(pk=decision.pk).update(seq=decision.seq, head=decision.head)
    return line


def keys(decision: Decision) -> tuple[bytes, bytes]:
    """Public and secret key of the decision."""
    return signing_key(bytes.fromhex(decision.key_seed))


def options_of(decision: Decision) -> dict[str, list[str]]:
    """The options of each motion, as the frozen package gives them."""
    return {one["id"]: one["options"] for one in decision.package["motions"]}


def ballot_lines(decision: Decision, row: int | None = None) -> list[BoardLine]:
    """The ballots on the board in order; of one row where one is named."""
    found = BoardLine.objects.filter(decision=decision, kind="ballot").order_by("n")
    return list(found if row is None else found.filter(row=row))


def settled(decision: Decision) -> dict[int, int]:
    """By row: which line was settled to stand."""
    rows = (
        BoardLine.objects.filter(decision=decision, kind="settled")
        .order_by("n")
        .values_list("text", flat=True)
    )
    bodies = [json.loads(text)["body"] for text in rows]
    return {body["row"]: body["stands"] for body in bodies}


def standing_lines(decision: Decision) -> dict[int, BoardLine | None]:
    """By row: the ballot that counts by the frozen rule, or None where it is held."""
    rows: dict[int, list[BoardLine]] = defaultdict(list)
    for line in BoardLine.objects.filter(decision=decision, kind="ballot").order_by("n").defer("text"):
        rows[line.row or 0].append(line)
    chosen, rule, change = settled(decision), decision.package["conflict"], decision.package["change"]
    found: dict[int, BoardLine | None] = {}
    for row, lines in rows.items():
        entries = [{"n": line.n, "body": {"channel": line.channel}, "line": line} for line in lines]
        one = stands(entries, rule, change, chosen.get(row))
        found[row] = one["line"] if one else None
    return found


def openings_of(
    lines: list[BoardLine], tell: Callable[[int, int], None] | None = None
) -> dict[int, dict[str, Any]]:
    """What opens each line, by its id. The caller records who reads, and why, in ``OpeningLook``.

    ``tell`` hears after each part how many of how many are read.
    """
    found = {}
    for start in range(0, len(lines), 400):
        for one in Opening.objects.filter(line__in=lines[start : start + 400]):
            found[one.line_id] = json.loads(one.sealed)
        if tell:
            tell(len(found), len(lines))
    return found


def receipt_words(line: BoardLine) -> tuple[str, ...]:
    """The six words of a line's receipt."""
    return words_of(line.hash)


def hands_of(parts: list[Any]) -> str:
    """The digest that says which two clerks read a sheet, without naming them on the board."""
    return digest(json.dumps(parts, sort_keys=True, default=str).encode())
