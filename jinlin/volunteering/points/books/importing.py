"""Balances of the book that was kept before, from a spreadsheet of any layout: a list for a second person to check.

Nothing is posted by reading the file. The same file again adds nothing: whose opening stands is known, not added.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Checked, Column, Kind, Setting, check, match, read
from jinlin.base.words import Words
from jinlin.places.public import Place
from jinlin.volunteering.models.books import OpeningLine, PointOpening
from jinlin.volunteering.models.points import LedgerAccount, LedgerTxn
from jinlin.volunteering.points.books.commands import NO_CONSENT, NOT_CLEAR, NOT_YOURS, known_here
from jinlin.volunteering.teams.queries import is_keeper

MOST = 5000
COLUMNS = (
    Column("name", Words("姓名", "Name"), ("居民姓名", "志愿者", "志愿者姓名", "户主", "名字"), limit=60),
    Column("phone", Words("手机号", "Phone"), ("电话", "手机", "联系电话", "手机号码", "联系方式"), kind=Kind.PHONE),
    Column("number", Words("积分号", "Account number"), ("账号", "积分账号", "卡号"), limit=16),
    Column("amount", Words("积分", "Points"), ("余额", "结余", "剩余积分", "积分余额", "期初积分", "现有积分", "分值", "累计剩余"), kind=Kind.INTEGER, required=True),
)  # fmt: skip
NOBODY = Reason(
    "not_known",
    Words(
        "这里没有这个人：先登记为志愿者，或在社区开通积分",
        "Nobody here: register them or open an account first",
    ),
)
NO_AMOUNT = Reason("wrong_number", Words("积分要是大于 0 的整数", "Points must be a whole number above 0"))
TWICE = Reason(
    "not_twice",
    Words("这个人在表里不止一行，只收第一行", "More than one row for this person; the first was taken"),
)
NOTHING_NEW = Reason(
    "no_new_row",
    Words("表里没有新的：每个人的期初都入过账", "Nothing new: everybody's opening was posted before"),
)
TOO_LONG = Reason(
    "too_long", Words(f"一次最多 {MOST} 行，请分开交", f"At most {MOST} rows; hand them in apart")
)


@dataclass
class _Read:
    """The rows of a file, sorted."""

    lines: list[OpeningLine] = field(default_factory=list)
    returned: list[dict[str, object]] = field(default_factory=list)
    known: int = 0

    def back(self, row: int, *reasons: Reason) -> None:
        """A row that is not taken, by its number alone: names stay in the file."""
        why = [{"zh": one.words.zh, "en": one.words.en} for one in reasons]
        self.returned.append({"row": row, "why": why})


def opened_persons(place: Place) -> set[int]:
    """Persons whose opening at a place stands: posted and not taken back."""
    rows = LedgerTxn.objects.filter(kind="opening", reversed_by__isnull=True, taker__place=place)
    return set(rows.values_list("taker__person", flat=True)) - {None}


def hand_in(
    *,
    path: Path,
    name: str,
    place: Place,
    on_day: dt.date,
    by: Actor,
    agreed: bool,
    at: dt.datetime | None = None,
) -> PointOpening:
    """Read a list of balances and keep it for a second person. Refused: ``not_yours``, ``no_consent``, ``no_new_row``, and what reading refuses."""
    if not is_keeper(place, None, by):
        raise Refused(NOT_YOURS)
    if not agreed:
        raise Refused(NO_CONSENT)
    at = at or timezone.now()
    found = _rows(path, name, place)
    if not found.lines and not found.returned:
        raise Refused(NOTHING_NEW)
    with transaction.atomic():
        row = PointOpening(
            place=place, on_day=on_day, file_name=name[:120], known=found.known, returned=found.returned[:500], made_at=at, made_by_id=by.account
        )  # fmt: skip
        row.save(force_insert=True)
        for one in found.lines:
            one.opening = row
        OpeningLine.objects.bulk_create(found.lines)
        data = {"lines": len(found.lines), "points": sum(one.amount for one in found.lines)}
        trail.record(row, "point_opening", "point_opening.handed_in", by=by, at=at, data=data, seen="staff")
        row.save(update_fields=["trail_seq", "trail_hash"])
    return row


def _rows(path: Path, name: str, place: Place) -> _Read:
    found, had, seen = _Read(), opened_persons(place), set[int]()
    with read(path, name) as book:
        mapping = match(book.table.headings, COLUMNS)
        reasons = mapping.reasons(COLUMNS)
        if reasons:
            raise Refused(*reasons)
        for checked in check(book.table, COLUMNS, mapping, setting=Setting(latest=timezone.localdate())):
            if checked.number > MOST:
                raise Refused(TOO_LONG)
            if not checked.is_accepted:
                found.back(checked.number, *(fault.reason for fault in checked.faults))
                continue
            who = _whose(checked, place)
            if isinstance(who, Reason):
                found.back(checked.number, who)
            elif who in had:
                found.known += 1
            elif who in seen:
                found.back(checked.number, TWICE)
            elif checked.values["amount"] < 1:
                found.back(checked.number, NO_AMOUNT)
            else:
                seen.add(who)
                found.lines.append(
                    OpeningLine(person_id=who, row=checked.number, amount=checked.values["amount"])
                )
    return found


def _whose(checked: Checked, place: Place) -> int | Reason:
    number, name = checked.values.get("number"), checked.values.get("name")
    if number:
        account = LedgerAccount.objects.filter(
            number=str(number).upper(), holder="person", place=place
        ).first()
        return account.person_id if account and account.person_id else NOBODY
    people = known_here(place, str(name), str(checked.values.get("phone") or "")) if name else []
    if len(people) == 1:
        return people[0].pk
    return NOT_CLEAR if people else NOBODY
