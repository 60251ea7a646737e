"""The one way into the ledger: accounts opened and locked in order, transactions that add up to nothing, reversals, gifts, proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import Person
from jinlin.places.public import Place
from jinlin.volunteering.models.points import (
    LedgerAccount,
    LedgerEntry,
    LedgerTxn,
    PointRule,
    Redemption,
    Reward,
)
from jinlin.volunteering.points import rules
from jinlin.volunteering.points.words import SOURCES
from jinlin.volunteering.teams.commands import draw_code

SPENDING = ("gift", "redeem")
NO_ACCOUNT = Reason(
    "no_account", Words("没有这个积分账户，请核对号码", "There is no such account; check the number")
)
NOT_TWICE = Reason("not_twice", Words("这笔已经冲正过", "It was reversed already"))
NOT_ITS_KIND = Reason(
    "wrong_measure", Words("积分和时间不能混在一笔里", "Points and minutes are never mixed")
)
NOT_OPEN = Reason("not_open", Words("这个账户已经关了", "That account is closed"))


def house_account(place: Place, holder: str, measure: str = "points") -> LedgerAccount:
    """The issuer, pool or shop account of a place; opened when it is first needed. Two at once make one."""
    known = LedgerAccount.objects.filter(place=place, holder=holder, measure=measure).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return LedgerAccount.objects.create(
                place=place, holder=holder, measure=measure, number=f"{holder[:1].upper()}{draw_code(9)}"
            )
    except IntegrityError:
        return LedgerAccount.objects.get(place=place, holder=holder, measure=measure)


def open_account(
    *, person: Person, place: Place, measure: str = "points", at: dt.datetime | None = None
) -> LedgerAccount:
    """A person opens an account of their own will, or opens it again. Two at once make one."""
    at = at or timezone.now()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        known = LedgerAccount.objects.filter(person=person, holder="person", measure=measure).first()
        if known is not None:
            if known.closed_at is not None:
                LedgerAccount.objects.filter(pk=known.pk).update(closed_at=None)
                known.closed_at = None
            return known
        return LedgerAccount.objects.create(
            person=person,
            holder="person",
            measure=measure,
            place=place,
            number=f"P{draw_code(7)}",
            opened_at=at,
        )


def close_account(*, account: LedgerAccount, at: dt.datetime | None = None) -> None:
    """Earning stops; what stands on the account stays the holder's."""
    LedgerAccount.objects.filter(pk=account.pk, closed_at__isnull=True).update(closed_at=at or timezone.now())


@dataclass(frozen=True)
class Line:
    """What a transaction is: its kind, words for the statement, day, source, rule, who gives and takes."""

    kind: str
    zh: str
    on: dt.date
    source: str = ""
    rule: PointRule | None = None
    giver: LedgerAccount | None = None
    taker: LedgerAccount | None = None
    reverses: LedgerTxn | None = None


def locked(*pks: int) -> dict[int, LedgerAccount]:
    """Accounts locked in the order of their ids: no two transactions wait for each other."""
    rows = LedgerAccount.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return {one.pk: one for one in rows}


def post(
    *, key: str, amounts: Mapping[int, int], line: Line, by: Actor | None, at: dt.datetime | None = None
) -> LedgerTxn:
    """Write one transaction: all entries or none. The same key again answers the known one, without a second effect.

    Refused: ``not_balanced``, ``wrong_measure``, ``no_account``; for gifts and redemptions ``not_enough`` and ``not_in_debt``;
    ``not_twice`` for a source that was paid or a transaction that was reversed.
    """
    at = at or timezone.now()
    with transaction.atomic():
        accounts = locked(*amounts)
        known = LedgerTxn.objects.filter(key=key).first()
        if known is not None:
            return known
        _check(accounts, amounts, line)
        measure = next(iter(accounts.values())).measure
        txn = LedgerTxn(
            key=key, kind=line.kind, measure=measure, source=line.source, rule=line.rule, zh=line.zh[:200], occurred_on=line.on, posted_at=at,
            giver=line.giver, taker=line.taker, reverses=line.reverses, by_id=by.account if by and by.account else None,
        )  # fmt: skip
        try:
            with transaction.atomic():
                txn.save(force_insert=True)
        except IntegrityError:
            raced = LedgerTxn.objects.filter(key=key).first()
            if raced is not None:
                return raced
            raise Refused(NOT_TWICE) from None
        LedgerEntry.objects.bulk_create(
            LedgerEntry(txn=txn, account_id=pk, amount=amount) for pk, amount in sorted(amounts.items())
        )
        for pk, amount in sorted(amounts.items()):
            LedgerAccount.objects.filter(pk=pk).update(balance=F("balance") + amount)
    return txn


def _check(accounts: Mapping[int, LedgerAccount], amounts: Mapping[int, int], line: Line) -> None:
    against = rules.is_balanced(amounts.values())
    if against is not None:
        raise Refused(against)
    if len(accounts) != len(amounts):
        raise Refused(NO_ACCOUNT)
    if len({one.measure for one in accounts.values()}) != 1:
        raise Refused(NOT_ITS_KIND)
    if line.kind not in SPENDING:
        return
    for pk, amount in amounts.items():
        if amount < 0 and (reason := rules.may_spend(accounts[pk].balance, -amount)) is not None:
            raise Refused(reason)


def earned_in_month(account: int, on: dt.date, *, leave_out: int | None = None) -> int:
    """What an account earned for deeds of a month, reversals taken off."""
    first = on.replace(day=1)
    last = (first + dt.timedelta(days=32)).replace(day=1)
    rows = LedgerEntry.objects.filter(
        account=account,
        txn__occurred_on__gte=first,
        txn__occurred_on__lt=last,
        txn__kind__in=("grant", "reverse"),
    )
    rows = rows.filter(Q(txn__kind="grant") | Q(txn__reverses__kind="grant")).exclude(txn=leave_out)
    return int(rows.aggregate(total=Sum("amount"))["total"] or 0)


def grant(
    *, account: LedgerAccount, amount: int, source: str, zh: str, on: dt.date, rule: PointRule | None = None, cap: int = 0, by: Actor | None = None,
    at: dt.datetime | None = None,
) -> LedgerTxn | None:  # fmt: skip
    """Points for one deed, within the month's cap; None where nothing is left of it or the account is closed.

    ``source`` is ``hours:…``, ``wish_claim:…`` or ``activity:…`` and pays once for ever; anything else is a programming
    fault: points are never for or against what somebody thinks, says or votes.
    """
    if source.partition(":")[0] not in SOURCES:
        raise ValueError(f"points are not earned by {source!r}")
    with transaction.atomic():
        issuer = house_account(account.place, "issuer", account.measure)
        held = locked(account.pk, issuer.pk)[account.pk]
        if held.closed_at is not None or LedgerTxn.objects.filter(kind="grant", source=source).exists():
            return None
        amount = rules.within_cap(amount, earned_in_month(held.pk, on), cap)
        if amount < 1:
            return None
        line = Line("grant", zh, on, source, rule, issuer, held)
        return post(
            key=f"grant:{source}", amounts={held.pk: amount, issuer.pk: -amount}, line=line, by=by, at=at
        )


def reverse(*, txn: LedgerTxn, zh: str, by: Actor | None, at: dt.datetime | None = None) -> LedgerTxn:
    """The opposite of every entry, once. An account may fall into debt by it: then it earns only, and nobody takes goods back."""
    at = at or timezone.now()
    with transaction.atomic():
        entries = dict(LedgerEntry.objects.filter(txn=txn).values_list("account", "amount"))
        locked(*entries)
        if LedgerTxn.objects.filter(reverses=txn).exists():
            raise Refused(NOT_TWICE)
        line = Line("reverse", zh, txn.occurred_on, txn.source, txn.rule, txn.taker, txn.giver, txn)
        return post(
            key=f"reverse:{txn.pk}",
            amounts={pk: -amount for pk, amount in entries.items()},
            line=line,
            by=by,
            at=at,
        )


def reverse_source(source: str, zh: str, by: Actor | None, at: dt.datetime | None = None) -> LedgerTxn | None:
    """Take back what a deed earned, where it earned anything and was not taken back already."""
    txn = LedgerTxn.objects.filter(kind="grant", source=source).first()
    if txn is None or LedgerTxn.objects.filter(reverses=txn).exists():
        return None
    return reverse(txn=txn, zh=zh, by=by, at=at)


def given_in_month(giver: int, taker: int, on: dt.date) -> int:
    """What one account gave another in a month."""
    first = on.replace(day=1)
    last = (first + dt.timedelta(days=32)).replace(day=1)
    rows = LedgerEntry.objects.filter(
        account=taker,
        txn__kind="gift",
        txn__giver=giver,
        txn__occurred_on__gte=first,
        txn__occurred_on__lt=last,
    )
    return int(rows.aggregate(total=Sum("amount"))["total"] or 0)


def gift(
    *,
    giver: LedgerAccount,
    number: str,
    amount: int,
    key: str,
    by: Actor | None,
    pair_cap: int = 0,
    at: dt.datetime | None = None,
) -> LedgerTxn:
    """Give points to a named neighbour by the number they told, or (``pool``) to the community's pool.

    Refused: ``no_account``, ``not_open``, ``not_oneself``, ``too_many_given`` to one person a month, ``not_enough``, ``not_in_debt``.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    with transaction.atomic():
        taker = (
            house_account(giver.place, "pool", giver.measure)
            if number == "pool"
            else _named(number, giver.measure)
        )
        held = locked(giver.pk, taker.pk)
        if LedgerTxn.objects.filter(key=key).exists():
            return LedgerTxn.objects.get(key=key)
        cap = pair_cap if taker.holder == "person" else 0
        given = given_in_month(giver.pk, taker.pk, on)
        against = rules.may_give(
            same=taker.pk == giver.pk, amount=amount, given=given, pair_cap=cap
        ) or rules.may_spend(held[giver.pk].balance, amount)
        if against is not None:
            raise Refused(against)
        zh = "转赠给互助池" if taker.holder == "pool" else f"转赠给 {taker.number}"
        return post(
            key=key,
            amounts={giver.pk: -amount, taker.pk: amount},
            line=Line("gift", zh, on, giver=giver, taker=taker),
            by=by,
            at=at,
        )


def _named(number: str, measure: str) -> LedgerAccount:
    found = LedgerAccount.objects.filter(
        number=number.strip().upper(), holder__in=("person", "team", "pool"), measure=measure
    ).first()
    if found is None:
        raise Refused(NO_ACCOUNT)
    if found.closed_at is not None:
        raise Refused(NOT_OPEN)
    return found


def balances() -> list[dict[str, Any]]:
    """Every account whose balance is not the sum of its entries."""
    total = (
        LedgerEntry.objects.filter(account=OuterRef("pk"))
        .order_by()
        .values("account")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    rows = LedgerAccount.objects.annotate(summed=Subquery(total)).exclude(
        Q(summed=F("balance")) | Q(summed__isnull=True, balance=0)
    )
    return [
        {"what": "balance", "id": one.number, "kept": one.balance, "counted": int(one.summed or 0)}
        for one in rows.order_by("pk")[:100]
    ]


def prove() -> dict[str, Any]:
    """Prove the whole ledger: every transaction adds up to nothing, every balance is its entries, every reversal is exactly
    opposite, nothing is out of stock below nothing. Answers counts, what is outstanding, and every fault."""
    faults = balances()
    uneven = LedgerTxn.objects.annotate(total=Sum("entries__amount")).filter(
        ~Q(total=0) | Q(total__isnull=True)
    )
    faults += [
        {"what": "transaction", "id": one.key, "kept": 0, "counted": int(one.total or 0)}
        for one in uneven.order_by("pk")[:100]
    ]
    faults += list(_crooked_reversals())
    faults += [
        {"what": "stock", "id": str(pk), "kept": left, "counted": 0}
        for pk, left in Reward.objects.filter(stock__lt=0).values_list("pk", "stock")
    ]
    lost = Redemption.objects.filter(
        state__in=("released", "expired"), txn__reversed_by__isnull=True
    ).values_list("pk", flat=True)
    faults += [{"what": "redemption", "id": str(pk), "kept": 0, "counted": 1} for pk in lost[:100]]
    held = Sum("balance", filter=Q(holder__in=("person", "team", "unit", "pool")))
    sums = list(
        LedgerAccount.objects.order_by()
        .values_list("measure")
        .annotate(total=Sum("balance"), out=held, number=Count("pk"))
    )
    faults += [
        {"what": "measure", "id": name, "kept": total, "counted": 0} for name, total, *_ in sums if total
    ]
    return {
        "ok": not faults, "transactions": LedgerTxn.objects.count(), "entries": LedgerEntry.objects.count(), "accounts": sum(number for *_, number in sums),
        "outstanding": {name: int(out) for name, _, out, _ in sums if out is not None}, "faults": faults,
    }  # fmt: skip


def _crooked_reversals() -> Iterable[dict[str, Any]]:
    """Reversals whose entries are not exactly the opposite of what they reverse."""
    opposite = LedgerEntry.objects.filter(txn=OuterRef("txn__reverses"), account=OuterRef("account")).values(
        "amount"
    )
    wrong = (
        LedgerEntry.objects.filter(txn__kind="reverse")
        .annotate(first=Subquery(opposite))
        .filter(Q(first__isnull=True) | ~Q(first=-F("amount")))
    )
    for txn in wrong.order_by("txn").values_list("txn__key", flat=True).distinct()[:100]:
        yield {"what": "reversal", "id": txn, "kept": 0, "counted": 1}
