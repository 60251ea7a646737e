"""Paper ballots: printed per row with a keyed check code, entered by two clerks blind to each other, settled by a third."""

from __future__ import annotations

import datetime as dt
import hmac
import json
import random
from collections.abc import Mapping
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from jinlin.ballots import boards, roll, rules
from jinlin.ballots.casting import check_marks, put
from jinlin.ballots.models import Batch, Decision, Entry, PrintRun, Proxy, RollPerson, Sheet
from jinlin.ballots.sealing.marks import seal_ballot
from jinlin.base import secret as secrets
from jinlin.base.actor import Actor
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def check_code(decision: Decision, serial: int, row: int) -> str:
    """Six letters that only the platform can make for this serial, row and package: a copied sheet shows."""
    return _check(secrets.known()[0], decision=decision, serial=serial, row=row)


def _check(secret: str, *, decision: Decision, serial: int, row: int) -> str:
    told = f"{decision.package_hash}/{serial}/{row}".encode()
    raw = hmac.new(secret.encode(), b"ballot sheet " + told, sha256).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in raw[:6])


def print_run(decision: Decision, *, again: bool, by: Actor, at: dt.datetime) -> PrintRun:
    """Sheets for every row (or for those without one); the range of serials stands on the board."""
    rows = roll.counted(decision)
    if not again:
        have = set(Sheet.objects.filter(decision=decision).values_list("row_id", flat=True))
        rows = [row for row in rows if row.pk not in have]
    if not rows:
        raise Refused(Reason("no_rows", Words("每一户都已经印过选票", "every row has a sheet already")))
    last = (
        Sheet.objects.filter(decision=decision).order_by("-serial").values_list("serial", flat=True).first()
        or 0
    )
    Sheet.objects.bulk_create(
        (Sheet(decision=decision, serial=last + place, row=row) for place, row in enumerate(rows, 1)),
        batch_size=1000,
    )
    made = PrintRun.objects.create(
        decision=decision, first=last + 1, last=last + len(rows), at=at, by_id=by.account
    )
    boards.append(decision, "printed", {"first": made.first, "last": made.last}, at=at)
    return made


def sheet_of(decision: Decision, code: str) -> Sheet:
    """The sheet that a typed or scanned code names, ``12-ABCDEF``; ``Refused`` where serial and check code do not fit."""
    serial, _, check = code.strip().upper().replace(" ", "").partition("-")
    found = None
    if serial.isdigit() and len(serial) < 8:
        found = Sheet.objects.select_related("row").filter(decision=decision, serial=int(serial)).first()
    if found is None or not secrets.is_made(
        check, partial(_check, decision=decision, serial=found.serial, row=found.row.row)
    ):
        raise Refused(
            Reason(
                "wrong_sheet",
                Words(
                    "编号和校验码对不上，请核对纸票",
                    "serial and check code do not fit; look at the sheet again",
                ),
            )
        )
    return found


def _open_for_paper(decision: Decision) -> None:
    if decision.state not in ("open", "closed"):
        raise Refused(Reason("not_open", Words("现在不能录票", "sheets can't be entered now")))


def enter(
    *, batch: int, code: str, marks: Mapping[str, str], invalid: str = "", reason: str = "", by: Actor, session: str, device: str,
    at: dt.datetime | None = None,
) -> Entry:  # fmt: skip
    """One reading of one sheet. The first two are blind to each other; where they agree the sheet is sealed at once.

    Refused: ``wrong_sheet``; ``not_another`` (same person, session or device); ``no_mark``; ``not_twice`` (already read
    by two that agree). A third reading settles a difference and needs its reason.
    """
    at = at or timezone.now()
    with transaction.atomic():
        box = Batch.objects.get(pk=batch)
        decision = Decision.objects.select_for_update().get(pk=box.decision_id)
        _open_for_paper(decision)
        sheet = sheet_of(decision, code)
        earlier = list(Entry.objects.filter(sheet=sheet).order_by("turn"))
        _check_turn(earlier, box, by, session, device, reason)
        said = {} if invalid else check_marks(decision, marks)
        _follows_instruction(sheet, said)
        entry = Entry.objects.create(
            batch=earlier[0].batch if earlier else box, sheet=sheet, turn=len(earlier) + 1, account_id=by.account, session=session,
            device=device, marks=json.dumps(said, sort_keys=True) if said else "", invalid=invalid, reason=reason, at=at,
        )  # fmt: skip
        if entry.turn == 3 or (entry.turn == 2 and _same(earlier[0], entry)):
            _seal(decision, sheet, [*earlier, entry], said, at)
    return entry


def _check_turn(earlier: list[Entry], box: Batch, by: Actor, session: str, device: str, reason: str) -> None:
    turn = len(earlier) + 1
    if turn > 3 or (turn == 3 and _same(earlier[0], earlier[1])):
        raise Refused(Reason("not_twice", Words("这张票两人已经录完", "this sheet was read by two already")))
    if turn == 1 and Entry.objects.filter(batch=box, turn=1).count() >= box.sheets:
        raise Refused(
            Reason(
                "too_many_sheets",
                Words(
                    f"这一箱手工点数只有 {box.sheets} 张", f"only {box.sheets} sheets were counted by hand"
                ),
            )
        )
    against = rules.may_enter(
        turn=turn, account=by.account, session=session, device=device,
        earlier=[(one.account_id, one.session, one.device) for one in earlier],
    )  # fmt: skip
    if against is None and turn == 3 and not reason:
        against = Reason(
            "no_reason", Words("核定不一致的票，要写明理由", "a difference is settled with a reason")
        )
    if against:
        raise Refused(against)


def _follows_instruction(sheet: Sheet, said: Mapping[str, str]) -> None:
    proxy = Proxy.objects.filter(row=sheet.row_id).first()
    if proxy is not None and said and json.loads(proxy.instructions) != said:
        raise Refused(
            Reason(
                "not_instructed", Words("和委托书上写的意见不一样，不能录；请监票人核对", "differs from the owner's written instruction"),
                "民法典 165",
            )
        )  # fmt: skip


def _same(one: Entry, other: Entry) -> bool:
    return (one.marks, one.invalid) == (other.marks, other.invalid)


def _seal(
    decision: Decision, sheet: Sheet, entries: list[Entry], said: dict[str, str], at: dt.datetime
) -> None:
    """Seal a sheet like a phone ballot, channel paper; the owner is told that their unit voted on paper."""
    if not said:
        return
    hands = boards.hands_of([[one.account_id, one.marks, one.at.isoformat()] for one in entries])
    sealed = seal_ballot(decision.package_hash, sheet.row.row, boards.options_of(decision), said)
    put(decision, sheet.row.row, "paper", sealed, at=at, hands=hands)
    told = RollPerson.objects.filter(row=sheet.row, person__account__isnull=False).values_list(
        "person__account", flat=True
    )
    day = timezone.localtime(at).date().isoformat()
    words = Words(
        f"{decision.title}：您家的纸质票已于 {day} 登记。不是您投的，请马上告诉社区。",
        f"{decision.title}: your unit is recorded as having voted on paper on {day}. If that was not you, tell the community at once.",
    )
    send(
        Letter("decision", decision.pk, words, f"/decisions/{decision.pk}/mine", account=account)
        for account in told
    )


def open_sheets(decision: Decision) -> int:
    """How many sheets counted by hand were not yet read by two that agree, or settled."""
    counted = sum(Batch.objects.filter(decision=decision).values_list("sheets", flat=True))
    return max(counted - len(done_sheets(decision)), 0)


def done_sheets(decision: Decision) -> list[int]:
    """Ids of the sheets that were read by two that agree, or settled by a third."""
    by_sheet: dict[int, list[Entry]] = {}
    for one in Entry.objects.filter(sheet__decision=decision).order_by("sheet_id", "turn"):
        by_sheet.setdefault(one.sheet_id, []).append(one)
    return [
        sheet for sheet, entries in by_sheet.items()
        if len(entries) == 3 or (len(entries) == 2 and _same(entries[0], entries[1]))
    ]  # fmt: skip


def differing(batch: Batch) -> list[Sheet]:
    """Sheets of a box that two read differently and nobody has settled."""
    found = Sheet.objects.filter(entries__batch=batch).annotate(readings=Count("entries")).filter(readings=2)
    rows = found.select_related("row").prefetch_related("entries").order_by("serial")
    return [sheet for sheet in rows if not _same(*sorted(sheet.entries.all(), key=lambda one: one.turn))]


def second_order(batch: Batch) -> list[int]:
    """The serials that wait for a second reading, in an order of their own: not that of the first clerk."""
    serials = list(
        Sheet.objects.filter(entries__batch=batch)
        .annotate(readings=Count("entries"))
        .filter(readings=1)
        .values_list("serial", flat=True)
    )
    random.Random(f"{batch.pk}/{batch.name}").shuffle(serials)  # noqa: S311 - an order, no secret
    return serials
