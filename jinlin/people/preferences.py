"""Type size and language, kept with the account and with the device; the device's own choice comes first."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language

ELDER_COOKIE = "jinlin-elder"
ELDER_LEVELS = range(4)
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Preferences:
    """``elder`` 0 ordinary, 1 large, 2 larger, 3 largest type; ``language`` such as zh-hans."""

    elder: int
    language: str


def preferences(request: HttpRequest) -> Preferences:
    """How this reader wants pages to look. No query for visitors, none beyond the account's own row otherwise."""
    chosen = request.COOKIES.get(ELDER_COOKIE, "")
    elder = int(chosen) if chosen in {str(level) for level in ELDER_LEVELS} else None
    if elder is None:
        user = getattr(request, "user", None)
        elder = user.elder if user is not None and user.is_authenticated else 0
    return Preferences(elder, get_language() or "zh-hans")
