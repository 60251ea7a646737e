"""Rules of points: how many a deed earns, caps, what may be spent, given and appealed. Pure functions of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words

GRADES = ("A", "B", "C", "D", "E")


@dataclass(frozen=True)
class Terms:
    """What one version of a rule says: points an hour by evidence grade, for a wish, for an activity; caps a month.

    ``pair_cap`` bounds what one gives another in a month, and how often one earns from the same person's wishes; 0 is no cap.
    """

    per_hour: Mapping[str, int]
    wish: int = 0
    activity: int = 0
    month_cap: int = 0
    pair_cap: int = 0
    pair_wishes: int = 2


def for_minutes(minutes: int, grade: str, terms: Terms) -> int:
    """Whole points for minutes of service with that evidence; what is less than one point is dropped."""
    return minutes * int(terms.per_hour.get(grade, 0)) // 60


def within_cap(amount: int, earned: int, cap: int) -> int:
    """What of an amount still fits under the month's cap; 0 as the cap bounds nothing."""
    return amount if cap <= 0 else max(0, min(amount, cap - earned))


def may_spend(balance: int, amount: int) -> Reason | None:
    """Nobody spends more than there is; an account in debt earns only."""
    if amount < 1:
        return Reason("wrong_number", Words("数目要大于 0", "The number must be above 0"))
    if balance < 0:
        return Reason(
            "not_in_debt",
            Words(
                f"账上欠着 {-balance}，先挣回来再用；已经换到的东西不会收回",
                f"{-balance} is owed: earn it first",
            ),
        )
    if amount > balance:
        return Reason(
            "not_enough", Words(f"账上有 {balance}，不够 {amount}", f"There are {balance}, not {amount}")
        )
    return None


def may_give(*, same: bool, amount: int, given: int, pair_cap: int) -> Reason | None:
    """Not to oneself, and to one person only so much a month: points are no coin of an inner circle."""
    if same:
        return Reason("not_oneself", Words("不能转给自己", "Not to oneself"))
    if pair_cap and given + amount > pair_cap:
        zh = f"一个月内给同一个人最多 {pair_cap}，这个月已给 {given}"
        return Reason("too_many_given", Words(zh, f"At most {pair_cap} a month to one person; {given} given"))
    return None


def is_balanced(amounts: Iterable[int]) -> Reason | None:
    """What one account gains others lose: the entries of a transaction add up to nothing, and none is nothing."""
    rows = list(amounts)
    if len(rows) < 2 or sum(rows) != 0 or 0 in rows:
        return Reason(
            "not_balanced", Words("这笔账不平，没有记", "The entries don't balance; nothing was written")
        )
    return None


def has_sense(terms: Terms) -> Reason | None:
    """Weaker evidence never earns more, nothing is negative, and a desk entry earns nothing."""
    values = [int(terms.per_hour.get(grade, 0)) for grade in GRADES]
    if min([*values, terms.wish, terms.activity, terms.month_cap, terms.pair_cap]) < 0:
        return Reason("wrong_number", Words("分值不能小于 0", "No value below 0"))
    if values != sorted(values, reverse=True):
        return Reason("wrong_order", Words("凭据弱的不能比强的得得多", "Weaker evidence never earns more"))
    if values[-1]:
        return Reason("wrong_grade", Words("后台补录（E）不得积分", "A desk entry (E) earns nothing"))
    return None


def is_within_appeal(*, days: int, most: int) -> Reason | None:
    """A line may be appealed for some days."""
    if days > most:
        return Reason("too_late", Words(f"这条已经超过 {most} 天，不能再申诉", f"More than {most} days ago"))
    return None
