"""Numbers that were published: frozen as they stood, with their day, their definition and the rows behind them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jinlin.insight.briefing.models import BriefingTemplate

__all__ = ["BriefingTemplate", "Publication"]


class Publication(models.Model):
    """A figure of a node and a period as it was published. Never changed; a further edition stands beside it.

    ``number`` and ``base`` are exact integers as the figure keeps them; ``row_ids`` are the rows that stood behind it, where
    they were few enough to be kept (``rows`` says how many there were).
    """

    figure = models.CharField(max_length=60)
    node = models.CharField(max_length=60)
    node_name = models.CharField(max_length=120)
    period = models.CharField(max_length=24)
    edition = models.SmallIntegerField(default=1)
    number = models.BigIntegerField(null=True)
    base = models.BigIntegerField(null=True)
    rows = models.IntegerField(default=0)
    row_ids = models.JSONField(null=True)
    shown = models.CharField(max_length=40)
    version = models.SmallIntegerField(help_text="of the definition")
    formula = models.CharField(max_length=400, help_text="of the definition, as it read then")
    as_of = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "node", "period", "edition"], name="publication_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.node_name} {self.period}: {self.shown}"
