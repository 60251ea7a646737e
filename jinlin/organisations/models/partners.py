"""Institutions as partners: contacts, former names, agreements with versions, clauses and duties, evidence, shared
records, alliances, joint projects. No names of residents stand in any of these tables."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.places.public import Place

from .gatherings import Gathering
from .institutions import Institution
from .trees import Organisation

SIDES = [("community", "社区"), ("institution", "单位"), ("both", "双方")]


class Contact(models.Model):
    """Who speaks for an institution, from when until when (``to_on`` is the last day). An office's number, nobody's own."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=40)
    duty = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="contact_order"
            )
        ]


class PastName(models.Model):
    """What an institution was called up to and including a day, so that last year's papers stay last year's."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="past_names")
    name = models.CharField(max_length=120)
    until_on = models.DateField()


class Merger(models.Model):
    """An institution went over into another on a day: its agreements, seats and memberships went with it."""

    gone = models.OneToOneField(Institution, models.PROTECT, related_name="merged_into")
    into = models.ForeignKey(Institution, models.PROTECT, related_name="mergers")
    on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(gone=F("into")), name="merger_not_into_itself")]


class Agreement(Threaded):
    """An agreement between a community and an institution.

    ``institution`` signed it; ``holder`` holds it today (another one after a merger). ``version`` counts drafts;
    ``standing`` is the version that binds (0: none yet). ``in_force_from`` is the first day on which it binds;
    ``ended_on`` the first day on which it no longer does, where it ended before its term.
    """

    trail_kind = "agreement"

    number = models.CharField(max_length=24, unique=True)
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="agreements")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="signed_agreements")
    holder = models.ForeignKey(Institution, models.PROTECT, related_name="agreements")
    state = models.CharField(max_length=14, default="draft")
    from_on = models.DateField()
    to_on = models.DateField()
    version = models.SmallIntegerField(default=1)
    standing = models.SmallIntegerField(default=0)
    in_force_from = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    renews = models.OneToOneField("self", models.PROTECT, null=True, related_name="renewal")
    warned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="agreement_order")]
        indexes = [
            models.Index(fields=["community", "state"], name="agreement_community"),
            models.Index(fields=["holder", "state"], name="agreement_holder"),
            models.Index(fields=["state", "to_on"], name="agreement_end"),
        ]

    @property
    def place(self) -> Place:
        """The community: what pickers and panels ask for."""
        return self.community

    @property
    def binds_until(self) -> dt.date:
        """The last day on which it binds."""
        if self.ended_on is not None:
            return min(self.to_on, self.ended_on - dt.timedelta(days=1))
        return self.to_on

    def __str__(self) -> str:
        return f"{self.community.name} · {self.holder.name}"


class Version(models.Model):
    """One version of an agreement's terms, and who accepted it for each side (title and account of the trail)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="versions")
    number = models.SmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    side = models.CharField(max_length=12, choices=SIDES)
    made_at = models.DateTimeField()
    community_at = models.DateTimeField(null=True)
    community_by = models.BigIntegerField(default=0)
    institution_at = models.DateTimeField(null=True)
    institution_by = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="version_once")]


class Clause(models.Model):
    """One clause of a version as it was written: ``target`` counts times, people, minutes or fen."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="clauses")
    kind = models.CharField(max_length=24)
    cadence = models.CharField(max_length=12)
    measure = models.CharField(max_length=8)
    target = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="clause_once"),
            models.CheckConstraint(condition=Q(target__gt=0), name="clause_asks_something"),
        ]
        ordering = ["pk"]


class Appraisal(models.Model):
    """What one side says of an agreement in the middle or at the end of its term. Given once, never changed.

    The other side reads it when both have given theirs, or when the time for it is over.
    """

    STAGES = [("middle", "中期"), ("final", "期满")]

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="appraisals")
    stage = models.CharField(max_length=8, choices=STAGES)
    side = models.CharField(max_length=12, choices=SIDES)
    kept = models.CharField(max_length=8)
    next = models.CharField(max_length=8)
    words = models.CharField(max_length=500, blank=True)
    by_title = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "stage", "side"], name="appraisal_once_a_side"),
            models.CheckConstraint(
                condition=Q(stage__in=["middle", "final"], side__in=["community", "institution"]),
                name="appraisal_of_a_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.side}"


class Suspension(models.Model):
    """An agreement asked for nothing from one day until another (``until_on`` is the first day on which it does again)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="suspensions")
    from_on = models.DateField()
    until_on = models.DateField(null=True)


class Obligation(Threaded):
    """What a clause asks in one period. ``got`` is the sum of what is linked; ``due_on`` the last day for evidence."""

    trail_kind = "obligation"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="obligations")
    kind = models.CharField(max_length=24)
    cadence = models.CharField(max_length=12)
    measure = models.CharField(max_length=8)
    target = models.BigIntegerField()
    got = models.BigIntegerField(default=0)
    from_on = models.DateField()
    to_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, default="due")
    kept_on = models.DateField(null=True)
    urged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind", "from_on"], name="obligation_once")
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="obligation_due")]


class Alliance(Threaded):
    """Institutions of a zone or a theme that stand together; ``branch`` is the zone's functional branch, if any."""

    trail_kind = "alliance"

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="alliances")
    branch = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="alliances")
    state = models.CharField(max_length=10, default="standing")
    founded_on = models.DateField()
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An institution in an alliance: invited, then a member by its own word, until it leaves."""

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="memberships")
    invited_on = models.DateField()
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "institution"], condition=Q(to_on__isnull=True), name="membership_once"
            )
        ]
        indexes = [models.Index(fields=["institution", "to_on"], name="membership_institution")]


class ChairTurn(models.Model):
    """Whose turn it is to chair an alliance, from one day to another (both included)."""

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="turns")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="turns")
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alliance", "from_on"], name="chair_once"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="chair_order"),
        ]
        ordering = ["from_on"]


class JointProject(Threaded):
    """A project of a community with an institution in the lead, alone or within an alliance."""

    trail_kind = "joint_project"

    number = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=60)
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="joint_projects")
    alliance = models.ForeignKey(Alliance, models.PROTECT, null=True, related_name="projects")
    lead = models.ForeignKey(Institution, models.PROTECT, related_name="led_projects")
    state = models.CharField(max_length=10, default="proposed")
    from_on = models.DateField()
    to_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="joint_project_order")
        ]

    @property
    def place(self) -> Place:
        """The community: what pickers ask for."""
        return self.community


class Milestone(models.Model):
    """What is to be done by when, and whose it is (``owner`` empty: the community's)."""

    project = models.ForeignKey(JointProject, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=80)
    owner = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="milestones")
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]


class Occasion(Threaded):
    """Something that a community and an institution did together, entered by one side, confirmed by the other."""

    trail_kind = "occasion"

    number = models.CharField(max_length=24, unique=True)
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="occasions")
    also = models.ManyToManyField("places.Place", related_name="shared_occasions")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="occasions")
    kind = models.CharField(max_length=10)
    gathering = models.ForeignKey(Gathering, models.PROTECT, null=True, related_name="shared_records")
    title = models.CharField(max_length=60)
    on = models.DateField()
    people = models.IntegerField(default=0)
    minutes = models.IntegerField(default=0)
    fen = models.BigIntegerField(default=0)
    side = models.CharField(max_length=12, choices=SIDES)
    entered_by = models.BigIntegerField(default=0)
    entered_at = models.DateTimeField()
    confirm_by = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="entered")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "institution"],
                condition=~Q(state="withdrawn"),
                name="gathering_shared_once",
            )
        ]
        indexes = [
            models.Index(fields=["community", "on"], name="occasion_community"),
            models.Index(fields=["institution", "on"], name="occasion_institution"),
            models.Index(fields=["state", "confirm_by"], name="occasion_waiting"),
        ]

    @property
    def place(self) -> Place:
        """The community: what pickers ask for."""
        return self.community


class Evidence(models.Model):
    """A record that proves a duty or a milestone: which one (``kind`` and ``object_id``), when, how much, who gave.

    The facts are kept as they were when it was linked. Counted once in an agreement; totals count each record once.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, null=True, related_name="evidence")
    obligation = models.ForeignKey(Obligation, models.CASCADE, null=True, related_name="evidence")
    milestone = models.OneToOneField(Milestone, models.CASCADE, null=True, related_name="evidence")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="evidence")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=24)
    object_id = models.BigIntegerField()
    sort = models.CharField(max_length=40)
    on = models.DateField()
    title = models.CharField(max_length=120)
    times = models.IntegerField(default=1)
    people = models.IntegerField(default=0)
    minutes = models.IntegerField(default=0)
    fen = models.BigIntegerField(default=0)
    gives = models.CharField(max_length=12, choices=SIDES)
    is_joint = models.BooleanField(default=False)
    photo = models.BigIntegerField(null=True)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "kind", "object_id"], name="evidence_once_in_an_agreement"
            ),
            models.CheckConstraint(
                condition=Q(obligation__isnull=False, agreement__isnull=False) | Q(milestone__isnull=False),
                name="evidence_of_something",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "on"], name="evidence_institution"),
            models.Index(fields=["community", "on"], name="evidence_community"),
            models.Index(fields=["kind", "object_id"], name="evidence_record"),
        ]
