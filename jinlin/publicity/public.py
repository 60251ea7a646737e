"""The door of publicity: what other apps may call.

To publish from your own step: ``publish_notice(kind=…, place=…, title=…, body=…, publisher=…, subject=("roll", pk),
link=…, by=…, at=…)``. To ask whether its period was served: ``is_served("roll", pk, "owners_roll", on=…)`` answers None
or a Reason to show on the closed step. Kinds stand in parameters/notices.toml (add yours there). Steps publish the events
``publication.publish``, ``publication.serve``, ``publication.withdraw`` … with ``subject`` (the notice) as every desk does.
"""

from jinlin.base.spoken import spoken
from jinlin.publicity.archive import answer_hash, entry_hash, facts_of, keep_head, text_hash
from jinlin.publicity.archive import digest as archive_digest
from jinlin.publicity.archive import verify as verify_archive
from jinlin.publicity.archive import words as archive_words
from jinlin.publicity.asking import ask
from jinlin.publicity.commands import charge_result, publish_notice, withdraw_notice
from jinlin.publicity.desk import PUBLICATIONS
from jinlin.publicity.kinds import Kind, book, kind_of
from jinlin.publicity.models import (
    Assessment,
    Entry,
    Finding,
    Hanging,
    Head,
    Inquiry,
    Power,
    Publication,
    Use,
)
from jinlin.publicity.periods import (
    answer_due,
    earliest_event,
    end_of,
    objects_until,
    until,
    working_days_after,
)
from jinlin.publicity.programme import spans_of
from jinlin.publicity.queries import (
    Served,
    is_served,
    notices_for,
    open_decisions,
    public_rows,
    served,
    standing_notice,
)
from jinlin.publicity.waiting import further_chairs

__all__ = [
    "PUBLICATIONS",
    "Assessment",
    "Entry",
    "Finding",
    "Hanging",
    "Head",
    "Inquiry",
    "Kind",
    "Power",
    "Publication",
    "Served",
    "Use",
    "answer_due",
    "answer_hash",
    "archive_digest",
    "archive_words",
    "ask",
    "book",
    "charge_result",
    "earliest_event",
    "end_of",
    "entry_hash",
    "facts_of",
    "further_chairs",
    "is_served",
    "keep_head",
    "kind_of",
    "notices_for",
    "objects_until",
    "open_decisions",
    "public_rows",
    "publish_notice",
    "served",
    "spans_of",
    "spoken",
    "standing_notice",
    "text_hash",
    "until",
    "verify_archive",
    "withdraw_notice",
    "working_days_after",
]  # fmt: skip
