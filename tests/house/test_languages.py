"""Every word on a page stands in all three languages, with the same places to fill."""

from __future__ import annotations

import re

import polib
import pytest

from jinlin.base.words import traditional
from jinlin.site.catalogues import books, said
from tests.house.sources import ROOT

ENGLISH = [entry for book in books("en") for entry in book]
TRADITIONAL = [entry for book in books("zh_Hant") for entry in book]
_TRANSLATE = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
_PLACES = re.compile(r"%\(\w+\)s|\{\w+\}|%%")


def _templates() -> set[str]:
    words: set[str] = set()
    for path in (ROOT / "jinlin").rglob("*.html"):
        words.update(a or b for a, b in _TRANSLATE.findall(path.read_text("utf-8")))
    return words


@pytest.mark.parametrize("book", [ENGLISH, TRADITIONAL], ids=["en", "zh_Hant"])
def test_every_word_of_a_template_is_in_the_catalogue(book: list[polib.POEntry]) -> None:
    known = {entry.msgid for entry in book if not entry.obsolete and said(entry)}
    assert sorted(_templates() - known) == [], "run tools/words and translate what is new"


@pytest.mark.parametrize("book", [ENGLISH, TRADITIONAL], ids=["en", "zh_Hant"])
def test_a_translation_has_the_same_places_to_fill(book: list[polib.POEntry]) -> None:
    wrong = [
        entry.msgid for entry in book
        if not entry.obsolete and sorted(_PLACES.findall(entry.msgid)) != sorted(_PLACES.findall(said(entry)))
    ]  # fmt: skip
    assert wrong == []


def test_english_holds_no_chinese_but_names() -> None:
    allowed = {"王**"}
    wrong = [
        entry.msgid for entry in ENGLISH
        if not entry.obsolete and re.search(r"[\u4e00-\u9fff]", "".join(said(entry).split("王**"))) and said(entry) not in allowed
    ]  # fmt: skip
    assert wrong == []


def test_traditional_is_made_from_the_sources() -> None:
    assert [
        entry.msgid for entry in TRADITIONAL if not entry.obsolete and said(entry) != traditional(entry.msgid)
    ] == []


_TAGS = re.compile(
    r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|placeholder=\"[^\"]*\"",
    re.S,
)
_ONLY_CHINESE = {"agreement_print.html"}


def test_no_page_sets_a_chinese_mark_between_the_words_of_every_language() -> None:
    bare = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "jinlin").rglob("*.html")
        if path.name not in _ONLY_CHINESE
        and re.search("[：（）；、，。]", _TAGS.sub("", path.read_text("utf-8")))
    ]
    assert bare == [], 'write {% translate "：" %}, so that English reads ": "'


def test_english_keeps_a_space_behind_a_colon() -> None:
    close = [
        one.msgid
        for one in ENGLISH
        if not one.obsolete and one.msgid.endswith("：") and said(one).endswith(":")
    ]
    assert close == []
