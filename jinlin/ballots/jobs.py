"""Jobs of ballots: the verification of a large decision, which takes longer than anybody waits for a page."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from jinlin.ballots import results
from jinlin.ballots.models import Decision, Verification

LARGE = 300
"""From so many lines on, a verification is a job."""


@task(queue_name="default")
def verify_decision(verification: int) -> None:
    """Verify one decision at one head; a job that is taken up again begins anew and ends alike."""
    row = Verification.objects.select_related("decision").get(pk=verification)
    if row.finished_at is None and row.decision.head == row.head:
        results.verify_watched(row)


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
