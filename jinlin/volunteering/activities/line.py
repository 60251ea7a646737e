"""Places and the waiting list of one activity: whoever holds the activity's row decides, so that no place is given twice.

Everything here is called with the activity locked (``locked``): sign-ups, steps of sign-ups, changes of capacity.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from jinlin.base.actor import THE_CLOCK
from jinlin.volunteering.activities import rules
from jinlin.volunteering.activities.kinds import hours
from jinlin.volunteering.activities.queries import limit_of
from jinlin.volunteering.models import Occurrence, SignUp


def locked(activity: int) -> Occurrence:
    """The activity's row, locked until the transaction ends; raises ``DoesNotExist``."""
    return (
        Occurrence.objects.select_for_update(of=("self",))
        .select_related("series__place", "place", "space__station")
        .get(pk=activity)
    )


def taken(activity: Occurrence, at: dt.datetime) -> int:
    """Confirmed places and those kept for somebody until a moment that has not come yet."""
    kept = Q(state="confirmed") | Q(state="offered", offered_until__gt=at)
    return SignUp.objects.filter(kept, occurrence=activity).count()


def free(activity: Occurrence, at: dt.datetime) -> int | None:
    """Places left at a moment; None without a limit."""
    return rules.free_places(capacity=limit_of(activity), taken=taken(activity, at))


def until(activity: Occurrence, at: dt.datetime) -> dt.datetime | None:
    """Until when a place would be kept for the next; None where it is kept for nobody any more."""
    on = at.date()
    return rules.offer_until(
        on=at,
        begins=activity.begins_at,
        far=hours("offer_far", on),
        near=hours("offer_near", on),
        soon=hours("offer_soon", on),
    )


def fill(activity: Occurrence, at: dt.datetime, *, fresh: int = 0) -> int:
    """Let go what was not answered in time, then give free places in the order of the list; answers how many.

    The sign-up ``fresh`` (made in this very step) has its place at once; those who waited are asked first. Taking
    somebody off the list frees nothing and so promotes nobody; an overfull activity gives nothing.
    """
    from jinlin.volunteering.activities.desk import SIGN_UPS

    if activity.state != "published" or activity.begins_at <= at:
        return 0
    over = SignUp.objects.filter(occurrence=activity, state="offered", offered_until__lte=at)
    for pk in list(over.order_by("position").values_list("pk", flat=True)):
        SIGN_UPS.take(pk, "lapse", by=THE_CLOCK, on=at)
    places, given = free(activity, at), 0
    is_kept = until(activity, at) is not None
    for pk in list(
        SignUp.objects.filter(occurrence=activity, state="waiting")
        .order_by("position")
        .values_list("pk", flat=True)
    ):
        if places is not None and given >= places:
            break
        if pk != fresh and not is_kept:
            continue  # close to the hour a free place waits for whoever takes it
        SIGN_UPS.take(pk, "confirm" if pk == fresh else "offer", by=THE_CLOCK, on=at)
        given += 1
    return given
