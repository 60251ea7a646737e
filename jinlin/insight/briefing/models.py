"""Templates of briefings that offices brought in."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class BriefingTemplate(models.Model):
    """A .docx template for a place and all below that has none of its own. Earlier ones are kept with their end."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=models.Q(ended_at__isnull=True),
                name="one_briefing_template_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.name
