"""Micro-wishes, their parts, and who claimed which. No table holds money that passed; worth is an estimate in fen."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from jinlin.base.models import Threaded
from jinlin.base.sealed import SealedField
from jinlin.volunteering.wishes import words
from jinlin.volunteering.wishes.procedure import CLAIM, WISH
from jinlin.volunteering.wishes.rules import LIVE


def _pairs(choices: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.words.late()) for one in choices]  # type: ignore[attr-defined]


def confirmation_code() -> str:
    """Six digits that the recipient says when the wish was fulfilled."""
    return f"{secrets.randbelow(1_000_000):06}"


class Wish(Threaded):
    """A small wish of one recipient at a place.

    ``text_private`` is what was said and is opened by few, each look recorded; ``text_public`` is what everybody reads.
    ``person`` is the recipient where the platform knows them, else ``called`` and ``phone`` as they were given.
    """

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="wishes")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="wishes")
    called = models.CharField(max_length=40, blank=True)
    phone = SealedField(blank=True, default="")
    kind = models.CharField(max_length=8, choices=_pairs(words.KINDS))
    way = models.CharField(max_length=8, choices=_pairs(words.WAYS), help_text="how it came")
    state = models.CharField(max_length=10, default=WISH.start)
    text_private = models.TextField(max_length=1000)
    text_public = models.CharField(max_length=120, blank=True)
    may_show = models.BooleanField(
        default=False, help_text="the recipient agreed to publication without the name"
    )
    child = models.BooleanField(default=False)
    guardian = models.CharField(max_length=40, blank=True, help_text="the guardian who agreed, for a child")
    minutes = models.SmallIntegerField(default=0, help_text="about how long it takes; 0 not known")
    value = models.BigIntegerField(default=0, help_text="about its worth, fen; nothing passes here")
    code = models.CharField(max_length=6, default=confirmation_code)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    verify_by = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    widened = models.SmallIntegerField(default=0, help_text="how often more people were asked")
    claimed_at = models.DateTimeField(null=True, help_text="when its first claim was accepted; stays")
    fallback_at = models.DateTimeField(null=True, help_text="when the community took it on")
    delivered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_how = models.CharField(max_length=4, choices=_pairs(words.CONFIRMS), blank=True)
    pleased = models.CharField(max_length=6, choices=_pairs(words.PLEASED), blank=True)
    thanks = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    matter = models.BigIntegerField(null=True, help_text="the matter into which it was turned")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[one.code for one in WISH.states]), name="wish_state"),
            models.CheckConstraint(condition=Q(value__gte=0, minutes__gte=0), name="wish_amounts"),
            models.CheckConstraint(condition=Q(confirmed_at__isnull=True) | Q(delivered_at__isnull=False), name="wish_confirmed_after_delivery"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["place", "state"], name="wish_place"),
            models.Index(fields=["state", "-published_at"], name="wish_wall"),
            models.Index(fields=["person"], name="wish_person"),
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"


class WishPart(models.Model):
    """One part of a wish in its order; a wish that is not divided has one (``whole``)."""

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="parts")
    number = models.SmallIntegerField()
    what = models.CharField(max_length=10, choices=_pairs((words.WHOLE, *words.PARTS)))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wish", "number"], name="wish_part_once")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"part {self.number} of wish {self.wish_id}"


class WishClaim(Threaded):
    """Somebody takes a part on. At most one claim keeps a part at a time: the database lets this be true once.

    ``free_at``: from then on a claim that stayed silent keeps nothing; whoever comes next clears it.
    """

    trail_kind = "wish_claim"

    part = models.ForeignKey(WishPart, models.PROTECT, related_name="claims")
    wish = models.ForeignKey(Wish, models.PROTECT, related_name="claims")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="wish_claims")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    institution = models.ForeignKey(
        "organisations.Institution", models.PROTECT, null=True, related_name="wish_claims"
    )
    kind = models.CharField(
        max_length=10, choices=[(code, one.late()) for code, one in words.CLAIMANTS.items()]
    )
    state = models.CharField(max_length=10, default=CLAIM.start)
    claimed_at = models.DateTimeField()
    free_at = models.DateTimeField(null=True)
    accept_by = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    start_by = models.DateTimeField(null=True)
    planned_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[one.code for one in CLAIM.states]), name="wish_claim_state"),
            models.UniqueConstraint(fields=["part"], condition=Q(state__in=LIVE), name="one_claim_a_part"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["account", "state"], name="wish_claim_account"),
            models.Index(
                fields=["free_at"], name="wish_claim_silent", condition=Q(state__in=("held", "accepted"))
            ),
        ]

    @property
    def steps_at(self) -> str:
        """The address below which its steps stand."""
        return f"/wish-claims/{self.pk}/steps/"

    def __str__(self) -> str:
        return f"claim {self.pk} on wish {self.wish_id}"
