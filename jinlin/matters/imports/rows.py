"""What one row of a foreign sheet tells, and the digests by which it is known again. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from jinlin.base.bigrams import runs, token_line
from jinlin.base.rule import Reason
from jinlin.base.words import Words

PHONE = (7, 15)
_BREAK = re.compile(r"_x000[dD]_")
_BLANKS = re.compile(r"[ \t\u3000\xa0]+")
_LINES = re.compile(r"\s*\n\s*")

NO_TEXT = Reason("no_text", Words("这一行没有写是什么事", "This row does not tell what it is about"))
TOO_EARLY = Reason("wrong_order", Words("答复时间早于反映时间", "The answer is older than what it answers"))
TOO_LATE = Reason("too_late", Words("时间在将来，请检查", "The time lies in the future"))
NO_TIME = Reason("no_told_at", Words("没有写反映时间", "The time of telling is missing"))


class Told(NamedTuple):
    """One accepted row. ``same`` names teller, place and words alike; ``own`` this row among those alike.

    ``told_at`` is None where the sheet has no such column. ``place`` is an id, None for the place of the import.
    ``line`` holds the tokens for the search.
    """

    number: int
    title: str
    text: str
    name: str
    phone: str
    told_at: dt.datetime | None
    place: int | None
    spot: str
    category: str
    answer: str
    answered_at: dt.datetime | None
    likes: int | None
    against: int | None
    source_id: str
    same: str
    own: str
    line: str


def tidy(text: str) -> str:
    """Text of a workbook as people read it: no marks of line breaks, no indents, no empty lines."""
    lines = _LINES.sub("\n", _BLANKS.sub(" ", _BREAK.sub("\n", text)))
    return lines.strip()


def phone_of(text: str) -> str:
    """The number in a cell; a masked or broken one is none."""
    digits = "".join(c for c in text if c.isdigit() or c == "+")
    return digits if PHONE[0] <= len(digits) <= PHONE[1] and "*" not in text else ""


def faults(values: Mapping[str, Any], *, now: dt.datetime, has_time: bool) -> Iterable[tuple[str, Reason]]:
    """What speaks against a row whose cells are sound."""
    if not (values["title"] or values["detail"]):
        yield "detail", NO_TEXT
    told, answered = values["told_at"], values["answered_at"]
    if has_time and told is None:
        yield "told_at", NO_TIME
    for name, moment in (("told_at", told), ("answered_at", answered)):
        if moment is not None and moment > now:
            yield name, TOO_LATE
    # A bare date means midnight: an answer of the same day is not older than what it answers.
    if told and answered and answered.date() < told.date():
        yield "answered_at", TOO_EARLY


def told(number: int, values: Mapping[str, Any], place: int | None, key: bytes) -> Told:
    """An accepted row's values as one telling. ``key`` keeps the digests from telling a name or number by trial."""
    title, detail = tidy(values["title"] or ""), tidy(values["detail"] or "")
    title = title.replace("\n", " ")
    text = detail if not title or detail.startswith(title) else "\n".join(filter(None, (title, detail)))
    name, phone = tidy(values["name"] or ""), phone_of(values["phone"] or "")
    source_id, spot = values["source_id"] or "", tidy(values["spot"] or "").replace("\n", " ")
    stretches = runs(text)
    teller = phone or name
    same = _digest(key, "same", teller, values["place"] or "", "".join(stretches))
    moment = values["told_at"]
    own = _digest(key, "own", same, source_id, moment.isoformat() if moment else "")
    return Told(
        number, title, text, name, phone, moment, place, spot, values["category"] or "", tidy(values["answer"] or ""),
        values["answered_at"], values["likes"], values["against"], source_id, same if teller else "", own,
        token_line(stretches + runs(spot)),
    )  # fmt: skip


def _digest(key: bytes, *parts: str) -> str:
    return hashlib.blake2b(
        json.dumps(parts, ensure_ascii=False).encode(), key=key, digest_size=32
    ).hexdigest()
