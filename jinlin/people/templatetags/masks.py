"""Template filters that mask names and numbers: ``{% load masks %}{{ person.name|masked_name }}``."""

from __future__ import annotations

from django import template

from jinlin.people.masks import mask_id, mask_name, mask_phone

register = template.Library()
register.filter("masked_name", mask_name)
register.filter("masked_phone", mask_phone)
register.filter("masked_id", mask_id)
