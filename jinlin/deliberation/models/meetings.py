"""Meetings, who came and when, what stood on the agenda, minutes confirmed, open items handed over."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.base.words import Words

from .bodies import Body, Member

SITTING_STATES = ("planned", "announced", "sitting", "closed", "drafted", "published", "called_off")
ITEM_STATES = ("listed", "talking", "noted", "task", "forwarded", "resolved", "postponed", "withdrawn")


class Meeting(Threaded):
    """One sitting of a body. ``rule_on`` is the day that the rule gave it; ``sequence`` counts changes for calendars."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    number = models.IntegerField()
    state = models.CharField(max_length=12, default="planned")
    rule_on = models.DateField(null=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    where = models.CharField(max_length=80, blank=True)
    chair = models.ForeignKey(Member, models.PROTECT, null=True, related_name="chaired")
    chair_by_rule = models.BooleanField(default=True, help_text="no swap and no refusal touched it")
    announced_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    minutes_text = models.TextField(blank=True)
    minutes_hash = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    sequence = models.IntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="meeting_number_once"),
            models.UniqueConstraint(fields=["body", "rule_on"], condition=Q(rule_on__isnull=False), name="meeting_by_rule_once"),
            models.CheckConstraint(condition=Q(state__in=SITTING_STATES), name="meeting_state"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="meeting_order"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "begins_at"], name="meeting_when")]

    @property
    def place(self) -> Any:
        """The place of its body."""
        return self.body.place

    @property
    def title(self) -> str:
        """As people call it: 逢10说事 第 7 次."""
        return f"{self.body.name} 第 {self.number} 次"

    def __str__(self) -> str:
        return self.title


class Stay(models.Model):
    """Somebody came to a meeting, and perhaps left before its end. Rows are added and ended, never changed back.

    ``name`` only where somebody without account or membership signed in at the desk; it is shown to workers alone.
    """

    WAYS = [
        ("qr", Words("扫码", "By QR code").late()), ("list", Words("按名单", "From the list").late()),
        ("desk", Words("签到台", "At the desk").late()),
    ]  # fmt: skip

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="stays")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="stays")
    account = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="stays")
    name = models.CharField(max_length=60, blank=True)
    way = models.CharField(max_length=4, choices=WAYS)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "account"], condition=Q(left_at__isnull=True, account__isnull=False), name="stay_once_by_account"
            ),
            models.UniqueConstraint(
                fields=["meeting", "member"], condition=Q(left_at__isnull=True, account__isnull=True, member__isnull=False),
                name="stay_once_by_list",
            ),
            models.CheckConstraint(condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at")), name="stay_order"),
        ]  # fmt: skip


class Confirmation(models.Model):
    """An attendee confirmed the minutes, or had a remark on them. Bound to the very text by its hash."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="confirmations")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="confirmations")
    minutes_hash = models.CharField(max_length=64)
    remark = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stay", "minutes_hash"], condition=Q(remark=""), name="confirmation_once"
            )
        ]


class Item(Threaded):
    """One item of an agenda. ``source`` says where it was drawn from, ``source_id`` which one.

    ``parties`` are ids of institutions that are a party to it; ``chair`` is kept when it is taken up. ``listed_at`` is
    compared with the notice: what was not announced is not voted on.
    """

    trail_kind = "agenda_item"
    SOURCES = [
        ("free", Words("会上提出", "Raised in the meeting").late()), ("matter", Words("诉求", "A matter").late()),
        ("overdue", Words("到期未报结果", "Result overdue").late()), ("point", Words("居民提出", "Raised by a resident").late()),
        ("motion", Words("议案", "A motion").late()), ("carried", Words("上次延后", "Put off last time").late()),
    ]  # fmt: skip

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    position = models.SmallIntegerField(default=100)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="listed")
    source = models.CharField(max_length=8, choices=SOURCES, default="free")
    source_id = models.BigIntegerField(null=True)
    text_hash = models.CharField(max_length=64, blank=True)
    parties = models.JSONField(default=list)
    chair = models.ForeignKey(Member, models.PROTECT, null=True, related_name="chaired_items")
    listed_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    entitled = models.IntegerField(null=True)
    present = models.IntegerField(null=True)
    in_favour = models.IntegerField(null=True)
    against = models.IntegerField(null=True)
    abstained = models.IntegerField(null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ITEM_STATES), name="item_state"),
            models.UniqueConstraint(
                fields=["meeting", "source", "source_id"],
                condition=Q(source_id__isnull=False),
                name="item_source_once",
            ),
        ]
        indexes = [models.Index(fields=["source", "source_id"], name="item_source")]

    @property
    def place(self) -> Any:
        """The place of its body."""
        return self.meeting.body.place

    def __str__(self) -> str:
        return self.title


class HandOver(Threaded):
    """What the outgoing chair hands to the next: a list of what is open, signed by both, fixed by its hash."""

    trail_kind = "handover"

    body = models.ForeignKey(Body, models.PROTECT, related_name="handovers")
    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="handover")
    giver = models.ForeignKey(Member, models.PROTECT, related_name="handed_over")
    taker = models.ForeignKey(Member, models.PROTECT, related_name="taken_over")
    state = models.CharField(max_length=8, default="listed")
    rows = models.JSONField(default=list, help_text="open items: kind, id, title, lead, due")
    digest = models.CharField(max_length=64)
    given_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=("listed", "given", "taken")), name="handover_state")
        ]

    @property
    def place(self) -> Any:
        """The place of its body."""
        return self.body.place
