"""Rules of report-in: who may confirm whom, which dates hold, which posts are free, what may be shown. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words

LEAST_MARKS = 5
"""Residents' marks are shown once so many are in, so that nobody's own mark can be read from them."""
LEAST_PEOPLE = 5
"""Smaller counts of people are not printed."""
COMMITMENTS_AT_ONCE = 5

BRANCH_ROLES = {
    "estate": ("estate_secretary", "estate_member"),
    "community": ("community_secretary",),
    "zone": ("zone_secretary",),
}
"""The seats of a branch itself, by the level of its place; the first is its secretary."""
OTHER_TREES = frozenset({"grid_building_stairwell", "residents", "owners", "property"})
"""Trees whose organisations are no Party branches: nobody reports in to them."""
SUPERIOR_ROLES = ("community_secretary",)
"""Who stands in where a branch has no secretary, or where the secretary's own report-in is to be confirmed."""
EMPLOYER_ROLES = ("department_clerk", "partner_clerk", "partner_contact")
"""Clerks that may be an employer's party contact. A property firm's clerk never is."""


@dataclass(frozen=True)
class Facts:
    """What the rules of a report-in ask for: today, the posts held, whether it is the actor's own, its kind."""

    on: dt.date
    posts: tuple[str, ...] = ()
    is_own: bool = False
    kind: str = "serving"


@dataclass(frozen=True)
class ServiceFacts:
    """What the rules of a service record ask for: whether the actor wrote it down, or is the one who served."""

    is_recorder: bool = False


@dataclass(frozen=True)
class CommitmentFacts:
    """What the rules of a commitment ask for: today, until when it was promised, how long it is shown after that."""

    on: dt.date
    due_on: dt.date
    lives: dt.timedelta


def is_not_own(facts: Facts) -> Reason | None:
    """Nobody confirms or refuses their own report-in; for a secretary the community's secretary does."""
    if facts.is_own:
        return Reason(
            "not_oneself",
            Words("自己的报到要请别人确认", "Somebody else confirms your own report-in"),
        )
    return None


def is_person(facts: Facts) -> Reason | None:
    """Only a person publishes a commitment or is shown; an institution's branch has agreements instead."""
    if facts.kind == "unit":
        return Reason(
            "not_a_person", Words("单位党组织不在这里作承诺", "An institution makes no personal commitment")
        )
    return None


def has_posts(facts: Facts) -> Reason | None:
    """A post is left or handed over only where one is held."""
    if not facts.posts:
        return Reason("no_post", Words("手上没有岗位", "No post is held"))
    return None


def is_second_person(facts: ServiceFacts) -> Reason | None:
    """Service counts once a second person confirms it: not whoever wrote it down."""
    if facts.is_recorder:
        return Reason(
            "not_oneself",
            Words("谁记的就不能由谁确认，要请第二个人", "Whoever wrote it down does not confirm it"),
        )
    return None


def is_recorder(facts: ServiceFacts) -> Reason | None:
    """A record is taken back by whoever wrote it."""
    if not facts.is_recorder:
        return Reason("not_recorder", Words("只有记的人能收回", "Only who wrote it takes it back"))
    return None


def is_over_long(facts: CommitmentFacts) -> Reason | None:
    """A commitment is shown for a time after its due date, then it is put away by itself."""
    if facts.on <= facts.due_on + facts.lives:
        return Reason("too_soon", Words("还没到收起的时候", "It is not yet time to put it away"))
    return None


def wrong_service_day(
    *, on: dt.date, today: dt.date, confirmed_on: dt.date | None, earliest: dt.date
) -> Reason | None:
    """Service lies between the confirmation and today, and no further back than somebody remembers."""
    if on > today:
        return Reason("wrong_date", Words("服务日期不能晚于今天", "The day is not in the future"))
    if on < earliest:
        words = Words("只能补记 {day} 以后的服务", "Only service since {day} is recorded")
        return Reason("too_old", words.format(day=earliest.isoformat()))
    if confirmed_on is None or on < confirmed_on:
        return Reason(
            "too_early", Words("报到确认以前的服务不在这里记", "Service counts from the confirmation on")
        )
    return None


def wrong_due_day(*, due_on: dt.date, today: dt.date, longest: dt.timedelta) -> Reason | None:
    """A commitment is due between tomorrow and the longest that may be promised."""
    if not today < due_on <= today + longest:
        words = Words("承诺的日期应在明天到 {day} 之间", "The day lies between tomorrow and {day}")
        return Reason("wrong_date", words.format(day=(today + longest).isoformat()))
    return None


def is_full(*, most: int, held: int) -> Reason | None:
    """A post that has room for so many takes no more."""
    if most and held >= most:
        return Reason(
            "no_room",
            Words(f"这个岗位一个支部最多 {most} 人，已经满了", f"At most {most} hold this post; it is full"),
        )
    return None


def wrong_move(*, on: dt.date, today: dt.date, confirmed_on: dt.date | None) -> Reason | None:
    """Moving away lies between the confirmation and today."""
    if on > today or (confirmed_on is not None and on < confirmed_on):
        return Reason(
            "wrong_date",
            Words("迁出日期应在确认报到之后、今天以前", "The day lies between the confirmation and today"),
        )
    return None


def may_mark(
    *, is_resident: bool, is_own: bool, lives_here: bool, has_evidence: bool, is_due: bool
) -> Reason | None:
    """Residents of the place mark a commitment, each once, after its evidence is in or its day has come."""
    if not is_resident:
        return Reason(
            "not_yours",
            Words("请用居民账号评；一个账号评一次，可以改", "Residents mark, one mark an account"),
        )
    if is_own:
        return Reason(
            "not_oneself", Words("自己的承诺由邻居来评", "Neighbours mark your commitment, not you")
        )
    if not lives_here:
        return Reason("not_here", Words("由住在这个小区的居民来评", "Residents of this estate mark it"))
    if not has_evidence and not is_due:
        return Reason(
            "too_soon",
            Words("还没到承诺的日子，也还没有交账，先等等", "Neither is it due nor is there evidence yet"),
        )
    return None


def shown_count(count: int) -> int | None:
    """A count of people for a page: None where it is small enough to point at somebody."""
    return count if count == 0 or count >= LEAST_PEOPLE else None
