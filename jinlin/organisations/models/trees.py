"""Trees of organisations: kinds of tree, their levels, and the nodes that stand in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.base.words import Words


class Template(Threaded):
    """A kind of tree: which levels it has, in order. Data, not code: a district may change it.

    ``kept_here`` says that somebody changed it on a page: what ships with the platform no longer overwrites it.
    """

    code = models.CharField(max_length=40, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)
    kept_here = models.BooleanField(default=False)

    @property
    def words(self) -> Words:
        """What the kind of tree is called."""
        return Words(self.zh, self.en)


class Level(models.Model):
    """One level of a template, with the level of place that its organisations cover, from when until when."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="levels")
    rank = models.SmallIntegerField()
    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    covers = models.CharField(max_length=12)
    since_on = models.DateField(null=True, help_text="null: as long as the template stands")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "rank"], condition=Q(ended_on__isnull=True), name="level_rank_once"
            ),
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


class FormerLevel(models.Model):
    """What a level was called and where it stood in its tree until a day (the first on which it no longer was)."""

    level = models.ForeignKey(Level, models.CASCADE, related_name="former")
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    rank = models.SmallIntegerField()
    until_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "until_on"], name="former_level_once")]

    def __str__(self) -> str:
        return self.zh


class Former(models.Model):
    """How an organisation stood until a day: its name, parent and place then.

    What stands now is in the organisation's own row; ``until_on`` is the first day on which this no longer held.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former")
    name = models.CharField(max_length=120)
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="former_children")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="former_organisations")
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "until_on"], name="former_once"),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="former_order"),
        ]
        indexes = [models.Index(fields=["until_on"], name="former_until")]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """What became of an organisation: parts were taken out of it (split), or it went into another (merged)."""

    KINDS = [("split", Words("拆分", "Split").late()), ("merged", Words("合并", "Merged").late())]

    before = models.ForeignKey(Organisation, models.PROTECT, related_name="successors")
    after = models.ForeignKey(Organisation, models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=8, choices=KINDS)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.before_id} {self.kind} {self.after_id}"


class Reach(models.Model):
    """A further place that an organisation covers besides its own: a second estate, the buildings of a zone."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="reaches")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="reached_by")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place"], condition=Q(until_on__isnull=True), name="reach_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} reaches {self.place_id}"


class Sharing(models.Model):
    """An institution that shares an organisation with others, such as an enterprise in a functional branch."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="sharings")
    institution = models.ForeignKey("organisations.Institution", models.PROTECT, related_name="sharings")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "institution"],
                condition=Q(until_on__isnull=True),
                name="sharing_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} in {self.organisation_id}"


class Gap(models.Model):
    """Why no organisation of a level stands at a place: what the office said, from when until when."""

    REASONS = [
        ("few_members", "党员不足三名"), ("not_handed_over", "还没交付入住"), ("preparing", "正在筹备"),
        ("joint", "由别处的组织代管"), ("other", "其他"),
    ]  # fmt: skip

    level = models.ForeignKey(Level, models.CASCADE, related_name="gaps")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="gaps")
    reason = models.CharField(max_length=16, choices=REASONS)
    note = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    by_title = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["level", "place"], condition=Q(until_on__isnull=True), name="gap_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} at {self.place_id}"


class Village(models.Model):
    """A village whose households were settled in an estate; ``organisation`` is its branch of that time, if any."""

    name = models.CharField(max_length=80)
    estate = models.ForeignKey("places.Place", models.PROTECT, related_name="villages")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="villages")
    households = models.IntegerField(default=0)
    since_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["estate", "name"], name="village_once")]

    def __str__(self) -> str:
        return self.name
