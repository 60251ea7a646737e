"""Rules of gatherings: when one may open, what passes, whose minutes count. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jinlin.base.parameters import Share
from jinlin.base.rule import Reason
from jinlin.base.words import Words

EARLY = dt.timedelta(hours=1)
"""So long before its time a gathering may be opened."""

NO_AGENDA = Reason("no_agenda", Words("先写议程，再发通知", "Write the agenda before it is called"))
NO_ENTITLED = Reason(
    "no_entitled",
    Words(
        "先填有表决权的人数，才算得出到没到半数", "Say how many have a vote; the quorum is reckoned from it"
    ),
)
NOT_THE_DRAFTER = Reason(
    "not_oneself",
    Words(
        "记录是您写的，请主持人或班子里的另一位来确认",
        "You wrote the minutes; the host or another of the committee confirms them",
    ),
)
NOT_BIRTHDAY = Reason(
    "not_birthday", Words("只有政治生日会才记寿星", "Only political birthdays name persons")
)
NO_ATTENDANCE = Reason(
    "no_attendance", Words("还没有一个人签到，先登记到会的人", "Nobody has signed in; record who came")
)
NOT_FRESH = Reason(
    "not_fresh", Words("签到码已经换了，请再扫一次屏幕上的码", "The code has changed; scan the screen again")
)
TOO_MANY_VOTES = Reason(
    "too_many",
    Words(
        "赞成、反对、弃权加起来，比到会有表决权的人还多",
        "Yes, no and abstained together exceed those present with a vote",
    ),
)
NOT_ON_ROLL = Reason("not_on_roll", Words("名单上没有这个人", "That person is not on the roll"))


@dataclass(frozen=True)
class Facts:
    """What the rules ask of one gathering: the clock, its quorum, who is there, who wrote the minutes."""

    on: dt.datetime
    starts_at: dt.datetime
    opens: Share | None
    entitled: int | None
    voters_present: int
    present: int
    has_agenda: bool
    is_drafter: bool
    is_birthday: bool
    basis: str = ""


def needed_to_open(*, share: Share, entitled: int) -> int:
    """How many with a vote must be there at least, so that the share of all entitled is reached."""
    least = -(-share.numerator * entitled // share.denominator)
    return least if share.inclusive or least * share.denominator != share.numerator * entitled else least + 1


def is_passed(*, share: Share, entitled: int, yes: int) -> bool:
    """A resolution passes by a share of those ENTITLED, not of those present: of 50 entitled, 25 fail and 26 pass."""
    return entitled > 0 and share.is_met(yes, entitled)


def is_early(facts: Facts) -> Reason | None:
    """A gathering opens an hour before its time at the earliest."""
    if facts.on < facts.starts_at - EARLY:
        return Reason(
            "too_early", Words("还没到时间，最早提前一小时开", "It is too early; an hour before at most")
        )
    return None


def has_quorum(facts: Facts) -> Reason | None:
    """A gathering with a quorum opens once the share of those with a vote is there: of 50, 25."""
    if facts.opens is None:
        return None
    if not facts.entitled:
        return NO_ENTITLED
    needed = needed_to_open(share=facts.opens, entitled=facts.entitled)
    if facts.voters_present >= needed:
        return None
    return Reason(
        "too_few",
        Words(
            f"应到 {facts.entitled} 人，实到 {facts.voters_present} 人，至少要到 {needed} 人才能开",
            f"{facts.voters_present} of {facts.entitled} with a vote are here; it opens with {needed}",
        ),
        facts.basis,
    )


def somebody_came(facts: Facts) -> Reason | None:
    """What nobody came to is cancelled, not recorded."""
    return None if facts.present else NO_ATTENDANCE


def has_agenda(facts: Facts) -> Reason | None:
    """Nobody is called without being told what it is about."""
    return None if facts.has_agenda else NO_AGENDA


def is_not_drafter(facts: Facts) -> Reason | None:
    """Minutes count once somebody other than their writer confirmed them."""
    return NOT_THE_DRAFTER if facts.is_drafter else None


def keeps_birthday(facts: Facts) -> Reason | None:
    """Persons are named only by the kind that celebrates them."""
    return None if facts.is_birthday else NOT_BIRTHDAY


def too_many_votes(*, yes: int, no: int, abstained: int, voters_present: int) -> Reason | None:
    """No more votes than those present with one."""
    return TOO_MANY_VOTES if yes + no + abstained > voters_present else None
