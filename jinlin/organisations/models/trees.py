"""Trees of organisations: kinds of tree, their levels, and the nodes that stand in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.base.words import Words


class Template(models.Model):
    """A kind of tree: which levels it has, in order. Data, not code: a district may change it."""

    code = models.CharField(max_length=40, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)

    @property
    def words(self) -> Words:
        """What the kind of tree is called."""
        return Words(self.zh, self.en)


class Level(models.Model):
    """One level of a template, with the level of place that its organisations cover."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="levels")
    rank = models.SmallIntegerField()
    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    covers = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "rank"], name="level_rank_once"),
            models.UniqueConstraint(fields=["template", "code"], name="level_code_once"),
        ]
        ordering = ["template", "rank"]

    @property
    def words(self) -> Words:
        """What an organisation of this level is called."""
        return Words(self.zh, self.en)


class Organisation(Threaded):
    """A node of one tree: level, parent, the place it covers, from when until when."""

    level = models.ForeignKey(Level, models.PROTECT, related_name="organisations")
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="organisations")
    founded_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organisation_not_its_own_parent"),
            models.UniqueConstraint(
                fields=["level", "place"],
                condition=Q(ended_on__isnull=True),
                name="organisation_once_at_a_place",
            ),
        ]
        indexes = [models.Index(fields=["place", "level"], name="organisation_place")]

    def __str__(self) -> str:
        return self.name
