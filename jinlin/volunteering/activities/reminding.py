"""The day before: those who have a place are reminded once, by their own doors and outside their quiet hours.

The duty writes the notice unless one said no to reminders; the outbox sends it as each person chose. Whoever signed up within that time was told then.
Those without an account are told nothing by the platform: the worker who enrolled them gets one word for all of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from jinlin.base.duties import duty
from jinlin.base.notices import Letter, send
from jinlin.base.reminding import willing
from jinlin.base.words import Words
from jinlin.people.public import Account
from jinlin.volunteering.activities.desk import when_of
from jinlin.volunteering.activities.kinds import hours
from jinlin.volunteering.activities.rooms import where_of
from jinlin.volunteering.models import Occurrence, SignUp

BATCH = 300


@duty("remind of activities", every=dt.timedelta(minutes=5))
def remind_of_activities(now: dt.datetime) -> int:
    """Remind everybody with a place at what begins within a day, once; answers how many places."""
    ahead = hours("remind_before", timezone.localdate(now))
    soon = (
        SignUp.objects.filter(
            state="confirmed", person__isnull=False, reminded_at__isnull=True, occurrence__state="published",
            occurrence__begins_at__gt=now, occurrence__begins_at__lte=now + ahead, made_at__lte=F("occurrence__begins_at") - ahead,
        )
        .order_by("occurrence__begins_at", "pk")
        .values_list("pk", flat=True)
    )  # fmt: skip
    with transaction.atomic():
        claimed = SignUp.objects.select_for_update(of=("self",)).filter(
            pk__in=list(soon[:BATCH]), reminded_at=None
        )
        rows = list(
            SignUp.objects.filter(pk__in=[one.pk for one in claimed])
            .select_related("person", "by", "occurrence__place", "occurrence__space__station")
            .order_by("occurrence", "position")
        )
        SignUp.objects.filter(pk__in=[one.pk for one in rows]).update(reminded_at=now)
        send(_letters(rows))
    return len(rows)


def _letters(rows: list[SignUp]) -> list[Letter]:
    """One letter for every place and account that it belongs to; one for each worker about those without an account."""
    people = {pk for one in rows if one.person for pk in (one.person_id, one.person.guardian_id) if pk}
    accounts: dict[int, list[int]] = defaultdict(list)
    for pk, person in Account.objects.filter(person__in=people, is_active=True).values_list("pk", "person"):
        accounts[person or 0].append(pk)
    found: list[Letter] = []
    without: Counter[tuple[Occurrence, int]] = Counter()
    for one in rows:
        assert one.person is not None
        told = {*accounts[one.person_id or 0], *accounts[one.person.guardian_id or 0]}
        if not told and one.by is not None:
            if one.by.is_staff:
                without[one.occurrence, one.by.pk] += 1
                continue
            told = {one.by.pk}
        said = _said(one.occurrence)
        link = reverse("sign_up", args=[one.pk])
        found += [Letter("sign_up", one.pk, said, link, account=pk) for pk in sorted(told)]
    asked = willing(letter.account for letter in found if letter.account)
    found = [letter for letter in found if letter.account in asked]
    for (activity, worker), many in without.items():
        link = reverse("activity_desk", args=[activity.pk])
        found.append(Letter("activity", activity.pk, _said_to_worker(activity, many), link, account=worker))
    return found


def _said(activity: Occurrence) -> Words:
    what = f"“{activity.title}”：{when_of(activity).zh}，{where_of(activity)}"
    return Words(
        f"提醒：您报了{what}。来不了请点开说一声，名额让给别人",
        f"Reminder: {activity.title}, {when_of(activity).en}, {where_of(activity)}. If you cannot come, open this and say so",
    )


def _said_to_worker(activity: Occurrence, many: int) -> Words:
    return Words(
        f"“{activity.title}”（{when_of(activity).zh}）：您代报的 {many} 位没有账户，请打电话或上门提醒",
        f"{activity.title}, {when_of(activity).en}: {many} whom you enrolled have no account; call or visit them",
    )
