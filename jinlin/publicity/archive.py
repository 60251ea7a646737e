"""The archive: every publication, correction, withdrawal and answer in one chain, so that any later change is found.

An entry holds what was published (or a digest of it), its place in the row and the hash of the entry before. The
day's head stands in public in six words, and in the foot of every printed notice: papers in many hands contradict a
rewritten archive.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from jinlin.base.spoken import spoken
from jinlin.publicity.models import Entry, Head, Inquiry, Publication

LOCK = 0x6A6C7075  # "jlpu": one writer at a time at the end of the chain
TEXT = ("number", "publisher", "title", "body", "channel")


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest(value: Any) -> str:
    """The SHA-256 digest of a value in its canonical JSON form."""
    return hashlib.sha256(_canonical(value)).hexdigest()


def text_hash(row: Publication) -> str:
    """The digest of a notice's words: number, publisher, title, text, where to object, and its kind."""
    return digest([row.kind, *(getattr(row, name) for name in TEXT)])


def answer_hash(row: Inquiry) -> str:
    """The digest of a published answer: the question as shown, outcome and answer."""
    return digest([row.kind, row.shown, row.outcome, row.answer])


def entry_hash(row: Entry) -> str:
    """The hash of one entry over all that it holds, including the hash of the one before."""
    at = row.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return digest([row.seq, at, row.what, row.publication_id, row.content, row.previous])


def lock() -> None:
    """Be the only one to number and archive notices until the transaction ends (SQLite has one writer anyway)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def add(row: Publication, what: str, at: dt.datetime, **content: Any) -> Entry:
    """Add the next entry. Inside the caller's transaction; writers queue at the end of the chain."""
    lock()
    last = Entry.objects.order_by("-seq").only("seq", "hash").first()
    entry = Entry(
        seq=last.seq + 1 if last else 1, at=at, what=what, publication=row, content={"text": row.text_hash, **content},
        previous=last.hash if last else "",
    )  # fmt: skip
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    return entry


def facts_of(row: Publication) -> dict[str, Any]:
    """What the entry of a publication holds besides the digest of its words."""

    def day(value: dt.date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "kind": row.kind, "number": row.number, "title": row.title, "place": row.place.code, "begins_on": day(row.begins_on),
        "until_on": day(row.until_on), "objects_until": day(row.objects_until), "event_on": day(row.event_on),
        "corrects": row.corrects_id, "result_of": row.result_of_id,
    }  # fmt: skip


def head() -> Entry | None:
    """The newest entry."""
    return Entry.objects.order_by("-seq").first()


def keep_head(day: dt.date) -> Head:
    """The head of a day, kept once: the state of the archive when the day's duty first ran."""
    last = head()
    made, _ = Head.objects.get_or_create(
        day=day, defaults={"seq": last.seq if last else 0, "hash": last.hash if last else ""}
    )
    return made


def words() -> str:
    """The newest head in six words; empty for an empty archive."""
    last = head()
    return spoken(last.hash) if last else ""


@dataclass(frozen=True)
class Fault:
    """One fault: where (entry, notice or day) and what is wrong with it."""

    where: str
    number: int
    what: str


def verify(seen: str = "") -> dict[str, Any]:
    """Check the chain, every daily head, every notice and answer against it. ``seen``: words or hash on somebody's paper.

    Answers counts and faults; an empty list means that nothing was changed, taken out or cut off.
    """
    faults = [*_chain_faults(), *_head_faults(), *_row_faults(), *_answer_faults()]
    if seen and not is_known(seen):
        faults.append(Fault("paper", 0, "the words on the paper never were the head of this archive"))
    return {"entries": Entry.objects.count(), "heads": Head.objects.count(), "faults": faults}


def is_known(seen: str) -> bool:
    """Whether words (or a hash, or its beginning of 16 and more) were once the archive's head."""
    plain = seen.strip().lower()
    if len(plain) >= 16 and all(sign in "0123456789abcdef" for sign in plain):
        return Entry.objects.filter(hash__startswith=plain).exists()
    wanted = " ".join(seen.split())
    return any(spoken(one) == wanted for one in Entry.objects.values_list("hash", flat=True).iterator(5000))


def _chain_faults() -> Iterator[Fault]:
    before, seq = "", 0
    for row in Entry.objects.order_by("seq").iterator(2000):
        if row.seq != seq + 1:
            yield Fault("entry", seq + 1, "this entry is missing")
        elif row.previous != before:
            yield Fault("entry", row.seq, "does not follow the entry before it")
        elif entry_hash(row) != row.hash:
            yield Fault("entry", row.seq, "was changed")
        before, seq = row.hash, row.seq


def _head_faults() -> Iterator[Fault]:
    hashes = dict(Entry.objects.values_list("seq", "hash"))
    last = 0
    for one in Head.objects.order_by("day"):
        if one.seq and hashes.get(one.seq) != one.hash:
            what = (
                "the archive was cut off before it"
                if one.seq not in hashes
                else "the archive differs from it"
            )
            yield Fault("head", one.day.toordinal(), f"head of {one.day}: {what}")
        if one.seq < last:
            yield Fault("head", one.day.toordinal(), f"head of {one.day}: stands before an earlier day's")
        last = max(last, one.seq)


def _row_faults() -> Iterator[Fault]:
    known: dict[int, Entry] = {}
    for row in Entry.objects.filter(what__in=("published", "corrected")).iterator(2000):
        known[row.publication_id] = row
    gone = {row.publication_id: row.content for row in Entry.objects.filter(what="withdrawn")}
    published = Publication.objects.filter(published_at__isnull=False).select_related("place")
    for row in published.order_by("pk").iterator(500):
        entry = known.pop(row.pk, None)
        if entry is None:
            yield Fault("notice", row.pk, "has no entry in the archive: it was cut off")
            continue
        if text_hash(row) != entry.content.get("text") or row.text_hash != entry.content.get("text"):
            yield Fault("notice", row.pk, "its words were changed")
        elif row.place.code != entry.content.get("place") or row.begins_on.isoformat() != entry.content.get(
            "begins_on"
        ):  # type: ignore[union-attr]
            yield Fault("notice", row.pk, "its place or first day was changed")
        if (row.state == "withdrawn") != (row.pk in gone):
            yield Fault("notice", row.pk, "withdrawn and archive do not agree")
        elif row.pk in gone and gone[row.pk].get("why") != digest(row.withdrawn_why):
            yield Fault("notice", row.pk, "the reason of its withdrawal was changed")
    for pk in known:
        yield Fault("notice", pk, "is in the archive as published, but its row is not")


def _answer_faults() -> Iterator[Fault]:
    last: dict[int, str] = {}
    for row in Entry.objects.filter(what="answered").order_by("seq").iterator(2000):
        last[row.content.get("inquiry", 0)] = row.content.get("answer", "")
    standing = Inquiry.objects.filter(publication__isnull=False).exclude(answer="")
    for row in standing.order_by("pk").iterator(500):
        if last.get(row.pk) != answer_hash(row):
            yield Fault("answer", row.pk, "its words were changed")


def newest_day() -> dt.date | None:
    """The last day of which a head is kept."""
    return Head.objects.aggregate(day=Max("day"))["day"]


def today_head() -> dict[str, Any]:
    """What the public page shows: the newest entry, its words, how many entries there are, and the kept heads."""
    last = head()
    heads = [
        {"day": one.day, "seq": one.seq, "words": spoken(one.hash)}
        for one in Head.objects.order_by("-day")[:31]
    ]
    return {
        "seq": last.seq if last else 0,
        "hash": last.hash if last else "",
        "words": words(),
        "heads": heads,
        "at": timezone.now(),
    }
