"""A word on the day before, once and only to those who want it: what an app reminds of is a row here.

Whether somebody was reminded already is read from the notices themselves: the link carries the beginning, so that what is
moved to another day is reminded of again, and a duty that runs late or twice tells nobody twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from jinlin.base.models import Notice
from jinlin.base.notices import Letter, send
from jinlin.base.words import Words

AHEAD = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Ahead:
    """One thing that begins within a day: whose account, what of which subject, since when, and what is said of it."""

    account: int
    subject: str
    subject_id: int
    begins_at: dt.datetime
    words: Words
    link: str


def within_a_day(begins: str, now: dt.datetime) -> dict[str, dt.datetime]:
    """The filter for what begins within a day, on the column of that name."""
    return {f"{begins}__gt": now, f"{begins}__lte": now + AHEAD}


def willing(accounts: Iterable[int]) -> set[int]:
    """Those of these accounts that can sign in and did not say no to reminders."""
    rows = get_user_model().objects.filter(pk__in=set(accounts), is_active=True, reminders=True)
    return set(rows.values_list("pk", flat=True))


def remind(things: Iterable[Ahead]) -> int:
    """Tell each account once of what begins within a day; answers how many words were written."""
    wanted = {(one.account, _link(one)): one for one in things}
    with transaction.atomic():
        asked = willing(account for account, _ in wanted)
        known = set(
            Notice.objects.filter(account__in=asked, link__in={link for _, link in wanted}).values_list(
                "account_id", "link"
            )
        )
        fresh = [key for key in wanted if key[0] in asked and key not in known]
        send(
            Letter(
                wanted[key].subject, wanted[key].subject_id, _said(wanted[key].words), key[1], account=key[0]
            )
            for key in fresh
        )
    return len(fresh)


def _link(one: Ahead) -> str:
    return f"{one.link}?soon={timezone.localtime(one.begins_at):%Y%m%d%H%M}"


def _said(words: Words) -> Words:
    return Words(
        f"提醒：{words.zh}。来不了请点开说一声",
        f"Reminder: {words.en}. If you cannot come, open this and say so",
    )
