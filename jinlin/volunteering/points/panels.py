"""Points on a resident's own page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.volunteering.points.queries import own_account


def own_panel(request: HttpRequest) -> str:
    """One's balance, where an account was opened; nothing is pressed on anybody else."""
    account = own_account(request.actor)  # type: ignore[attr-defined]
    return (
        render_to_string("points/_mine.html", {"account": account}, request=request)
        if account is not None
        else ""
    )


def offer() -> None:
    """Put it where residents look."""
    fill("me", own_panel, order=46, later=Words("我的积分", "My points"))
