"""Rules of wishes: who may claim, confirm and close, and when a silent claim is free again. Pure functions of plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words

LIVE = ("held", "accepted", "started", "delivered", "done")
"""States of a claim that keep its part from others."""
WAITING = ("held", "accepted")
"""States in which a claim that stays silent is free again after some days."""


@dataclass(frozen=True)
class WishFacts:
    """What the rules ask about a wish: the actor's account beside those who had a part in it, and how it stands."""

    account: int = 0
    by_code: bool = False
    recorder: int = 0
    claimants: frozenset[int] = frozenset()
    is_recipient: bool = False
    is_child: bool = False
    has_guardian: bool = False
    may_show: bool = True
    open_parts: int = 0
    fallback_due: bool = False


def guardian_agrees(facts: WishFacts) -> Reason | None:
    """A child's wish is shown to others only when a guardian agreed."""
    if facts.is_child and not facts.has_guardian:
        return Reason(
            "no_guardian",
            Words("孩子的心愿要先有监护人同意", "A guardian must agree first"),
            "未成年人保护法第72条",
        )
    return None


def may_be_shown(facts: WishFacts) -> Reason | None:
    """Nothing is published without the recipient's word, not even without the name."""
    if not facts.may_show:
        return Reason(
            "no_consent",
            Words("本人还没有同意公布（不含姓名）", "The recipient has not agreed to publication"),
        )
    return None


def is_another_person(facts: WishFacts) -> Reason | None:
    """Whoever recorded or fulfilled a wish does not confirm it; the recipient's own word always counts."""
    if facts.is_recipient or facts.by_code:
        return None
    if facts.account == facts.recorder:
        return Reason(
            "not_recorder",
            Words("登记的人不能来确认，请另一位同事打电话问", "Whoever recorded it does not confirm it"),
        )
    if facts.account in facts.claimants:
        return Reason("not_claimant", Words("认领的人不能自己确认", "Whoever claimed it does not confirm it"))
    return None


def has_waited(facts: WishFacts) -> Reason | None:
    """The community takes a wish on itself when nobody did for a week."""
    if not facts.fallback_due:
        return Reason(
            "not_yet",
            Words(
                "公布满 7 天还没人认领，社区再兜底", "The community takes it on after a week without a claim"
            ),
        )
    return None


def is_not_recorder(facts: WishFacts) -> Reason | None:
    """Whoever recorded a wish does not fulfil it; a colleague takes it on."""
    if facts.account and facts.account == facts.recorder:
        return Reason(
            "not_recorder",
            Words(
                "登记的人不能自己来办，请另一位同事兜底", "A colleague takes it on, not whoever recorded it"
            ),
        )
    return None


@dataclass(frozen=True)
class Asked:
    """What a claim is asked with: who claims (accounts), what they hold already, and how the wish and its part stand."""

    account: int
    recorder: int
    is_recipient: bool
    wish_open: bool
    part_free: bool
    held: int
    most: int
    is_child: bool = False
    by_staff: bool = False
    is_member: bool = False


def why_no_claim(asked: Asked) -> tuple[Reason, ...]:
    """Every reason against a claim at once: not open, taken, one's own, one's own recording, too many held."""
    found: list[Reason] = []
    if not asked.wish_open:
        found.append(
            Reason("not_open", Words("这个心愿现在不接受认领", "This wish is not open for claims now"))
        )
    elif not asked.part_free:
        found.append(
            Reason(
                "not_free",
                Words("刚刚有人先认领了，看看别的心愿", "Somebody was a moment faster; look at another wish"),
            )
        )
    if asked.is_recipient:
        found.append(Reason("not_own", Words("自己的心愿不能自己认领", "Nobody claims their own wish")))
    if asked.account == asked.recorder:
        found.append(
            Reason(
                "not_recorder", Words("登记这个心愿的人不能认领", "Whoever recorded a wish does not claim it")
            )
        )
    if asked.held >= asked.most:
        zh = f"您手上已有 {asked.held} 个没完成的认领，完成一个再来"
        found.append(Reason("too_many_claims", Words(zh, f"You hold {asked.held} open claims already")))
    return tuple(found)


@dataclass(frozen=True)
class ClaimFacts:
    """What the rules ask about a claim: who acts, who claimed, whether it was left silent, earlier parts, proof given."""

    account: int = 0
    claimant: int = 0
    is_silent: bool = False
    earlier_open: bool = False
    overdue: bool = False


def accepts_for_another(facts: ClaimFacts) -> Reason | None:
    """A claim is accepted by another person than the one who claims."""
    if facts.account and facts.account == facts.claimant:
        return Reason("not_own", Words("自己的认领由另一位同事答复", "A colleague answers your own claim"))
    return None


def is_not_silent(facts: ClaimFacts) -> Reason | None:
    """A claim that stayed silent too long keeps nothing any more."""
    if facts.is_silent:
        return Reason(
            "too_late",
            Words("7 天没有动静，这个认领已经放开", "After a week without a word the claim is free again"),
        )
    return None


def is_silent(facts: ClaimFacts) -> Reason | None:
    """The platform frees a claim only when its time is over."""
    if not facts.is_silent:
        return Reason("not_yet", Words("还没到放开的时间", "Its time is not over"))
    return None


def earlier_parts_done(facts: ClaimFacts) -> Reason | None:
    """The parts of a wish go in order: what was bought is carried, what was carried is fitted."""
    if facts.earlier_open:
        return Reason(
            "not_yet", Words("前一步还没完成，等上一位接力的人", "The part before this one is not done yet")
        )
    return None


def is_overdue(facts: ClaimFacts) -> Reason | None:
    """The community takes a claim back when its day is past."""
    if not facts.overdue:
        return Reason(
            "not_yet",
            Words(
                "还没到说好的日子，先联系一下认领的人",
                "The agreed day has not passed; speak with the claimant first",
            ),
        )
    return None


def free_at(claimed_at: dt.datetime, days: int) -> dt.datetime:
    """When a silent claim is free again."""
    return claimed_at + dt.timedelta(days=days)


def names_inside(text: str, secrets: Iterable[str]) -> Reason | None:
    """What is published holds neither the recipient's name nor their number: three digits of a number are too many."""
    for secret in secrets:
        plain = secret.strip()
        if len(plain) >= 2 and plain in text:
            return Reason(
                "not_masked",
                Words(
                    "公布的话里有姓名或电话，请去掉", "The public words hold a name or number; take it out"
                ),
            )
    digits = 0
    for character in text:
        digits = digits + 1 if character.isdigit() else 0
        if digits >= 7:
            return Reason(
                "not_masked",
                Words("公布的话里有一长串号码，请去掉", "The public words hold a long number; take it out"),
            )
    return None


def asks_for_money(text: str) -> Reason | None:
    """No money passes: a wish for cash, a transfer or a red packet is no wish of this kind."""
    for word in ("现金", "转账", "红包", "借钱", "打钱", "汇款"):
        if word in text:
            return Reason(
                "not_money",
                Words(
                    "微心愿不经手钱，请写需要什么东西或帮忙",
                    "No money passes here; write what thing or help is needed",
                ),
            )
    return None


def fits_value(fen: int, limit: int) -> Reason | None:
    """A wish is small: its worth lies within the limit (fen)."""
    if fen > limit:
        zh = f"微心愿最多 {limit // 100} 元，大的困难请作为诉求反映"
        return Reason(
            "too_much",
            Words(zh, f"A wish is worth at most {limit // 100} yuan; tell larger needs as a matter"),
        )
    return None


def state_of_parts(states: Sequence[str]) -> str:
    """How a published wish stands, from the live claim of each part (empty where it is free).

    ``published`` while a part is free, ``delivered`` when all were handed over, ``claimed`` between.
    """
    if not states or any(not one for one in states):
        return "published"
    return "delivered" if all(one in ("delivered", "done") for one in states) else "claimed"


@dataclass(frozen=True)
class Told:
    """What tells of two wishes whether they are one: who wishes, where they live, how they are reached, what was said."""

    person: int = 0
    homes: frozenset[int] = frozenset()
    phone: str = ""
    called: str = ""
    place: str = ""
    kind: str = ""
    text: str = ""


SAME_WORDS = 50
"""Per cent of pairs of characters in common from which two texts say the same."""
_SIGNS = {
    "person": Words("同一个人的", "the same person"),
    "home": Words("同一户的", "the same household"),
    "phone": Words("留的是同一个电话", "the same telephone"),
    "called": Words("同一个小区、同样的称呼", "the same name in the same estate"),
    "words": Words("说的话很像", "much the same words"),
}


def closeness(one: str, other: str) -> int:
    """How alike two texts are, in per cent of their pairs of neighbouring characters; marks and spaces left out."""
    first, second = _pairs_of(one), _pairs_of(other)
    whole = len(first | second)
    return len(first & second) * 100 // whole if whole else 0


def _pairs_of(text: str) -> set[str]:
    signs = [sign for sign in text.lower() if sign.isalnum()]
    return {a + b for a, b in zip(signs, signs[1:], strict=False)}


def signs_of_same(mine: Told, other: Told) -> tuple[Words, ...]:
    """Every sign that two wishes are one; none where neither person, home nor telephone meet and the words differ.

    The same words count within one estate and one kind only: many children wish for a lamp.
    """
    found = []
    if mine.person and mine.person == other.person:
        found.append("person")
    elif mine.homes & other.homes:
        found.append("home")
    if mine.phone and mine.phone == other.phone and "person" not in found:
        found.append("phone")
    here = bool(mine.place) and mine.place == other.place
    if here and mine.called and mine.called == other.called and "person" not in found:
        found.append("called")
    same_words = closeness(mine.text, other.text) >= SAME_WORDS
    if same_words and (found or (here and mine.kind == other.kind)):
        found.append("words")
    return tuple(_SIGNS[one] for one in found)
