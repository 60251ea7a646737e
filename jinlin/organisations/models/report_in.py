"""Report-in: members and institutions' branches, their posts, service, commitments and invitations."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jinlin.base.models import Threaded
from jinlin.organisations.members.procedure import COMMITMENT, REPORT_IN, SERVICE
from jinlin.organisations.members.words import ALL_KINDS, CALLED

from .institutions import Institution
from .trees import Organisation


class ReportIn(Threaded):
    """A member (or an institution's branch: kind ``unit``, without a person) reports to an organisation.

    ``called`` is how the member is named in public where they agreed to be; ``employer_name`` stands where the
    employer is not among the institutions. ``ended_on`` is the first day on which it no longer counts.
    """

    trail_kind = "report_in"
    STATES = [(state.code, state.words.late()) for state in REPORT_IN.states]
    KINDS = [(choice.code, choice.words.late()) for choice in ALL_KINDS]

    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="report_ins")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="report_ins")
    employer = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="report_ins")
    employer_name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=8, choices=KINDS)
    state = models.CharField(max_length=10, choices=STATES)
    called = models.CharField(
        max_length=8, choices=[(c.code, c.words.late()) for c in CALLED], default="surname"
    )
    reported_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(ended_on__isnull=True), name="report_in_once"
            ),
            models.UniqueConstraint(
                fields=["employer", "organisation"],
                condition=Q(ended_on__isnull=True, kind="unit"),
                name="report_in_unit_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, kind__in=[c.code for c in ALL_KINDS if c.code != "unit"])
                | Q(person__isnull=True, kind="unit", employer__isnull=False),
                name="report_in_whose",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.code for state in REPORT_IN.states]), name="report_in_state"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="report_in_organisation")]

    def __str__(self) -> str:
        return f"report-in {self.pk}"


class PostHeld(models.Model):
    """A member holds a post of the catalogue from a day on. ``vacant``: it was left and nobody took it over yet."""

    report_in = models.ForeignKey(ReportIn, models.PROTECT, related_name="posts")
    post = models.CharField(max_length=24)
    from_on = models.DateField()
    until_on = models.DateField(null=True, help_text="the first day on which it is no longer held")
    vacant = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report_in", "post"], condition=Q(until_on__isnull=True), name="post_held_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="post_held_order"
            ),
            models.CheckConstraint(
                condition=Q(vacant=False) | Q(until_on__isnull=False), name="post_vacant_after_its_end"
            ),
        ]
        indexes = [models.Index(fields=["report_in"], name="post_vacant", condition=Q(vacant=True))]

    def __str__(self) -> str:
        return f"{self.post} of {self.report_in_id}"


class ServiceRecord(Threaded):
    """What a member did on a day, in minutes; it counts once a second person has confirmed it."""

    trail_kind = "service"

    report_in = models.ForeignKey(ReportIn, models.PROTECT, related_name="services")
    done_on = models.DateField()
    minutes = models.SmallIntegerField()
    what = models.CharField(max_length=120)
    post = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=10, default=SERVICE.start)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(1, 1440)), name="service_minutes"),
            models.CheckConstraint(
                condition=Q(state__in=[state.code for state in SERVICE.states]), name="service_state"
            ),
        ]
        indexes = [
            models.Index(fields=["report_in", "-done_on"], name="service_of"),
            models.Index(fields=["report_in"], name="service_waiting", condition=Q(state="recorded")),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.done_on}"


class Commitment(Threaded):
    """What a member promises their neighbours in public until a day, shown done with evidence, marked by residents."""

    trail_kind = "commitment"

    report_in = models.ForeignKey(ReportIn, models.PROTECT, related_name="commitments")
    text = models.CharField(max_length=120)
    due_on = models.DateField()
    state = models.CharField(max_length=10, default=COMMITMENT.start)
    published_on = models.DateField()
    shown_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.code for state in COMMITMENT.states]), name="commitment_state"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("published_on")), name="commitment_order"),
        ]
        indexes = [models.Index(fields=["report_in", "state"], name="commitment_of")]

    def __str__(self) -> str:
        return self.text


class Mark(models.Model):
    """A resident says whether a commitment was kept: one an account, changed at will."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="marks")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kept = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commitment", "account"], name="mark_once_an_account")]

    def __str__(self) -> str:
        return f"mark of commitment {self.commitment_id}"


class InvitationLetter(models.Model):
    """A printed invitation with a one-time code (kept as a digest): to one invited member, or to a household."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitation_letters")
    report_in = models.ForeignKey(ReportIn, models.CASCADE, null=True, related_name="letters")
    household = models.ForeignKey("people.Household", models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    until_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(report_in__isnull=False, household__isnull=True)
                | Q(report_in__isnull=True, household__isnull=False),
                name="invitation_to_one",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class MemberBatch(models.Model):
    """One spreadsheet of members: where it lies until it is recorded, how its columns were matched, what came of it."""

    STATES = [("reading", "读取中"), ("preview", "请核对"), ("running", "导入中"), ("done", "已完成"), ("failed", "未完成")]  # fmt: skip

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=STATES, default="reading")
    mapping = models.JSONField(default=dict)
    headers = models.JSONField(default=list)
    rows = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    returned_path = models.CharField(max_length=60, blank=True)
    fault = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
