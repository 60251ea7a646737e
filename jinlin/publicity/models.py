"""Tables of publicity: notices with their archive, questions about them, small powers and their use, yearly assessments."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded


class Publication(Threaded):
    """One public notice: what it says, where and how long it hangs, until when one may object, what it follows.

    ``begins_on`` is its first day; ``until_on`` the last day on which it must still hang, by law and calendar;
    ``objects_until`` the last day for objections. A correction is a notice of its own that names the old
    (``corrects``); a result names its decision (``result_of``). ``subject``/``subject_id`` tie it to what higher
    floors publish (a roll, a motion). Its text never changes once it is published.
    """

    STATES = [
        ("drafted", "起草"), ("checked", "已审核"), ("published", "公示中"), ("objected", "有异议"), ("served", "期满"),
        ("archived", "已归档"), ("withdrawn", "已撤回"), ("discarded", "不发了"),
    ]  # fmt: skip

    kind = models.CharField(max_length=40)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="publications")
    publisher = models.CharField(max_length=120)
    number = models.CharField(max_length=160, blank=True)
    year = models.SmallIntegerField(null=True)
    serial = models.IntegerField(null=True)
    title = models.CharField(max_length=160)
    body = models.TextField()
    channel = models.CharField(
        max_length=300, blank=True, help_text="where to object or ask, besides this page"
    )
    covers = models.CharField(max_length=10, blank=True, help_text="period of the programme, such as 2026-Q3")
    event_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    begins_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    objects_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=STATES, default="drafted")
    text_hash = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=600, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey(
        "organisations.Institution", models.PROTECT, null=True, related_name="publications"
    )
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    result_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="results")
    result_due_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=24, blank=True)
    subject_id = models.BigIntegerField(null=True)
    link = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publisher", "year", "serial"],
                condition=Q(serial__isnull=False),
                name="publication_number_once",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (Q(begins_on__isnull=False) & ~Q(text_hash="")),
                name="publication_dated",
            ),
            models.CheckConstraint(
                condition=~Q(corrects=F("id")) & ~Q(result_of=F("id")), name="publication_not_of_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-begins_on"], name="publication_place"),
            models.Index(fields=["-published_at"], name="publication_newest"),
            models.Index(fields=["state", "until_on"], name="publication_hanging"),
            models.Index(fields=["subject", "subject_id"], name="publication_subject"),
            models.Index(
                fields=["result_due_at"],
                name="publication_result_due",
                condition=Q(result_due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Hanging(models.Model):
    """Evidence that a notice hangs: at which spot, since when, put there by whom; photos hang on the step's event."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="hangings")
    spot = models.CharField(max_length=20)
    where = models.CharField(max_length=120, blank=True)
    hung_on = models.DateField()
    down_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    event_id = models.BigIntegerField(default=0, help_text="the step with the photos")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(down_on__isnull=True) | Q(down_on__gte=F("hung_on")), name="hanging_order"
            )
        ]
        indexes = [models.Index(fields=["publication"], name="hanging_publication")]


class Entry(models.Model):
    """One line of the archive: what was published, corrected, withdrawn or served, chained by hash. Only added."""

    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    what = models.CharField(max_length=12)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="entries")
    content = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)


class Head(models.Model):
    """The archive's head at the end of a day, shown in public in words: a cut tail contradicts it."""

    day = models.DateField(unique=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)


class Inquiry(Threaded):
    """A question, an objection or a complaint: about a notice, a small power, or what is missing; with its answer.

    ``text`` is what was asked; ``shown`` what stands in public beside the answer (without names and numbers).
    ``key`` lets somebody without an account follow it.
    """

    KINDS = [("question", "询问"), ("objection", "异议"), ("complaint", "投诉")]
    STATES = [
        ("asked", "待答复"), ("answered", "已答复"), ("raised", "上级核查"), ("settled", "已了结"), ("dropped", "已撤回"),
    ]  # fmt: skip

    kind = models.CharField(max_length=10, choices=KINDS)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, related_name="inquiries")
    power = models.ForeignKey("Power", models.PROTECT, null=True, related_name="inquiries")
    about = models.CharField(max_length=40, blank=True, help_text="a kind of notice that is missing or late")
    text = models.TextField()
    shown = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="asked")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_provisional = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="inquiries")
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=24, unique=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(publication__isnull=False) | Q(power__isnull=False) | ~Q(about=""),
                name="inquiry_about_something",
            )
        ]
        indexes = [
            models.Index(fields=["publication", "state"], name="inquiry_publication"),
            models.Index(fields=["power", "state"], name="inquiry_power"),
            models.Index(fields=["state", "due_at"], name="inquiry_due"),
        ]


class Power(Threaded):
    """A small power (小微权力): what it is, on which basis, who holds it, its steps, within what time."""

    STATES = [("listed", "公布中"), ("ended", "已取消")]

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="powers")
    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    holder = models.CharField(max_length=120, help_text="the post that holds it, never a person")
    steps = models.TextField()
    within_days = models.SmallIntegerField(null=True, help_text="working days from request to result")
    state = models.CharField(max_length=8, choices=STATES, default="listed")
    since_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"], condition=Q(ended_on__isnull=True), name="power_once_at_a_place"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Use(models.Model):
    """One use of a small power, shown without persons: when asked for, when done, what came of it."""

    power = models.ForeignKey(Power, models.PROTECT, related_name="uses")
    asked_on = models.DateField(null=True)
    used_on = models.DateField()
    what = models.CharField(max_length=300)
    outcome = models.CharField(max_length=10)
    due_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["power", "-used_on"], name="use_power")]


class Assessment(Threaded):
    """The yearly democratic assessment (民主评议) of a community's committee, recorded by its supervision committee."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="assessments")
    year = models.SmallIntegerField()
    held_on = models.DateField()
    present = models.IntegerField(help_text="how many took part")
    note = models.TextField(blank=True)
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "year"], name="assessment_once_a_year")]


class Finding(models.Model):
    """What an assessment found about one office: competent, mostly so, or not. Two "not" running end the office."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="findings")
    tenure = models.ForeignKey("organisations.Tenure", models.PROTECT, related_name="+")
    office = models.CharField(max_length=60)
    found = models.CharField(
        max_length=8, choices=[("fit", "称职"), ("mostly", "基本称职"), ("unfit", "不称职")]
    )
    ends = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "tenure"], name="finding_once")]


class Ending(Threaded):
    """An office that ends by law (two "not competent" running): what the street has to do, by when, and what was done."""

    trail_kind = "office_ending"
    STATES = [
        ("told", "待街道办理"), ("ended", "已终止，待交接"), ("handed", "已交接，待补选"), ("filled", "已补选"), ("set_aside", "不再办理"),
    ]  # fmt: skip

    finding = models.OneToOneField(Finding, models.PROTECT, related_name="ending")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, default="told")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    handed_on = models.DateField(null=True)
    filled_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="office_ending_due")]

    def __str__(self) -> str:
        return f"{self.finding.office}：职务终止"
