"""The ways between the pages of organisations, as far as the reader's seats open them."""

from __future__ import annotations

from typing import Any

from django import template

from jinlin.organisations import rules
from jinlin.organisations.gatherings import rolls

register = template.Library()


@register.inclusion_tag("organisations/_tree_links.html", takes_context=True)
def tree_links(context: dict[str, Any]) -> dict[str, bool]:
    """Links to every page of organisations that this reader may open."""
    held = {seat.role for seat in context["request"].actor.seats}
    return {
        "may_overlaps": bool(held & rules.MEMBERSHIP_ROLES),
        "may_gatherings": bool(held & set(rolls.READERS)),
    }
