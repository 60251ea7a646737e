"""Duty: posts with promised hours, who is on a station's rota, plans by version, turns, stand-ins, the promise by date."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.venues.duty.procedure import TURN
from jinlin.venues.duty.words import KINDS, SOURCES

HOLDING = ("accepted", "covered", "wanted", "on_duty")
"""States in which somebody has said yes: the quarters of an hour are theirs."""
AHEAD = ("open", "offered", "accepted", "covered", "wanted")


class DutyPost(models.Model):
    """A place to be: the desk, the children's room. How many people each time, and how long a turn is at most."""

    station = models.ForeignKey("venues.Station", models.PROTECT, related_name="duty_posts")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    does = models.CharField(max_length=200, blank=True, help_text="what one does there")
    needed = models.SmallIntegerField(default=1)
    longest = models.SmallIntegerField(default=240, help_text="minutes of one turn at most")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(needed__gte=1, needed__lte=50, longest__gte=30), name="duty_post_sizes"
            )
        ]

    def __str__(self) -> str:
        return self.name


class DutyPromise(models.Model):
    """Somebody is there on one kind of day (``words.DAYS``) between two minutes; from one date until another."""

    post = models.ForeignKey(DutyPost, models.CASCADE, related_name="promises")
    day = models.SmallIntegerField()
    begins = models.SmallIntegerField()
    ends = models.SmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, help_text="the first date on which it holds no more")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(begins__gte=0, ends__gt=F("begins"), ends__lte=1440, day__range=(0, 8)),
                name="duty_promise_order",
            )
        ]


class DutyFellow(models.Model):
    """Somebody on a station's rota: in which of three kinds, and what they agreed to."""

    station = models.ForeignKey("venues.Station", models.PROTECT, related_name="duty_fellows")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="duty")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=[(one.code, one.words.late()) for one in KINDS])
    week = models.SmallIntegerField(default=0, help_text="minutes a week at most; 0 as nobody said")
    rest = models.SmallIntegerField(default=480, help_text="minutes between two turns at least")
    not_days = models.CharField(max_length=20, blank=True, help_text="weekdays that do not suit, such as 0,6")
    agreed = models.BooleanField(default=False, help_text="whether the person said yes to be on the rota")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "person"], condition=Q(until__isnull=True), name="duty_fellow_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.code for one in KINDS]), name="duty_fellow_kind"
            ),
        ]


class Roster(models.Model):
    """A plan of turns for a time, with the weights it was made by; its version is printed on it."""

    station = models.ForeignKey("venues.Station", models.PROTECT, related_name="rosters")
    version = models.IntegerField()
    since = models.DateField()
    until = models.DateField(help_text="included")
    weights = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "version"], name="roster_version"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="roster_order"),
        ]


class Turn(Threaded):
    """One person's place at a post for a time. Who has it stands here and, by the quarter of an hour, in ``DutyTick``."""

    trail_kind = "duty_turn"

    post = models.ForeignKey(DutyPost, models.PROTECT, related_name="turns")
    roster = models.ForeignKey(Roster, models.PROTECT, null=True, related_name="turns")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    holiday = models.BooleanField(default=False)
    weight = models.SmallIntegerField(default=100, help_text="per cent of an ordinary turn")
    state = models.CharField(max_length=10, default=TURN.start)
    fellow = models.ForeignKey(DutyFellow, models.PROTECT, null=True, related_name="turns")
    kind = models.CharField(
        max_length=10, blank=True, choices=[(one.code, one.words.late()) for one in KINDS]
    )
    source = models.CharField(
        max_length=6, blank=True, choices=[(one.code, one.words.late()) for one in SOURCES]
    )
    accepted_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True, help_text="when somebody on standby was last called")
    swap = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    handover = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in TURN.states]), name="duty_turn_state"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="duty_turn_order"),
            models.CheckConstraint(
                condition=~Q(state__in=HOLDING) | Q(fellow__isnull=False), name="duty_turn_has_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["post", "begins_at"], name="duty_turn_post"),
            models.Index(fields=["fellow", "begins_at"], name="duty_turn_fellow"),
            models.Index(fields=["begins_at"], name="duty_turn_ahead", condition=Q(state__in=AHEAD)),
        ]


class Standby(models.Model):
    """Who is asked next where the one on duty does not come, in order."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="standbys")
    fellow = models.ForeignKey(DutyFellow, models.PROTECT, related_name="+")
    rank = models.SmallIntegerField()
    called_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["turn", "rank"], name="standby_rank"),
            models.UniqueConstraint(fields=["turn", "fellow"], name="standby_once"),
        ]


class DutyTick(models.Model):
    """One person is on duty in one quarter of an hour: the database lets this be true once, wherever they stand."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    tick = models.IntegerField()
    turn = models.ForeignKey(Turn, models.CASCADE, related_name="ticks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "tick"], name="one_duty_a_quarter")]


class CoverDay(models.Model):
    """What a post promised for a date and how many of those minutes somebody was there. Reckoned again from the turns."""

    post = models.ForeignKey(DutyPost, models.CASCADE, related_name="days")
    on = models.DateField()
    promised = models.IntegerField(help_text="minutes")
    covered = models.IntegerField(help_text="minutes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "on"], name="cover_day_once"),
            models.CheckConstraint(condition=Q(covered__lte=F("promised")), name="cover_day_order"),
        ]
        indexes = [models.Index(fields=["on"], name="cover_day_on")]
