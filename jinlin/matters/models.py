"""What residents tell, and what becomes of it: one matter, many tellings, its institutions, its numbers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jinlin.base.models import Threaded
from jinlin.base.sealed import SealedField
from jinlin.matters.procedure import CALL, MATTER
from jinlin.matters.words import CHANNELS, OUTCOMES, PARTS

# What is not closed. The database holds it equal to "the state is an open one" (``matter_open_has_no_end``); said by a
# column without values of its own, so that SQLite too sees that a query may use the indexes of open matters.
OPEN = Q(closed_at__isnull=True)
# Calls that an institution still has to answer, come to or act on, said the same way.
PENDING_CALL = Q(arrive_due_at__isnull=False, acted_at__isnull=True, ended_at__isnull=True)


class Category(models.Model):
    """A kind of matter. ``public`` kinds may be shown without an account and stand in Open311.

    ``clock`` names a parameter of the clocks; ``proof`` asks for a photo or paper before the answer, with ``why``.
    """

    code = models.CharField(max_length=40, unique=True)
    zh = models.CharField(max_length=40)
    en = models.CharField(max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    group = models.CharField(max_length=12, default="ordinary")
    public = models.BooleanField(default=False)
    clock = models.CharField(max_length=40, default="answer_ordinary")
    proof = models.BooleanField(default=False)
    why = models.CharField(max_length=120, blank=True)
    sort = models.IntegerField(default=100)
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.zh


class Matter(Threaded):
    """One thing to solve. ``owner`` is never empty: whoever was first asked holds it until another accepts.

    Street, community, estate and grid are copied from the place so that lists of any level use one index.
    The number that people see is made from the id and the year told; nothing is stored for it.
    """

    title = models.CharField(max_length=120)
    state = models.CharField(max_length=12, default=MATTER.start)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    street = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    community = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    estate = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    grid = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    lead = models.ForeignKey(
        "organisations.Institution", models.PROTECT, null=True, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=12, choices=[(c.code, c.words.late()) for c in CHANNELS])
    public = models.BooleanField(default=False)
    urgent = models.SmallIntegerField(default=0, help_text="0 ordinary, 1 within a day, 2 within two hours")
    teller_count = models.IntegerField(default=1)
    told_at = models.DateTimeField()
    contact_due_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    clock = models.CharField(max_length=40, blank=True)
    clock_from = models.DateTimeField(null=True)
    clock_story = models.JSONField(
        default=dict, help_text="extensions and pauses, so that it can be reckoned again"
    )
    due_at = models.DateTimeField(null=True)
    due_provisional = models.BooleanField(default=False)
    remind_at = models.DateTimeField(null=True, help_text="when the next reminder goes out")
    extended = models.SmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    object_until = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(
        null=True, help_text="how long the teller may still answer, or disagree"
    )
    urged_at = models.DateTimeField(null=True)
    rhythm = models.SmallIntegerField(default=0, help_text="days between follow-ups of a long-running matter")
    next_at = models.DateTimeField(null=True, help_text="when the next follow-up is promised (long-running)")
    long_running = models.BooleanField(default=False)
    supervised_at = models.DateTimeField(null=True)
    whistled_at = models.DateTimeField(null=True, help_text="when institutions were first called")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=12, blank=True, choices=[(c.code, c.words.late()) for c in OUTCOMES]
    )
    solved = models.BooleanField(null=True)
    satisfaction = models.SmallIntegerField(null=True)
    returned = models.SmallIntegerField(default=0, help_text="how often it came back as not solved")
    excluded = models.CharField(max_length=24, blank=True)
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    source = models.CharField(max_length=64, blank=True, help_text="digest of the row of another system")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.code for state in MATTER.states]), name="matter_state"
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)),
                name="matter_satisfaction",
            ),
            models.CheckConstraint(
                condition=Q(OPEN, state__in=MATTER.open_states) | (~OPEN & ~Q(state__in=MATTER.open_states)),
                name="matter_open_has_no_end",
            ),
            models.UniqueConstraint(fields=["source"], condition=~Q(source=""), name="matter_source_once"),
        ]
        indexes = [
            models.Index(fields=["owner", "due_at", "state"], name="matter_owner_open", condition=OPEN),
            # The last column is always empty; with it SQLite counts open matters from the index alone.
            models.Index(
                fields=["community", "due_at", "state", "closed_at"],
                name="matter_community_open",
                condition=OPEN,
            ),
            models.Index(
                fields=["street", "due_at", "state", "closed_at"], name="matter_street_open", condition=OPEN
            ),
            models.Index(
                fields=["due_at", "state", "street", "closed_at"], name="matter_open", condition=OPEN
            ),
            models.Index(
                fields=["estate", "due_at", "state", "closed_at"], name="matter_estate_open", condition=OPEN
            ),
            models.Index(fields=["owner", "-id"], name="matter_owner"),
            models.Index(fields=["grid", "-id"], name="matter_grid"),
            models.Index(fields=["community", "-id"], name="matter_community"),
            models.Index(fields=["street", "-id"], name="matter_street"),
            models.Index(fields=["estate", "-id"], name="matter_estate"),
            models.Index(fields=["grid", "due_at", "state"], name="matter_grid_open", condition=OPEN),
            models.Index(fields=["lead", "due_at", "state"], name="matter_lead_open", condition=OPEN),
            models.Index(fields=["remind_at"], name="matter_remind", condition=Q(remind_at__isnull=False)),
            models.Index(fields=["wait_until"], name="matter_wait", condition=Q(state="answered")),
            models.Index(fields=["next_at"], name="matter_next", condition=Q(long_running=True)),
            models.Index(fields=["-told_at", "-id"], name="matter_public", condition=Q(public=True)),
            # What anybody may read of an estate and of a community is counted from these alone.
            *(
                models.Index(
                    fields=[level, "told_at", "closed_at", "state", "outcome", "category", "public"],
                    name=f"matter_{level}_public",
                    condition=Q(public=True),
                )
                for level in ("estate", "community")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Telling(models.Model):
    """One voice: what somebody told, through which channel, whom it reached first. Contact is sealed and optional."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="tellings")
    first_matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=[(c.code, c.words.late()) for c in CHANNELS])
    text = models.TextField()
    told_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="tellings")
    name = SealedField(blank=True, default="")
    phone = SealedField(blank=True, default="")
    phone_key = models.CharField(max_length=64, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    on_behalf = models.BooleanField(default=False)
    private = models.BooleanField(
        default=False, db_default=False, help_text="the teller asked not to show it in public"
    )
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    spot = models.CharField(max_length=120, blank=True, help_text="where exactly, in the teller's words")
    lat_e6 = models.IntegerField(null=True)
    lon_e6 = models.IntegerField(null=True)
    source_id = models.CharField(max_length=60, blank=True)
    solved = models.BooleanField(null=True)
    satisfaction = models.SmallIntegerField(null=True)
    said_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["phone_key"], name="telling_phone", condition=~Q(phone_key=""))]


class Part(Threaded):
    """An institution's part in one matter: lead, helper, called by whistle, or shown the matter; with its end.

    A call is its own procedure (called → answered → arrived → acted → marked).
    """

    trail_kind = "call"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="parts")
    institution = models.ForeignKey("organisations.Institution", models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=8, choices=[(c.code, c.words.late()) for c in PARTS])
    state = models.CharField(max_length=12, blank=True, help_text="of a call; empty for the other kinds")
    reason = models.CharField(max_length=400, blank=True)
    fields = models.JSONField(default=list, help_text="for a sharing: which parts of the matter are shown")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True, help_text="for a sharing: when the access closes")
    answer_due_at = models.DateTimeField(null=True)
    arrive_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)
    mark = models.SmallIntegerField(null=True)
    remind_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "institution", "kind"], condition=Q(ended_at__isnull=True), name="part_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["", *(state.code for state in CALL.states)]), name="part_state"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "-matter"], name="part_institution"),
            models.Index(fields=["remind_at"], name="part_remind", condition=Q(remind_at__isnull=False)),
            models.Index(
                fields=["institution", "arrive_due_at"], name="part_call_pending", condition=PENDING_CALL
            ),
        ]


class Measured(models.Model):
    """What is counted of matters; ``tallies`` says what one matter adds to each."""

    told = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    contact_due = models.IntegerField(default=0)
    contacted_in_time = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)
    answered_in_time = models.IntegerField(default=0)
    revisited = models.IntegerField(default=0)
    unreached = models.IntegerField(default=0)
    solved = models.IntegerField(default=0)
    satisfied = models.IntegerField(default=0)
    rated = models.IntegerField(default=0)
    excluded = models.IntegerField(default=0)
    not_ours = models.IntegerField(default=0)
    ended = models.IntegerField(default=0, help_text="by the month in which it ended, however it did")
    ended_closed = models.IntegerField(default=0, help_text="by the month in which it was closed")
    ended_solved = models.IntegerField(default=0, help_text="by the month in which it was closed as solved")
    whistled = models.IntegerField(default=0, help_text="by the month of the first whistle")
    supervised = models.IntegerField(default=0, help_text="by the month in which supervision began")
    # Of those told in the month: how many are in each open state now.
    in_told = models.IntegerField(default=0, db_default=0)
    in_assigned = models.IntegerField(default=0, db_default=0)
    in_objected = models.IntegerField(default=0, db_default=0)
    in_working = models.IntegerField(default=0, db_default=0)
    in_paused = models.IntegerField(default=0, db_default=0)
    in_answered = models.IntegerField(default=0, db_default=0)

    class Meta:
        abstract = True


class Tally(Measured):
    """Counts of one estate within one community (or of a street's own matters) in one month, kept in the step's own transaction.

    A district's figures are sums of these rows, so their cost does not grow with the number of matters. ``spot`` is the estate, or
    the place again where there is none; ``street`` is the street at the time (so that a community that moves leaves its
    past where it was), or the place again; ``category`` is 0 for all kinds together, else the kind whose ``told`` is counted.
    """

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    spot = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    street = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    category = models.IntegerField(default=0)
    month = models.DateField()
    fresh = models.BooleanField(
        default=True, db_default=True, help_text="moved since it was added up for its street"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "category", "month", "spot", "street"], name="tally_once"
            )
        ]
        indexes = [
            models.Index(fields=["street", "category", "month"], name="tally_street"),
            models.Index(fields=["spot", "category", "month"], name="tally_spot"),
            models.Index(fields=["street", "category", "month"], name="tally_fresh", condition=Q(fresh=True)),
        ]


class StreetTally(Measured):
    """The rows of counts of one street, kind and month added up; see ``rollup``, which alone writes and reads it."""

    street = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_index=False)
    category = models.IntegerField()
    month = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "month", "street"], name="street_tally_once")
        ]


class SavedView(models.Model):
    """A worker's own filter of the worklist, under a name."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="view_once")]


class Batch(models.Model):
    """One import of a spreadsheet: where it stands, what it counted, which columns stand for what."""

    STATES = [
        ("reading", "读取中"),
        ("preview", "待确认"),
        ("running", "导入中"),
        ("done", "已完成"),
        ("failed", "未完成"),
    ]

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    path = models.CharField(max_length=200)
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=12, default="sheet")
    mapping = models.JSONField(default=dict)
    headers = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=STATES, default="reading")
    rows = models.IntegerField(default=0)
    read = models.IntegerField(default=0)
    recorded = models.IntegerField(default=0)
    merged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    known = models.IntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)
    returned_path = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)


class ColumnMap(models.Model):
    """How the columns of a known layout were matched, remembered by the layout's fingerprint."""

    fingerprint = models.CharField(max_length=64, unique=True)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now=True)
