"""Rules of partners: pure functions of plain facts; None, or the reason against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.organisations.partners.periods import DAY, Period

URGE_EVERY = dt.timedelta(hours=24)
LONGEST_YEARS = 5


@dataclass(frozen=True)
class AgreementFacts:
    """What the rules of an agreement ask for at the moment ``on``."""

    on: dt.date
    side: str = ""
    account: int = 0
    accepted_by: frozenset[str] = frozenset()
    accepted_accounts: frozenset[int] = frozenset()
    to_on: dt.date | None = None
    warn_from: dt.date | None = None
    is_renewed: bool = False
    successor_stands: bool = False
    institution_ended: bool = False
    may_appraise: frozenset[str] = frozenset()


def not_by_the_same(facts: AgreementFacts) -> Reason | None:
    """An agreement binds when both sides have accepted it; nobody accepts for both."""
    if facts.side in facts.accepted_by:
        return Reason(
            "not_twice",
            Words("您这一方已经确认过，等对方确认", "Your side has accepted; the other side's turn"),
        )
    if facts.account and facts.account in facts.accepted_accounts:
        return Reason(
            "not_oneself",
            Words("同一个人不能代表双方确认", "One person can't accept for both sides"),
        )
    return None


def is_standing(facts: AgreementFacts) -> Reason | None:
    """No agreement with an institution that has been closed."""
    if facts.institution_ended:
        return Reason("not_standing", Words("这家单位已经撤销", "The institution has been closed"))
    return None


def is_not_over(facts: AgreementFacts) -> Reason | None:
    """Terms that lie in the past bind nobody."""
    if facts.to_on is not None and facts.to_on < facts.on:
        return Reason(
            "too_late", Words("协议期已经过去，请先改期限", "The term is over; change the dates first")
        )
    return None


def term_is_over(facts: AgreementFacts) -> Reason | None:
    """An agreement ends by itself only after its last day."""
    if facts.to_on is None or facts.to_on >= facts.on:
        return Reason("too_early", Words("协议还没有到期", "The term is not over"))
    return None


def is_succeeded(facts: AgreementFacts) -> Reason | None:
    """It counts as renewed where the following agreement binds."""
    if not facts.successor_stands:
        return Reason("no_successor", Words("没有生效的续签协议", "No following agreement binds"))
    return None


def is_not_succeeded(facts: AgreementFacts) -> Reason | None:
    """It counts as expired where no following agreement binds."""
    if facts.successor_stands:
        return Reason("not_expired", Words("已有续签协议", "A following agreement binds"))
    return None


APPRAISED = Reason(
    "not_twice", Words("您这一方已经评过，评了不能改", "Your side has given it; it is not changed")
)


def is_time_to_appraise(facts: AgreementFacts) -> Reason | None:
    """Each side appraises once in the middle of the term and once around its end."""
    if not facts.may_appraise:
        return Reason(
            "too_early",
            Words("还没到评估的时候，或者您这一方已经评过", "It is not the time, or your side has given it"),
        )
    return None


def may_renew(facts: AgreementFacts) -> Reason | None:
    """A renewal is drafted once, from the day of the warning on."""
    if facts.is_renewed:
        return Reason("not_twice", Words("续签稿已经有了", "The renewal has been drafted"))
    if facts.warn_from is not None and facts.on < facts.warn_from:
        zh = f"到期前 60 天起才续签，{facts.warn_from:%Y-%m-%d} 起可以办"
        return Reason("too_early", Words(zh, f"A renewal opens on {facts.warn_from:%Y-%m-%d}"))
    return None


def wrong_term(from_on: dt.date, to_on: dt.date) -> Reason | None:
    """A term ends after it begins and lasts at most five years."""
    if to_on <= from_on:
        return Reason(
            "wrong_dates", Words("截止日期要在开始日期之后", "The end must come after the beginning")
        )
    if to_on > _years_later(from_on, LONGEST_YEARS):
        return Reason("too_long", Words("协议期最长五年", "A term lasts at most five years"))
    return None


def _years_later(on: dt.date, years: int) -> dt.date:
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)


@dataclass(frozen=True)
class ObligationFacts:
    """What the rules of a duty ask for."""

    on: dt.date
    from_on: dt.date
    target: int
    got: int
    urged_at: dt.datetime | None = None
    now: dt.datetime | None = None
    ended: bool = False
    linked: int = 0


def has_begun(facts: ObligationFacts) -> Reason | None:
    """Nothing can have been kept before the period begins."""
    if facts.on < facts.from_on:
        zh = f"{facts.from_on:%Y-%m-%d} 起才能关联凭证"
        return Reason("too_early", Words(zh, f"Evidence is taken from {facts.from_on:%Y-%m-%d} on"))
    return None


def is_enough(facts: ObligationFacts) -> Reason | None:
    """Kept means that what is linked reaches what was agreed."""
    if facts.got < facts.target:
        return Reason("not_enough", Words("凭证还不够", "The evidence is not enough"))
    return None


def is_short(facts: ObligationFacts) -> Reason | None:
    """Open again only where what is linked no longer reaches what was agreed."""
    if facts.got >= facts.target:
        return Reason("not_short", Words("凭证仍然够", "The evidence is still enough"))
    return None


def has_links(facts: ObligationFacts) -> Reason | None:
    """Only what is linked can be taken off."""
    if not facts.linked:
        return Reason("no_evidence", Words("还没有关联凭证", "Nothing is linked yet"))
    return None


def may_urge(facts: ObligationFacts) -> Reason | None:
    """The other side is reminded once in 24 hours, and not before the period begins."""
    if facts.urged_at and facts.now and facts.now < facts.urged_at + URGE_EVERY:
        return Reason("too_often", Words("24 小时内已经提醒过", "Reminded within the last 24 hours"))
    return has_begun(facts)


def may_drop(facts: ObligationFacts) -> Reason | None:
    """A duty falls away only where the agreement no longer binds in its period."""
    if not facts.ended:
        return Reason("not_ended", Words("协议在这一期仍然有效", "The agreement still binds in this period"))
    return None


def why_not_evidence(
    *, period: Period, on: dt.date, sort: str, wanted: Collection[str], parties: bool, today: dt.date
) -> Reason | None:
    """Evidence is of an agreed sort, lies within the period, and concerns both parties. Source: service 3.8."""
    if not parties:
        return Reason("wrong_parties", Words("这件事不是这两方之间的", "It is not between these two parties"))
    if sort not in wanted:
        return Reason(
            "wrong_kind",
            Words("这类记录不能作这条义务的凭证", "Records of this sort do not prove this duty"),
        )
    if not period.holds(on):
        zh = f"发生在 {on:%Y-%m-%d}，不在 {period.from_on:%Y-%m-%d} 到 {period.to_on:%Y-%m-%d} 之内"
        return Reason("wrong_period", Words(zh, f"It happened on {on:%Y-%m-%d}, outside the period"))
    if on > today:
        return Reason("too_early", Words("还没有发生", "It has not happened yet"))
    return None


@dataclass(frozen=True)
class OccasionFacts:
    """What the rules of a shared record ask for."""

    account: int = 0
    entered_account: int = 0
    is_linked: bool = False


def by_another(facts: OccasionFacts) -> Reason | None:
    """Who entered it does not confirm it: two persons, one of each side."""
    if facts.account and facts.account == facts.entered_account:
        return Reason(
            "not_oneself",
            Words(
                "谁登记的谁不能确认，由对方的人确认", "Who entered it can't confirm it; the other side does"
            ),
        )
    return None


def is_free(facts: OccasionFacts) -> Reason | None:
    """What proves a duty or a milestone is first taken off there."""
    if facts.is_linked:
        return Reason(
            "not_free",
            Words("它正作为凭证，请先在义务或项目里取下", "It serves as evidence; take it off there first"),
        )
    return None


@dataclass(frozen=True)
class ProjectFacts:
    """What the rules of a joint project ask for."""

    milestones: int = 0
    reached: int = 0


def has_milestones(facts: ProjectFacts) -> Reason | None:
    """A project without milestones has no progress to show."""
    if not facts.milestones:
        return Reason("no_milestone", Words("请先定节点", "Set milestones first"))
    return None


def all_reached(facts: ProjectFacts) -> Reason | None:
    """Done means that every milestone has its evidence."""
    if not facts.milestones or facts.reached < facts.milestones:
        zh = f"还有 {facts.milestones - facts.reached} 个节点没有凭证"
        return Reason(
            "not_all_reached",
            Words(zh, f"{facts.milestones - facts.reached} milestones have no evidence"),
        )
    return None


def progress(reached: int, milestones: int) -> int:
    """Progress in thousandths: milestones with evidence by all milestones; 0 where there is none."""
    return reached * 1000 // milestones if milestones else 0


def turns_overlap(*, from_on: dt.date, to_on: dt.date, taken: Collection[Period]) -> Reason | None:
    """One chair at a time."""
    if to_on < from_on:
        return Reason(
            "wrong_dates", Words("截止日期要在开始日期之后", "The end must come after the beginning")
        )
    for one in taken:
        if from_on <= one.to_on and one.from_on <= to_on:
            zh = f"{one.from_on:%Y-%m-%d} 到 {one.to_on:%Y-%m-%d} 已有主席"
            return Reason(
                "not_free", Words(zh, f"There is a chair from {one.from_on:%Y-%m-%d} to {one.to_on:%Y-%m-%d}")
            )
    return None


def latest_end(ends: Collection[dt.date]) -> dt.date | None:
    """The day after which the next turn may begin."""
    return max(ends) + DAY if ends else None
