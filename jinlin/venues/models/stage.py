"""The stage in turn: a round of evenings, the groups that entered, who drew what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.venues.stage.procedure import ROUND


class StageRound(Threaded):
    """Evenings of one stage, shared among groups by weights that were published before anybody entered."""

    trail_kind = "stage_round"

    space = models.ForeignKey("venues.Space", models.PROTECT, related_name="rounds")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=ROUND.start)
    begins = models.SmallIntegerField(help_text="minutes after midnight of each evening")
    ends = models.SmallIntegerField()
    evenings = models.JSONField(default=list, help_text="ISO dates, in order")
    weights = models.JSONField(default=dict)
    seed_source = models.CharField(
        max_length=120, help_text="which public number it will be, named beforehand"
    )
    enter_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True, help_text="of the closed list")
    seed = models.CharField(max_length=60, blank=True)
    object_until = models.DateTimeField(null=True)
    unanswered = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in ROUND.states]), name="stage_round_state"
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins"), begins__gte=0, ends__lte=1440), name="stage_round_hours"
            ),
        ]


class StageGroup(models.Model):
    """A group that entered a round: its name, size, whether it is loud, and the evenings that it wants."""

    round = models.ForeignKey(StageRound, models.CASCADE, related_name="groups")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    people = models.SmallIntegerField()
    loud = models.BooleanField(default=False)
    recent = models.SmallIntegerField(
        default=0, help_text="evenings on this stage in the last 91 days, when the list was closed"
    )
    evenings = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="stage_group_code"),
            models.UniqueConstraint(fields=["round", "name"], name="stage_group_once"),
        ]


class StageEvening(models.Model):
    """What was drawn for an evening, and the booking made of it; or why it could not be booked."""

    round = models.ForeignKey(StageRound, models.CASCADE, related_name="drawn")
    on = models.DateField()
    group = models.ForeignKey(StageGroup, models.PROTECT, null=True, related_name="won")
    number = models.IntegerField()
    booking = models.ForeignKey("venues.Booking", models.SET_NULL, null=True, related_name="+")
    refused = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "on"], name="stage_evening_once")]
