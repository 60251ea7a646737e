"""How hours and hundredths are said on pages."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from jinlin.base.words import Words
from jinlin.venues.duty.words import KINDS
from jinlin.venues.queries import Now
from jinlin.venues.rules import DAY, clock
from jinlin.venues.words import LEVELS, label

register = template.Library()
FIRST = 6 * 60


@register.simple_tag
def venue_hours(now: Now) -> str:
    """Open until when and for how long, or when it opens next."""
    from django.utils import timezone

    local = timezone.localtime()
    minute = local.hour * 60 + local.minute
    if now.open and now.until is not None:
        left = now.until - minute
        return _("还有 %(hours)d 小时 %(minutes)d 分关门（%(until)s）") % {
            "hours": left // 60,
            "minutes": left % 60,
            "until": clock(now.until),
        }
    if now.next is not None:
        return _("今天 %(next)s 开门") % {"next": clock(now.next)}
    if now.hours:
        return _("今天已经关门")
    return _("今天不开放")


@register.filter
def level_words(code: str) -> Words:
    """The level that gave funds."""
    return label(LEVELS, code)


@register.filter
def duty_words(code: str) -> Words:
    """The kind of a turn on duty."""
    return label(KINDS, code) if code else Words("", "")


@register.simple_tag
def hundredths(value: int) -> str:
    """Fen as yuan, 0.01 m² as m²: without trailing noughts."""
    return f"{value // 100:,}" if value % 100 == 0 else f"{value / 100:,.2f}"


@register.inclusion_tag("venues/_ribbon.html")
def ribbon(hours: object, free: object, words: str = "") -> dict[str, object]:
    """A day as one strip from six to midnight: closed, had, free. For the eye alone; the times stand beside it in words."""

    def parts(spans: object) -> list[tuple[int, int]]:
        return [
            (max(0, begins - FIRST), min(DAY, ends) - max(FIRST, begins))
            for begins, ends in spans
            if ends > FIRST
        ]  # type: ignore[attr-defined]

    return {
        "open": parts(hours),
        "free": parts(free),
        "whole": DAY - FIRST,
        "marks": [(mark * 60 - FIRST, mark) for mark in range(9, 24, 3)],
        "words": words,
    }


@register.filter
def per_mille(value: int) -> str:
    """Thousandths as per cent: 985 is 98.5%."""
    return f"{value / 10:g}%"
