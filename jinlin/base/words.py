"""Words for people: every name that a page, an API answer or a paper shows, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One meaning in simplified Chinese (the source) and English.

    Traditional Chinese is made from ``zh`` by the catalogue; ``str()`` follows the language of the request.
    """

    zh: str
    en: str

    def __str__(self) -> str:
        from django.utils.translation import get_language, gettext

        language = get_language() or "zh-hans"
        if language.startswith("en"):
            return self.en
        return self.zh if language == "zh-hans" else gettext(self.zh)

    def format(self, **values: object) -> Words:
        """The same words with ``{name}`` places filled, in both languages."""
        return Words(self.zh.format(**values), self.en.format(**values))
