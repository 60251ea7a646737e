"""Bodies that meet, and their members."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jinlin.base.models import Threaded
from jinlin.deliberation.words import CONVENERS, FORMS, KINDS, pairs


class Body(Threaded):
    """A circle that meets: a joint meeting, a talk series, a three-party table, a committee, an assembly.

    ``rule`` is a recurrence rule (``base.recurrence``); empty where meetings are called one by one. ``turn_by_rule`` says
    whether members take the chair in turn. ``is_open`` lets everybody come and read along.
    """

    trail_kind = "body"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=pairs(KINDS))
    form = models.CharField(max_length=12, choices=pairs(FORMS), blank=True)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="bodies")
    convened_by = models.CharField(max_length=12, choices=pairs(CONVENERS), default="community")
    rule = models.CharField(max_length=600, blank=True)
    begins_minute = models.SmallIntegerField(default=19 * 60, help_text="minutes after midnight")
    minutes = models.SmallIntegerField(default=90)
    where = models.CharField(max_length=80, blank=True)
    about = models.CharField(max_length=300, blank=True)
    is_open = models.BooleanField(default=False)
    turn_by_rule = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(begins_minute__gte=0) & Q(begins_minute__lt=1440) & Q(minutes__gt=0) & Q(minutes__lte=600),
                name="body_hours",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["place", "kind"], name="body_place")]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """An institution or a person that belongs to a body, with its place in the turn of the chair.

    ``side`` names the party of a three-party table (居委会、业委会、物业). A person's name is kept because minutes and lists
    name who decided; it is shown to the body and, in published minutes, as surname and title.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="members")
    institution = models.ForeignKey(
        "organisations.Institution", models.PROTECT, null=True, related_name="body_memberships"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="body_memberships")
    name = models.CharField(max_length=120)
    side = models.CharField(max_length=40, blank=True)
    turn = models.SmallIntegerField(default=0, help_text="order of the chair; 0 never takes it")
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "institution"], condition=Q(until_on__isnull=True, institution__isnull=False), name="member_institution_once",
            ),
            models.UniqueConstraint(
                fields=["body", "person"], condition=Q(until_on__isnull=True, person__isnull=False), name="member_person_once"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["institution"], name="member_institution")]

    def __str__(self) -> str:
        return self.name
