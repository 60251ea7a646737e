"""Days and hours as people say them, in Chinese and English; a page shows them in the language it is read in."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.base.clock.explaining import MONTHS, WEEKDAYS
from jinlin.base.words import Words


def day(on: dt.date) -> Words:
    """11 月 29 日; 29 Nov."""
    return Words(f"{on.month} 月 {on.day} 日", f"{on.day} {MONTHS[on.month - 1]}")


def full_day(on: dt.date) -> Words:
    """2026 年 11 月 29 日; 29 Nov 2026."""
    return Words(f"{on.year} 年 {on.month} 月 {on.day} 日", f"{on.day} {MONTHS[on.month - 1]} {on.year}")


def month(on: dt.date) -> Words:
    """2026 年 11 月; Nov 2026."""
    return Words(f"{on.year} 年 {on.month} 月", f"{MONTHS[on.month - 1]} {on.year}")


def named_day(on: dt.date) -> Words:
    """11 月 29 日（周日）; Sun 29 Nov."""
    said = day(on)
    return Words(f"{said.zh}（周{WEEKDAYS[on.weekday()]}）", f"{on:%a} {said.en}")


def day_time(at: dt.datetime) -> Words:
    """11 月 29 日 09:00; 29 Nov 09:00."""
    local = timezone.localtime(at)
    said = day(local)
    return Words(f"{said.zh} {local:%H:%M}", f"{said.en} {local:%H:%M}")


def span(begins_at: dt.datetime, ends_at: dt.datetime) -> Words:
    """11 月 29 日 09:00—10:30; 29 Nov 09:00—10:30."""
    said, ends = day_time(begins_at), timezone.localtime(ends_at)
    return Words(f"{said.zh}—{ends:%H:%M}", f"{said.en}—{ends:%H:%M}")


def named_span(begins_at: dt.datetime, ends_at: dt.datetime) -> Words:
    """11 月 29 日（周日）09:00—10:30; Sun 29 Nov 09:00—10:30."""
    begins, ends = timezone.localtime(begins_at), timezone.localtime(ends_at)
    said = named_day(begins)
    return Words(f"{said.zh}{begins:%H:%M}—{ends:%H:%M}", f"{said.en} {begins:%H:%M}—{ends:%H:%M}")
