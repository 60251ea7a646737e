"""What something rests on is named in the reader's language, exactly or as the record has it."""

from __future__ import annotations

import pytest
from django.utils import translation

from jinlin.base.citing import cited
from jinlin.base.templatetags.ui import as_cited
from jinlin.base.words import Words


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("民法典 278 (8)", "Civil Code, art. 278(8)"),
        ("民法典 278", "Civil Code, art. 278"),
        ("民法典第 278 条第三项：每位候选人一项议题", "Civil Code, art. 278(3)"),
        ("城市居民委员会组织法 27、29", "Urban Residents' Committees Law, arts. 27, 29"),
        ("建房〔2009〕274号第 9 至 11 条", "Jianfang [2009] 274, arts. 9–11"),
        ("第 19 条：公开计票", "art. 19"),
        ("本平台建议", "proposed by this platform"),
    ],
)
def test_laws_and_articles_are_named_in_english(text: str, english: str) -> None:
    assert cited(text) == Words(text, english)


@pytest.mark.parametrize(
    "text", ["各地做法", "首问责任：接办之前由首问人负责", "民法典 278，地方另有规定", ""]
)
def test_what_is_more_than_laws_and_articles_stays_as_the_record_has_it(text: str) -> None:
    assert cited(text) == Words(text, text)


def test_a_page_names_the_law_in_its_own_language() -> None:
    for language, shown in (
        ("en", "Civil Code, art. 278(8)"),
        ("zh-hans", "民法典 278 (8)"),
        ("zh-hant", "民法典 278 (8)"),
    ):
        with translation.override(language):
            assert as_cited("民法典 278 (8)") == shown
    with translation.override("en"):
        assert as_cited(Words("本人同意", "Consent")) == "Consent"
