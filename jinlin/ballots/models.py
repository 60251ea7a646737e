"""Decisions of owners: the package, the roll, deliveries, the sealed board and what stays in the counting role."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jinlin.ballots.counting import show_area
from jinlin.ballots.procedure import DECISION
from jinlin.ballots.words import (
    AREA_SOURCES,
    CONFLICTS,
    KINDS,
    PUBLICATIONS,
    SCOPES,
    SILENT,
    STATUSES,
    UNIT_KINDS,
)
from jinlin.base.models import Threaded
from jinlin.base.sealed import SealedField


def _choices(choices: object) -> list[tuple[str, str]]:
    return [(one.code, one.words.late()) for one in choices]  # type: ignore[attr-defined]


class Decisions(models.Manager["Decision"]):
    """Decisions without the frozen roll, which has a line for every owner: it is fetched when somebody asks for it."""

    def get_queryset(self) -> models.QuerySet[Decision]:
        """All rows; ``roll_file`` is left for the moment at which it is read."""
        return super().get_queryset().defer("roll_file")


class Decision(Threaded):
    """One vote of owners from its draft to its result. What ballots rest on is frozen in ``package`` with its hash.

    ``parking`` has no default: it must be chosen before the roll is published. ``seq`` and ``head`` are the board's end.
    """

    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=_choices(KINDS), default="owners")
    state = models.CharField(max_length=12, default=DECISION.start)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="decisions")
    scope = models.CharField(max_length=10, choices=_choices(SCOPES), default="estate")
    scope_list = models.JSONField(default=list, help_text="names of units, where the scope is a list")
    region = models.CharField(max_length=10, default="national")
    parking = models.BooleanField(null=True)
    silent = models.CharField(max_length=10, choices=_choices(SILENT), default="absent")
    silent_basis = models.CharField(max_length=120, blank=True)
    conflict = models.CharField(max_length=6, choices=_choices(CONFLICTS), default="hold")
    may_change = models.BooleanField(default=False)
    by_phone = models.BooleanField(default=True)
    by_proxy = models.BooleanField(default=True)
    publication = models.CharField(max_length=10, choices=_choices(PUBLICATIONS), default="exact")
    guard = models.JSONField(default=dict, help_text="the guard's reckoning when the roll was frozen")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    objections_until = models.DateField(null=True)
    noticed_on = models.DateField(null=True)
    opens_on = models.DateField(null=True, help_text="the first day on which the notice has been served")
    closes_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    package = models.JSONField(default=dict)
    package_hash = models.CharField(max_length=64, blank=True)
    roll_file = models.JSONField(default=dict)
    salt = SealedField(blank=True, default="")
    key = models.CharField(max_length=64, blank=True)
    key_seed = SealedField(blank=True, default="")
    seq = models.IntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    dice = models.CharField(max_length=40, blank=True)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    result = models.JSONField(default=dict)
    objects = Decisions()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.code for state in DECISION.states]), name="decision_state"
            )
        ]
        indexes = [models.Index(fields=["place", "-id"], name="decision_place")]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """One motion: a matter of Civil Code 278 (or 279), its title and its very text."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="items")
    code = models.CharField(max_length=8)
    matter = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    candidate = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "code"], name="item_once")]
        ordering = ["decision", "id"]

    def __str__(self) -> str:
        return self.title


class RollRow(models.Model):
    """One holder of voting rights: one head, the area of all units. Corrections are new rows that name the old."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="rows")
    row = models.IntegerField()
    holder = models.CharField(max_length=120, help_text="key of the set of owners within this roll")
    developer = models.BooleanField(default=False)
    area = models.BigIntegerField(default=0, help_text="in 0.01 m², as far as it counts")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "row"], name="roll_row_once")]
        indexes = [models.Index(fields=["decision", "holder"], name="roll_holder")]

    def __str__(self) -> str:
        return f"row {self.row}"

    @property
    def area_text(self) -> str:
        """The counted area in m² with two decimals."""
        return show_area(self.area)


class RollUnit(models.Model):
    """One 专有部分 of a row, with its area and where the area comes from."""

    row = models.ForeignKey(RollRow, models.CASCADE, related_name="units")
    name = models.CharField(max_length=40)
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    area = models.BigIntegerField(help_text="in 0.01 m²")
    source = models.CharField(max_length=10, choices=_choices(AREA_SOURCES))
    kind = models.CharField(max_length=10, choices=_choices(UNIT_KINDS), default="dwelling")
    status = models.CharField(max_length=12, choices=_choices(STATUSES), default="owned")

    class Meta:
        indexes = [models.Index(fields=["name"], name="roll_unit_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def area_text(self) -> str:
        """The area in m² with two decimals."""
        return show_area(self.area)


class RollPerson(models.Model):
    """One of the owners behind a row. Where there are several, ``speaks`` marks the one who votes for all."""

    row = models.ForeignKey(RollRow, models.CASCADE, related_name="people")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=60)
    speaks = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"owner of row {self.row_id}"


class Objection(models.Model):
    """What an owner says against the roll, and the answer; both stay."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="objections")
    row = models.ForeignKey(RollRow, models.PROTECT, null=True, related_name="objections")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    words = models.TextField()
    made_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["decision"], name="objection_open", condition=Q(answered_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"


class Delivery(models.Model):
    """A ballot was handed to somebody for a row: to whom, how, when, what proves it, who entered it."""

    row = models.ForeignKey(RollRow, models.PROTECT, related_name="deliveries")
    to = models.CharField(max_length=10)
    how = models.CharField(max_length=10)
    at = models.DateTimeField()
    proof = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"delivery to row {self.row_id}"


class Proxy(models.Model):
    """An owner lets somebody vote: in writing, within the limit, with an instruction for each item."""

    row = models.OneToOneField(RollRow, models.PROTECT, related_name="proxy")
    agent = models.CharField(max_length=60)
    agent_key = models.CharField(max_length=64)
    relation = models.CharField(max_length=40)
    instructions = SealedField()
    signed_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"proxy for row {self.row_id}"


class BoardLine(models.Model):
    """One line of the sealed board. Rows are only added; the database refuses to change one."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines")
    n = models.IntegerField()
    kind = models.CharField(max_length=10)
    row = models.IntegerField(null=True)
    channel = models.CharField(max_length=6, blank=True)
    text = models.TextField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "n"], name="board_line_once")]
        indexes = [
            models.Index(fields=["hash"], name="board_hash"),
            models.Index(fields=["decision", "row"], name="board_row", condition=Q(row__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.n}"


class Opening(models.Model):
    """What opens one ballot: marks and blinds, encrypted. Read by the counting role and by the voter, and logged."""

    line = models.OneToOneField(BoardLine, models.PROTECT, related_name="opening")
    sealed = SealedField()

    def __str__(self) -> str:
        return f"opening of line {self.line_id}"


class OpeningLook(models.Model):
    """Somebody read openings: who, why, which (all of a decision where no line is named)."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="looks")
    line = models.ForeignKey(BoardLine, models.PROTECT, null=True, related_name="looks")
    account_id = models.BigIntegerField()
    title = models.CharField(max_length=80)
    why = models.CharField(max_length=120)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"look {self.pk}"


class Checked(models.Model):
    """A ballot whose receipt was checked at least once: the public counter of checks."""

    line = models.OneToOneField(BoardLine, models.PROTECT, related_name="checked")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"check of line {self.line_id}"


class PrintRun(models.Model):
    """Ballots printed together: the range of serials stands on the board."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="prints")
    first = models.IntegerField()
    last = models.IntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


class Sheet(models.Model):
    """One printed ballot: its serial, for which row."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="sheets")
    serial = models.IntegerField()
    row = models.ForeignKey(RollRow, models.PROTECT, related_name="sheets")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "serial"], name="sheet_once")]

    def __str__(self) -> str:
        return f"sheet {self.serial}"


class Batch(models.Model):
    """A box or envelope of returned sheets: counted by hand before anything is entered."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="batches")
    name = models.CharField(max_length=40)
    sheets = models.IntegerField(help_text="counted by hand")
    opened_by = models.CharField(max_length=120, help_text="who saw the box opened")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "name"], name="batch_once")]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One clerk's reading of one sheet; turn 1 and 2 are blind to each other, turn 3 settles a difference.

    The marks are encrypted; a sheet that both read alike goes on the board at once (``line``).
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="entries")
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="entries")
    turn = models.SmallIntegerField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    session = models.CharField(max_length=64)
    device = models.CharField(max_length=64)
    marks = SealedField(blank=True, default="")
    invalid = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "turn"], name="entry_turn_once"),
            models.UniqueConstraint(fields=["sheet", "account"], name="entry_person_once"),
            models.CheckConstraint(condition=Q(turn__in=[1, 2, 3]), name="entry_turn"),
        ]

    def __str__(self) -> str:
        return f"entry {self.turn} of sheet {self.sheet_id}"


class Verification(models.Model):
    """The verifier's answer over the archive of a decision at one head of its board; ``done`` of ``lines`` while it runs."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="verifications")
    head = models.CharField(max_length=64)
    done = models.IntegerField(default=0)
    lines = models.IntegerField(default=0)
    answer = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "head"], name="verification_once")]

    def __str__(self) -> str:
        return f"verification of decision {self.decision_id}"


class Unsealing(models.Model):
    """The sums of a decision as a job read them at one head of its board, sealed until the counter takes the step.

    ``done`` of ``lines`` ballots while it runs. What was read is blanked once the sums stand on the board.
    """

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="unsealings")
    head = models.CharField(max_length=64)
    done = models.IntegerField(default=0)
    lines = models.IntegerField(default=0)
    sums = SealedField(blank=True, default="")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "head"], name="unsealing_once")]

    def __str__(self) -> str:
        return f"sums of decision {self.decision_id}"


class Official(models.Model):
    """The result of a city's own system, brought in with its evidence and reconciled with the roll."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="official")
    system = models.CharField(max_length=80)
    paper = models.CharField(max_length=80, help_text="number of the paper that certifies it")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file as it came")
    told = models.JSONField(default=dict, help_text="totals as the system gives them")
    found = models.JSONField(default=dict, help_text="what differs from the roll and from the own count")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.system


from jinlin.ballots.elections import models as _elections  # noqa: E402, F401 - tables of this app kept in their own room
