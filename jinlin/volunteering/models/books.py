"""The books of points: balances carried over from an old book, and lines that are to be taken back by hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jinlin.base.models import Threaded
from jinlin.volunteering.models.points import LedgerTxn
from jinlin.volunteering.points.books.procedure import OPENING, REVERSAL


class PointOpening(Threaded):
    """A list of balances from the book that was kept before; a second person checks it, then each line is posted once."""

    trail_kind = "point_opening"

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    on_day = models.DateField(help_text="the day as of which the old book stood so")
    file_name = models.CharField(max_length=120)
    state = models.CharField(max_length=8, default=OPENING.start)
    known = models.IntegerField(default=0, help_text="rows whose opening was posted before")
    returned = models.JSONField(default=list, help_text="rows that were not taken: their number and why")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in OPENING.states]), name="point_opening_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="posted") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("made_by"))),
                name="point_opening_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"


class OpeningLine(models.Model):
    """One balance of the list. The person stands in it until it is posted or dropped; afterwards the ledger has it."""

    opening = models.ForeignKey(PointOpening, models.CASCADE, related_name="lines")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    row = models.IntegerField()
    amount = models.BigIntegerField()
    txn = models.OneToOneField(LedgerTxn, models.PROTECT, null=True, related_name="opening_line")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "person"], condition=Q(person__isnull=False), name="opening_line_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="opening_line_amount"),
        ]

    def __str__(self) -> str:
        return f"row {self.row}"


class PointReversal(Threaded):
    """A keeper asks that a line be taken back; a second person approves, and only then the ledger has its opposite."""

    trail_kind = "point_reversal"

    txn = models.ForeignKey(LedgerTxn, models.PROTECT, related_name="reversals_asked")
    words = models.CharField(max_length=500)
    state = models.CharField(max_length=9, default=REVERSAL.start)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in REVERSAL.states]), name="point_reversal_state"
            ),
            models.UniqueConstraint(
                fields=["txn"], condition=Q(state="asked"), name="point_reversal_asked_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("made_by"))),
                name="point_reversal_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"reversal {self.pk}"
