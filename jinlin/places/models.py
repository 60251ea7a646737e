"""The tree of places, from province down to the dwelling, with dates; grids lie over it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

LEVELS = (
    "province",
    "city",
    "district",
    "street",
    "community",
    "grid",
    "zone",
    "estate",
    "building",
    "stairwell",
    "dwelling",
)


class Place(models.Model):
    """One place. ``path`` is the codes from the root, each ended by ``/``, so that a prefix means "below".

    Codes of the upper five levels are the 12-digit statistical codes (text); below, any text unique in the
    deployment. A place that ended keeps its row, so that last year's records keep their place.
    """

    level = models.CharField(max_length=12, choices=[(level, level) for level in LEVELS])
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=300, unique=True)
    grid = models.ForeignKey("self", models.SET_NULL, null=True, related_name="covered")
    kind = models.CharField(max_length=20, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    lat_e6 = models.IntegerField(null=True)
    lon_e6 = models.IntegerField(null=True)
    households = models.IntegerField(null=True)
    area_cm2 = models.BigIntegerField(null=True, help_text="in 0.01 m²")
    phone = models.CharField(max_length=40, blank=True)
    token = models.CharField(max_length=24, unique=True, null=True)
    sort = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="place_not_its_own_parent"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="place_level"),
        ]
        indexes = [
            models.Index(fields=["parent", "sort", "code"], name="place_children"),
            models.Index(fields=["level", "path"], name="place_level_path"),
        ]

    def __str__(self) -> str:
        return self.name


COUNTS = (
    ("homes", "住户"),
    ("residents", "居民"),
    ("permanent", "常住户"),
    ("floating", "流动人口"),
    ("shops", "商铺"),
)
"""What a place's ledger counts: households living there, residents, permanent households, floating residents, shops."""


class RegisterCount(models.Model):
    """A number from a ledger about a place as of a day, with the ledger's name; no person stands in it.

    For places whose dwellings and households are not entered one by one. The newest on or before a day holds; the same
    day again corrects it.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="register_counts")
    kind = models.CharField(max_length=10, choices=COUNTS)
    on = models.DateField()
    number = models.IntegerField()
    source = models.CharField(max_length=120)
    by_title = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "kind", "on"], name="register_count_once_a_day"),
            models.CheckConstraint(condition=Q(number__gte=0), name="register_count_no_less_than_nothing"),
            models.CheckConstraint(
                condition=Q(kind__in=[code for code, _ in COUNTS]), name="register_count_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class FormerName(models.Model):
    """A name that a place had until a day; people and old papers still use it."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=80, db_index=True)
    until_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name", "until_on"], name="former_name_once")]

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """The outline of one place, in WGS-84: positions are integers of a millionth of a degree, longitude first.

    ``rings`` is what was taken in, ``shown`` the same simplified for display. ``datum`` says what the file was in.
    """

    place = models.OneToOneField(Place, models.CASCADE, related_name="boundary")
    rings = models.JSONField(help_text="polygons, each with its outer ring first")
    shown = models.JSONField()
    west_e6 = models.IntegerField()
    south_e6 = models.IntegerField()
    east_e6 = models.IntegerField()
    north_e6 = models.IntegerField()
    area_cm2 = models.BigIntegerField(help_text="in 0.01 m²")
    datum = models.CharField(max_length=8)
    source = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    notes = models.JSONField(default=list, help_text="what was mended, zh and en")
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["south_e6", "north_e6"], name="boundary_box")]

    def __str__(self) -> str:
        return f"boundary of {self.place_id}"
