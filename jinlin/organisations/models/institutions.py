"""Institutions: departments, partner units, firms and other bodies that lead, help or are called."""

from __future__ import annotations

from django.db import models

from jinlin.base.models import Threaded


class Institution(Threaded):
    """A department, partner, property firm or other body that can lead, help or be called."""

    KINDS = [
        ("department", "职能部门"), ("street", "街道"), ("community", "社区"), ("property", "物业服务企业"),
        ("partner", "共建单位"), ("utility", "水电气运营单位"), ("police", "公安"), ("other", "其他"),
    ]  # fmt: skip

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=KINDS)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="institutions")
    phone = models.CharField(max_length=40, blank=True)
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name
