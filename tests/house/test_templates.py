"""Templates show; they decide nothing, trust nothing and carry no script or style of their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.sources import files, text

_TEMPLATES = files(".html")
_STATE = re.compile(r"{%\s*(?:el)?if\b[^%]*(?:\bstate\b|\.state\b|_state\b)[^%]*%}")
_UNSAFE = re.compile(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off")
_INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:|<script\b(?![^>]*\bsrc=)(?![^>]*type="application/json")""",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)
_TORN = re.compile(
    r"""(?<!class="range">){{ [^{}]+\|(?:date|day|full_day|month)\b[^{}]*}}(?:{% if [^%]+%})? ?[—–]"""
)

# Where Python itself marks a text as safe for a page, and why that is so.
_MARKED_SAFE: dict[str, str] = {}


def _found(pattern: re.Pattern[str], path: Path) -> list[str]:
    whole = text(path)
    return [
        f"{path}:{whole.count(chr(10), 0, hit.start()) + 1}: {hit.group()}" for hit in pattern.finditer(whole)
    ]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (_STATE, "a page asks the procedure what is offered, never which state it is in"),
        (_UNSAFE, "every text is escaped"),
        (_INLINE, "the content security policy refuses inline script and style"),
        (_OUTSIDE, "nothing is fetched from, or sent to, another host"),
        (_TORN, "from—until is not torn at the end of a line: it stands in a span of the class range"),
    ],
    ids=["no state", "no unescaped text", "nothing inline", "nothing outside", "no torn range"],
)
def test_templates_keep_the_rules_of_pages(pattern: re.Pattern[str], why: str) -> None:
    found = [line for path in _TEMPLATES for line in _found(pattern, path)]
    assert not found, f"{why}:\n" + "\n".join(found)


def test_only_listed_places_mark_a_text_as_safe() -> None:
    marks = re.compile(r"\b(?:mark_safe|SafeString|SafeText)\(")
    places = {
        str(path) for path in files(".py") if str(path).startswith("jinlin/") and marks.search(text(path))
    }
    assert places == set(_MARKED_SAFE), "list the place with its reason, or use format_html"
