"""Results: what was decided becomes work with an owner and a date; how far it is follows from milestones with evidence."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from jinlin.base.models import Threaded

from .bodies import Body
from .meetings import Item
from .motions import Motion

RESULT_STATES = ("working", "reported", "done", "dropped")


class Result(Threaded):
    """A task that a meeting gave, or what a decision is to bring about: lead institution, due day, milestones.

    ``remind_at`` is when the clock speaks next: the working day before, the morning of the due day, the moment it is late.
    """

    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="results")
    item = models.OneToOneField(Item, models.PROTECT, null=True, related_name="result")
    motion = models.ForeignKey(Motion, models.PROTECT, null=True, related_name="results")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="working")
    lead = models.ForeignKey("organisations.Institution", models.PROTECT, null=True, related_name="results")
    owner = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="results")
    side = models.CharField(max_length=40, blank=True)
    given_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    extended = models.SmallIntegerField(default=0)
    supervised_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text="when it was last answered for being late")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RESULT_STATES), name="result_state"),
            models.CheckConstraint(condition=Q(body__isnull=False) | Q(motion__isnull=False), name="result_from_somewhere"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "due_at"], name="result_due"),
            models.Index(fields=["remind_at"], name="result_remind", condition=Q(remind_at__isnull=False)),
        ]

    @property
    def place(self) -> Any:
        """The place of the body or motion it came from."""
        return self.body.place if self.body is not None else self.motion.place  # type: ignore[union-attr]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """One step on the way to a result; reached only with evidence: a note of what can be seen, photos where there are any."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=120)
    due_on = models.DateField(null=True)
    reached_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=1000, blank=True)
    files = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reached_at__isnull=True) | ~Q(evidence=""), name="milestone_with_evidence"
            )
        ]

    def __str__(self) -> str:
        return self.title
