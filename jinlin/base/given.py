"""What a step asks for: fields declared once, read alike by the page, the API, the import and the tests. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinlin.base.rule import Reason
from jinlin.base.words import Words

KINDS = frozenset(
    [
        "text",
        "long_text",
        "choice",
        "choices",
        "date",
        "integer",
        "yes_no",
        "files",
        "place",
        "person",
        "institution",
        "institutions",
        "category",
        "matter",
        "tellings",
        "account",
        "datetime",
        "time",
        "money",
        "area",
        "url",
        "subject",
        "subjects",
    ]
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Choice:
    """One answer of a closed list; where a list is long, ``group`` heads the answers that belong together."""

    code: str
    words: Words
    group: Words | None = None


@dataclass(frozen=True)
class Field:
    """One thing that a step asks for.

    ``limit`` is the greatest number of characters (text), the greatest integer, or the greatest count (lists,
    files). ``why`` says why it is asked and who will see it. Subject pickers (place, institution …) take ids; a
    ``subject`` (or several ``subjects``) names in ``of`` the kind under which its app registered it in
    ``base.references``. ``datetime`` is read as an instant in Shanghai's time, ``time`` as minutes after midnight,
    ``money`` in yuan to integer fen, ``area`` in m² to integer 0.01 m². ``belongs`` names answers of other choices of the
    same form, as (field, codes): the page shows this field while one of them is chosen, and always where nothing can be
    hidden. It only tidies the page; what may be left out is said by ``required``.
    """

    name: str
    kind: str
    words: Words
    required: bool = True
    choices: tuple[Choice, ...] = ()
    limit: int = 0
    least: int = 0
    help: Words | None = None
    why: Words | None = None
    of: str = ""
    belongs: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"field {self.name}: no kind {self.kind!r}")
        if self.belongs and self.required:
            raise ValueError(f"field {self.name}: what only sometimes belongs to a form cannot be required")
        if (self.kind in ("subject", "subjects")) != bool(self.of):
            raise ValueError(f"field {self.name}: a subject names its kind in `of`, nothing else does")
        if self.kind in ("choice", "choices") and not self.choices:
            raise ValueError(f"field {self.name}: a choice without choices")

    def clean(self, raw: Any) -> Any:
        """The value in its type, or a Reason. Empty becomes None (or an empty list), refused where required."""
        try:
            value = _READ[self.kind](self, raw)
        except _Bad as bad:
            return bad.reason
        empty = value is None or value == [] or value == ""
        return _missing(self) if empty and self.required else value


class _Bad(Exception):
    def __init__(self, code: str, zh: str, en: str) -> None:
        self.reason = Reason(code, Words(zh, en))


def _missing(field: Field) -> Reason:
    return Reason("no_" + field.name, Words(f"请填写“{field.words.zh}”", f"“{field.words.en}” is needed"))


def clean_text(raw: Any) -> str:
    """Text as people may store it: line ends made one, control and direction-override characters taken out."""
    text = "" if raw is None else str(raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _DIRECTION.sub("", _CONTROL.sub("", text)).strip()


def _text(field: Field, raw: Any) -> str | None:
    if raw is not None and not isinstance(raw, (str, int, float)):
        raise _Bad("wrong_text", f"“{field.words.zh}”应是文字", f"“{field.words.en}” should be text")
    text = clean_text(raw)
    limit = field.limit or (200 if field.kind == "text" else 4000)
    if len(text) > limit:
        zh = f"“{field.words.zh}”太长：{len(text)} 字，最多 {limit} 字"
        raise _Bad(
            "too_long", zh, f"“{field.words.en}” is too long: {len(text)} of at most {limit} characters"
        )
    if field.kind == "text":
        text = " ".join(text.split())
    return text or None


def _choice(field: Field, raw: Any) -> str | None:
    text = clean_text(raw)
    if text and text not in {choice.code for choice in field.choices}:
        raise _Bad(
            "wrong_choice", f"“{field.words.zh}”没有这个选项", f"“{field.words.en}” has no such choice"
        )
    return text or None


def _choices(field: Field, raw: Any) -> list[str]:
    return [code for code in (_choice(field, part) for part in _list(raw)) if code]


def _date(field: Field, raw: Any) -> dt.date | None:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    text = clean_text(raw)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _Bad(
            "wrong_date", f"“{field.words.zh}”请写成 2026-11-19", f"Write “{field.words.en}” as 2026-11-19"
        ) from None


def _integer(field: Field, raw: Any) -> int | None:
    if raw is None or raw == "":
        return None
    text = clean_text(raw)
    if isinstance(raw, bool) or not re.fullmatch(r"[+-]?\d{1,15}", text):
        raise _Bad(
            "wrong_number", f"“{field.words.zh}”应是整数", f"“{field.words.en}” should be a whole number"
        )
    value = int(text)
    if value < field.least or (field.limit and value > field.limit):
        zh = f"“{field.words.zh}”应在 {field.least} 到 {field.limit} 之间"
        raise _Bad(
            "wrong_number", zh, f"“{field.words.en}” should lie between {field.least} and {field.limit}"
        )
    return value


def _yes_no(field: Field, raw: Any) -> bool | None:
    if isinstance(raw, bool):
        return raw
    text = clean_text(raw).lower()
    if text in ("", "1", "true", "yes", "on", "是", "0", "false", "no", "off", "否"):
        return None if text == "" else text in ("1", "true", "yes", "on", "是")
    raise _Bad("wrong_choice", f"“{field.words.zh}”请选是或否", f"“{field.words.en}” is yes or no")


def _id(field: Field, raw: Any) -> int | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, int) and not isinstance(raw, bool):
        value = raw
    elif re.fullmatch(r"\d{1,18}", str(raw)):
        value = int(str(raw))
    else:
        raise _Bad("wrong_reference", f"“{field.words.zh}”没有找到", f"“{field.words.en}” was not found")
    return value


def _list(raw: Any) -> list[Any]:
    if raw is None or raw == "":
        return []
    if isinstance(raw, str):
        return [part.strip() for part in raw.split(",") if part.strip()]
    return list(raw) if isinstance(raw, (list, tuple)) else [raw]


def _ids(field: Field, raw: Any) -> list[int]:
    found = [value for value in (_id(field, part) for part in _list(raw)) if value is not None]
    limit = field.limit or 50
    if len(found) > limit:
        raise _Bad("too_many", f"“{field.words.zh}”最多 {limit} 个", f"“{field.words.en}”: at most {limit}")
    return list(dict.fromkeys(found))


_SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)")
_HUNDREDTHS = re.compile(r"(\d{1,11})(?:\.(\d{1,2}))?")
_URL = re.compile(r"https?://[^\s<>\"']{3,400}")


def _datetime(field: Field, raw: Any) -> dt.datetime | None:
    if isinstance(raw, dt.datetime):
        return raw if raw.tzinfo else raw.replace(tzinfo=_SHANGHAI)
    text = clean_text(raw)
    if not text:
        return None
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        zh = f"“{field.words.zh}”请写成 2026-11-19 14:30"
        raise _Bad("wrong_time", zh, f"Write “{field.words.en}” as 2026-11-19 14:30") from None
    return value if value.tzinfo else value.replace(tzinfo=_SHANGHAI)


def _time(field: Field, raw: Any) -> int | None:
    if isinstance(raw, dt.time):
        return raw.hour * 60 + raw.minute
    text = clean_text(raw)
    if not text:
        return None
    found = _CLOCK.fullmatch(text[:5])
    minutes = int(found[1]) * 60 + int(found[2]) if found else 24 * 60 + 1
    if minutes > 24 * 60:
        raise _Bad("wrong_time", f"“{field.words.zh}”请写成 14:30", f"Write “{field.words.en}” as 14:30")
    return minutes


def _hundredths(field: Field, raw: Any) -> int | None:
    """Yuan to fen, m² to 0.01 m²: at most two decimals, never through a float."""
    text = clean_text(raw).replace(",", "").replace("，", "")
    if not text:
        return None
    found = _HUNDREDTHS.fullmatch(text)
    if not found:
        zh = f"“{field.words.zh}”应是数字，最多两位小数"
        raise _Bad("wrong_number", zh, f"“{field.words.en}” should be a number with at most two decimals")
    value = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if value < field.least or (field.limit and value > field.limit):
        least, most = f"{field.least / 100:g}", f"{field.limit / 100:g}" if field.limit else "…"
        zh = f"“{field.words.zh}”应在 {least} 到 {most} 之间"
        raise _Bad("wrong_number", zh, f"“{field.words.en}” should lie between {least} and {most}")
    return value


def _url(field: Field, raw: Any) -> str | None:
    text = clean_text(raw)
    if text and not _URL.fullmatch(text):
        zh = f"“{field.words.zh}”应以 https:// 或 http:// 开头"
        raise _Bad("wrong_address", zh, f"“{field.words.en}” should begin with https:// or http://")
    return text or None


_READ = {
    "datetime": _datetime,
    "time": _time,
    "money": _hundredths,
    "area": _hundredths,
    "url": _url,
    "subject": _id,
    "subjects": _ids,
    "text": _text,
    "long_text": _text,
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "integer": _integer,
    "yes_no": _yes_no,
    "place": _id,
    "person": _id,
    "institution": _id,
    "matter": _id,
    "category": _id,
    "account": _id,
    "files": _ids,
    "institutions": _ids,
    "tellings": _ids,
}


def clean_given(
    fields: tuple[Field, ...], raw: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Reason]]:
    """Every declared field read from ``raw``: the values, and the faults by field. Undeclared keys are ignored."""
    values: dict[str, Any] = {}
    faults: dict[str, Reason] = {}
    for field in fields:
        value = field.clean(raw.get(field.name))
        if isinstance(value, Reason):
            faults[field.name] = value
        else:
            values[field.name] = value
    return values, faults
