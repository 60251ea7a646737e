"""Activities and courses: series that come again, single activities, who signed up, who came, what they thought of it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.volunteering.activities import words
from jinlin.volunteering.activities.procedure import ACTIVE, ACTIVITY, SERIES, SIGN_UP


def _pairs(choices: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.words.late()) for one in choices]  # type: ignore[attr-defined]


def _token() -> str:
    return secrets.token_urlsafe(12)


class Series(Threaded):
    """What is arranged once and comes again by a rule, or a single activity (without a rule): its plan for every date.

    ``root`` is the first series of the same course: later arrangements and levels count as one course. ``since`` and
    ``until`` bound the rule; ``begins`` is in minutes after midnight. ``cost`` in fen.
    """

    trail_kind = "activity_series"

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="activity_series")
    title = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, help_text="a code of parameters/activities.toml")
    brand = models.CharField(
        max_length=40, blank=True, help_text="the name of the recurring day, such as 九久公益日"
    )
    level = models.CharField(max_length=8, choices=_pairs(words.LEVELS), default="all")
    state = models.CharField(max_length=8, default=SERIES.start)
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="branches")
    after = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", help_text="the arrangement that it replaced"
    )
    lead = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="activities_led")
    lead_called = models.CharField(
        max_length=30, blank=True, help_text="as the lead agreed to be called in public"
    )
    partner = models.ForeignKey("organisations.Institution", models.PROTECT, null=True, related_name="+")
    team = models.BigIntegerField(null=True, db_index=True, help_text="the volunteer team that runs it")
    rule = models.CharField(
        max_length=400, blank=True, help_text="base.recurrence; empty for a single activity"
    )
    since = models.DateField()
    until = models.DateField(null=True)
    begins = models.SmallIntegerField(help_text="minutes after midnight")
    minutes = models.SmallIntegerField(default=90)
    space = models.ForeignKey("venues.Space", models.PROTECT, null=True, related_name="+")
    where = models.CharField(max_length=80, blank=True, help_text="where it is in no room of a venue")
    capacity = models.IntegerField(default=0, help_text="0 without limit")
    waiting = models.IntegerField(default=0, help_text="0 without limit")
    min_to_run = models.IntegerField(default=0)
    audience = models.CharField(max_length=8, choices=_pairs(words.AUDIENCES), default="all")
    age_min = models.SmallIntegerField(default=0)
    age_max = models.SmallIntegerField(default=0)
    needs_guardian = models.BooleanField(default=False)
    ratio = models.SmallIntegerField(default=0, help_text="children that one grown-up minds; 0 not asked for")
    supervisors = models.SmallIntegerField(default=0)
    noise = models.CharField(max_length=6, default="talk")
    about = models.TextField(blank=True)
    material = models.CharField(max_length=200, blank=True)
    safety = models.CharField(
        max_length=300, blank=True, help_text="dangers told beforehand, and what is done about them"
    )
    cost = models.IntegerField(default=0, help_text="fen that each pays; 0 free")
    reviewed_at = models.DateTimeField(null=True, help_text="when a second person approved what needs it")
    planned_until = models.DateField(null=True)
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in SERIES.states]), name="activity_series_state"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(15, 720), begins__range=(0, 1439)), name="activity_series_time"
            ),
        ]
        indexes = [models.Index(fields=["place", "state"], name="activity_series_place")]

    def __str__(self) -> str:
        return self.title


class Occurrence(Threaded):
    """One activity on one day. ``number`` is its place in the series; ``sequence`` counts changes for calendars."""

    trail_kind = "activity"

    series = models.ForeignKey(Series, models.PROTECT, related_name="occurrences")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="activities")
    number = models.IntegerField(default=1)
    rule_on = models.DateField(null=True, help_text="the day of the rule that it stands for")
    title = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=ACTIVITY.start)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    space = models.ForeignKey("venues.Space", models.PROTECT, null=True, related_name="activities")
    where = models.CharField(max_length=80, blank=True)
    booking = models.ForeignKey("venues.Booking", models.SET_NULL, null=True, related_name="+")
    no_room = models.CharField(max_length=120, blank=True, help_text="why its room could not be had")
    capacity = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    supervisors = models.SmallIntegerField(default=0)
    token = models.CharField(
        max_length=24, unique=True, default=_token, help_text="the address on its poster"
    )
    submitted_by = models.BigIntegerField(default=0)
    summary = models.TextField(blank=True)
    sequence = models.IntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in ACTIVITY.states]), name="activity_state"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="activity_order"),
            models.UniqueConstraint(
                fields=["series", "rule_on"],
                name="activity_once_a_day_of_the_rule",
                condition=Q(rule_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["place", "begins_at"], name="activity_place"),
            models.Index(fields=["state", "begins_at"], name="activity_time"),
            models.Index(fields=["series", "begins_at"], name="activity_of_series"),
        ]

    def __str__(self) -> str:
        return self.title


class Enrolment(models.Model):
    """A person takes part in the whole series: signed up first whenever a further date is published, until it is ended."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="enrolments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "person"], condition=Q(ended_at__isnull=True), name="enrolment_once"
            )
        ]


class SignUp(Threaded):
    """One person's place at one activity, or their turn on the list. ``position`` was given under the activity's lock."""

    trail_kind = "sign_up"

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey(
        "people.Person",
        models.SET_NULL,
        null=True,
        related_name="sign_ups",
        help_text="taken off a year later",
    )
    state = models.CharField(max_length=10, default=SIGN_UP.start)
    role = models.CharField(max_length=12, choices=_pairs(words.ROLES), default="participant")
    tie = models.CharField(
        max_length=10, choices=_pairs(words.TIES), default="self", help_text="who signed them up"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    position = models.IntegerField()
    offered_until = models.DateTimeField(null=True)
    note = models.CharField(
        max_length=120, blank=True, help_text="what the host should know, as they wrote it"
    )
    token = models.CharField(
        max_length=24, unique=True, default=_token, help_text="their personal code at the door"
    )
    made_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, help_text="when the reminder of the day before was written")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in SIGN_UP.states]), name="sign_up_state"
            ),
            models.UniqueConstraint(
                fields=["occurrence", "person"], condition=Q(state__in=ACTIVE), name="sign_up_once"
            ),
            models.UniqueConstraint(fields=["occurrence", "position"], name="sign_up_position"),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offered_until__isnull=False),
                name="sign_up_offer_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["occurrence", "state", "position"], name="sign_up_list"),
            models.Index(fields=["offered_until"], name="sign_up_offers", condition=Q(state="offered")),
        ]


class GuardianConsent(models.Model):
    """A guardian agreed that a child takes part in a series, on which text; withdrawn as easily as given."""

    child = models.ForeignKey("people.Person", models.CASCADE, related_name="activity_consents")
    guardian = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    series = models.ForeignKey(Series, models.PROTECT, related_name="consents")
    version = models.CharField(max_length=20)
    photo_ok = models.BooleanField(default=False)
    pickup = models.CharField(max_length=40, blank=True)
    how = models.CharField(max_length=8, choices=[("page", "网页"), ("paper", "纸面")], default="page")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "series"],
                condition=Q(withdrawn_at__isnull=True),
                name="activity_consent_once",
            )
        ]


class Presence(models.Model):
    """One fact at the door, only ever added: came, left, taken back, so many without a name, excused.

    ``nonce`` comes from the device that recorded it: sent again, it is the same fact. ``at`` is when it happened, as the
    device says; ``received_at`` when it arrived here.
    """

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="presence")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="presence")
    kind = models.CharField(max_length=10, choices=_pairs(words.TAPS))
    method = models.CharField(max_length=8, choices=_pairs(words.METHODS))
    role = models.CharField(max_length=12, choices=_pairs(words.ROLES), default="participant")
    people = models.IntegerField(default=0)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    nonce = models.CharField(max_length=40)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(
        max_length=200, blank=True, help_text="why the list was corrected after its lock"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "nonce"], name="presence_once"),
            models.CheckConstraint(condition=Q(people__gte=0), name="presence_people"),
        ]
        indexes = [models.Index(fields=["occurrence", "person"], name="presence_person")]


class Attendance(models.Model):
    """What follows from the facts of one activity: who was there; ``person`` empty for the headcount of those without a name.

    Kept so that figures are sums of rows; ``jinlin figures verify`` works it out again from the facts. ``fresh`` where it
    was the person's first time in the course.
    """

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, related_name="attendances_at_activities"
    )
    is_headcount = models.BooleanField(default=False)
    role = models.CharField(max_length=12, choices=_pairs(words.ROLES), default="participant")
    people = models.IntegerField(default=1)
    fresh = models.BooleanField(default=False)
    came_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "person"],
                condition=Q(person__isnull=False),
                name="activity_attendance_once",
            ),
            models.UniqueConstraint(
                fields=["occurrence"], condition=Q(is_headcount=True), name="activity_headcount_once"
            ),
            models.CheckConstraint(condition=Q(people__gte=0), name="activity_attendance_people"),
        ]
        indexes = [models.Index(fields=["person", "occurrence"], name="activity_attendance_person")]


class Feedback(models.Model):
    """What somebody who was there thought of it: one of three faces, and words for the organiser. Once each."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="feedback")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="activity_feedback")
    smile = models.SmallIntegerField(choices=[(3, "满意"), (2, "一般"), (1, "不满意")])
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "person"], name="activity_feedback_once")
        ]


class Picture(models.Model):
    """A photo of an activity with what it shows, as its taker marked it; public only where nobody is seen who did not agree."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="pictures")
    file = models.BigIntegerField(unique=True)
    shows = models.CharField(max_length=8, choices=_pairs(words.SHOWS), default="unasked")
    is_public = models.BooleanField(default=False)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(shows__in=words.SHOWN_PUBLICLY),
                name="picture_shows_nobody_unasked",
            )
        ]


class ClassAsked(models.Model):
    """Somebody asks for a further class of a course: a smaller one for beginners, another level. One open wish each."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="asked_for")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="classes_asked_for")
    level = models.CharField(max_length=8, choices=_pairs(words.LEVELS), default="small")
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    opened = models.ForeignKey(Series, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "person", "level"],
                condition=Q(answered_at__isnull=True),
                name="class_asked_once",
            )
        ]
