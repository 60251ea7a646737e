"""Rules of claims both ways and of ordered services. Pure functions of plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words


def fits_amount(asked: int, reserved: int, offered: int) -> Reason | None:
    """What is promised out of a resource never exceeds what was offered; an amount of 0 offers without a number."""
    if asked < 1:
        return Reason("no_amount", Words("请写要多少，至少 1", "Say how much, at least 1"))
    if offered and reserved + asked > offered:
        left = max(0, offered - reserved)
        return Reason(
            "not_enough",
            Words(
                f"这份资源只剩 {left}，别处已经约了 {reserved}",
                f"Only {left} is left; {reserved} is promised elsewhere",
            ),
        )
    return None


def reserved_of(rows: Iterable[tuple[str, int, int]]) -> int:
    """What projects hold of a resource: (state, agreed, used); an ended one holds nothing, a delivered one what it used."""
    return sum(
        0 if state == "terminated" else used if state in ("delivered", "evaluated", "closed") else agreed
        for state, agreed, used in rows
    )


def fits_window(from_on: dt.date, to_on: dt.date, window: tuple[dt.date, dt.date | None]) -> Reason | None:
    """The agreed days lie in order and within what was offered."""
    if to_on < from_on:
        return Reason("wrong_period", Words("结束要在开始之后", "The end lies before the beginning"))
    if from_on < window[0] or (window[1] is not None and to_on > window[1]):
        until = f"{window[1]:%Y-%m-%d}" if window[1] else "长期"
        return Reason(
            "wrong_period",
            Words(f"日子要在 {window[0]:%Y-%m-%d} 到 {until} 之间", "The days lie outside what was offered"),
        )
    return None


@dataclass(frozen=True)
class ProposalFacts:
    """What the rules ask about a proposal: whether its days are over."""

    is_over: bool = False


def is_over(facts: ProposalFacts) -> Reason | None:
    """A proposal expires when its days are over."""
    if not facts.is_over:
        return Reason("not_yet", Words("还没过期", "Its days are not over"))
    return None


def not_over(facts: ProposalFacts) -> Reason | None:
    """What lies in the past is not agreed any more."""
    if facts.is_over:
        return Reason(
            "too_late", Words("提议的日子已经过了，请改个日子再提", "Its days are over; propose other days")
        )
    return None


@dataclass(frozen=True)
class ProjectFacts:
    """What the rules ask about a project: what was given and published, which milestones are open, until when to evaluate."""

    gave_own: bool = False
    gave_both: bool = False
    may_evaluate: bool = True
    has_decision: bool = False
    has_result: bool = False
    open_milestones: int = 0


def evaluates_once(facts: ProjectFacts) -> Reason | None:
    """Each side evaluates once, within ten days; what was given is not changed."""
    if facts.gave_own:
        return Reason("not_twice", Words("您这一方已经评价过了", "Your side has evaluated already"))
    if not facts.may_evaluate:
        return Reason("too_late", Words("过了 10 天的评价期", "The ten days for evaluation are over"))
    return None


def no_decision_yet(facts: ProjectFacts) -> Reason | None:
    """A decision is published once."""
    if facts.has_decision:
        return Reason("not_twice", Words("决定已经公开过了", "The decision is published already"))
    return None


def no_result_yet(facts: ProjectFacts) -> Reason | None:
    """The result is a record of its own, published once, behind the decision."""
    if not facts.has_decision:
        return Reason("no_decision", Words("先公开决定，再公开结果", "Publish the decision first"))
    if facts.has_result:
        return Reason("not_twice", Words("结果已经公开过了", "The result is published already"))
    return None


def may_close(facts: ProjectFacts) -> Reason | None:
    """A project is closed when both evaluated or their time is over, and the result is published."""
    if not facts.gave_both and facts.may_evaluate:
        return Reason("not_yet", Words("等双方评价，或满 10 天", "Wait for both evaluations, or ten days"))
    if not facts.has_result:
        return Reason("no_result", Words("先公开结果", "Publish the result first"))
    return None


@dataclass(frozen=True)
class ResourceFacts:
    """Whether something of a resource is promised."""

    reserved: int = 0


def nothing_promised(facts: ResourceFacts) -> Reason | None:
    """A resource is taken back only when nothing of it is promised."""
    if facts.reserved:
        return Reason(
            "not_settled", Words("还有约好的项目，先办完或终止", "Projects rest on it; end them first")
        )
    return None


@dataclass(frozen=True)
class OrderFacts:
    """What the rules ask about an order: who acts beside who serves, minutes until its window."""

    is_server: bool = False
    minutes_to_start: int | None = None


def serves_not_oneself(facts: OrderFacts) -> Reason | None:
    """Whoever serves does not rate."""
    if facts.is_server:
        return Reason("not_own", Words("服务的人不能自己评价", "Whoever serves does not rate"))
    return None


def has_begun(facts: OrderFacts) -> Reason | None:
    """A service is done only once its time has come."""
    if facts.minutes_to_start is not None and facts.minutes_to_start > 0:
        return Reason("too_early", Words("还没到约好的时间", "The agreed time has not come"))
    return None


def why_no_order(
    *, is_open: bool, taken: int, places: int, has_begun: bool, is_twice: bool
) -> tuple[Reason, ...]:
    """Every reason against an order of a window at once."""
    found = []
    if not is_open:
        found.append(Reason("not_open", Words("这项服务现在不接单", "This service takes no orders now")))
    if has_begun:
        found.append(Reason("too_late", Words("这个时段已经开始了", "This time has begun")))
    if taken >= places:
        found.append(
            Reason("not_free", Words("这个时段约满了，看看别的时段", "This time is full; choose another"))
        )
    if is_twice:
        found.append(Reason("not_twice", Words("您已经约了这个时段", "You ordered this time already")))
    return tuple(found)
