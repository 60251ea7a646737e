"""Rules of volunteers, teams, shifts and hours. Pure functions of plain values."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words

GRADES = ("A", "B", "C", "D", "E")
LAW = "志愿服务条例"
ORDER = "民政部令第67号"


@dataclass(frozen=True, slots=True)
class Ages:
    """From which age no guardian's consent is needed, and from which one need not come along."""

    adult: int = 18
    alone: int = 14


def least_age(birth_year: int, on: dt.date) -> int:
    """The age of which one can be sure from the year alone: the birthday may still be to come."""
    return on.year - birth_year - 1


def is_minor(birth_year: int | None, on: dt.date, ages: Ages) -> bool:
    """Under age, as far as the year of birth tells; somebody without a year is asked for it before."""
    return birth_year is not None and least_age(birth_year, on) < ages.adult


def may_register(*, birth_year: int | None, guardian: bool, on: dt.date, ages: Ages) -> Reason | None:
    """A minor registers with the guardian's consent; without a year of birth nobody registers."""
    if birth_year is None:
        return Reason("no_birth_year", Words("请填出生年份，用来判断能做哪些服务", "Give the year of birth"))
    if not on.year - 110 <= birth_year <= on.year - 6:
        return Reason(
            "wrong_year",
            Words("出生年份不对，或年龄太小", "The year of birth is wrong, or the child too young"),
        )
    if is_minor(birth_year, on, ages) and not guardian:
        words = Words(
            "未满 18 周岁，请由父母或监护人用自己的账号替孩子报名",
            "Under 18: a guardian registers the child from their own account",
        )
        return Reason("no_guardian", words, f"{LAW} 15")
    return None


@dataclass(frozen=True, slots=True)
class Turn:
    """What is asked of somebody who wants a shift, and what is known of them."""

    begins: dt.datetime
    ends: dt.datetime
    now: dt.datetime
    is_open: bool = True
    need_max: int = 1
    taken: int = 0
    needed_skills: Sequence[str] = ()
    skills: Collection[str] = ()
    hazard: str = "none"
    minor: bool = False
    needs_company: bool = False
    guardian_there: bool = False
    insured: bool = False
    others: Sequence[tuple[dt.datetime, dt.datetime]] = ()
    minutes_that_day: int = 0
    day_minutes: int = 600
    known: bool = True


def why_not_turn(turn: Turn) -> tuple[Reason, ...]:
    """Every reason against taking a shift at once; empty where it may be had."""
    rules = (_is_open, _is_ahead, _has_place, _is_free, _fits_day, _has_skills, _is_safe)
    return tuple(reason for rule in rules if (reason := rule(turn)) is not None)


def _is_open(turn: Turn) -> Reason | None:
    """A shift that is published and not cancelled."""
    return (
        None
        if turn.is_open
        else Reason("not_open", Words("这个班次已经取消或结束", "This shift is cancelled or over"))
    )


def _is_ahead(turn: Turn) -> Reason | None:
    """What has ended takes nobody any more."""
    return (
        None if turn.ends > turn.now else Reason("too_late", Words("这个班次已经过了", "This shift is over"))
    )


def _has_place(turn: Turn) -> Reason | None:
    """No more people than the shift needs at most."""
    if turn.taken >= turn.need_max:
        return Reason(
            "not_free",
            Words(f"已经满了（最多 {turn.need_max} 人），看看别的班次", f"Full: at most {turn.need_max}"),
        )
    return None


def _is_free(turn: Turn) -> Reason | None:
    """Nobody is in two places, whatever the team."""
    if any(overlaps((turn.begins, turn.ends), one) for one in turn.others):
        return Reason("not_twice", Words("这个时间已经有别的班次了", "There is another shift at that time"))
    return None


def _fits_day(turn: Turn) -> Reason | None:
    """Not more than so many minutes a day, over all teams."""
    length = int((turn.ends - turn.begins).total_seconds() // 60)
    if turn.minutes_that_day + length > turn.day_minutes:
        zh = f"这一天加起来超过 {turn.day_minutes // 60} 小时，休息好再来"
        return Reason("too_many_minutes", Words(zh, f"More than {turn.day_minutes // 60} hours on that day"))
    return None


def _has_skills(turn: Turn) -> Reason | None:
    """The skills or training that the shift asks for (tasks within age, strength and skill)."""
    lacking = [one for one in turn.needed_skills if one not in turn.skills]
    if lacking:
        words = Words(
            "这个班次要先会一项技能或参加培训，请在“我的志愿服务”里补上，或问队长",
            "A skill or training is needed first; ask the leader",
        )
        return Reason("no_skill", words, f"{LAW} 15")
    return None


def _is_safe(turn: Turn) -> Reason | None:
    """Minors do nothing dangerous; under fourteen the guardian comes along; danger needs insurance."""
    if turn.minor and turn.hazard == "danger":
        return Reason(
            "not_for_minors",
            Words("有危险的服务，未满 18 周岁不参加", "Dangerous work is not for minors"),
            f"{LAW} 15",
        )
    if turn.needs_company and not turn.guardian_there:
        return Reason(
            "no_guardian_there",
            Words(
                "未满 14 周岁要有家长同班一起来：请家长先报这个班", "A guardian has to be on the same shift"
            ),
        )
    if turn.hazard == "danger" and not turn.insured:
        return Reason(
            "no_insurance",
            Words("这个班次要有志愿者保险，请社区先办好", "This shift needs insurance"),
            f"{LAW} 17",
        )
    return None


def overlaps(mine: tuple[dt.datetime, dt.datetime], other: tuple[dt.datetime, dt.datetime]) -> bool:
    """Whether two stretches of time share a moment; one that ends as the other begins does not."""
    return mine[0] < other[1] and other[0] < mine[1]


def grade_of(signals: Collection[str]) -> str:
    """The evidence grade of minutes by independent signals.

    Door in and out A, a second person there B, the helped one C, own taps or the leader alone D, a desk entry E.
    """
    if {"door_in", "door_out"} <= set(signals):
        return "A"
    if "second" in signals:
        return "B"
    if "recipient" in signals:
        return "C"
    return "D" if {"leader", "self", "door_in", "door_out"} & set(signals) else "E"


def served_minutes(begins: dt.datetime, ends: dt.datetime, *, breaks: int = 0, travel: int = 0) -> int:
    """Minutes really served: breaks and the way are not service (ministry order 67 art. 7)."""
    return max(0, int((ends - begins).total_seconds() // 60) - breaks - travel)


def is_within(*, minutes: int, begins: dt.datetime, ends: dt.datetime, tolerance: int) -> Reason | None:
    """A record is not longer than the time it speaks of, with a small tolerance."""
    if minutes < 1:
        return Reason("no_minutes", Words("服务时间要大于 0 分钟", "At least one minute"))
    length = int((ends - begins).total_seconds() // 60)
    if length <= 0:
        return Reason("wrong_time", Words("结束要在开始之后", "The end lies after the beginning"))
    if minutes > length + tolerance:
        zh = f"服务分钟比这段时间（{length} 分钟）还长"
        return Reason("too_long", Words(zh, f"Longer than the time it speaks of ({length} minutes)"))
    return None


def fits_the_day(*, minutes: int, that_day: int, most: int) -> Reason | None:
    """Not more than so many minutes of one person a day, over all teams."""
    if minutes + that_day > most:
        return Reason(
            "too_many_minutes",
            Words(
                f"这一天已有 {that_day} 分钟，加上超过每天 {most} 分钟",
                f"More than {most} minutes on that day",
            ),
        )
    return None


def is_second_person(
    *, confirmer: int, confirmer_person: int | None, recorder: int | None, person: int
) -> Reason | None:
    """Who confirms is neither the one who recorded nor the one who served."""
    if confirmer_person == person:
        return Reason(
            "not_oneself", Words("不能确认自己的服务，请别的负责人来", "Nobody confirms their own service")
        )
    if recorder is not None and confirmer == recorder:
        return Reason(
            "not_recorder",
            Words("这条是您记的，要由另一位负责人确认", "You recorded it; somebody else confirms"),
        )
    return None


def sampled(keys: Sequence[str], *, percent: int, salt: str) -> frozenset[str]:
    """Which entries of a group are looked at one by one: so many per cent, at least one, by a digest nobody picks."""
    count = max(1, -(-len(keys) * percent // 100)) if keys else 0
    ordered = sorted(keys, key=lambda key: hashlib.sha256(f"{salt}:{key}".encode()).hexdigest())
    return frozenset(ordered[:count])


def may_add_group(*, people: int, minutes: int, most_people: int, most_minutes: int) -> Reason | None:
    """Entering a whole group afterwards is bounded in people and minutes."""
    if people > most_people:
        return Reason(
            "too_many_people",
            Words(f"一次最多补记 {most_people} 人", f"At most {most_people} people at once"),
        )
    if minutes > most_minutes:
        zh = f"成批补记每人最多 {most_minutes} 分钟；更长的请逐人记"
        return Reason("too_long", Words(zh, f"At most {most_minutes} minutes a person in a group entry"))
    return None


def records_hash(rows: Iterable[tuple[int, str, int, str]]) -> str:
    """A digest over the records of a paper: (id, day, minutes, grade) in order."""
    text = ";".join(f"{pk}:{day}:{minutes}:{grade}" for pk, day, minutes, grade in rows)
    return hashlib.sha256(text.encode()).hexdigest()


def folded_number(text: str) -> str:
    """A number of the national system as it is compared: letters large, blanks and dashes left out."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())


def is_national_number(folded: str) -> Reason | None:
    """Its form is not laid down in what is public: letters and digits, at least six of them digits."""
    if 8 <= len(folded) <= 30 and sum(sign.isdigit() for sign in folded) >= 6:
        return None
    return Reason(
        "wrong_number",
        Words("编号是 8 到 30 位的字母和数字，请照着全国系统里的抄", "It has 8 to 30 letters and digits"),
    )
