"""Gatherings of organisations: who was due and who came, what was put to a vote, whose birthday it was."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jinlin.base.models import Threaded
from jinlin.base.words import Words

from .trees import Organisation


class Gathering(Threaded):
    """One gathering of an organisation, from its plan to its confirmed minutes; only those count.

    ``owner`` runs it and goes with the seat; ``entitled_count`` is the number of those with a vote, where the kind
    has a quorum: the platform holds no admission files and is told it.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="gatherings")
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=120)
    agenda = models.TextField(blank=True)
    venue = models.CharField(max_length=120, blank=True)
    host = models.CharField(max_length=60, blank=True)
    starts_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    entitled_count = models.IntegerField(null=True)
    minutes = models.TextField(blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="gatherings_drafted"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="gatherings_owned"
    )
    confirmed_at = models.DateTimeField(null=True)
    attendance_count = models.IntegerField(default=0)
    state = models.CharField(max_length=12, default="planned")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "kind", "starts_at"], name="gathering_organisation"),
            models.Index(fields=["state", "starts_at"], name="gathering_state"),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """One person on the roll of a gathering, or a guest by name: due, present or absent with a reason."""

    STATES = [
        ("due", Words("应到", "Expected").late()), ("present", Words("到了", "Present").late()),
        ("absent", Words("缺席", "Absent").late()),
    ]  # fmt: skip
    HOW = [
        ("", ""), ("code", Words("扫码", "By QR code").late()), ("list", Words("名单", "On the list").late()),
        ("desk", Words("现场登记", "At the desk").late()),
    ]  # fmt: skip

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="attendances")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="attendances")
    guest = models.CharField(max_length=60, blank=True)
    has_vote = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=STATES, default="due")
    how = models.CharField(max_length=4, choices=HOW, blank=True, default="")
    why_absent = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(guest=""), name="attendance_of_somebody"
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="attendance_person")]

    def __str__(self) -> str:
        return self.guest or f"person {self.person_id}"


class Resolution(models.Model):
    """One thing put to the vote: its words and the count. Whether it passed is reckoned from these, never typed."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="resolutions")
    words = models.CharField(max_length=300)
    yes = models.IntegerField()
    no = models.IntegerField(default=0)
    abstained = models.IntegerField(default=0)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.words


class Celebrated(models.Model):
    """Whose political birthday a gathering keeps. The joining date is read by the branch alone."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="celebrated")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="celebrations")
    joined_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "person"], name="celebrated_once")]

    def __str__(self) -> str:
        return f"person {self.person_id}"
