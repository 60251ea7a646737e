"""Trees of organisations, institutions, seats and those who hold them for a term."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.base.words import Words
from jinlin.places.public import Place


class Template(models.Model):
    """A kind of tree: which levels it has, in order. Data, not code: a district may change it."""

    code = models.CharField(max_length=40, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)

    @property
    def words(self) -> Words:
        """What the kind of tree is called."""
        return Words(self.zh, self.en)


class Level(models.Model):
    """One level of a template, with the level of place that its organisations cover."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="levels")
    rank = models.SmallIntegerField()
    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    covers = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "rank"], name="level_rank_once"),
            models.UniqueConstraint(fields=["template", "code"], name="level_code_once"),
        ]
        ordering = ["template", "rank"]

    @property
    def words(self) -> Words:
        """What an organisation of this level is called."""
        return Words(self.zh, self.en)


class Organisation(Threaded):
    """A node of one tree: level, parent, the place it covers, from when until when."""

    level = models.ForeignKey(Level, models.PROTECT, related_name="organisations")
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="organisations")
    founded_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organisation_not_its_own_parent"),
            models.UniqueConstraint(
                fields=["level", "place"],
                condition=Q(ended_on__isnull=True),
                name="organisation_once_at_a_place",
            ),
        ]
        indexes = [models.Index(fields=["place", "level"], name="organisation_place")]

    def __str__(self) -> str:
        return self.name


class Institution(Threaded):
    """A department, partner, property firm or other body that can lead, help or be called."""

    KINDS = [
        ("department", "职能部门"), ("street", "街道"), ("community", "社区"), ("property", "物业服务企业"),
        ("partner", "共建单位"), ("utility", "水电气运营单位"), ("police", "公安"), ("other", "其他"),
    ]  # fmt: skip

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=KINDS)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="institutions")
    phone = models.CharField(max_length=40, blank=True)
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Seat(Threaded):
    """A role at a place, in an organisation or in an institution. Rights come from seats alone."""

    role = models.CharField(max_length=24)
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="seats")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="seats")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="seats")
    duty = models.SmallIntegerField(default=100, help_text="order of those in charge; lowest first")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False)
                | Q(organisation__isnull=False)
                | Q(institution__isnull=False),
                name="seat_somewhere",
            )
        ]
        indexes = [models.Index(fields=["place", "role"], name="seat_place")]

    @property
    def where(self) -> Place:
        """The place that the seat belongs to: its own, its organisation's, or that which its institution serves."""
        for holder in (self, self.organisation, self.institution):
            if holder is not None and holder.place is not None:
                return holder.place
        raise ValueError(f"seat {self.pk} stands nowhere")


class Tenure(models.Model):
    """A person holds a seat from one date until another; how it was given; work is handed over at its end.

    ``to_on`` is the last day of the term; ``ended_on`` the first day on which the seat is no longer held.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="tenures")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="tenures")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    how = models.CharField(
        max_length=10,
        choices=[("appointed", "任命"), ("elected", "选举"), ("sent", "选派")],
        default="appointed",
    )
    ended_on = models.DateField(null=True, help_text="when it really ended, if before the term's end")
    handed_over_at = models.DateTimeField(null=True, help_text="when its work went to others")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ended_on__isnull=True), name="one_holder_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="tenure_order"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "ended_on"], name="tenure_person"),
            models.Index(fields=["to_on"], name="tenure_term", condition=Q(ended_on__isnull=True)),
            models.Index(
                fields=["ended_on"],
                name="tenure_to_hand_over",
                condition=Q(ended_on__isnull=False, handed_over_at__isnull=True),
            ),
        ]

    @property
    def until(self) -> dt.date | None:
        """The first day on which the seat is no longer held; None while no end is known."""
        if self.ended_on is not None:
            return self.ended_on
        return self.to_on + dt.timedelta(days=1) if self.to_on else None


class ReportIn(models.Model):
    """A member (or an institution's branch) reports to an organisation where they live or serve."""

    STATES = [
        ("invited", "已邀请"),
        ("reported", "已报到"),
        ("confirmed", "已确认"),
        ("active", "在岗"),
        ("moved", "已迁出"),
    ]
    KINDS = [("serving", "在职"), ("retired", "离退休"), ("mobile", "流动")]

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="report_ins")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="report_ins")
    employer = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="report_ins")
    kind = models.CharField(max_length=8, choices=KINDS)
    state = models.CharField(max_length=10, choices=STATES)
    reported_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(ended_on__isnull=True), name="report_in_once"
            )
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="report_in_organisation")]
