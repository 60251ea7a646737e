"""What is wrong with the shape of a body that a program sent, in words that name the field."""

from __future__ import annotations

from typing import Any

from jinlin.base.rule import Reason
from jinlin.base.words import Words

_TEXT = Words("“{field}”要写成文字", "“{field}” must be a text")
_INTEGER = Words("“{field}”要写成整数", "“{field}” must be an integer")
_NUMBER = Words("“{field}”要写成数字", "“{field}” must be a number")
_SWITCH = Words("“{field}”要写成 true 或 false", "“{field}” must be true or false")
_LIST = Words("“{field}”要写成列表", "“{field}” must be a list")
_OBJECT = Words("“{field}”要写成对象", "“{field}” must be an object")
_SHAPES = {
    "missing": Words("缺少“{field}”", "“{field}” is missing"),
    "string": _TEXT,
    "int": _INTEGER,
    "float": _NUMBER,
    "bool": _SWITCH,
    "list": _LIST,
    "dict": _OBJECT,
    "model": _OBJECT,
}
_OTHER = Words("“{field}”的格式不对", "“{field}” has the wrong form")
_LONG = Words("“{field}”太长", "“{field}” is too long")
_ONE_OF = {"str", "int", "bool", "float", "list", "dict"}
"""Names that the library puts behind a field which may be of several kinds."""


def told(fault: dict[str, Any]) -> tuple[str, Reason]:
    """The field of one fault of the library that checks bodies, and the reason; ``body`` where there is no field."""
    where = [str(part) for part in fault["loc"]]
    parts = where[2:] if where[:1] == ["body"] else where[1:]
    while parts and parts[-1].partition("[")[0] in _ONE_OF:
        parts.pop()
    field = ".".join(parts) or "body"
    kind = str(fault.get("type", ""))
    words = _LONG if kind.endswith("too_long") else _SHAPES.get(kind.partition("_")[0], _OTHER)
    return field, Reason("wrong_shape", words.format(field=field))
