"""Parts of pages that take plain values: state tags, buttons with reasons, fields of a step, small charts, QR codes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jinlin.base import days, scanning
from jinlin.base.citing import cited
from jinlin.base.given import Field
from jinlin.base.models import StoredFile
from jinlin.base.procedure import Offer, State
from jinlin.base.references import Headed
from jinlin.base.rule import Reason
from jinlin.base.words import Words

register = template.Library()
LONG = 16
"""With more choices than this a field gets a box of its own to scroll, and a line to find in it."""
RANGE = re.compile(r"(\d{1,2}:\d{2}—\d{1,2}:\d{2})")


@register.simple_tag
def state_tag(state: State, resident: bool = False) -> SafeString:
    """A state as sign, word and colour: never by colour alone."""
    words = state.resident if resident else state.words
    return format_html('<span class="tag {}" data-sign="{}">{}</span>', state.tone, state.sign, str(words))


@register.simple_tag
def why_held(stored: StoredFile) -> Words | None:
    """Why a stored file opens for nobody just now, in words; None where it does."""
    why = scanning.why_held(stored)
    return why.words if why else None


@register.simple_tag
def tag(words: object, tone: str = "", sign: str = "") -> SafeString:
    """A small label with an optional sign."""
    if sign:
        return format_html('<span class="tag {}" data-sign="{}">{}</span>', tone, sign, str(words))
    return format_html('<span class="tag {}">{}</span>', tone, str(words))


@register.inclusion_tag("base/_offers.html")
def offers(
    rows: Iterable[Offer], base: str, resident: bool = False, closed: int | None = None
) -> dict[str, Any]:
    """Steps as buttons: the few that come first, the rest folded; closed ones grey with the reason underneath.

    ``closed``: how many closed ones stand unfolded at most, where a life has many steps that all come later.
    """
    shown = [(one, f"{base}{one.step.code}", _label(one, resident)) for one in rows]
    shown.sort(key=lambda row: (not row[0].open, not row[0].step.main, not row[0].step.often))
    first = [row for row in shown if row[0].step.main or row[0].step.often]
    if closed is not None:
        ready = [row for row in first if row[0].open]
        first = ready + [row for row in first if row not in ready][:closed]
    rest = [row for row in shown if row not in first]
    return {"first": first or rest, "rest": rest if first else []}


def _label(one: Offer, resident: bool) -> str:
    return str(one.step.resident if resident and one.step.resident else one.step.words)


@register.inclusion_tag("base/_step_fields.html")
def step_fields(
    fields: Iterable[Field], typed: dict[str, Any] | None = None, faults: dict[str, Reason] | None = None,
    options: dict[str, list[tuple[Any, str]]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The form of a step, made from its declared fields. ``options`` gives the choices of pickers by field name."""
    typed, faults, options = typed or {}, faults or {}, options or {}
    rows = []
    for one in fields:
        value = typed.get(one.name)
        held = value if isinstance(value, list) else ([] if value in (None, "") else [value])
        known = [(choice.code, str(choice.words)) for choice in one.choices] or options.get(one.name, [])
        choices = [(str(code), words) for code, words in known]
        rows.append(
            {
                "field": one, "value": "" if value is None else value, "held": {str(part) for part in held}, "fault": faults.get(one.name),
                "choices": choices, "tiles": _tiles(one, choices), "kind": one.kind, "long": len(choices) > LONG,
                "folded": not one.required and not held and one.name not in faults,
                "belongs": " ".join(f"{name}={code}" for name, codes in one.belongs for code in codes),
            }
        )  # fmt: skip
    return {"rows": rows}


def _tiles(field: Field, choices: list[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    """Code, words, group, and the group's heading where it begins."""
    groups = {choice.code: str(choice.group or "") for choice in field.choices}
    found, last = [], ""
    for code, words in choices:
        group = words.group if isinstance(words, Headed) else groups.get(code, "")
        found.append((code, words, group, group if group != last else ""))
        last = group
    return found


@register.inclusion_tag("base/_faults.html")
def fault_summary(faults: dict[str, Reason] | None, reasons: Iterable[Reason] = ()) -> dict[str, Any]:
    """What is wrong with a form, at its head; takes the focus. What was typed is kept."""
    return {"faults": faults or {}, "reasons": list(reasons)}


@register.simple_tag
def when(at: dt.datetime | None) -> SafeString:
    """An instant as people say it: today's hour, this year's day, or the full date (with the hour where it is still to come), with the exact time behind it."""
    if at is None:
        return format_html("")
    local, now = timezone.localtime(at), timezone.localtime()
    if local.date() == now.date():
        text = _("今天 %(time)s") % {"time": f"{local:%H:%M}"}
    elif local.year == now.year:
        text = str(days.day_time(local))
    else:
        text = f"{local:%Y-%m-%d}" if local < now else f"{local:%Y-%m-%d %H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), text)


@register.filter
def as_read(row: Any) -> str:
    """What a row with columns ``zh`` and ``en`` is called, in the language of the page."""
    zh, en = (row["zh"], row.get("en")) if isinstance(row, dict) else (row.zh, row.en)
    return str(Words(zh, en or zh))


@register.filter
def as_cited(basis: str | Words) -> str:
    """The text that something rests on, laws by their names in the language of the page."""
    return str(cited(basis)) if isinstance(basis, str) else str(basis)


@register.filter(expects_localtime=True)
def day(on: dt.date | None) -> str:
    """11 月 29 日 or 29 Nov, as the page is read."""
    return str(days.day(on)) if on else ""


@register.filter(expects_localtime=True)
def short_day(on: dt.date | None) -> str:
    """11/29 or 29 Nov, where there is little room."""
    return str(Words(f"{on.month}/{on.day}", days.day(on).en)) if on else ""


@register.filter(expects_localtime=True)
def full_day(on: dt.date | None) -> str:
    """2026 年 11 月 29 日 or 29 Nov 2026."""
    return str(days.full_day(on)) if on else ""


@register.filter(expects_localtime=True)
def named_day(on: dt.date | None) -> str:
    """11 月 29 日（周日） or Sun 29 Nov."""
    return str(days.named_day(on)) if on else ""


@register.filter
def day_time(at: dt.datetime | None) -> str:
    """11 月 29 日 09:00 or 29 Nov 09:00."""
    return str(days.day_time(at)) if at else ""


@register.filter
def together(words: object) -> SafeString:
    """A text whose hours (09:00—10:30) are never torn at the end of a line."""
    parts = enumerate(RANGE.split(str(words)))
    return format_html_join(
        "", "{}", ((format_html('<span class="range">{}</span>', part) if number % 2 else part,) for number, part in parts)
    )  # fmt: skip


@register.filter(expects_localtime=True)
def month(on: dt.date | None) -> str:
    """2026 年 11 月 or Nov 2026."""
    return str(days.month(on)) if on else ""


@register.inclusion_tag("base/_bars.html")
def bars(
    rows: Iterable[tuple[str, int | None, str]], caption: str, sentence: str = "", whole: int = 0
) -> dict[str, Any]:
    """A bar chart of (name, value, shown) with the sentence that says what it shows and the table behind it.

    ``whole`` is the value of a full bar (1000 for a share in thousandths); 0 takes the greatest of the rows.
    """
    found = list(rows)
    most = whole or max([value for _, value, _ in found if value is not None], default=0) or 1
    width = [
        (name, None if value is None else round(value * 100 / most), shown) for name, value, shown in found
    ]
    return {"rows": width, "caption": caption, "sentence": sentence}


@register.inclusion_tag("base/_private_note.html")
def why_we_ask(why: str, who: str, how_long: str) -> dict[str, str]:
    """Why a form asks, who will see it, how long it is kept."""
    return {"why": why, "who": who, "how_long": how_long}


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as inline SVG."""
    import segno

    code = segno.make(text, error="m", micro=False)
    size = code.symbol_size(border=2)[0]
    cells = format_html_join(
        "",
        "M{} {}h1v1h-1z",
        ((x, y) for y, line in enumerate(code.matrix_iter(border=2)) for x, dark in enumerate(line) if dark),
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges" width="180" height="180">'
        '<rect width="100%" height="100%" fill="#fff"></rect><path d="{}" fill="#000"></path></svg>',
        size, size, label or _("二维码"), cells,
    )  # fmt: skip


@register.simple_tag
def options(rows: Iterable[tuple[str, object]], chosen: str) -> SafeString:
    """The options of a select: (value, words), the chosen one selected."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, " selected" if code == chosen else "", str(words)) for code, words in rows),
    )


@register.simple_tag
def clock_value(value: Any) -> str:
    """Minutes after midnight as a time field wants them; what was typed stays as it is."""
    return f"{value // 60 % 24:02d}:{value % 60:02d}" if isinstance(value, int) else str(value or "")


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The value under a key, or None."""
    return mapping.get(key)


@register.filter
def listed(value: Any) -> list[Any]:
    """One thing as a list of it."""
    return [value]
