"""Writes of points: a rule drafted, a reward reserved, a line appealed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.places.public import Place
from jinlin.volunteering.models.points import (
    LedgerAccount,
    LedgerEntry,
    LedgerTxn,
    PointAppeal,
    PointRule,
    Redemption,
    Reward,
)
from jinlin.volunteering.points import ledger, rules
from jinlin.volunteering.points.desk import REDEMPTIONS
from jinlin.volunteering.points.effects import number
from jinlin.volunteering.points.queries import is_keeper
from jinlin.volunteering.teams.commands import NOT_YOURS, draw_code
from jinlin.volunteering.teams.queries import is_own

OUT_OF_STOCK = Reason("no_stock", Words("已经换完了，看看别的", "None is left; see the others"))
NOT_OFFERED = Reason("not_open", Words("这一项现在不能换", "This is not on offer now"))


def draft_rule(
    *, place: Place, from_on: dt.date, per_hour: dict[str, int], by: Actor, wish: int = 0, activity: int = 0, month_cap: int = 0, pair_cap: int = 0,
    at: dt.datetime | None = None,
) -> PointRule:  # fmt: skip
    """A further version of a place's rule. Refused: ``not_yours``; ``wrong_order``, ``wrong_grade``, ``wrong_number`` for numbers without sense."""
    if not is_keeper(place, None, by):
        raise Refused(NOT_YOURS)
    against = rules.has_sense(rules.Terms(per_hour, wish, activity, month_cap, pair_cap))
    if against is not None:
        raise Refused(against)
    with transaction.atomic():
        Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
        version = (PointRule.objects.filter(place=place).aggregate(last=Max("version"))["last"] or 0) + 1
        row = PointRule(
            place=place, version=version, from_on=from_on, per_hour=per_hour, wish=wish, activity=activity, month_cap=month_cap, pair_cap=pair_cap,
            made_by_id=by.account,
        )  # fmt: skip
        row.save(force_insert=True)
        trail.record(row, "point_rule", "point_rule.drafted", by=by, at=at)
        row.save(update_fields=["trail_seq", "trail_hash"])
    return row


def put_reward(
    *, place: Place, name: str, sort: str, cost: int, stock: int, by: Actor, about: str = ""
) -> Reward:
    """Put something on offer. Refused with ``not_yours``."""
    if not is_keeper(place, None, by):
        raise Refused(NOT_YOURS)
    return Reward.objects.create(place=place, name=name, sort=sort, cost=cost, stock=stock, about=about)


def change_reward(*, reward: Reward, by: Actor, **facts: Any) -> None:
    """Change words, cost, how many there are, whether it is on offer."""
    if not is_keeper(reward.place, None, by):
        raise Refused(NOT_YOURS)
    with transaction.atomic():
        Reward.objects.select_for_update(of=("self",)).get(pk=reward.pk)
        Reward.objects.filter(pk=reward.pk).update(**facts)


def reserve(
    *, reward: Reward, account: LedgerAccount, by: Actor, key: str, at: dt.datetime | None = None
) -> Redemption:
    """Keep a reward for an account for some days. Of any number at once exactly as many succeed as are left.

    The reward is locked first, then the accounts in order. A reservation that is over is let go by whoever comes next.
    Refused: ``no_stock``, ``not_open``, ``not_enough``, ``not_in_debt``, ``not_yours``.
    """
    at = at or timezone.now()
    if not is_own(by, account.person_id) and not is_keeper(account.place, None, by):
        raise Refused(NOT_YOURS)
    _let_go(reward, at)
    with transaction.atomic():
        held = Reward.objects.select_for_update(of=("self",)).select_related("place").get(pk=reward.pk)
        known = Redemption.objects.filter(txn__key=key).first()
        if known is not None:
            return known
        if not held.open:
            raise Refused(NOT_OFFERED)
        if held.stock < 1:
            raise Refused(OUT_OF_STOCK)
        shop = ledger.house_account(held.place, "shop", account.measure)
        line = ledger.Line("redeem", f"兑换：{held.name}", timezone.localdate(at), giver=account, taker=shop)
        txn = ledger.post(
            key=key, amounts={account.pk: -held.cost, shop.pk: held.cost}, line=line, by=by, at=at
        )
        Reward.objects.filter(pk=held.pk).update(stock=F("stock") - 1)
        row = Redemption(
            reward=held, account=account, txn=txn, code=draw_code(), reserved_at=at, until_at=at + dt.timedelta(days=number("points.reserve_days", timezone.localdate(at))),
        )  # fmt: skip
        row.save(force_insert=True)
        trail.record(row, "redemption", "redemption.reserved", by=by, at=at, seen="teller")
        row.save(update_fields=["trail_seq", "trail_hash"])
    return row


def _let_go(reward: Reward, at: dt.datetime) -> None:
    """Reservations of this reward that are over go back before somebody asks for it."""
    for pk in list(
        Redemption.objects.filter(reward=reward, state="reserved", until_at__lte=at).values_list(
            "pk", flat=True
        )[:50]
    ):
        try:
            REDEMPTIONS.take(pk, "expire", by=THE_CLOCK, on=at)
        except Refused:
            continue  # somebody was faster


def appeal(*, entry: LedgerEntry, words: str, by: Actor, at: dt.datetime | None = None) -> PointAppeal:
    """Say that a line is wrong. Refused: ``not_yours``, ``too_late`` after the days of appeal, ``not_twice``, ``wrong_line`` for what is no grant."""
    at = at or timezone.now()
    on = timezone.localdate(at)
    if not is_own(by, entry.account.person_id):
        raise Refused(NOT_YOURS)
    if entry.txn.kind != "grant" or LedgerTxn.objects.filter(reverses=entry.txn).exists():
        raise Refused(
            Reason(
                "wrong_line",
                Words(
                    "这条不能申诉：只有得到的、没有冲正过的可以",
                    "Only what was earned and not reversed may be appealed",
                ),
            )
        )
    against = rules.is_within_appeal(
        days=(on - timezone.localdate(entry.txn.posted_at)).days, most=number("points.appeal_days", on)
    )
    if against is not None:
        raise Refused(against)
    row = PointAppeal(entry=entry, words=words[:500], made_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            trail.record(row, "point_appeal", "point_appeal.made", by=by, at=at, text=words, seen="teller")
            row.save(update_fields=["trail_seq", "trail_hash"])
    except IntegrityError:
        raise Refused(Reason("not_twice", Words("这条已经申诉过", "It was appealed already"))) from None
    return row
