"""Stations, their rooms, when they are open, who has which room when, the standard, funds, and what stands in them."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.venues import words
from jinlin.venues.procedure import ASSET, BOOKING, STATION

OCCUPYING = ("held", "requested", "confirmed", "in_use")
"""States of a booking that keep its room from others."""


def _pairs(choices: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.words.late()) for one in choices]  # type: ignore[attr-defined]


def _token() -> str:
    return secrets.token_urlsafe(9)


class Station(Threaded):
    """A venue at a place: how it was obtained, its floor in 0.01 m², who owns it, and where it stands in its life."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=_pairs(words.KINDS))
    acquired = models.CharField(max_length=10, choices=_pairs(words.ACQUIRED))
    state = models.CharField(max_length=10, default=STATION.start)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="stations")
    owner = models.ForeignKey("organisations.Institution", models.PROTECT, null=True, related_name="stations")
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(
        max_length=40, blank=True, help_text="the venue's own line, nobody's private number"
    )
    floor_area = models.BigIntegerField(default=0, help_text="0.01 m²")
    planned_on = models.DateField(null=True)
    programme = models.CharField(
        max_length=20, blank=True, help_text="which programme it belongs to, such as 2020"
    )
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    suspended_until = models.DateField(null=True)
    percent = models.SmallIntegerField(default=0, help_text="how much of the building work is done")
    public = models.BooleanField(default=True, help_text="open to residents")
    step_free = models.BooleanField(default=False)
    lift = models.BooleanField(default=False)
    toilet = models.BooleanField(default=False)
    way_in = models.CharField(max_length=200, blank=True, help_text="the way in for a wheelchair, in words")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in STATION.states]), name="station_state"
            ),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="station_percent"),
        ]
        indexes = [models.Index(fields=["place", "state"], name="station_place")]

    def __str__(self) -> str:
        return self.name


class Space(models.Model):
    """A room, court or half of a hall. What has parts is had by having all of them; the smallest parts are what is taken."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="spaces")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    use = models.CharField(max_length=10, choices=_pairs(words.USES), default="activity")
    area = models.BigIntegerField(default=0, help_text="0.01 m²")
    seats = models.IntegerField(default=0, help_text="how many people it safely holds; 0 where nobody said")
    bookable = models.BooleanField(default=True)
    approval = models.BooleanField(default=False, help_text="a person gives it")
    adult_required = models.BooleanField(default=False)
    quiet = models.BooleanField(default=False)
    shortest = models.SmallIntegerField(default=30, help_text="minutes")
    longest = models.SmallIntegerField(default=180, help_text="minutes")
    first_days = models.SmallIntegerField(default=0, help_text="days ahead at least")
    last_days = models.SmallIntegerField(default=30, help_text="days ahead at most")
    buffer_before = models.SmallIntegerField(default=0, help_text="minutes")
    buffer_after = models.SmallIntegerField(default=0, help_text="minutes")
    most_active = models.SmallIntegerField(default=3, help_text="bookings ahead of one person")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(parent=F("id")), name="space_not_its_own_parent")]

    def __str__(self) -> str:
        return self.name


class OpeningSpan(models.Model):
    """Open on one kind of day (``words.DAYS``) between two minutes; of a room, or of the whole station."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="spans")
    space = models.ForeignKey(Space, models.CASCADE, null=True, related_name="spans")
    day = models.SmallIntegerField()
    begins = models.SmallIntegerField()
    ends = models.SmallIntegerField(help_text="past 1440 it runs into the night")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(begins__gte=0, begins__lt=1440, ends__gt=F("begins"), ends__lte=2160, day__range=(0, 8)), name="span_order"
            )
        ]  # fmt: skip


class OpeningChange(models.Model):
    """A dated exception: closed that day (no hours), or open in these hours alone, with the reason that all read."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="changes")
    space = models.ForeignKey(Space, models.CASCADE, null=True, related_name="changes")
    on = models.DateField()
    begins = models.SmallIntegerField(null=True)
    ends = models.SmallIntegerField(null=True)
    why = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["station", "on"], name="opening_change")]


class Booking(Threaded):
    """Somebody has a room for a time. The room is kept by rows of ``Occupancy``, never by this row alone."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=10, default=BOOKING.start)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hold_until = models.DateTimeField(null=True)
    decide_by = models.DateTimeField(null=True, help_text="when a request must have been decided")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="bookings")
    institution = models.ForeignKey("organisations.Institution", models.PROTECT, null=True, related_name="+")
    group = models.CharField(max_length=60, blank=True, help_text="the troupe or team, as others may read it")
    on_behalf = models.BooleanField(default=False)
    for_whom = models.CharField(
        max_length=40, blank=True, help_text="who asked at the desk, as they want to be called"
    )
    people = models.SmallIntegerField(default=1)
    purpose = models.CharField(max_length=80, blank=True)
    noise = models.CharField(max_length=6, choices=_pairs(words.NOISE), default="talk")
    adult = models.CharField(max_length=40, blank=True, help_text="the grown-up who answers for it")
    series = models.ForeignKey("Series", models.PROTECT, null=True, related_name="bookings")
    open = models.BooleanField(default=False, help_text="everybody may come; shown in public calendars")
    checked_in_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    late_cancel = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in BOOKING.states]), name="booking_state"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="booking_order"),
        ]
        indexes = [
            models.Index(fields=["space", "begins_at"], name="booking_space"),
            models.Index(fields=["person", "-begins_at"], name="booking_person"),
            models.Index(fields=["hold_until"], name="booking_hold", condition=Q(state="held")),
            models.Index(fields=["begins_at"], name="booking_ahead", condition=Q(state__in=OCCUPYING)),
        ]


class Occupancy(models.Model):
    """One smallest room is had for one quarter of an hour: the database lets this be true once.

    ``tick`` counts quarters of an hour since 1970 (UTC). Rows stand while the booking keeps the room.
    """

    space = models.ForeignKey(Space, models.PROTECT, related_name="+", db_index=False)
    tick = models.IntegerField()
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="ticks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "tick"], name="one_booking_a_quarter")]


class Series(models.Model):
    """The same room again and again by a rule (``base.recurrence``); what could not be had is kept with its reason."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField()
    purpose = models.CharField(max_length=80, blank=True)
    group = models.CharField(max_length=60, blank=True)
    begins = models.SmallIntegerField(default=0, help_text="minutes after midnight of each date")
    ends = models.SmallIntegerField(default=0)
    people = models.SmallIntegerField(default=1)
    noise = models.CharField(max_length=6, choices=_pairs(words.NOISE), default="talk")
    open = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class RefusedDate(models.Model):
    """A date of a series that could not be had, with the reason in words; and the booking, where a later try had it."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="refused")
    on = models.DateField()
    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    booking = models.ForeignKey(Booking, models.SET_NULL, null=True, related_name="+")


class FundingLine(models.Model):
    """One sum for a station, in fen, from one level, with its voucher."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="funds")
    level = models.CharField(max_length=12, choices=_pairs(words.LEVELS))
    amount = models.BigIntegerField(help_text="fen")
    on = models.DateField()
    voucher = models.CharField(max_length=60)


class StandardItem(models.Model):
    """One item of a checklist, such as the six haves (六有); data, loaded from ``parameters/standards.toml``."""

    standard = models.CharField(max_length=30)
    code = models.CharField(max_length=60, unique=True)
    zh = models.CharField(max_length=40)
    en = models.CharField(max_length=60)
    source = models.CharField(max_length=160, blank=True)
    sort = models.SmallIntegerField(default=100)
    ended_on = models.DateField(null=True)


class Check(models.Model):
    """What a check of one item found, on a day; the latest one counts, for twelve months."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="checks")
    item = models.ForeignKey(StandardItem, models.PROTECT, related_name="+")
    met = models.BooleanField()
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by_title = models.CharField(max_length=80, blank=True)
    evidence = models.BooleanField(default=False, help_text="whether a photo came with it")

    class Meta:
        indexes = [models.Index(fields=["station", "item", "-id"], name="check_latest")]


class Asset(Threaded):
    """Something that people use: its code on a sticker, who looks after it, whether it works."""

    station = models.ForeignKey(Station, models.PROTECT, null=True, related_name="assets")
    space = models.ForeignKey(Space, models.PROTECT, null=True, related_name="assets")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="assets")
    code = models.CharField(max_length=40, unique=True)
    token = models.CharField(
        max_length=24, unique=True, default=_token, help_text="the address on its sticker"
    )
    name = models.CharField(max_length=60)
    keeper = models.CharField(
        max_length=60, blank=True, help_text="the seat or institution that looks after it"
    )
    donor = models.CharField(max_length=60, blank=True, help_text="who gave it; stays theirs to be named")
    state = models.CharField(max_length=10, default=ASSET.start)
    matter = models.BigIntegerField(null=True, help_text="the matter in which it is being mended")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in ASSET.states]), name="asset_state"
            )
        ]
        indexes = [models.Index(fields=["place", "state"], name="asset_place")]

    def __str__(self) -> str:
        return self.name
