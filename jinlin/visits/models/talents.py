"""Skills as a tree, neighbours who have one and agreed to be asked, and what they were asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.base.sealed import SealedField
from jinlin.visits.talents.procedure import REQUEST, TALENT
from jinlin.visits.talents.words import CALLS, SEEN


def _pairs(choices: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.words.late()) for one in choices]  # type: ignore[attr-defined]


class Skill(models.Model):
    """One skill or, without a parent, a group of them. ``also``: other names, between commas, for finding it."""

    code = models.CharField(max_length=40, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="skills")
    zh = models.CharField(max_length=40)
    en = models.CharField(max_length=60)
    also = models.CharField(max_length=200, blank=True)
    licence = models.BooleanField(default=False, help_text="a regulated profession")
    sort = models.SmallIntegerField(default=100)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(parent=F("id")), name="skill_not_its_own_parent")]

    def __str__(self) -> str:
        return self.zh


class Talent(Threaded):
    """A neighbour with a skill. Listed only after their own word; ``place`` is their building or estate, never the door.

    ``person`` is empty while somebody without an account was suggested by ``called`` and ``phone``; a worker then asks them.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="talents")
    called = models.CharField(max_length=40, blank=True)
    phone = SealedField(blank=True, default="")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="talents")
    state = models.CharField(max_length=10, default=TALENT.start)
    seen = models.CharField(max_length=9, choices=_pairs(SEEN), default="workers")
    bio = models.CharField(max_length=120, blank=True, help_text="in their own words, without a name")
    most_week = models.SmallIntegerField(default=2, help_text="how often a week they help at most")
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_how = models.CharField(max_length=8, choices=_pairs(CALLS), blank=True)
    resting_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[one.code for one in TALENT.states]), name="talent_state"),
            models.CheckConstraint(condition=Q(most_week__range=(1, 21)), name="talent_most_week"),
            models.CheckConstraint(
                condition=Q(state__in=("suggested", "declined", "withdrawn")) | Q(accepted_at__isnull=False), name="talent_listed_by_own_word"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(person__isnull=False) & ~Q(state__in=("declined", "withdrawn")), name="talent_once"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["place", "state"], name="talent_place")]

    def __str__(self) -> str:
        return f"talent {self.pk}"


class TalentSkill(models.Model):
    """One skill of one neighbour: what speaks for it, and who of the community checked it when."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="held")
    evidence = models.CharField(max_length=200, blank=True)
    licence_until = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["talent", "skill"], name="talent_skill_once")]
        ordering = ["skill__sort"]


class TalentRequest(Threaded):
    """Somebody asks a neighbour for a skill, through the platform: no number is shown to either side."""

    trail_kind = "talent_request"

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="requests")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="talent_requests")
    text = models.CharField(max_length=300)
    state = models.CharField(max_length=9, default=REQUEST.start)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[one.code for one in REQUEST.states]), name="talent_request_state"),
            models.UniqueConstraint(fields=["talent", "account"], condition=Q(state="asked"), name="one_open_question"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["talent", "state"], name="talent_request_talent"),
            models.Index(fields=["account", "-id"], name="talent_request_asker"),
        ]
