"""Shifts of teams, who has which turn, and swaps."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jinlin.base.models import Threaded
from jinlin.volunteering.models.teams import Team, Volunteer, pairs, token
from jinlin.volunteering.teams import words
from jinlin.volunteering.teams.shifts.procedure import SHIFT, SWAP, TURN

TAKEN = ("accepted", "on_duty", "done", "absent")
"""States of a turn that keep its place in the shift."""
HOLDING = ("offered", "accepted", "on_duty")
"""States of a turn from which something still happens."""


class Shift(Threaded):
    """A post of a team in a window of time: how many it needs, what they must know, what could be dangerous."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="shifts")
    token = models.CharField(
        max_length=24, unique=True, default=token, help_text="the address of its door screen"
    )
    post = models.CharField(max_length=60)
    spot = models.CharField(max_length=80, blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    breaks = models.SmallIntegerField(default=0, help_text="minutes of breaks within it")
    need_min = models.SmallIntegerField(default=1)
    need_max = models.SmallIntegerField(default=1)
    skills = models.JSONField(default=list, blank=True)
    hazard = models.CharField(max_length=8, choices=pairs(words.HAZARDS), default="none")
    told = models.CharField(max_length=200, blank=True, help_text="what people are told of it beforehand")
    state = models.CharField(max_length=10, default=SHIFT.start)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in SHIFT.states]), name="shift_state"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at"), need_min__gte=1, need_max__gte=F("need_min")),
                name="shift_order",
            ),
        ]
        indexes = [models.Index(fields=["team", "begins_at"], name="shift_team")]

    def __str__(self) -> str:
        return self.post


class ShiftTurn(Threaded):
    """Somebody's turn in a shift: taken by themselves, or asked for (then it counts only once they accepted)."""

    trail_kind = "turn"
    SOURCES = [("self", "自己报"), ("asked", "队长请"), ("swap", "换班")]

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="turns")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="turns")
    how = models.CharField(max_length=8, choices=SOURCES, default="self")
    kind = models.CharField(max_length=10, choices=pairs(words.KINDS), default="volunteer")
    state = models.CharField(max_length=10, default=TURN.start)
    accepted_at = models.DateTimeField(null=True)
    in_at = models.DateTimeField(null=True)
    out_at = models.DateTimeField(null=True)
    signals = models.JSONField(default=list)
    noted_by = models.BigIntegerField(
        default=0, help_text="account of the worker or leader who noted presence, 0 where nobody did"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in TURN.states]), name="turn_state"
            ),
            models.UniqueConstraint(
                fields=["shift", "volunteer"],
                condition=Q(state__in=(*HOLDING, "done", "absent", "excused")),
                name="turn_once",
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "state"], name="turn_volunteer")]

    def __str__(self) -> str:
        return f"turn {self.pk}"


class ShiftSwap(Threaded):
    """One turn offered to somebody, against one of theirs or for nothing; both change hands, or neither."""

    trail_kind = "swap"

    mine = models.ForeignKey(ShiftTurn, models.CASCADE, related_name="swaps_offered")
    theirs = models.ForeignKey(ShiftTurn, models.CASCADE, null=True, related_name="swaps_asked")
    giver = models.ForeignKey(Volunteer, models.CASCADE, related_name="+")
    to = models.ForeignKey(Volunteer, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default=SWAP.start)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in SWAP.states]), name="swap_state"
            ),
            models.UniqueConstraint(fields=["mine", "to"], condition=Q(state="asked"), name="swap_once"),
        ]

    def __str__(self) -> str:
        return f"swap {self.pk}"
