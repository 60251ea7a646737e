"""Casting a ballot by phone: sealed first, then added to the board under the decision's lock, once for its key."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jinlin.ballots import boards, rules
from jinlin.ballots.models import BoardLine, Decision, Opening, OpeningLook, Proxy, RollRow
from jinlin.ballots.sealing import board
from jinlin.ballots.sealing.marks import Sealed, seal_ballot
from jinlin.base.actor import Actor
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

NO_ROW = Reason("no_row", Words("您不在这次表决的名册上", "You are not on the roll of this decision"))


def rows_of(decision: Decision, actor: Actor) -> list[RollRow]:
    """The standing rows of the one behind the actor, with units and people."""
    if actor.person is None:
        return []
    found = RollRow.objects.filter(decision=decision, ended_at__isnull=True, people__person=actor.person)
    return list(found.distinct().order_by("row").prefetch_related("units", "people"))


def why_not_cast(decision: Decision, row: RollRow, actor: Actor, on: dt.datetime) -> Reason | None:
    """Why this person may not cast a phone ballot for that row now."""
    mine = [one for one in row.people.all() if one.person_id == actor.person]
    if not mine or row.ended_at is not None:
        return NO_ROW
    channels = list(
        BoardLine.objects.filter(decision=decision, row=row.row, kind="ballot").values_list(
            "channel", flat=True
        )
    )
    return rules.may_cast(
        state=decision.state, by_phone=decision.by_phone, speaks=any(one.speaks for one in mine), on=on, closes_at=decision.closes_at,
        phones=channels.count("phone"), papers=channels.count("paper") + channels.count("city"), may_change=decision.may_change,
        proxied=Proxy.objects.filter(row=row).exists(),
    )  # fmt: skip


def check_marks(decision: Decision, marks: Mapping[str, str]) -> dict[str, str]:
    """The marks of every motion; ``Refused`` where one is missing or no option."""
    found, faults = {}, []
    titles = {one["id"]: one["title"] for one in decision.package["motions"]}
    for motion, options in boards.options_of(decision).items():
        if marks.get(motion) in options:
            found[motion] = marks[motion]
        else:
            faults.append(
                Reason("no_mark", Words(f"“{titles[motion]}”还没选", f"“{titles[motion]}” is not marked yet"))
            )
    if faults:
        raise Refused(*faults)
    return found


def cast(
    *,
    decision: int,
    row: int,
    marks: Mapping[str, str],
    by: Actor,
    key: str = "",
    on: dt.datetime | None = None,
) -> BoardLine:
    """Cast (or, where the rules allow, change) a phone ballot. Answers the line of the board; it is on disk then.

    The same key gives the same line and no second ballot. ``Refused`` with the reason where the vote is closed, the
    person is not on the roll, or has voted already.
    """
    known = Decision.objects.get(pk=decision)
    if known.state != "open":
        raise Refused(rules.may_cast(
            state=known.state, by_phone=True, speaks=True, on=timezone.now(), closes_at=None, phones=0, papers=0, may_change=False,
            proxied=False,
        ) or NO_ROW)  # fmt: skip
    chosen = check_marks(known, marks)
    sealed = seal_ballot(known.package_hash, row, boards.options_of(known), chosen)

    def act() -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            at = on or timezone.now()
            mine = _mine(decision, row, by)
            reason = NO_ROW if mine is None else why_not_cast(mine.decision, mine, by, at)
            if mine is None or reason:
                raise Refused(reason or NO_ROW)
            return 200, {"line": put(mine.decision, row, "phone", sealed, at=at).pk}

    _, answer, _ = once(scope=f"cast:{by.account}:{decision}:{row}", key=key, content=dict(chosen), act=act)
    return BoardLine.objects.get(pk=answer["line"])


def _mine(decision: int, row: int, by: Actor) -> RollRow | None:
    """The actor's row, with its decision locked: ballots of one decision are added one after another."""
    locked = Decision.objects.select_for_update().defer("roll_file", "result", "text").get(pk=decision)
    found = RollRow.objects.filter(
        Q(people__person=by.person), decision=decision, row=row, ended_at__isnull=True
    ).prefetch_related("people").first() if by.person else None  # fmt: skip
    if found is not None:
        found.decision = locked
    return found


def put(
    decision: Decision, row: int, channel: str, sealed: Sealed, *, at: dt.datetime, hands: str = ""
) -> BoardLine:
    """Add a sealed ballot to the board, and its opening to the counting role. The caller holds the decision's row."""
    before = (
        BoardLine.objects.filter(decision=decision, row=row, kind="ballot")
        .order_by("-n")
        .values_list("n", flat=True)
        .first()
    )
    body = board.ballot(decision.package_hash, row, channel, sealed.shown, replaces=before, hands=hands)
    line = boards.append(decision, "ballot", body, at=at, row=row, channel=channel)
    Opening.objects.create(line=line, sealed=json.dumps(sealed.openings))
    return line


def own_opening(line: BoardLine, *, by: Actor, at: dt.datetime) -> dict[str, dict[str, object]]:
    """What the voter's own ballot says, for a check on another device; the look is recorded. ``Refused`` for others."""
    if by.person is None or not RollRow.objects.filter(
        decision=line.decision_id, row=line.row, people__person=by.person, people__speaks=True
    ).exists():  # fmt: skip
        raise Refused(NO_ROW)
    OpeningLook.objects.create(
        decision_id=line.decision_id,
        line=line,
        account_id=by.account,
        title=by.title[:80],
        why="投票人自己核对",
        at=at,
    )
    return boards.openings_of([line])[line.pk]
