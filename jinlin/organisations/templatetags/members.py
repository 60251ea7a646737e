"""Words of posts for pages: ``{% load members %}{{ held.post|post_words }}``."""

from __future__ import annotations

from django import template

from jinlin.organisations.members.posts import post_words

register = template.Library()
register.filter("post_words", post_words)
