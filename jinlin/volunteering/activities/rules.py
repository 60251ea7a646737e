"""Rules of activities: places, offers, ages, what attendance follows from, who may read a small number. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words

FAR, NEAR, SOON = dt.timedelta(hours=72), dt.timedelta(hours=24), dt.timedelta(hours=2)


def safe_capacity(*, capacity: int, seats: int, supervisors: int, ratio: int) -> int:
    """How many people may take part: what the organiser set, never more than the room holds or the grown-ups can mind.

    ``ratio`` is how many children one grown-up minds (0: not asked for); 0 as an answer means without limit.
    """
    limits = [limit for limit in (capacity, seats) if limit > 0]
    if ratio > 0:
        limits.append(supervisors * ratio)
        return min(limits)
    return min(limits, default=0)


def free_places(*, capacity: int, taken: int) -> int | None:
    """Places left, never below nought; None without a limit. An overfull activity (capacity was cut) has none."""
    return None if capacity <= 0 else max(capacity - taken, 0)


def offer_until(
    *, on: dt.datetime, begins: dt.datetime, far: dt.timedelta, near: dt.timedelta, soon: dt.timedelta
) -> dt.datetime | None:
    """Until when a free place is kept for the next on the list: long ahead longer, close to the hour shorter.

    None less than two hours ahead: then whoever comes first has it.
    """
    left = begins - on
    if left <= SOON:
        return None
    return on + (far if left > FAR else near if left > NEAR else soon)


def age_on(birth_year: int | None, on: dt.date) -> int | None:
    """Full years that a person reaches in that year; None where nobody said."""
    return on.year - birth_year if birth_year else None


@dataclass(frozen=True)
class SignUpWish:
    """What the rules ask about one person who wants to come."""

    state: str
    minutes_to_start: int
    is_signed_up: bool = False
    age: int | None = None
    age_min: int = 0
    age_max: int = 0
    is_full: bool = False
    waiting: int = 0
    waiting_most: int = 0


def fits_age(age: int | None, least: int, most: int) -> Reason | None:
    """An activity for some ages is for those ages; an age that nobody said is not held against anybody."""
    if age is not None and least and age < least:
        return Reason(
            "too_young", Words(f"这个活动请 {least} 岁以上的参加", f"For those of {least} and older")
        )
    if age is not None and most and age > most:
        return Reason("too_old", Words(f"这个活动是给 {most} 岁以下的", f"For those of {most} and younger"))
    return None


def why_not_sign_up(wish: SignUpWish) -> Reason | None:
    """The first thing that speaks against a sign-up, with what to do instead."""
    if wish.state not in ("published",):
        return Reason("not_open", Words("现在不能报名", "It is not open for sign-up now"))
    if wish.minutes_to_start <= 0:
        return Reason("too_late", Words("已经开始了，请直接到现场", "It has begun; just come along"))
    if wish.is_signed_up:
        return Reason("not_twice", Words("已经报过名了", "Signed up already"))
    against = fits_age(wish.age, wish.age_min, wish.age_max)
    if against is not None:
        return against
    if wish.is_full and wish.waiting_most and wish.waiting >= wish.waiting_most:
        zh = "名额和候补都满了，可以点“想要再开一班”"
        return Reason(
            "no_place", Words(zh, "All places and the waiting list are full; ask for a further class")
        )
    return None


def needs_consent(*, age: int | None, under: int, asked: bool) -> bool:
    """A minor's place needs a guardian's consent; where a series asks for it, unknown ages count as minors."""
    return age < under if age is not None else asked


@dataclass(frozen=True)
class Tap:
    """One presence fact as it was recorded; ``undoes`` is the id of the fact that it takes back."""

    pk: int
    kind: str
    at: dt.datetime
    undoes: int | None = None
    people: int = 0
    role: str = "participant"


def standing(taps: Iterable[Tap]) -> list[Tap]:
    """The facts that nobody took back, in the order in which they happened."""
    known = list(taps)
    undone = {one.undoes for one in known if one.kind == "undo"}
    return sorted(
        (one for one in known if one.kind != "undo" and one.pk not in undone),
        key=lambda one: (one.at, one.pk),
    )


@dataclass(frozen=True)
class Stay:
    """That somebody was there: since when (None where only the leaving was seen), until when (None where it was not seen)."""

    came_at: dt.datetime | None
    left_at: dt.datetime | None
    role: str


def stay_of(taps: Iterable[Tap]) -> Stay | None:
    """Whether somebody was there, from the facts alone: two scans are one truth, leaving without a scan in is still
    having been there, and a missing scan out gives no time for nothing."""
    kept = [one for one in standing(taps) if one.kind in ("in", "out")]
    if not kept:
        return None
    came = next((one.at for one in kept if one.kind == "in"), None)
    left = next((one.at for one in reversed(kept) if one.kind == "out"), None)
    role = next((one.role for one in kept if one.kind == "in"), kept[0].role)
    return Stay(came, left if left and (came is None or left > came) else None, role)


def headcount(taps: Iterable[Tap]) -> int:
    """How many came without a name: the last count that stands is the count."""
    counts = [one for one in standing(taps) if one.kind == "headcount"]
    return counts[-1].people if counts else 0


def is_excused(taps: Iterable[Tap]) -> bool:
    """Whether somebody told that they could not come."""
    return any(one.kind == "excused" for one in standing(taps))


def outcome(*, is_over: bool, stay: Stay | None, excused: bool, ends: dt.datetime) -> str:
    """What became of a place that was had: attended, left_early, excused, no_show; empty while it is not over."""
    if stay is not None:
        return "left_early" if stay.left_at and ends - stay.left_at > dt.timedelta(minutes=20) else "attended"
    if excused:
        return "excused"
    return "no_show" if is_over else ""


@dataclass(frozen=True)
class Clocks:
    """When an activity ends, when its list is locked, and until when it may be corrected with a reason."""

    begins: dt.datetime
    ends: dt.datetime
    lock_after: dt.timedelta
    correct_after: dt.timedelta


BEFORE_DOOR = dt.timedelta(hours=2)


def may_record(
    state: str, clocks: Clocks, *, at: dt.datetime, now: dt.datetime, reason: str = ""
) -> Reason | None:
    """Facts are taken from two hours before the beginning until the lock; then a correction with its reason; then never."""
    if state in ("draft", "in_review"):
        return Reason("not_published", Words("还没有发布，不能签到", "It is not published yet"))
    if state == "cancelled":
        return Reason("not_held", Words("活动取消了，不能签到", "It was called off"))
    if at < clocks.begins - BEFORE_DOOR:
        return Reason("too_early", Words("开始前两小时起可以签到", "From two hours before the beginning"))
    if now <= clocks.ends + clocks.lock_after:
        return None
    if now > clocks.ends + clocks.correct_after:
        return Reason("too_late", Words("更正的期限过了，记录已经定下", "The time for corrections is over"))
    if not reason.strip():
        return Reason(
            "no_reason",
            Words("记录已经锁定，更正要写明原因", "The list is locked; a correction needs a reason"),
        )
    return None


def share_of_faces(faces: Sequence[int], least: int) -> dict[int, int] | None:
    """How many chose each face; None (not published) while fewer than ``least`` have answered."""
    if len(faces) < least:
        return None
    return {face: sum(1 for one in faces if one == face) for face in (3, 2, 1)}


def may_show_photo(shows: str) -> Reason | None:
    """Children are not shown in public, nor anybody who was not asked."""
    if shows == "child":
        return Reason("not_public", Words("拍到孩子的照片不公开", "Pictures of children are not public"))
    if shows not in ("nobody", "agreed"):
        return Reason(
            "not_agreed", Words("先标明照片里的人同意公开", "Mark first that those who are seen agreed")
        )
    return None
