"""Open gatherings go on with the seat: nothing is without somebody who runs it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.events import subscribe
from jinlin.base.notices import Letter, send
from jinlin.base.words import Words
from jinlin.organisations.gatherings import rolls
from jinlin.organisations.gatherings.procedure import GATHERING
from jinlin.organisations.models import Gathering, Tenure
from jinlin.organisations.open_work import OpenWork, register_open_work
from jinlin.organisations.queries import actor, current, in_charge
from jinlin.people.public import Account

WORDS = Words("没办完的支部活动", "Gatherings under way")


def _open_of(account: int) -> int:
    return Gathering.objects.filter(owner=account, state__in=GATHERING.open_states).count()


def hand_over(*, tenure: Tenure, by: Actor, at: dt.datetime) -> None:
    """Give the open gatherings of an ended tenure to its successor, else to whoever is in charge of the place.

    What another seat of the holder still lets them run stays with them.
    """
    account = Account.objects.filter(person_id=tenure.person_id).first()
    if account is None:
        return
    on = timezone.localdate(at)
    left = actor(account, on=on)
    rows = Gathering.objects.select_for_update(of=("self",)).filter(
        owner=account, state__in=GATHERING.open_states
    )
    for gathering in rows.select_related("organisation__place").order_by("pk"):
        if "branch" in rolls.relations_to(gathering.organisation, left):
            continue
        heir = _heir(tenure, gathering, on)
        if heir is None or heir == account.pk:
            continue
        gathering.owner_id = heir
        trail.record(gathering, "gathering", "gathering.handed_over", by=by, at=at, seen="staff")
        gathering.save(update_fields=["owner", "trail_seq", "trail_hash"])
        words = Words(
            f"{gathering.organisation.name}：{gathering.title}，随岗位交接给您",
            f"{gathering.title}: handed over to you with the seat",
        )
        send([Letter("gathering", gathering.pk, words, f"/gatherings/{gathering.pk}", account=heir)])


def _heir(tenure: Tenure, gathering: Gathering, on: dt.date) -> int | None:
    after = Tenure.objects.filter(current(on), seat=tenure.seat_id, person__account__is_active=True)
    found = after.exclude(pk=tenure.pk).values_list("person__account", flat=True).first()
    return found or in_charge(gathering.organisation.place, on=on)


def listen() -> None:
    """Hear of every tenure that is over; say how much of it is open before it ends."""
    subscribe("tenure.ended", hand_over)
    register_open_work(OpenWork("gatherings", WORDS, _open_of))
