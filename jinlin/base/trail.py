"""The event trail: what happened to each subject, in order, chained by hash so that any later change is found."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from jinlin.base import rows
from jinlin.base.actor import Actor
from jinlin.base.bulk import maker
from jinlin.base.models import Anchor, Event, Threaded

_new_event = maker(Event)
_line_of = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_CHECKED = (
    "id", "subject", "subject_id", "seq", "at", "thing", "actor_id", "actor_title", "acting_for", "seen", "data", "text", "salt",
    "erased_at", "previous", "hash",
)  # fmt: skip


def text_digest(text: str, salt: str) -> str:
    """The salted digest of a free text, which stays in the chain when the text itself is erased."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def event_hash(event: Any) -> str:
    """The hash of one event over everything but its free text, including the hash of the one before."""
    body = [
        event.subject, event.subject_id, event.seq, event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        event.thing, event.actor_id, event.actor_title, event.acting_for, event.seen, event.data, event.previous,
    ]  # fmt: skip
    return hashlib.sha256(_line_of(body).encode()).hexdigest()


def link(
    subject: Threaded,
    kind: str,
    thing: str,
    by: Actor,
    at: dt.datetime,
    data: dict[str, Any],
    text: str,
    seen: str,
) -> Event:
    """The next event of a subject's chain, unsaved; moves the head that the subject's row carries."""
    salt = ""
    if text:
        salt = secrets.token_hex(8)
        data = {**data, "text": text_digest(text, salt)}
    event = _new_event(
        subject=kind, subject_id=subject.pk, seq=subject.trail_seq + 1, at=at, thing=thing, actor_id=by.account,
        actor_title=by.title[:80], acting_for=by.acting_for[:80], seen=seen, data=data, text=text, salt=salt,
        previous=subject.trail_hash,
    )  # fmt: skip
    event.hash = event_hash(event)
    subject.trail_seq, subject.trail_hash = event.seq, event.hash
    return event


def record(
    subject: Threaded, kind: str, thing: str, *, by: Actor, at: dt.datetime | None = None, data: dict[str, Any] | None = None,
    text: str = "", seen: str = "public",
) -> Event:  # fmt: skip
    """Write the next event of a subject. The caller saves the subject's ``trail_seq`` and ``trail_hash``."""
    event = link(subject, kind, thing, by, at or timezone.now(), data or {}, text, seen)
    rows.insert(event)
    return event


@dataclass(frozen=True)
class Fault:
    """The first bad place of a chain: which event (or missing event), and what is wrong with it."""

    subject: str
    subject_id: int
    seq: int
    event: int | None
    what: str


def _check(events: Iterable[Any]) -> Iterator[Fault]:
    key: tuple[str, int] | None = None
    previous, seq, bad = "", 0, False
    for event in events:
        if (event.subject, event.subject_id) != key:
            key, previous, seq, bad = (event.subject, event.subject_id), "", 0, False
        if bad:
            continue
        what = ""
        if event.seq != seq + 1:
            what = f"event {seq + 1} is missing"
        elif event.previous != previous:
            what = "does not follow the event before it"
        elif event_hash(event) != event.hash:
            what = "was changed"
        elif (
            event.salt
            and not event.erased_at
            and text_digest(event.text, event.salt) != event.data.get("text")
        ):
            what = "its text was changed"
        if what:
            bad = True
            yield Fault(event.subject, event.subject_id, event.seq, event.id, what)
        previous, seq = event.hash, event.seq


def verify(heads: Iterable[tuple[str, type[Threaded]]] = ()) -> dict[str, Any]:
    """Check every chain, every head that a subject's row carries, and every daily anchor.

    ``heads`` names the subject kinds with their models. Answers counts and the first fault of each bad chain.
    """
    # Millions of rows: named tuples of what is checked cost a fifth less than whole objects.
    chains = Event.objects.order_by("subject", "subject_id", "seq").values_list(*_CHECKED, named=True)
    faults = list(_check(chains.iterator(5000)))
    known = {(fault.subject, fault.subject_id) for fault in faults}
    for kind, model in heads:
        faults += [f for f in _head_faults(kind, model) if (f.subject, f.subject_id) not in known]
    faults += list(_anchor_faults())
    return {"events": Event.objects.count(), "anchors": Anchor.objects.count(), "faults": faults}


def heads() -> list[tuple[str, type[Threaded]]]:
    """Every kind of subject with its table: ``trail_kind`` of the model, else the model's own name."""
    models = [model for model in apps.get_models() if issubclass(model, Threaded)]
    return sorted(
        ((getattr(model, "trail_kind", model._meta.model_name), model) for model in models),
        key=lambda one: one[0],
    )


def _head_faults(kind: str, model: type[Threaded]) -> Iterator[Fault]:
    table = connection.ops.quote_name(model._meta.db_table)
    events = connection.ops.quote_name(Event._meta.db_table)
    sql = (
        f"SELECT s.id, s.trail_seq FROM {table} s LEFT JOIN {events} e "  # noqa: S608 - table names of our own models
        "ON e.subject = %s AND e.subject_id = s.id AND e.seq = s.trail_seq "
        "WHERE (e.id IS NULL AND s.trail_seq > 0) OR (e.id IS NOT NULL AND e.hash <> s.trail_hash)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind])
        for pk, seq in cursor.fetchall():
            yield Fault(kind, pk, seq, None, "the chain's end does not match the subject's row")


def _digest(after: int, up_to: int, before: str) -> tuple[str, int]:
    running = hashlib.sha256(before.encode())
    count = 0
    rows = Event.objects.filter(pk__gt=after, pk__lte=up_to).order_by("pk").values_list("pk", "hash")
    for pk, digest in rows.iterator(10000):
        running.update(f"{pk}:{digest};".encode())
        count += 1
    return running.hexdigest(), count


def anchor(day: dt.date) -> Anchor:
    """Make (or return) the day's anchor: a digest over every event since the anchor before."""
    found = Anchor.objects.filter(day=day).first()
    if found:
        return found
    last = Anchor.objects.order_by("day").last()
    newest = Event.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    digest, count = _digest(last.up_to if last else 0, newest, last.digest if last else "")
    return Anchor.objects.create(day=day, up_to=newest, count=count, digest=digest)


def _anchor_faults() -> Iterator[Fault]:
    after, before = 0, ""
    for made in Anchor.objects.order_by("day"):
        digest, count = _digest(after, made.up_to, before)
        if (digest, count) != (made.digest, made.count):
            yield Fault(
                "anchor",
                made.pk,
                count,
                None,
                f"events up to {made.up_to} differ from the anchor of {made.day}",
            )
            return
        after, before = made.up_to, made.digest
