"""Volunteers, teams and memberships, and what was served: minutes with their evidence, confirmed by a second person."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jinlin.base.models import Threaded
from jinlin.volunteering.teams import words
from jinlin.volunteering.teams.procedure import HOURS, TEAM, TEAM_MEMBER

COUNTED = ("confirmed", "posted", "final")
"""States of a record in which its minutes count."""
STANDING = ("claimed", "confirmed", "posted", "disputed", "final")
"""States of a record in which it speaks for its time, so that no other may speak for the same."""


def pairs(choices: tuple[object, ...]) -> list[tuple[str, str]]:
    """Choices as a table's column wants them."""
    return [(one.code, one.words.late()) for one in choices]  # type: ignore[attr-defined]


def token() -> str:
    """A random address that nobody guesses."""
    return secrets.token_urlsafe(9)


class Volunteer(Threaded):
    """A person who agreed to be a volunteer: what they like, can and when; a minor's guardian; what others may see."""

    person = models.OneToOneField("people.Person", models.CASCADE, related_name="volunteer")
    since_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True)
    consent_version = models.CharField(max_length=20)
    consented_at = models.DateTimeField(default=timezone.now)
    visible = models.CharField(max_length=8, choices=pairs(words.VISIBLE), default="surname")
    interests = models.JSONField(default=list, blank=True)
    skills = models.JSONField(default=list, blank=True)
    times = models.JSONField(default=list, blank=True)
    limits = models.CharField(max_length=200, blank=True, help_text="what they cannot do, in their own words")
    guardian = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    guardian_at = models.DateTimeField(null=True, help_text="when the guardian agreed")
    national_number = models.CharField(
        max_length=30,
        blank=True,
        help_text="number in the national system, once a second person has checked it",
    )
    national_said = models.CharField(
        max_length=30, blank=True, help_text="the number as it was told, until it is checked"
    )
    national_said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    national_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    national_at = models.DateTimeField(null=True, help_text="when it was linked")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["national_number"], condition=~Q(national_number=""), name="volunteer_national_once"
            ),
            models.CheckConstraint(
                condition=Q(national_number="") | Q(national_at__isnull=False),
                name="volunteer_national_checked",
            ),
        ]

    def __str__(self) -> str:
        return f"volunteer {self.pk}"


class Insurance(models.Model):
    """A volunteer is insured from a day to a day, both counted. What was entered wrongly is voided, never changed."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="insurances")
    from_on = models.DateField()
    until_on = models.DateField()
    insurer = models.CharField(max_length=60, blank=True)
    policy = models.CharField(max_length=40, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="insurance_days")]
        indexes = [models.Index(fields=["volunteer", "until_on"], name="insurance_volunteer")]

    def __str__(self) -> str:
        return f"{self.from_on} to {self.until_on}"


class Team(Threaded):
    """A team at a place in one field of work. ``party`` says that it calls itself a party members' team in public."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    field = models.CharField(max_length=16, choices=pairs(words.FIELDS))
    state = models.CharField(max_length=10, default=TEAM.start)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="volunteer_teams")
    institution = models.ForeignKey(
        "organisations.Institution", models.PROTECT, null=True, related_name="volunteer_teams"
    )
    police = models.ForeignKey("organisations.Institution", models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=300, blank=True)
    meets = models.CharField(max_length=80, blank=True, help_text="when and where it meets, in words")
    party = models.BooleanField(default=False)
    founded_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in TEAM.states]), name="team_state"
            )
        ]
        indexes = [models.Index(fields=["place", "state"], name="team_place")]

    def __str__(self) -> str:
        return self.name


class TeamMember(Threaded):
    """Somebody's place in a team with its dates; at most one that stands in each team, and one leader."""

    trail_kind = "team_member"

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=pairs(words.ROLES), default="member")
    state = models.CharField(max_length=10, default=TEAM_MEMBER.start)
    applied_at = models.DateTimeField(default=timezone.now)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True, help_text="the first day on which it no longer counts")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in TEAM_MEMBER.states]), name="team_member_state"
            ),
            models.UniqueConstraint(
                fields=["team", "volunteer"],
                condition=Q(state__in=("applied", "active")),
                name="team_member_once",
            ),
            models.UniqueConstraint(
                fields=["team"], condition=Q(state="active", role="leader"), name="team_one_leader"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(from_on__isnull=False), name="team_member_from"
            ),
        ]
        indexes = [models.Index(fields=["team", "state"], name="team_member_team")]

    def __str__(self) -> str:
        return f"{self.role} of team {self.team_id}"


class ServiceHours(Threaded):
    """One record of service: real minutes of one person, with evidence and the second person who confirmed it.

    ``recorded_by`` None: the platform wrote it from scans and ticks. ``source`` names what it came from, once.
    ``due_at``: until when it had to be recorded (ten working days). ``supersedes``: the record that this one corrects.
    """

    trail_kind = "hours"

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="service_hours")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="hours")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=pairs(words.KINDS), default="volunteer")
    what = models.CharField(max_length=120)
    spot = models.CharField(max_length=80, blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    minutes = models.SmallIntegerField()
    planned = models.SmallIntegerField(default=0, help_text="minutes of the plan, 0 where there was none")
    grade = models.CharField(max_length=1, choices=pairs(words.GRADES))
    basis = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=HOURS.start)
    source = models.CharField(max_length=60, null=True, unique=True)
    batch = models.CharField(max_length=24, blank=True, help_text="entered with a group after the event")
    sampled = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    due_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    near = models.CharField(
        max_length=8, choices=pairs(words.NEAR), default="none", help_text="the confirmer as close family"
    )
    posted_on = models.DateField(null=True)
    final_on = models.DateField(null=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in HOURS.states]), name="hours_state"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 1440), ends_at__gt=F("begins_at")), name="hours_minutes"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(recorded_by__isnull=True)
                | ~Q(confirmed_by=F("recorded_by")),
                name="hours_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=COUNTED) | Q(confirmed_by__isnull=False), name="hours_confirmed_by"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-begins_at"], name="hours_person"),
            models.Index(fields=["team", "state"], name="hours_team"),
            models.Index(fields=["place", "begins_at"], name="hours_place"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min of person {self.person_id}"


class RecordPaper(models.Model):
    """A person's own record printed once: its number, what it covers, the digest of the records, and whether it still holds."""

    number = models.CharField(max_length=24, unique=True)
    token = models.CharField(max_length=24, unique=True, default=token)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="service_papers")
    since = models.DateField()
    until = models.DateField()
    minutes = models.IntegerField()
    records = models.IntegerField()
    digest = models.CharField(max_length=64)
    ids = models.JSONField(default=list)
    community = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    national_number = models.CharField(
        max_length=30, blank=True, help_text="as it was linked when printed; then the paper is a certificate"
    )
    issued_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-issued_at"], name="record_paper_person")]

    def __str__(self) -> str:
        return self.number
