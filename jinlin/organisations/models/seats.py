"""Seats and those who hold them for a term."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.places.public import Place

from .institutions import Institution
from .trees import Organisation


class Seat(Threaded):
    """A role at a place, in an organisation or in an institution. Rights come from seats alone."""

    role = models.CharField(max_length=24)
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="seats")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="seats")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="seats")
    duty = models.SmallIntegerField(default=100, help_text="order of those in charge; lowest first")
    made_on = models.DateField(null=True, help_text="null: before the platform kept it")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False)
                | Q(organisation__isnull=False)
                | Q(institution__isnull=False),
                name="seat_somewhere",
            )
        ]
        indexes = [models.Index(fields=["place", "role"], name="seat_place")]

    @property
    def where(self) -> Place:
        """The place that the seat belongs to: its own, its organisation's, or that which its institution serves."""
        for holder in (self, self.organisation, self.institution):
            if holder is not None and holder.place is not None:
                return holder.place
        raise ValueError(f"seat {self.pk} stands nowhere")


class Tenure(models.Model):
    """A person holds a seat from one date until another; how it was given; work is handed over at its end.

    ``to_on`` is the last day of the term; ``ended_on`` the first day on which the seat is no longer held.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="tenures")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="tenures")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    how = models.CharField(
        max_length=10,
        choices=[("appointed", "任命"), ("elected", "选举"), ("sent", "选派")],
        default="appointed",
    )
    sent_by = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="sent")
    ended_on = models.DateField(null=True, help_text="when it really ended, if before the term's end")
    handed_over_at = models.DateTimeField(null=True, help_text="when its work went to others")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ended_on__isnull=True), name="one_holder_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="tenure_order"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "ended_on"], name="tenure_person"),
            models.Index(fields=["to_on"], name="tenure_term", condition=Q(ended_on__isnull=True)),
            models.Index(
                fields=["ended_on"],
                name="tenure_to_hand_over",
                condition=Q(ended_on__isnull=False, handed_over_at__isnull=True),
            ),
        ]

    @property
    def until(self) -> dt.date | None:
        """The first day on which the seat is no longer held; None while no end is known."""
        if self.ended_on is not None:
            return self.ended_on
        return self.to_on + dt.timedelta(days=1) if self.to_on else None
