"""Rules of publicity: pure functions of plain facts; None, or the reason against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jinlin.base.clock import shown_date
from jinlin.base.rule import Reason
from jinlin.base.words import Words


@dataclass(frozen=True)
class Hung:
    """One hanging: at which spot, from when, until when (the first day on which it was gone)."""

    spot: str
    hung_on: dt.date
    down_on: dt.date | None = None


@dataclass(frozen=True)
class Facts:
    """What the rules of a notice ask for. ``today`` is the local day; ``basis`` names the kind's clause."""

    today: dt.date
    basis: str = ""
    own_draft: bool = False
    until_on: dt.date | None = None
    before_event: bool = False
    event_on: dt.date | None = None
    earliest_event: dt.date | None = None
    missing_spots: tuple[Words, ...] = ()
    open_objections: int = 0
    uncorrected: int = 0
    has_channel: bool = True
    needs_channel: bool = False
    has_text: bool = True
    is_result: bool = False
    has_decision: bool = True


def standing_since(
    hangings: Iterable[Hung], spot: str, until: Callable[[dt.date], dt.date]
) -> dt.date | None:
    """Since when the notice has hung at a spot without a gap that matters; None where it does not.

    A paper that was taken down before its period was over does not count; the next one begins anew.
    """
    whole = [
        one.hung_on
        for one in hangings
        if one.spot == spot and (one.down_on is None or one.down_on > until(one.hung_on))
    ]
    return min(whole) if whole else None


def counts_from(
    begins_on: dt.date, hangings: Iterable[Hung], spots: Iterable[str], until: Callable[[dt.date], dt.date]
) -> tuple[dt.date, tuple[str, ...]]:
    """The day from which a period counts: its first day, or the day on which the last needed paper hung; and spots missing.

    Source: 城市居民委员会组织法 34: a board is required, other ways may be added.
    """
    rows = list(hangings)
    since = {spot: standing_since(rows, spot, until) for spot in spots}
    hung = [day for day in since.values() if day is not None]
    return max([begins_on, *hung]), tuple(spot for spot, day in since.items() if day is None)


def is_another_person(facts: Facts) -> Reason | None:
    """Who drafted a notice does not check it: two people read it before it hangs."""
    if facts.own_draft:
        return Reason(
            "not_own_draft",
            Words("自己起草的由另一位同事审核", "Somebody else checks what one drafted oneself"),
        )
    return None


def is_complete(facts: Facts) -> Reason | None:
    """A notice has a title, a text, and, where one may object, says where to object (law.md B13)."""
    if not facts.has_text:
        return Reason("no_text", Words("还没有写正文", "There is no text yet"))
    if facts.needs_channel and not facts.has_channel:
        return Reason(
            "no_channel",
            Words("请写明向谁提异议、电话或地点", "Say where to object: whom, telephone, place"),
            facts.basis,
        )
    if facts.before_event and facts.event_on is None:
        return Reason(
            "no_event", Words("请写明哪一天开会或投票", "Say on which day the event is"), facts.basis
        )
    if facts.is_result and not facts.has_decision:
        return Reason(
            "no_decision", Words("请选它是哪项决议的结果", "Say which decision this is the result of")
        )
    return None


def is_in_time(facts: Facts) -> Reason | None:
    """A notice of an event is published so many full days before it."""
    if facts.event_on is None or facts.earliest_event is None or facts.event_on >= facts.earliest_event:
        return None
    day = shown_date(facts.earliest_event)
    words = Words(
        f"离{shown_date(facts.event_on).zh}太近：今天公布，最早可以定在{day.zh}",
        f"Too close to {shown_date(facts.event_on).en}: published today, the earliest day is {day.en}",
    )
    return Reason("too_late", words, facts.basis)


def is_over(facts: Facts) -> Reason | None:
    """A notice stays through its last day."""
    if facts.until_on is None:
        return Reason("not_hanging", Words("还没有公布", "It is not published yet"))
    over = facts.today >= facts.until_on if facts.before_event else facts.today > facts.until_on
    if not over:
        day = shown_date(facts.until_on)
        return Reason(
            "not_yet",
            Words(f"要公示到{day.zh}，当天过完才算期满", f"It must hang through {day.en}"),
            facts.basis,
        )
    return None


def has_paper(facts: Facts) -> Reason | None:
    """Where paper is required, there is evidence that it hung, without a gap, for the whole period."""
    if facts.missing_spots:
        zh = "、".join(one.zh for one in facts.missing_spots)
        en = ", ".join(one.en for one in facts.missing_spots)
        return Reason(
            "no_paper",
            Words(f"还没有张贴记录：{zh}", f"No record that it hangs at: {en}"),
            facts.basis,
        )
    return None


def is_answered(facts: Facts) -> Reason | None:
    """Every objection is answered before a notice counts as served."""
    if facts.open_objections:
        n = facts.open_objections
        return Reason(
            "not_answered",
            Words(f"还有 {n} 条异议没有答复", f"{n} objections are not answered"),
            facts.basis,
        )
    return None


def is_corrected(facts: Facts) -> Reason | None:
    """An objection that was upheld is followed by a correction, or the notice is withdrawn."""
    if facts.uncorrected:
        return Reason(
            "not_corrected",
            Words(
                "有成立的异议还没有更正：请发更正公告，或者撤回",
                "An objection was upheld: publish a correction or withdraw it",
            ),
        )
    return None


@dataclass(frozen=True)
class AskedFacts:
    """What the rules of a question or objection ask for."""

    on: dt.datetime
    raise_until: dt.datetime | None = None


def may_raise(facts: AskedFacts) -> Reason | None:
    """Who is not content with an answer may take it to the level above within the time for it."""
    if facts.raise_until is not None and facts.on > facts.raise_until:
        return Reason(
            "too_late",
            Words("请上级核查的时间已过，可以重新提出", "The time has passed; it may be asked anew"),
        )
    return None


def waited_long_enough(facts: AskedFacts) -> Reason | None:
    """An answer that nobody contradicts is settled after that time."""
    if facts.raise_until is None or facts.on <= facts.raise_until:
        return Reason("not_yet", Words("还在等提问的人看答复", "The one who asked may still read the answer"))
    return None


def may_object(*, takes: bool, until_on: dt.date | None, today: dt.date, hangs: bool) -> Reason | None:
    """One objects while the notice hangs, as far as its kind and its deadline allow; a question may always be asked."""
    if not takes:
        return Reason(
            "not_this_kind",
            Words("这类通知不设异议，有疑问可以询问", "This kind takes questions, not objections"),
        )
    if not hangs:
        return Reason(
            "wrong_state", Words("公示已经结束，可以询问", "It no longer hangs; a question may be asked")
        )
    if until_on is not None and today > until_on:
        day = shown_date(until_on)
        return Reason(
            "too_late",
            Words(
                f"异议期到{day.zh}为止，现在可以询问",
                f"Objections ended on {day.en}; a question may be asked",
            ),
        )
    return None


def may_draft(*, roles: frozenset[str], publishers: frozenset[str], works_here: bool) -> Reason | None:
    """Workers of the place, and holders of a seat that publishes this kind, draft it."""
    if works_here or roles & publishers:
        return None
    return Reason(
        "not_yours", Words("这类公示由这里的工作人员起草", "Workers of the place draft this kind of notice")
    )


UNFIT = "unfit"


def office_ends(*, before: str | None, now: str) -> bool:
    """Found not competent in two running yearly assessments: the office ends (城市居民委员会组织法 37)."""
    return before == UNFIT and now == UNFIT


def is_named_correction(*, same_kind: bool, hangs: bool) -> Reason | None:
    """A correction is of the old notice's kind, and the old one was published."""
    if not same_kind:
        return Reason(
            "wrong_kind", Words("更正公告要和原公告同一类", "A correction is of the same kind as the old")
        )
    if not hangs:
        return Reason(
            "wrong_state", Words("原公告还没有公布，直接改就行", "The old one is not published; change it")
        )
    return None


@dataclass(frozen=True)
class EndingFacts:
    """What the rules of an office that ends by law ask for."""

    is_published: bool = False
    open_objections: int = 0
    is_filled: bool = False


LAW_37 = "城市居民委员会组织法 37"


def result_is_published(facts: EndingFacts) -> Reason | None:
    """An office ends on a published result, once objections to it were answered (城市居民委员会组织法 37)."""
    if not facts.is_published:
        return Reason(
            "no_notice",
            Words("评议结果还没有公布，先公布", "The assessment's result is not published yet"),
            LAW_37,
        )
    if facts.open_objections:
        n = facts.open_objections
        return Reason(
            "not_answered", Words(f"还有 {n} 条异议没有答复", f"{n} objections are not answered"), LAW_37
        )
    return None


def is_filled(facts: EndingFacts) -> Reason | None:
    """The case is over when somebody else holds the seat."""
    if not facts.is_filled:
        return Reason(
            "no_successor",
            Words(
                "这个席位上还没有新的人；补选后在“席位”里登记",
                "Nobody else holds the seat yet; enter whoever is elected there",
            ),
            "城市居民委员会组织法 24",
        )
    return None
