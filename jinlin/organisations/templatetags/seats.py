"""What a seat is called on pages: ``{% load seats %}{{ seat|seat_words }}``."""

from __future__ import annotations

from django import template

from jinlin.base.actor import Held
from jinlin.organisations.roles import roles

register = template.Library()


@register.filter
def seat_words(seat: Held) -> str:
    """The role's name in the language of the page; what the seat itself is called where its role is not known."""
    known = roles().get(seat.role)
    return str(known.words) if known else seat.title
