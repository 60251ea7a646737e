"""Jobs of ballots: opening the sums of a large decision and verifying it, which take longer than anybody waits for a page."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from jinlin.ballots import commands, results
from jinlin.ballots.models import Decision, Unsealing, Verification
from jinlin.base.actor import Actor

LARGE = 300
"""From so many lines on, opening and verification are jobs."""


@task(queue_name="default")
def verify_decision(verification: int) -> None:
    """Verify one decision at one head; a job that is taken up again begins anew and ends alike."""
    row = Verification.objects.select_related("decision").get(pk=verification)
    if row.finished_at is None and row.decision.head == row.head:
        results.verify_watched(row)


@task(queue_name="default")
def open_sums(unsealing: int) -> None:
    """Read the sums of one decision at one head; nothing is written before the end, so a job taken up again ends alike."""
    row = Unsealing.objects.select_related("decision").get(pk=unsealing)
    if row.finished_at is None and row.decision.head == row.head and row.decision.state == "closed":
        results.unseal_watched(row)


def ask(decision: Decision) -> Verification:
    """The verification at the present head, asked for once: two who ask at once wait for the same job."""
    try:
        with transaction.atomic():
            made = Verification.objects.create(
                decision=decision, head=decision.head, lines=decision.seq, asked_at=timezone.now()
            )
            verify_decision.enqueue(made.pk)
    except IntegrityError:
        made = Verification.objects.get(decision=decision, head=decision.head)
    return made


def ask_sums(decision: Decision, *, by: Actor) -> Unsealing:
    """The sums at the present head, asked for once; that this person had the openings read is recorded with it."""
    now = timezone.now()
    try:
        with transaction.atomic():
            made = Unsealing.objects.create(
                decision=decision, head=decision.head, lines=decision.seq, asked_at=now
            )
            commands.record_opening(decision, by=by, at=now)
            open_sums.enqueue(made.pk)
    except IntegrityError:
        made = Unsealing.objects.get(decision=decision, head=decision.head)
    return made
