"""Public space that was occupied and came back to everybody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jinlin.base.models import Threaded
from jinlin.venues.reclaimed.procedure import BECOMES, RECLAIMED, WAS


class Reclaimed(Threaded):
    """Land or a hall: what it was used for, its area in 0.01 m², what it became, and the station that stands on it."""

    trail_kind = "reclaimed"

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="reclaimed")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=RECLAIMED.start)
    was = models.CharField(max_length=10, choices=[(one.code, one.words.late()) for one in WAS])
    becomes = models.CharField(
        max_length=10, blank=True, choices=[(one.code, one.words.late()) for one in BECOMES]
    )
    area = models.BigIntegerField(default=0, help_text="0.01 m²; as measured when it was taken back")
    station = models.ForeignKey("venues.Station", models.PROTECT, null=True, related_name="reclaimed")
    found_on = models.DateField()
    agreed_on = models.DateField(null=True)
    cleared_on = models.DateField(null=True)
    used_on = models.DateField(null=True)
    before = models.SmallIntegerField(default=0, help_text="photographs of how it was")
    after = models.SmallIntegerField(default=0, help_text="photographs of what it became")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in RECLAIMED.states]), name="reclaimed_state"
            ),
            models.CheckConstraint(condition=Q(area__gte=0), name="reclaimed_area"),
            models.CheckConstraint(
                condition=~Q(state__in=("cleared", "in_use")) | Q(area__gt=0, cleared_on__isnull=False),
                name="reclaimed_measured",
            ),
        ]
        indexes = [models.Index(fields=["place", "state"], name="reclaimed_place")]

    def __str__(self) -> str:
        return self.name
