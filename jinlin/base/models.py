"""Tables of the ground floor: the trail, repeatable writes, notices, files, the working calendar's own entries."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One thing that happened to one subject, chained by hash to the one before it. Rows are only added.

    Free text stands beside the chain (``text``) with its salted digest inside ``data``, so that a person's words
    can be erased without breaking the chain.
    """

    subject = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    seq = models.IntegerField()
    at = models.DateTimeField()
    thing = models.CharField(max_length=48)
    actor_id = models.BigIntegerField(default=0)
    actor_title = models.CharField(max_length=80, blank=True)
    acting_for = models.CharField(max_length=80, blank=True)
    seen = models.CharField(max_length=8, default="public")
    data = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=16, blank=True)
    erased_at = models.DateTimeField(null=True)
    algorithm = models.SmallIntegerField(default=1)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "subject_id", "seq"], name="event_chain")]
        indexes = [models.Index(fields=["actor_id", "-id"], name="event_actor")]


class Anchor(models.Model):
    """A digest over all events up to one id, made daily and shown in public, so that a cut tail is found."""

    day = models.DateField(unique=True)
    up_to = models.BigIntegerField()
    count = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)


class Threaded(models.Model):
    """A subject with a trail: the head of its chain stands in its own row, so that a cut chain is found."""

    trail_seq = models.IntegerField(default=0)
    trail_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True


class Repeat(models.Model):
    """A write that was acknowledged under a key; the same key gets the same answer and no second effect."""

    scope = models.CharField(max_length=64)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=200)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="repeat_once")]


class Notice(models.Model):
    """A word to one person about one subject, shown in the page and, by choice, sent out by another door."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notices")
    address = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    zh = models.CharField(max_length=300)
    en = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    send_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-id"], name="notice_account"),
            models.Index(
                fields=["send_after"],
                name="notice_to_send",
                condition=Q(sent_at__isnull=True, send_after__isnull=False),
            ),
        ]


class StoredFile(models.Model):
    """A file taken in: photos stripped of position, kind found by content. Bytes lie under a random name."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=120, unique=True)
    thumb = models.CharField(max_length=120, blank=True)
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    by_id = models.BigIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)
    subject = models.CharField(max_length=24, blank=True)
    subject_id = models.BigIntegerField(null=True)
    seen = models.CharField(max_length=8, default="staff")
    ticket = models.CharField(max_length=64, blank=True)
    scan = models.CharField(
        max_length=8, null=True, help_text="the virus scanner's verdict: see base.scanning"
    )
    scan_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id"], name="file_subject")]


class CalendarDay(models.Model):
    """A day's kind by the State Council's notice or a local order; fills years that no package knows yet."""

    date = models.DateField()
    region = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=10, help_text="working, rest, holiday, shifted, stopped or half")
    name = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=60, blank=True, help_text="office hours of a half day")
    source = models.CharField(max_length=200)
    published_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["date", "region"], name="calendar_day_once")]


class Swept(models.Model):
    """How many records of a kind a day's sweeps deleted or blanked; no person stands in it. See ``base.keeping``."""

    code = models.CharField(max_length=40)
    day = models.DateField()
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "day"], name="swept_once_a_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.day}"


class DutyMark(models.Model):
    """When a recurring duty was taken up last, so that several job processes do it once."""

    name = models.CharField(max_length=60, primary_key=True)
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)
