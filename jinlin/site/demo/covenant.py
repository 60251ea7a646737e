"""The covenant of the cast's community in its second round: the first was remarked on and answered, the second is open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.deliberation.public import (
    Clause,
    ClauseFlag,
    ClauseRemark,
    ClauseWording,
    Covenant,
    Round,
    Version,
    flags_in,
    hash_of,
    whole_text,
)
from jinlin.site.demo.notices import DAY, Board, plan_notices, words
from jinlin.site.demo.world import World

FIRST, SECOND = 62, 6
"""How many days ago the rounds were opened."""


def build_notices(world: World) -> None:
    """A year of notices in the cast's community, and its covenant, in the order of time."""
    board = plan_notices(world)
    build_covenant(board)
    board.run()
    board.keep_heads()


def build_covenant(board: Board) -> None:
    """Clauses, two rounds, remarks with their answers, a flag that was decided; each round's notice."""
    world, texts = board.world, words()
    first, second = world.days_ago(FIRST), world.days_ago(SECOND)
    row = world.rows.add(
        Covenant(
            place=board.place,
            name=f"{board.place.name}居民公约",
            state="open",
            round=2,
            closes_on=second + 14 * DAY,
            made_at=board.at(first - 9 * DAY, 10),
        )
    )
    _step(board, row, "begun", board.at(first - 9 * DAY, 10), {"name": row.name})
    clauses: dict[str, Clause] = {}
    for number, one in enumerate(texts["clause"], 1):
        clauses[one["title"]] = world.rows.add(
            Clause(
                covenant=row, position=number * 10, title=one["title"], text=one.get("second") or one["first"]
            )
        )
    made = _round(
        board,
        row,
        1,
        first,
        clauses,
        [one for one in texts["clause"] if "first" in one],
        "first",
        closed=True,
    )
    _remarks(board, row, made, clauses, texts["remark"], first)
    note = "按第一稿的意见改了音响、装修、养犬三处，加了垃圾分类一条。"
    again = _round(board, row, 2, second, clauses, texts["clause"], "second", closed=False, note=note)
    world.rows.add(
        ClauseRemark(round=again, clause=clauses["垃圾分类"], text="大件垃圾约时间打哪个电话？写上去。", person=world.cast["neighbour"].person,
                     made_at=board.at(second + 2 * DAY, 20))
    )  # fmt: skip
    _step(
        board,
        row,
        "remark",
        board.at(second + 2 * DAY, 20),
        {"clause": clauses["垃圾分类"].pk},
        seen="staff",
        by=world.cast["neighbour"].actor,
    )


def _step(
    board: Board,
    row: Covenant,
    step: str,
    at: dt.datetime,
    data: dict[str, Any],
    text: str = "",
    seen: str = "public",
    by: Any = None,
) -> None:
    board.later(at, lambda: board.event(row, "covenant", step, by or board.worker, at, data, text, seen))


def _round(
    board: Board, row: Covenant, number: int, day: dt.date, clauses: dict[str, Clause], texts: list[dict[str, Any]], which: str, *, closed: bool, note: str = "",
) -> Round:  # fmt: skip
    world = board.world
    versions = [
        Version(clauses[one["title"]].pk, place, one["title"], one.get(which) or one["first"])
        for place, one in enumerate(texts, 1)
    ]
    made = world.rows.add(
        Round(
            covenant=row, number=number, opened_at=board.at(day, 10), closes_on=day + 14 * DAY, note=note, text_hash=hash_of(versions),
            closed_at=board.at(day + 15 * DAY, 0, 10) if closed else None,
        )
    )  # fmt: skip
    for one in versions:
        wording = world.rows.add(
            ClauseWording(
                round=made, clause_id=one.clause, position=one.position, title=one.title, text=one.text
            )
        )
        for found in flags_in(f"{wording.title}\n{wording.text}"):
            world.rows.add(
                ClauseFlag(
                    round=made, clause_id=one.clause, code=found.flag.code, passage=found.passage, decision="change",
                    reason="公约不能曝光个人，改为提醒和劝导。", decided_at=board.at(day + 16 * DAY, 10), decided_by_id=board.secretary.account,
                )
            )  # fmt: skip
    _step(board, row, "open_round", board.at(day, 10), {"round": number, "text_hash": made.text_hash}, note)
    if closed:
        _step(board, row, "close_round", board.at(day + 15 * DAY, 0, 10), {"round": number})
        _step(board, row, "redraft", board.at(day + 20 * DAY, 10), {})
    board.draft(
        "covenant_draft",
        f"{row.name}（第 {number} 稿）征求意见",
        whole_text(versions),
        day,
        subject="covenant",
        subject_id=row.pk,
        link=f"/covenants/{row.pk}",
    )
    return made


def _remarks(
    board: Board,
    row: Covenant,
    made: Round,
    clauses: dict[str, Clause],
    texts: list[dict[str, str]],
    day: dt.date,
) -> None:
    for number, one in enumerate(texts):
        told, answered = board.at(day + (2 + number) * DAY, 20), board.at(day + 16 * DAY, 9 + number)
        clause = clauses.get(one["clause"])
        remark = board.world.rows.add(
            ClauseRemark(
                round=made, clause=clause, text=one["text"], person=board.world.cast["resident" if number % 2 else "neighbour"].person, made_at=told,
                taken=one["taken"], answer=one["answer"], answered_at=answered, answered_by_id=board.worker.account,
            )
        )  # fmt: skip
        _step(
            board,
            row,
            "remark",
            told,
            {"remark": remark.pk},
            seen="staff",
            by=board.world.cast["resident"].actor,
        )
        _step(board, row, "answer", answered, {"remark": remark.pk, "taken": one["taken"]}, one["answer"])
