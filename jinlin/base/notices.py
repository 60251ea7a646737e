"""Notices: a word to a person, written in the step's own transaction; sent out later by a job, by choice and hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from jinlin.base import rows
from jinlin.base.bulk import maker
from jinlin.base.models import Notice
from jinlin.base.words import Words

_new_notice = maker(Notice)


@dataclass(frozen=True)
class Letter:
    """One notice to be sent: to an account, or to an address (``sms:…``, ``mail:…``) of somebody without one."""

    subject: str
    subject_id: int
    words: Words
    link: str = ""
    account: int | None = None
    address: str = ""


def send(letters: Iterable[Letter]) -> None:
    """Write the notices; those with another door than the page wait for the job in ``send_after``."""
    now = timezone.now()
    rows.insert_unnumbered(
        _new_notice(
            account_id=letter.account, address=letter.address, subject=letter.subject, subject_id=letter.subject_id,
            zh=letter.words.zh[:300], en=letter.words.en[:300], link=letter.link[:200], send_after=now,
        )
        for letter in letters
    )  # fmt: skip
