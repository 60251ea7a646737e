"""What stands in the menus: only what the reader can really open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for every page: the menu, elder mode, the language, the telephone number of help."""
    return {"elder": 0}
