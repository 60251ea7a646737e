"""What activities keep about people after it is over: numbers stay, names go."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from jinlin.base import keeping
from jinlin.base.keeping import BLANKED, DELETED, Keep
from jinlin.base.models import Event
from jinlin.base.words import Words
from jinlin.volunteering.models import (
    Attendance,
    ClassAsked,
    Enrolment,
    Feedback,
    GuardianConsent,
    Occurrence,
    Presence,
    Series,
    SignUp,
)

BATCH = 300


def blank_activities(before: dt.datetime, now: dt.datetime) -> int:
    """Activities that ended before an instant: who signed up and who was there is taken off, the counts stay."""
    named = (
        Q(attendances__person__isnull=False)
        | Q(sign_ups__person__isnull=False)
        | Q(presence__person__isnull=False)
    )
    over = Occurrence.objects.filter(named, ends_at__lt=before).distinct().order_by("pk")
    ids = list(over.values_list("pk", flat=True)[:BATCH])
    Attendance.objects.filter(occurrence__in=ids).update(person=None, came_at=None, left_at=None)
    Presence.objects.filter(occurrence__in=ids, person__isnull=False).delete()
    Feedback.objects.filter(occurrence__in=ids).delete()
    rows = SignUp.objects.filter(occurrence__in=ids)
    Event.objects.filter(subject="sign_up", subject_id__in=rows.values("pk")).exclude(text="").update(
        text="", erased_at=now
    )
    rows.update(person=None, note="", by=None)
    return len(ids)


def forget_series(before: dt.datetime, now: dt.datetime) -> int:
    """Enrolments that ended, consents that were withdrawn or whose series is over, wishes for a class, names of leads."""
    over = Series.objects.filter(~Q(occurrences__ends_at__gte=before), ~Q(state="running") | Q(rule=""))
    done = Enrolment.objects.filter(Q(ended_at__lt=before) | Q(series__in=over)).delete()[0]
    done += GuardianConsent.objects.filter(Q(withdrawn_at__lt=before) | Q(series__in=over)).delete()[0]
    done += ClassAsked.objects.filter(made_at__lt=before).delete()[0]
    return done + over.exclude(lead=None, lead_called="").update(lead=None, lead_called="")


def register() -> None:
    """Register what is kept, and for how long."""
    since = Words("活动结束", "the activity's end")
    keeping.register(
        Keep(
            "activity.names",
            Words("活动报名和到场", "Sign-ups and attendance"),
            since,
            BLANKED,
            "keep.activity",
            blank_activities,
        ),
        Keep(
            "activity.series",
            Words("整期报名、监护人同意、想要的班", "Enrolments, consents, classes asked for"),
            since,
            DELETED,
            "keep.activity",
            forget_series,
        ),
    )
