"""Activities in calendars: what is on at a place, a series' feed, a person's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core import signing
from django.db.models import QuerySet

from jinlin.base import calendar_sources
from jinlin.base.calendar_sources import CalendarEntry
from jinlin.base.words import Words
from jinlin.people.public import Account
from jinlin.places.public import under
from jinlin.volunteering.activities import queries
from jinlin.volunteering.activities.procedure import ACTIVITY
from jinlin.volunteering.activities.rooms import where_of
from jinlin.volunteering.models import Occurrence, SignUp

MOST = 1000
BACK, AHEAD = dt.timedelta(days=60), dt.timedelta(days=200)
_SALT = "jinlin.activities.own-calendar"


def entry_of(row: Occurrence) -> CalendarEntry:
    """An activity as an entry: title without names, place, how it stands."""
    return CalendarEntry(
        kind="activity", pk=row.pk, title=row.title, begins=row.begins_at, ends=row.ends_at, changed_at=row.changed_at,
        link=f"/activities/{row.pk}", where=where_of(row), state=ACTIVITY.state(row.state).resident, sequence=row.sequence,
        cancelled=row.state == "cancelled", room=row.space_id,
    )  # fmt: skip


def of_place(path: str, since: dt.datetime, until: dt.datetime) -> Iterable[CalendarEntry]:
    """Activities that everybody may know at a place and below, between two instants; one query."""
    rows = queries.public_rows().filter(under(path, "place__path"), ends_at__gt=since, begins_at__lt=until)
    return [entry_of(one) for one in rows.order_by("begins_at", "pk")[:MOST]]


def of_rows(rows: QuerySet[Occurrence], at: dt.datetime) -> list[CalendarEntry]:
    """Entries of some activities, from two months back to half a year ahead."""
    return [
        entry_of(one)
        for one in rows.filter(begins_at__gte=at - BACK, begins_at__lt=at + AHEAD).order_by(
            "begins_at", "pk"
        )[:MOST]
    ]


def own_key(account: int) -> str:
    """The secret part of the address of somebody's own calendar."""
    return signing.Signer(salt=_SALT).sign(str(account)).replace(":", "~")


def account_of(key: str) -> Account | None:
    """Whose calendar it is, or None."""
    try:
        pk = signing.Signer(salt=_SALT).unsign(key.replace("~", ":"))
    except signing.BadSignature:
        return None
    return Account.objects.filter(pk=int(pk), is_active=True).first()


def of_account(account: Account, at: dt.datetime) -> list[CalendarEntry]:
    """What somebody and their wards have a place at, or wait for."""
    mine = SignUp.objects.filter(state__in=("confirmed", "offered", "waiting"), person__in=_people(account))
    return of_rows(queries.public_rows().filter(pk__in=mine.values("occurrence")), at)


def _people(account: Account) -> list[int]:
    return [one.pk for one in queries.family(account.person_id)]


def register() -> None:
    """Register the source."""
    calendar_sources.register("activities", Words("活动", "Activities"), of_place, order=10)
