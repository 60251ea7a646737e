"""Whether somebody may have a turn, asked under locks: the shift first, then the person, always in that order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from jinlin.people.public import Person
from jinlin.volunteering.models.shifts import TAKEN, Shift, ShiftTurn
from jinlin.volunteering.models.teams import Volunteer
from jinlin.volunteering.teams import rules
from jinlin.volunteering.teams.queries import ages, number
from jinlin.volunteering.teams.standing import insured

HELD = ("accepted", "on_duty", "done")


def locked_shifts(*pks: int) -> dict[int, Shift]:
    """The shifts, locked in the order of their ids."""
    rows = (
        Shift.objects.select_for_update(of=("self",))
        .select_related("team__place")
        .filter(pk__in=pks)
        .order_by("pk")
    )
    return {one.pk: one for one in rows}


def lock_people(*volunteers: Volunteer) -> None:
    """Whoever takes a turn for the same person waits until this transaction is over."""
    list(
        Person.objects.select_for_update(no_key=True)
        .filter(pk__in=[one.person_id for one in volunteers])
        .order_by("pk")
    )


def turn_of(
    shift: Shift, volunteer: Volunteer, now: dt.datetime, *, leave_out: Collection[int] = ()
) -> rules.Turn:
    """What is known of a volunteer who wants a shift. ``leave_out``: turns that would be given away at the same time."""
    day = timezone.localdate(shift.begins_at)
    first = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    limits = ages(day)
    year = volunteer.person.birth_year
    mine = (
        ShiftTurn.objects.filter(volunteer__person=volunteer.person_id, state__in=HELD)
        .exclude(pk__in=leave_out)
        .exclude(shift__state="cancelled")
    )
    near = mine.filter(
        Q(shift__begins_at__lt=shift.ends_at, shift__ends_at__gt=shift.begins_at)
        | Q(shift__begins_at__gte=first, shift__begins_at__lt=first + dt.timedelta(days=1))
    )
    spans = list(near.values_list("shift__begins_at", "shift__ends_at"))
    that_day = sum(
        int((end - begin).total_seconds() // 60) for begin, end in spans if timezone.localdate(begin) == day
    )
    # Two tables say where somebody is: turns that were taken, and hours that were recorded otherwise.
    company = year is not None and rules.least_age(year, day) < limits.alone
    return rules.Turn(
        begins=shift.begins_at, ends=shift.ends_at, now=now, is_open=shift.state == "published" and shift.team.state == "active", need_max=shift.need_max,
        taken=ShiftTurn.objects.filter(shift=shift, state__in=TAKEN).exclude(pk__in=leave_out).count(), needed_skills=shift.skills, skills=volunteer.skills,
        hazard=shift.hazard, minor=rules.is_minor(year, day, limits), needs_company=company,
        guardian_there=company and ShiftTurn.objects.filter(shift=shift, state__in=HELD, volunteer__person=volunteer.guardian_id).exists(),
        insured=insured(day).filter(volunteer__person=volunteer.person_id).exists(), others=spans, minutes_that_day=that_day,
        day_minutes=number("service.day_minutes", day),
    )  # fmt: skip
