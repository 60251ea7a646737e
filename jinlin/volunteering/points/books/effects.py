"""What confirming a list of balances and approving a reversal write besides state and event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Taken
from jinlin.volunteering.models.books import OpeningLine, PointOpening, PointReversal
from jinlin.volunteering.models.points import LedgerAccount, LedgerTxn
from jinlin.volunteering.points import ledger
from jinlin.volunteering.points.books.importing import opened_persons

Given = dict[str, Any]


def _confirm(row: PointOpening, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """Each line against the opening account, once for a person; accounts are opened as the list's people agreed."""
    lines = list(row.lines.filter(person__isnull=False).select_related("person").order_by("person"))
    accounts: dict[int, LedgerAccount] = {}
    for one in lines:
        assert one.person is not None
        accounts[one.pk] = _account(one, row, by, at)
    book = ledger.house_account(row.place, "opening")
    ledger.locked(book.pk, *(one.pk for one in accounts.values()))
    had, posted, points = opened_persons(row.place), 0, 0
    for one in lines:
        if one.person_id in had:
            continue
        account = accounts[one.pk]
        before = LedgerTxn.objects.filter(kind="opening", taker=account).count()
        line = ledger.Line(
            "opening",
            f"{row.on_day:%Y-%m-%d} 从原来的账本转来",
            row.on_day,
            f"opening:{row.pk}",
            None,
            book,
            account,
        )
        one.txn = ledger.post(
            key=f"opening:{account.pk}:{before}",
            amounts={account.pk: one.amount, book.pk: -one.amount},
            line=line,
            by=by,
            at=at,
        )
        posted, points = posted + 1, points + one.amount
    for one in lines:
        one.person = None
    OpeningLine.objects.bulk_update(lines, ["txn", "person"])
    row.decided_by_id = by.account
    return Taken(data={"lines": posted, "points": points, "known": len(lines) - posted})


def _account(one: OpeningLine, row: PointOpening, by: Actor, at: dt.datetime) -> LedgerAccount:
    assert one.person is not None
    known = LedgerAccount.objects.filter(person=one.person, holder="person", measure="points").first()
    if known is not None:
        return known
    made = ledger.open_account(person=one.person, place=row.place, at=at)
    LedgerAccount.objects.filter(pk=made.pk).update(consent="list", opened_by=by.account)
    return made


def _drop(row: PointOpening, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.lines.update(person=None)
    row.decided_by_id = by.account
    return Taken(text=values["note"])


OPENING_EFFECTS: dict[str, Effect] = {"confirm": _confirm, "drop": _drop}


def _approve(row: PointReversal, values: Given, by: Actor, at: dt.datetime) -> Taken:
    back = ledger.reverse(txn=row.txn, zh=f"冲正：{row.txn.zh}"[:200], by=by, at=at)
    row.decided_by_id = by.account
    return Taken(data={"reversed_by": back.pk})


def _decided(row: PointReversal, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.decided_by_id = by.account
    return Taken(text=values.get("note") or "")


REVERSAL_EFFECTS: dict[str, Effect] = {"approve": _approve, "decline": _decided, "withdraw": _decided}
