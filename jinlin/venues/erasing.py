"""What venues hold about somebody goes with them: bookings and turns stay as numbers, turns ahead are open again."""

from __future__ import annotations

import datetime as dt

from jinlin.base.events import subscribe
from jinlin.people.public import Person
from jinlin.venues.models import Booking, DutyFellow, DutyTick, StageGroup, Standby, Turn

AHEAD = ("offered", "accepted", "covered", "wanted", "on_duty")


def forget_person(*, person: Person, account: int | None, at: dt.datetime) -> None:
    """Called in the transaction in which a person is erased."""
    Booking.objects.filter(person=person).update(person=None, adult="", for_whom="")
    fellows = DutyFellow.objects.filter(person=person)
    DutyTick.objects.filter(person=person).delete()
    Standby.objects.filter(fellow__in=fellows).delete()
    turns = Turn.objects.filter(fellow__in=fellows)
    turns.filter(state__in=AHEAD, ends_at__gt=at).update(
        state="open", fellow=None, kind="", source="", accepted_at=None, swap=None
    )
    turns.filter(state__in=AHEAD).update(state="missed", fellow=None)
    turns.update(fellow=None)
    fellows.delete()
    if account is not None:
        StageGroup.objects.filter(by=account).update(by=None)


def listen() -> None:
    """Subscribe once; called in ``AppConfig.ready``."""
    subscribe("person.erased", forget_person)
