"""Motions: one text through the bodies that decide, gate by gate, with remarks answered and publication served."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jinlin.base.models import Threaded

from .meetings import Item, Meeting

MOTION_STATES = ("drafting", "waiting", "hearing", "serving", "carrying", "done", "rejected", "withdrawn")


class Motion(Threaded):
    """One motion. ``variant`` names the procedure (``parameters/decisions``), ``gate`` the number of the gate it stands at.

    ``text_hash`` is that of ``text`` as it stands; each ruling carries the hash it was made on. ``round`` counts up whenever
    changed words go back. ``matter`` is "residents", or the item of 民法典 278 by which the owners alone decide it;
    ``decision`` is their vote. ``notice`` is what hangs for the gate at which it stands.
    """

    code = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=120)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    variant = models.CharField(max_length=40)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="motions")
    proposer = models.ForeignKey("people.Account", models.PROTECT, related_name="motions")
    proposed_by = models.CharField(
        max_length=120, help_text="the body or office that proposes, as pages name it"
    )
    state = models.CharField(max_length=10, default="drafting")
    gate = models.SmallIntegerField(default=0)
    round = models.SmallIntegerField(default=1)
    heard = models.BooleanField(
        default=False, help_text="remarks of this gate and round were heard and answered"
    )
    hear_until = models.DateTimeField(null=True)
    served_from = models.DateTimeField(null=True)
    served_until = models.DateTimeField(null=True)
    matter = models.CharField(
        max_length=10, default="residents", help_text="residents, or an item of Civil Code 278"
    )
    decision = models.ForeignKey("ballots.Decision", models.PROTECT, null=True, related_name="motions")
    notice = models.ForeignKey("publicity.Publication", models.PROTECT, null=True, related_name="+")
    ratings = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=MOTION_STATES), name="motion_state")]
        indexes = [models.Index(fields=["place", "state"], name="motion_place")]

    @property
    def is_owners(self) -> bool:
        """Whether the owners alone may decide it (民法典 278)."""
        return self.matter != "residents"

    def __str__(self) -> str:
        return self.title


class Wording(models.Model):
    """One wording of a motion, kept for ever: why it was changed and at which gate it enters. Its number is the round."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="wordings")
    number = models.SmallIntegerField()
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    gate = models.SmallIntegerField(default=0)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "number"], name="wording_once")]
        ordering = ["number"]


class Ruling(models.Model):
    """What a body decided at a gate, on which text, with which numbers. One standing ruling for a gate and round.

    The three counts are None where a small roll's exact numbers must not be published.
    """

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="rulings")
    gate = models.SmallIntegerField()
    round = models.SmallIntegerField()
    text_hash = models.CharField(max_length=64)
    item = models.OneToOneField(Item, models.PROTECT, null=True, related_name="ruling")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="rulings")
    by_name = models.CharField(max_length=120)
    entitled = models.IntegerField()
    present = models.IntegerField()
    in_favour = models.IntegerField(null=True)
    against = models.IntegerField(null=True)
    abstained = models.IntegerField(null=True)
    passed = models.BooleanField()
    why = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "gate", "round"], name="ruling_once")]
        ordering = ["pk"]


class Remark(models.Model):
    """A resident's remark on a motion while it is heard. Which side somebody is on is no field."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="remarks")
    gate = models.SmallIntegerField()
    round = models.SmallIntegerField()
    text = models.CharField(max_length=1000)
    account = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="remarks")
    on_paper = models.BooleanField(default=False)
    at = models.DateTimeField()
    taken = models.CharField(max_length=8, blank=True, help_text="taken, partly or not")
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["motion", "gate", "round"], name="remark_motion")]
        ordering = ["pk"]


class Follower(models.Model):
    """Who wants to hear what becomes of a motion: the proposer, everybody who made a remark, everybody who asked."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="followers")
    account = models.ForeignKey("people.Account", models.CASCADE, related_name="followed_motions")
    since_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "account"], name="follower_once")]
