"""Tables of covenants: clauses as they are drafted, the wordings of each round, remarks, flags, adoptions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jinlin.base.models import Threaded
from jinlin.base.words import Words


class Covenant(Threaded):
    """One covenant of a place. ``round`` counts its rounds of remarks; ``motion`` or ``decision`` is the vote it waits for."""

    STATES = [
        ("drafting", "起草"), ("open", "征求意见"), ("answering", "逐条答复"), ("ready", "待表决"), ("voting", "表决中"),
        ("adopted", "已通过"), ("filed", "已备案"), ("ended", "已废止"),
    ]  # fmt: skip

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="covenants")
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=STATES, default="drafting")
    round = models.SmallIntegerField(default=0)
    closes_on = models.DateField(null=True)
    motion = models.ForeignKey("deliberation.Motion", models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey("ballots.Decision", models.PROTECT, null=True, related_name="covenants")
    way = models.CharField(max_length=8, blank=True, help_text="assembly, reps, motion or owners")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"], condition=~Q(state="ended"), name="covenant_once_at_a_place"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Clause(models.Model):
    """One clause with its draft. Its id stays through all wordings, so that it has a pedigree."""

    covenant = models.ForeignKey(Covenant, models.CASCADE, related_name="clauses")
    position = models.SmallIntegerField()
    title = models.CharField(max_length=60)
    text = models.TextField()
    dropped = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["covenant", "position"], name="clause_order")]


class Round(models.Model):
    """One round: the frozen wording of all clauses, open to remarks until a day."""

    covenant = models.ForeignKey(Covenant, models.CASCADE, related_name="rounds")
    number = models.SmallIntegerField()
    opened_at = models.DateTimeField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=600, blank=True)
    text_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["covenant", "number"], name="covenant_round_once")]


class ClauseWording(models.Model):
    """What one clause said in one round; never changed afterwards."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="wordings")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="wordings")
    position = models.SmallIntegerField()
    title = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "clause"], name="clause_wording_once")]


class ClauseRemark(models.Model):
    """A resident's remark on a clause (or on the whole) in a round, and the answer that it must get."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="remarks")
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="remarks")
    text = models.TextField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="clause_remarks")
    name = models.CharField(max_length=60, blank=True)
    key = models.CharField(
        max_length=24, null=True, unique=True, help_text="the receipt of somebody without an account"
    )
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    taken = models.CharField(max_length=8, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken="") | ~Q(answer=""), name="clause_remark_answered_with_why"
            )
        ]
        indexes = [models.Index(fields=["round", "clause"], name="clause_remark_round")]


class ClauseFlag(models.Model):
    """A passage that looks like something a covenant may not do; a person decides with a reason."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="flags")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="flags")
    code = models.CharField(max_length=20)
    passage = models.CharField(max_length=120)
    decision = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=600, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "clause", "code"], name="clause_flag_once")]


class Adoption(models.Model):
    """A vote or resolution that made a round's text the covenant, from a day on; where and when it was filed."""

    covenant = models.ForeignKey(Covenant, models.PROTECT, related_name="adoptions")
    number = models.SmallIntegerField()
    round = models.OneToOneField(Round, models.PROTECT, related_name="adoption")
    way = models.CharField(max_length=8)
    by_name = models.CharField(max_length=120)
    motion = models.ForeignKey("deliberation.Motion", models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey("ballots.Decision", models.PROTECT, null=True, related_name="+")
    entitled = models.IntegerField()
    present = models.IntegerField()
    in_favour = models.IntegerField(null=True)
    against = models.IntegerField(null=True)
    abstained = models.IntegerField(null=True)
    decided_on = models.DateField()
    effective_on = models.DateField()
    text_hash = models.CharField(max_length=64)
    filed_on = models.DateField(null=True)
    filed_with = models.CharField(max_length=120, blank=True)
    filing_number = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["covenant", "number"], name="adoption_once")]
        indexes = [models.Index(fields=["covenant", "-effective_on"], name="adoption_effective")]

    @property
    def votes(self) -> Words:
        """Who came and how they voted; without the counts where a small roll's exact numbers are not published."""
        here = Words(
            f"应到 {self.entitled}，实到 {self.present}", f"{self.present} of {self.entitled} took part"
        )
        if self.in_favour is None:
            return here
        return Words(
            f"{here.zh}，同意 {self.in_favour}，不同意 {self.against}，弃权 {self.abstained}",
            f"{here.en}: {self.in_favour} for, {self.against} against, {self.abstained} abstained",
        )
