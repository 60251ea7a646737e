"""The door of publicity: what other apps may call.

To publish from your own step: ``publish_notice(kind=…, place=…, title=…, body=…, publisher=…, subject=("roll", pk),
link=…, by=…, at=…)``. To ask whether its period was served: ``is_served("roll", pk, "owners_roll", on=…)`` answers None
or a Reason to show on the closed step. Kinds stand in parameters/notices.toml (add yours there). Steps publish the events
``publication.publish``, ``publication.serve``, ``publication.withdraw`` … with ``subject`` (the notice) as every desk does.
"""

from jinlin.base.spoken import spoken
from jinlin.publicity.archive import keep_head
from jinlin.publicity.archive import verify as verify_archive
from jinlin.publicity.archive import words as archive_words
from jinlin.publicity.asking import ask
from jinlin.publicity.commands import publish_notice, withdraw_notice
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
from jinlin.publicity.periods import earliest_event, until
from jinlin.publicity.queries import (
    Served,
    is_served,
    notices_for,
    open_decisions,
    public_rows,
    served,
    standing_notice,
)

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
    "archive_words",
    "ask",
    "book",
    "earliest_event",
    "is_served",
    "keep_head",
    "kind_of",
    "notices_for",
    "open_decisions",
    "public_rows",
    "publish_notice",
    "served",
    "spoken",
    "standing_notice",
    "until",
    "verify_archive",
    "withdraw_notice",
]  # fmt: skip
