"""Persons, accounts, households, rights in dwellings, consent, and who looked at whom."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from jinlin.base.sealed import SealedField
from jinlin.base.words import Words
from jinlin.people.masks import mask_name
from jinlin.people.rules import CODES_A_DAY


class Person(models.Model):
    """A human being. Phone and ID number are sealed; ``phone_key`` is a keyed hash to find by a known number."""

    name = models.CharField(max_length=60, blank=True)
    pinyin = models.CharField(max_length=24, blank=True, help_text="initials, for finding by name")
    phone = SealedField(blank=True, default="")
    phone_key = models.CharField(max_length=64, blank=True, db_index=True)
    id_number = SealedField(blank=True, default="")
    id_key = models.CharField(max_length=64, blank=True, db_index=True)
    birth_year = models.SmallIntegerField(null=True)
    guardian = models.ForeignKey("self", models.SET_NULL, null=True, related_name="wards")
    made_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; there is no superuser: rights come from seats alone."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        """A new account; without a password nobody can sign in by one."""
        account = self.model(username=username, **fields)
        account.set_password(password) if password else account.set_unusable_password()
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """Find by the sign-in name."""
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A way to sign in. Staff by name and password with a second factor; residents by phone code or letter code."""

    KINDS = [("resident", "居民"), ("staff", "工作人员"), ("service", "系统接口")]

    username = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=8, choices=KINDS, default="resident")
    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="account")
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=8, blank=True)
    elder = models.SmallIntegerField(default=0, help_text="0 off, 1 large, 2 larger, 3 largest")
    notice_doors = models.JSONField(default=list, help_text="doors chosen: page, sms, mail, robot")
    reminders = models.BooleanField(default=True, help_text="a word on the day before what one agreed to")
    quiet_from = models.SmallIntegerField(default=21 * 60 + 30, help_text="minutes after midnight")
    quiet_to = models.SmallIntegerField(default=7 * 60 + 30, help_text="minutes after midnight")
    must_change_password = models.BooleanField(default=False)

    token_seats = ""
    """The seats that the token carries by which the account was found (``Actor.held``); kept with the token."""

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = AccountManager()

    @property
    def is_staff(self) -> bool:
        """Whether this is a worker's account (a kind, not a right)."""
        return self.kind == "staff"

    @property
    def is_superuser(self) -> bool:
        """Never: nobody is above the rules."""
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used; rights come from seats."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django's own permissions are not used; rights come from seats."""
        return False

    def get_full_name(self) -> str:
        """The name as threads and other people see it: a worker's in full, a resident's masked."""
        if self.person is None:
            return self.username
        if self.kind == "resident":
            return mask_name(self.person.name) or "居民"
        return self.person.name


class Household(models.Model):
    """Those who live in one dwelling, with the code printed on their letter (kept as a digest)."""

    dwelling = models.ForeignKey("places.Place", models.PROTECT, related_name="households_here")
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    letter_digest = models.CharField(max_length=64, blank=True, db_index=True)
    letter_until = models.DateTimeField(null=True)
    letter_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"household {self.pk}"


class Member(models.Model):
    """A person's place in a household: owner's family, tenant, lodger; with dates."""

    TIES = [
        ("owner", Words("业主", "Owner").late()), ("family", Words("家人", "Family").late()),
        ("tenant", Words("租户", "Tenant").late()), ("other", Words("其他", "Other").late()),
    ]  # fmt: skip

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    tie = models.CharField(max_length=12, choices=TIES)
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person"], condition=Q(until_on__isnull=True), name="member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tie} of household {self.household_id}"


class Holding(models.Model):
    """A right in a dwelling by the property register; co-owners hold one row each. Base of later votes."""

    dwelling = models.ForeignKey("places.Place", models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    share_numerator = models.IntegerField(default=1)
    share_denominator = models.IntegerField(default=1)
    source = models.CharField(
        max_length=12, choices=[("register", "登记"), ("survey", "测绘"), ("contract", "合同")]
    )
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling", "person"], condition=Q(until_on__isnull=True), name="holding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.share_numerator}/{self.share_denominator} of dwelling {self.dwelling_id}"


class Consent(models.Model):
    """What a person agreed to, on which text; withdrawn as easily as given."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=12, default="page")
    by_title = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Look(models.Model):
    """Somebody looked at a person's data: who, in which seat, why, what, for which matter. Shown to the person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="looks", null=True)
    telling_id = models.BigIntegerField(null=True, db_index=True)
    account_id = models.BigIntegerField()
    title = models.CharField(max_length=80)
    what = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200)
    matter_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="look_person"),
            models.Index(fields=["account_id", "-at"], name="look_account"),
        ]

    def __str__(self) -> str:
        return f"{self.what} by {self.title}"


class SignInCode(models.Model):
    """A code sent to a phone (kept as a digest): used once, within ten minutes, bound to the number and attempt.

    ``turn`` counts the codes of a number on a day; the constraint holds the day's limit for several processes. A
    try with a letter's code leaves a row without a turn.
    """

    phone_key = models.CharField(max_length=64, db_index=True)
    attempt = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    day = models.DateField(default=timezone.localdate)
    turn = models.SmallIntegerField(null=True)
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone_key", "day", "turn"], name="code_turn_once"),
            models.CheckConstraint(
                condition=Q(turn__isnull=True) | Q(turn__range=(1, CODES_A_DAY)), name="code_turns_a_day"
            ),
        ]
        indexes = [models.Index(fields=["address", "day"], name="code_address")]

    def __str__(self) -> str:
        return f"code {self.pk}"


class AccessToken(models.Model):
    """A bearer token or interface key (kept as a digest), for one audience, with an end.

    ``desk`` names the seats of a resident that it carries, made while the desk was open; empty: none.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="access_tokens")
    audience = models.CharField(
        max_length=12, choices=[("api", "api"), ("open311", "open311"), ("invite", "invite")]
    )
    name = models.CharField(max_length=60, blank=True)
    desk = models.TextField(blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.audience} token {self.pk}"


class DataRequest(models.Model):
    """A person asks for a copy, a correction or erasure of what is held; answered with a reason."""

    KINDS = [
        ("copy", Words("副本", "Copy").late()), ("correct", Words("更正", "Correction").late()),
        ("erase", Words("删除", "Erasure").late()),
    ]  # fmt: skip

    person = models.ForeignKey(Person, models.CASCADE, related_name="data_requests")
    kind = models.CharField(max_length=8, choices=KINDS)
    words = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    by_title = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["made_at"], name="data_request_open", condition=Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Release(models.Model):
    """A list of persons asked for as a file: by one worker, with a purpose, released by a second, taken within a day.

    Only what was asked is kept, never the file: it is made when it is taken, within the rights that are held then.
    """

    STATES = [
        ("asked", Words("等人放行", "Waits for release").late()), ("released", Words("已放行", "Released").late()),
        ("refused", Words("未放行", "Refused").late()), ("taken", Words("已取走", "Taken").late()),
    ]  # fmt: skip

    kind = models.CharField(max_length=24)
    ref = models.CharField(max_length=60)
    asked = models.JSONField(default=dict)
    purpose = models.CharField(max_length=200)
    count = models.IntegerField()
    state = models.CharField(max_length=8, choices=STATES, default="asked")
    by = models.ForeignKey(Account, models.PROTECT, related_name="releases_asked")
    by_title = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    second = models.ForeignKey(Account, models.PROTECT, null=True, related_name="releases_decided")
    second_title = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=models.F("by")),
                name="release_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(second__isnull=False), name="release_decided_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "released", "refused", "taken"]), name="release_state"
            ),
        ]
        indexes = [models.Index(fields=["state", "kind", "ref"], name="release_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
