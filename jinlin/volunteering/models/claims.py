"""Needs and resources, proposals with versions, projects with milestones and evaluations by both. No resident's name stands here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.base.words import Words
from jinlin.volunteering.claims import words
from jinlin.volunteering.claims.procedure import NEED, PROJECT, PROPOSAL, RESOURCE

SIDES = [(code, one.late()) for code, one in words.SIDES.items()]
PUBLISHED = [("decision", Words("决定", "Decision").late()), ("result", Words("结果", "Result").late())]


def _pairs(choices: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.words.late()) for one in choices]  # type: ignore[attr-defined]


def _in(procedure: object) -> list[str]:
    return [one.code for one in procedure.states]  # type: ignore[attr-defined]


class Need(Threaded):
    """What a community needs, or what its people say (``opinion``); from a visit, a talk, a matter. ``lead``: who sees to it."""

    place = models.ForeignKey(
        "places.Place", models.PROTECT, related_name="needs", help_text="community or estate"
    )
    sort = models.CharField(max_length=8, choices=_pairs(words.SORTS), default="need")
    kind = models.CharField(max_length=8, choices=_pairs(words.KINDS), default="other")
    origin = models.CharField(max_length=8, choices=_pairs(words.ORIGINS), default="other")
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=400, blank=True)
    people = models.IntegerField(default=0, help_text="about how many it serves")
    amount = models.IntegerField(default=0, help_text="how much is needed; 0 without a number")
    unit = models.CharField(max_length=8, choices=_pairs(words.UNITS), default="times")
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    lead = models.ForeignKey("organisations.Institution", models.PROTECT, null=True, related_name="+")
    matter = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default=NEED.start)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=_in(NEED)), name="need_state")]
        indexes = [models.Index(fields=["place", "state"], name="need_place")]

    def __str__(self) -> str:
        return self.title


class Resource(Threaded):
    """What an institution can give at a place: how much, when, under which conditions. ``amount`` 0 offers without a number."""

    institution = models.ForeignKey("organisations.Institution", models.PROTECT, related_name="resources")
    place = models.ForeignKey(
        "places.Place",
        models.PROTECT,
        related_name="resources",
        help_text="for whom: a community, street or district",
    )
    kind = models.CharField(max_length=8, choices=_pairs(words.KINDS))
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=400, blank=True)
    amount = models.IntegerField(default=0)
    unit = models.CharField(max_length=8, choices=_pairs(words.UNITS), default="times")
    windows = models.CharField(max_length=120, blank=True, help_text="at which times, in words")
    conditions = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    state = models.CharField(max_length=8, default=RESOURCE.start)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_in(RESOURCE)), name="resource_state"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="resource_amount"),
        ]
        indexes = [models.Index(fields=["place", "state"], name="resource_place")]

    def __str__(self) -> str:
        return self.title


class Proposal(Threaded):
    """One side asks the other: a need, a resource, or both. The terms stand in versions; the last one counts.

    ``waits_for`` is the side that answers; a new version by that side must be accepted anew by the other.
    """

    community = models.ForeignKey("places.Place", models.PROTECT, related_name="proposals")
    institution = models.ForeignKey("organisations.Institution", models.PROTECT, related_name="proposals")
    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="proposals")
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="proposals")
    from_side = models.CharField(max_length=12, choices=SIDES)
    waits_for = models.CharField(max_length=12, choices=SIDES)
    version = models.SmallIntegerField(default=1)
    amount = models.IntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    terms = models.CharField(max_length=800)
    state = models.CharField(max_length=10, default=PROPOSAL.start)
    proposed_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    chair_at = models.DateTimeField(null=True, help_text="from then on it stands on the chair's list")
    reminded = models.SmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_in(PROPOSAL)), name="proposal_state"),
            models.CheckConstraint(condition=Q(need__isnull=False) | Q(resource__isnull=False), name="proposal_of_something"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on"), amount__gt=0), name="proposal_order"),
            models.UniqueConstraint(
                fields=["need", "institution"], condition=Q(state="proposed", need__isnull=False), name="one_open_proposal_a_need"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["community", "state"], name="proposal_community"),
            models.Index(fields=["institution", "state"], name="proposal_institution"),
        ]

    @property
    def title(self) -> str:
        """What it is about."""
        return str(self.need or self.resource)


class ProposalVersion(models.Model):
    """One version of the terms as it was offered, by which side (title of the trail), and who accepted it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="versions")
    number = models.SmallIntegerField()
    side = models.CharField(max_length=12, choices=SIDES)
    amount = models.IntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    terms = models.CharField(max_length=800)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version_once")]
        ordering = ["number"]


class ClaimProject(Threaded):
    """What both sides accepted. ``amount`` is promised out of the resource until it is delivered; then ``used`` counts."""

    trail_kind = "claim_project"

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="project")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="claim_projects")
    institution = models.ForeignKey(
        "organisations.Institution", models.PROTECT, related_name="claim_projects"
    )
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="projects")
    title = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=_pairs(words.KINDS))
    amount = models.IntegerField()
    unit = models.CharField(max_length=8, choices=_pairs(words.UNITS), default="times")
    used = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    minutes = models.IntegerField(default=0)
    fen = models.BigIntegerField(default=0)
    from_on = models.DateField()
    to_on = models.DateField()
    next_on = models.DateField(null=True)
    agreed_at = models.DateTimeField()
    delivered_on = models.DateField(null=True)
    evaluate_by = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default=PROJECT.start)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_in(PROJECT)), name="claim_project_state"),
            models.CheckConstraint(condition=Q(amount__gt=0, used__gte=0), name="claim_project_amounts"),
        ]
        indexes = [
            models.Index(fields=["community", "state"], name="claim_project_community"),
            models.Index(fields=["institution", "delivered_on"], name="claim_project_institution"),
        ]

    def __str__(self) -> str:
        return self.title


class ClaimMilestone(models.Model):
    """What is to be done by when."""

    project = models.ForeignKey(ClaimProject, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=80)
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]


class ClaimEvaluation(models.Model):
    """What one side says of the other, once; read by the other only when both have given theirs."""

    project = models.ForeignKey(ClaimProject, models.CASCADE, related_name="evaluations")
    side = models.CharField(max_length=12, choices=SIDES)
    pleased = models.CharField(max_length=6, choices=_pairs(words.PLEASED))
    text = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by_account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "side"], name="claim_evaluation_once")]


class ClaimPublication(models.Model):
    """The decision, and later the result, as residents read them: two records."""

    project = models.ForeignKey(ClaimProject, models.CASCADE, related_name="publications")
    sort = models.CharField(max_length=8, choices=PUBLISHED)
    text = models.CharField(max_length=600)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "sort"], name="claim_publication_once")]
        ordering = ["at"]
