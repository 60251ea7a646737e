"""Rules of talents: own word first, licences that are valid, rest when the week is full. Pure functions of plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words

ADULT = 18


@dataclass(frozen=True)
class TalentFacts:
    """What the rules ask about a talent."""

    is_self: bool = False
    has_account: bool = True
    is_minor: bool = False
    has_verified: bool = False
    is_nominator: bool = False


def is_grown_up(facts: TalentFacts) -> Reason | None:
    """Children are not listed to be asked."""
    if facts.is_minor:
        return Reason(
            "not_adult", Words("未成年人不列入能人清单", "Children are not listed"), "未成年人保护法"
        )
    return None


def has_no_account(facts: TalentFacts) -> Reason | None:
    """Whoever can answer on their own phone answers there; a worker records the word of others."""
    if facts.has_account:
        return Reason(
            "not_for_them",
            Words("本人有账号，请等本人在手机上同意", "They have an account and answer there themselves"),
        )
    return None


def checks_another(facts: TalentFacts) -> Reason | None:
    """Nobody checks their own skill."""
    if facts.is_self:
        return Reason("not_own", Words("自己的本事由另一位同事核实", "A colleague checks your own skill"))
    return None


def licence_is_valid(*, regulated: bool, until: dt.date | None, on: dt.date) -> Reason | None:
    """A regulated profession is listed with a licence that is valid on the day."""
    if regulated and until is None:
        return Reason(
            "no_licence",
            Words("这一行要有证：请填执业证有效期", "This profession needs a licence: give its last day"),
        )
    if regulated and until is not None and until < on:
        return Reason(
            "too_old", Words(f"执业证到 {until:%Y-%m-%d} 过期了", f"The licence ended on {until:%Y-%m-%d}")
        )
    return None


def week_is_full(*, helped: int, most: int) -> bool:
    """Whether somebody has helped as often as they want in a week."""
    return helped >= most


def why_not_ask(
    *, is_listed: bool, is_self: bool, helped: int, most: int, waiting: int, is_twice: bool, has_skill: bool
) -> tuple[Reason, ...]:
    """Every reason against asking somebody at once."""
    found: list[Reason] = []
    if not is_listed:
        found.append(
            Reason("not_listed", Words("这位邻居现在不接受询问", "This neighbour is not to be asked now"))
        )
    if is_self:
        found.append(Reason("not_own", Words("这是您自己", "That is yourself")))
    if not has_skill:
        found.append(
            Reason("no_skill", Words("没有这项本事，或证件过期了", "No such skill, or its licence ended"))
        )
    if week_is_full(helped=helped, most=most) or waiting + helped >= most + 3:
        found.append(
            Reason(
                "too_many",
                Words(
                    f"本周已帮 {helped} 次，休息中，下周再问",
                    f"Has helped {helped} times this week and rests; ask next week",
                ),
            )
        )
    if is_twice:
        found.append(
            Reason("not_twice", Words("您问过了，等这位邻居答复", "You asked already; wait for the answer"))
        )
    return tuple(found)


@dataclass(frozen=True)
class RequestFacts:
    """What the rules ask about a request: how often the talent helped this week, and whether its answer is overdue."""

    helped: int = 0
    most: int = 2
    is_overdue: bool = False


def has_room(facts: RequestFacts) -> Reason | None:
    """Nobody is asked beyond what they offered, not even by their own haste."""
    if week_is_full(helped=facts.helped, most=facts.most):
        return Reason(
            "too_many",
            Words(
                f"您本周已帮 {facts.helped} 次，到您自己定的上限了",
                f"You helped {facts.helped} times this week: your own limit",
            ),
        )
    return None


def is_overdue(facts: RequestFacts) -> Reason | None:
    """An unanswered request is let go after seven days."""
    if not facts.is_overdue:
        return Reason("not_yet", Words("还没到 7 天", "The seven days are not over"))
    return None


def fits(words: str, names: Iterable[str]) -> bool:
    """Whether what somebody looks for is one of a skill's names, or part of one."""
    asked = words.strip()
    return bool(asked) and any(asked in name or name in asked for name in names if name)
