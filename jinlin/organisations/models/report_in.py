"""Members (and institutions' branches) that report to an organisation where they live or serve."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .institutions import Institution
from .trees import Organisation


class ReportIn(models.Model):
    """A member (or an institution's branch) reports to an organisation where they live or serve."""

    STATES = [
        ("invited", "已邀请"),
        ("reported", "已报到"),
        ("confirmed", "已确认"),
        ("active", "在岗"),
        ("moved", "已迁出"),
    ]
    KINDS = [("serving", "在职"), ("retired", "离退休"), ("mobile", "流动")]

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="report_ins")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="report_ins")
    employer = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="report_ins")
    kind = models.CharField(max_length=8, choices=KINDS)
    state = models.CharField(max_length=10, choices=STATES)
    reported_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(ended_on__isnull=True), name="report_in_once"
            )
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="report_in_organisation")]
