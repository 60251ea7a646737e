"""A branch goes over into another: whoever belongs to it belongs to the heir from that day; earlier days stay as they were."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.organisations.members.procedure import COMMITMENT
from jinlin.organisations.models import Organisation, PostHeld, ReportIn

MOVES = ("invited", "reported", "confirmed", "active")


def go_over(*, organisation: Organisation, into: Organisation, by: Actor, on: dt.date, **facts: Any) -> None:
    """Open report-ins end where they were and go on at the heir in the same state, with posts, letters and promises.

    Who reported to both stands once. A confirmed one counts at the heir from the day of the merger on, so that the
    figures of earlier days stay with the branch of that time.
    """
    rows = ReportIn.objects.filter(organisation=organisation, ended_on__isnull=True, state__in=MOVES)
    known = ReportIn.objects.filter(organisation=into, ended_on__isnull=True)
    here = {(one.person_id, one.employer_id if one.kind == "unit" else None): one for one in known}
    at = timezone.now()
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        heir = here.get((row.person_id, row.employer_id if row.kind == "unit" else None))
        state = row.state
        row.state, row.ended_on = "moved", on
        trail.record(
            row, "report_in", "report_in.went_over", by=by, at=at, data={"from": state, "to": "moved"}, text=into.name, seen="teller"
        )  # fmt: skip
        row.save()
        if heir is None:
            heir = _follow(row, into, state, by, on, at)
        _carry(row, heir, on)


def _follow(
    row: ReportIn, into: Organisation, state: str, by: Actor, on: dt.date, at: dt.datetime
) -> ReportIn:
    made = ReportIn.objects.create(
        person_id=row.person_id, organisation=into, employer_id=row.employer_id, employer_name=row.employer_name, kind=row.kind,
        state=state, called=row.called, reported_on=row.reported_on, confirmed_on=on if row.confirmed_on else None,
    )  # fmt: skip
    trail.record(
        made, "report_in", "report_in.came_over", by=by, at=at, data={"to": state, "before": row.pk}, text=row.organisation.name,
        seen="teller",
    )  # fmt: skip
    made.save(update_fields=["trail_seq", "trail_hash"])
    return made


def _carry(row: ReportIn, heir: ReportIn, on: dt.date) -> None:
    """Posts held, letters under way and promises to the neighbours go along; service that was done stays where it was."""
    held = list(row.posts.filter(until_on__isnull=True))
    already = set(heir.posts.filter(until_on__isnull=True).values_list("post", flat=True))
    PostHeld.objects.bulk_create(
        PostHeld(report_in=heir, post=one.post, from_on=max(on, one.from_on)) for one in held if one.post not in already
    )  # fmt: skip
    for one in held:
        one.until_on = max(on, one.from_on)
    PostHeld.objects.bulk_update(held, ["until_on"])
    row.letters.filter(used_at__isnull=True).update(report_in=heir, organisation=heir.organisation_id)
    row.commitments.filter(state__in=COMMITMENT.open_states).update(report_in=heir)
