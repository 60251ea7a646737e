"""Words for people: every name that a page, an API answer or a paper shows, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opencc import OpenCC


@lru_cache(maxsize=4096)
def traditional(text: str) -> str:
    """The same words in traditional Chinese (Taiwan's usage), made by OpenCC."""
    return str(_turner().convert(text))


@lru_cache(maxsize=1)
def _turner() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("s2twp")


@lru_cache(maxsize=1)
def _chosen() -> Any:
    from django.utils.functional import lazy

    return lazy(str, str)


@dataclass(frozen=True, slots=True)
class Words:
    """One meaning in simplified Chinese (the source) and English.

    Traditional Chinese is made from ``zh``; ``str()`` follows the language of the request.
    """

    zh: str
    en: str

    def __str__(self) -> str:
        from django.utils.translation import get_language

        language = get_language() or "zh-hans"
        if language.startswith("en"):
            return self.en
        return self.zh if language == "zh-hans" else traditional(self.zh)

    def late(self) -> Any:
        """The same words, chosen each time they are shown: for the names in a table's column."""
        return _chosen()(self)

    def format(self, **values: object) -> Words:
        """The same words with ``{name}`` places filled, in both languages."""
        return Words(self.zh.format(**values), self.en.format(**values))
