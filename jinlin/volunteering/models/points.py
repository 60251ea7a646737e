"""The ledger of points: accounts, transactions that add up to nothing, entries that never change; rules, rewards, appeals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jinlin.base.models import Threaded
from jinlin.volunteering.models.teams import pairs
from jinlin.volunteering.points import words
from jinlin.volunteering.points.procedure import APPEAL, REDEMPTION, RULE


class LedgerAccount(models.Model):
    """Who holds points (or minutes of a time bank). ``balance`` is the sum of its entries, proved every night.

    ``number`` is what others give to. A person's account stands only because they opened it; closing it ends earning.
    """

    number = models.CharField(max_length=16, unique=True)
    holder = models.CharField(max_length=8, choices=pairs(words.HOLDERS))
    measure = models.CharField(max_length=8, choices=pairs(words.MEASURES), default="points")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="ledger_accounts")
    team = models.ForeignKey("volunteering.Team", models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey("organisations.Institution", models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(
        "places.Place", models.PROTECT, related_name="+", help_text="the community that keeps it"
    )
    balance = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="the keeper, for somebody without a phone",
    )
    consent = models.CharField(max_length=8, choices=pairs(words.CONSENTS), default="self")
    kept_where = models.CharField(max_length=80, blank=True, help_text="where the signed paper is kept")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(holder="person", person__isnull=False)
                | (~Q(holder="person") & Q(person__isnull=True)),
                name="ledger_account_whose",
            ),
            models.UniqueConstraint(
                fields=["person", "measure"], condition=Q(holder="person"), name="ledger_account_person"
            ),
            models.UniqueConstraint(
                fields=["place", "holder", "measure"],
                condition=Q(holder__in=("issuer", "pool", "shop", "opening")),
                name="ledger_account_place",
            ),
            # Only persons fall into debt (when what they earned is voided); what is out stands against issuer and opening.
            models.CheckConstraint(
                condition=Q(holder__in=("person", "issuer", "opening", "team", "unit")) | Q(balance__gte=0),
                name="ledger_account_floor",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LedgerTxn(models.Model):
    """One transaction. The same ``key`` is written once; the same ``source`` never pays twice; it is reversed at most once."""

    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=8, choices=pairs(words.KINDS))
    measure = models.CharField(max_length=8, choices=pairs(words.MEASURES), default="points")
    source = models.CharField(max_length=60, blank=True)
    rule = models.ForeignKey("PointRule", models.PROTECT, null=True, related_name="+")
    zh = models.CharField(max_length=200)
    occurred_on = models.DateField()
    posted_at = models.DateTimeField()
    giver = models.ForeignKey(LedgerAccount, models.PROTECT, null=True, related_name="+")
    taker = models.ForeignKey(LedgerAccount, models.PROTECT, null=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(kind="grant") & ~Q(source=""), name="ledger_source_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="reverse", reverses__isnull=False)
                | (~Q(kind="reverse") & Q(reverses__isnull=True)),
                name="ledger_reverse",
            ),
        ]
        indexes = [
            models.Index(fields=["taker", "occurred_on"], name="ledger_txn_taker"),
            models.Index(fields=["giver", "occurred_on"], name="ledger_txn_giver"),
        ]

    def __str__(self) -> str:
        return self.key


class LedgerEntry(models.Model):
    """What one account gains or loses in a transaction. Written once: the database itself refuses to change it."""

    txn = models.ForeignKey(LedgerTxn, models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="entries")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["txn", "account"], name="ledger_entry_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_entry_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.account_id}"


class PointRule(Threaded):
    """One version of a community's rule of points, tried on the real ledger and put into force by a second person."""

    trail_kind = "point_rule"

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="point_rules")
    version = models.SmallIntegerField()
    state = models.CharField(max_length=8, default=RULE.start)
    from_on = models.DateField()
    until_on = models.DateField(null=True, help_text="the first day on which it no longer holds")
    per_hour = models.JSONField(default=dict)
    wish = models.IntegerField(default=0)
    activity = models.IntegerField(default=0)
    month_cap = models.IntegerField(default=0)
    pair_cap = models.IntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    trial = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "version"], name="point_rule_version"),
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in RULE.states]), name="point_rule_state"
            ),
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True) | ~Q(applied_by=F("made_by")),
                name="point_rule_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} v{self.version}"


class Reward(models.Model):
    """What points are exchanged for: an honour, a service, a thing; how many are left."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="rewards")
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    sort = models.CharField(max_length=8, choices=pairs(words.SORTS), default="service")
    cost = models.IntegerField()
    stock = models.IntegerField()
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(stock__gte=0, cost__gte=1), name="reward_stock")]
        indexes = [models.Index(fields=["place", "open"], name="reward_place")]

    def __str__(self) -> str:
        return self.name


class Redemption(Threaded):
    """One reward kept for an account for some days, handed over against a code, or given back."""

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="redemptions")
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="redemptions")
    txn = models.OneToOneField(LedgerTxn, models.PROTECT, related_name="redemption")
    code = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default=REDEMPTION.start)
    reserved_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in REDEMPTION.states]), name="redemption_state"
            )
        ]
        indexes = [models.Index(fields=["until_at"], name="redemption_kept", condition=Q(state="reserved"))]

    def __str__(self) -> str:
        return f"redemption {self.pk}"


class PointAppeal(Threaded):
    """Somebody says that a line of theirs is wrong; another person looks and corrects it, or says why it stands."""

    trail_kind = "point_appeal"

    entry = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="appeal")
    words = models.CharField(max_length=500)
    state = models.CharField(max_length=8, default=APPEAL.start)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in APPEAL.states]), name="point_appeal_state"
            )
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"


class LedgerProof(models.Model):
    """What the nightly proof found: the ledger balances, or where it does not."""

    at = models.DateTimeField(default=timezone.now)
    txns = models.IntegerField()
    entries = models.IntegerField()
    faults = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"proof of {self.at:%Y-%m-%d}"
