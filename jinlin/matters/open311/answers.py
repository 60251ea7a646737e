"""How answers are written: XML as GeoReport v2 asks, and the JSON mapping of it. Pure.

An answer is a plain tree: a dictionary is an element with children, a ``Many`` a wrapper with repeated items.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Many:
    """A list: in XML ``<wrapper><item>…``, in JSON a bare array."""

    wrapper: str
    item: str
    rows: list[Any]


class Refusal(Exception):
    """An error as Open311 answers it: HTTP status, a finer code, words."""

    def __init__(self, status: int, description: str, code: int | None = None) -> None:
        super().__init__(description)
        self.status, self.code, self.description = status, code or status, description

    @property
    def answer(self) -> Many:
        """The list of one error."""
        return Many("errors", "error", [{"code": self.code, "description": self.description}])


def write(answer: Any, form: str, root: str = "") -> bytes:
    """The answer's bytes in the asked form. ``root`` names the element of an answer that is no list."""
    if form == "json":
        return json.dumps(_plain(answer), ensure_ascii=False).encode()
    element = ET.Element(answer.wrapper if isinstance(answer, Many) else root)
    _fill(element, answer)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(element, encoding="unicode").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Many):
        return [_plain(row) for row in value.rows]
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return None if value == "" else value


def _fill(element: ET.Element, value: Any) -> None:
    if isinstance(value, Many):
        for row in value.rows:
            _fill(ET.SubElement(element, value.item), row)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, Many):
                _fill(ET.SubElement(element, inner.wrapper), inner)
            else:
                _fill(ET.SubElement(element, name), inner)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = str(value)
