"""Points: what residents raise at or for a talk, and what became of each."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from jinlin.base.models import Threaded
from jinlin.deliberation.words import POINT_CHANNELS, pairs

from .bodies import Body
from .meetings import Meeting
from .results import Result

POINT_STATES = ("raised", "answered", "working", "done", "withdrawn")


class Point(Threaded):
    """One thing that somebody raised. ``raised_at_meeting`` where it was said on the spot; the next talk answers it.

    ``name`` and ``phone`` are kept only to bring the answer back; pages show neither.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="points")
    raised_at_meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="raised")
    answered_in = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="answered_points")
    text = models.TextField()
    channel = models.CharField(max_length=6, choices=pairs(POINT_CHANNELS))
    state = models.CharField(max_length=10, default="raised")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="raised")
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    matter_number = models.CharField(max_length=24, blank=True)
    result = models.ForeignKey(Result, models.PROTECT, null=True, related_name="origins")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=POINT_STATES), name="point_state")]
        indexes = [
            models.Index(fields=["body", "state", "-raised_at"], name="point_body"),
            models.Index(fields=["person"], name="point_person"),
        ]

    @property
    def place(self) -> Any:
        """The place of its series."""
        return self.body.place
