"""What wishes do by the clock: free silent claims, ask more people about wishes that nobody claimed. Only tidying and telling."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.organisations.public import clerks_of, institutions_for
from jinlin.volunteering.models.wishes import Wish, WishClaim
from jinlin.volunteering.wishes import rules
from jinlin.volunteering.wishes.desk import CLAIMS, WISHES, title_of
from jinlin.volunteering.wishes.queries import number

BATCH = 300
MOST_ASKED = 30
KEPT = dt.timedelta(days=366)


@duty("free silent wish claims", every=dt.timedelta(minutes=30))
def free_silent(now: dt.datetime) -> int:
    """Claims that stayed silent too long keep nothing since then; here their rows say so too."""
    done = 0
    rows = WishClaim.objects.filter(state__in=rules.WAITING, free_at__lte=now).order_by("free_at", "pk")
    for pk in list(rows.values_list("pk", flat=True)[:BATCH]):
        try:
            CLAIMS.take(pk, "lapse", by=THE_CLOCK, on=now)
            done += 1
        except (Refused, WishClaim.DoesNotExist):
            continue  # somebody was faster
    return done


@duty("ask more people about wishes", every=dt.timedelta(hours=2))
def widen(now: dt.datetime) -> int:
    """On the third and the seventh day without a claim, clerks of partner institutions nearby are asked; then the community."""
    on = timezone.localdate(now)
    done = 0
    for times, name in ((0, "wish.widen_first"), (1, "wish.widen_again")):
        before = now - dt.timedelta(days=number(name, on))
        rows = Wish.objects.filter(state="published", widened=times, published_at__lte=before).select_related(
            "place"
        )
        for wish in list(rows.order_by("published_at", "pk")[:BATCH]):
            try:
                WISHES.take(wish.pk, "widen", by=THE_CLOCK, on=now)
            except (Refused, Wish.DoesNotExist):
                continue
            _ask_institutions(wish, on)
            done += 1
    return done


def _ask_institutions(wish: Wish, on: dt.date) -> None:
    asked = institutions_for(path=wish.place.path, on=on).filter(kind__in=("partner", "other"))
    accounts = clerks_of(institutions=list(asked.values_list("pk", flat=True)), on=on)[:MOST_ASKED]
    said = Words(f"还没有人认领：“{title_of(wish)}”", f"Nobody has claimed it yet: “{title_of(wish)}”")
    send(Letter("wish", wish.pk, said, f"/wishes/{wish.pk}", account=one) for one in sorted(accounts))


@duty("forget who wished", every=dt.timedelta(hours=24))
def forget_names(now: dt.datetime) -> int:
    """A year after its end a wish is its public words and its dates: names, numbers and private words are taken off."""
    old = Wish.objects.filter(ended_at__lt=now - KEPT).exclude(
        text_private="", called="", guardian="", person=None
    )
    ids = list(old.values_list("pk", flat=True)[: BATCH * 10])
    return Wish.objects.filter(pk__in=ids).update(
        text_private="", called="", phone="", guardian="", person=None
    )
