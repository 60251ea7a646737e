"""Duties of matters: reminders before and after a deadline, answers that nobody contradicted, promised follow-ups."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from jinlin.base.actor import THE_CLOCK
from jinlin.base.duties import duty
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter, Part, Telling
from jinlin.matters.notices import accounts_of
from jinlin.matters.numbers import number_of
from jinlin.matters.procedure import CALL, MATTER

BATCH = 500
CONTACT_KEPT = dt.timedelta(days=731)
OPEN_CALLS = CALL.open_states


@duty("remind of deadlines", every=dt.timedelta(seconds=30))
def remind(now: dt.datetime) -> int:
    """Tell owner and lead ahead of the deadline; owner, lead and the level above once it has passed.

    For a long-running matter the promised follow-up takes the deadline's place, once a day until it is done.
    """
    done = 0
    for pk in list(
        Matter.objects.filter(remind_at__lte=now).order_by("remind_at").values_list("pk", flat=True)[:BATCH]
    ):
        with transaction.atomic():
            row = Matter.objects.select_for_update(of=("self",)).get(pk=pk)
            if row.remind_at is None or row.remind_at > now:
                continue
            if row.state not in MATTER.open_states or row.state == "answered":
                Matter.objects.filter(pk=pk).update(remind_at=None)
                continue
            if row.long_running or row.due_at is None:
                tell(
                    row, {"owner", "supervisor"}, Words("答应的跟进到日子了", "has a promised follow-up due")
                )
                Matter.objects.filter(pk=pk).update(remind_at=now + dt.timedelta(days=1))
                done += 1
                continue
            late = now > row.due_at
            line = Words("已超过期限，还没有答复", "is overdue") if late else Words("快到期了", "is due soon")
            tell(row, {"owner", "lead", "supervisor"} if late else {"owner", "lead"}, line)
            Matter.objects.filter(pk=pk).update(
                remind_at=None if late else row.due_at + dt.timedelta(seconds=1)
            )
            done += 1
    return done


@duty("remind of calls", every=dt.timedelta(seconds=30))
def remind_calls(now: dt.datetime) -> int:
    """Tell a called institution, and the level above, when it has not answered or not arrived in time."""
    done = 0
    waiting = Part.objects.filter(kind="called", remind_at__lte=now).order_by("remind_at")[:BATCH]
    for part in list(waiting.select_related("matter__place", "institution")):
        late_answer = part.state == "called"
        late_arrival = (
            part.state in ("called", "answered")
            and part.arrive_due_at is not None
            and now > part.arrive_due_at
        )
        if part.state in OPEN_CALLS and (late_answer or late_arrival):
            word = (
                Words("还没有到场", "has not arrived")
                if late_arrival
                else Words("还没有应答", "has not answered")
            )
            line = Words(f"{part.institution.name}{word.zh}", f"{part.institution.name} {word.en}")
            tell(part.matter, {"owner", "called", "supervisor"}, line)
            done += 1
        following = part.arrive_due_at if late_answer and not late_arrival else None
        Part.objects.filter(pk=part.pk).update(
            remind_at=following + dt.timedelta(seconds=1) if following else None
        )
    return done


@duty("close what was answered", every=dt.timedelta(minutes=1))
def lapse(now: dt.datetime) -> int:
    """Close answers that waited long enough for the teller's word; the outcome says that nobody was heard."""
    done = 0
    rows = (
        Matter.objects.filter(state="answered", wait_until__lte=now)
        .order_by("wait_until")
        .values_list("pk", flat=True)
    )
    for pk in list(rows[:BATCH]):
        try:
            MATTERS.take(pk, "lapse", by=THE_CLOCK, on=now)
            done += 1
        except Refused:
            continue
    return done


@duty("forget contacts", every=dt.timedelta(hours=24))
def forget_contacts(now: dt.datetime) -> int:
    """Names and numbers of tellers go two years after their matter was closed, as the form promised."""
    old = Q(matter__closed_at__lt=now - CONTACT_KEPT) & ~Q(name="", phone="")
    return Telling.objects.filter(pk__in=Telling.objects.filter(old).values("pk")).update(
        name="", phone="", phone_key=""
    )


def tell(matter: Matter, relations: set[str], line: Words) -> None:
    """A notice from the platform itself to those in the named relations."""
    number = number_of(matter.pk, matter.told_at)
    words = Words(f"{number} {matter.title}：{line.zh}", f"{number} {matter.title}: {line.en}")
    send(
        Letter(
            account=account, subject="matter", subject_id=matter.pk, words=words, link=f"/matters/{number}"
        )
        for account in sorted(accounts_of(matter, relations))
    )
