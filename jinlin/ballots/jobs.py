"""Jobs of ballots: opening the sums of a large decision and verifying it, which take longer than anybody waits for a page."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from jinlin.ballots import commands, results
from jinlin.ballots.models import Decision, Unsealing, Verification
from jinlin.base.actor import Actor
from jinlin.base.words import Words

LARGE = 300
"""From so many lines on, opening and verification are jobs."""


WORK = {
    "count": Words("读出总数", "reading the sums"),
    "verify": Words("核对每一张票", "checking every ballot"),
}
"""The steps that wait for a job where the board is large, and what the job does."""


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


def share_done(decision: Decision, step: str, *, by: Actor) -> int | None:
    """How many of a hundred parts of a step's work are done, asking for it where nobody has; None when it is ready."""
    if step == "count":
        if results.sums_ready(decision) is not None:
            return None
        job: Unsealing | Verification = ask_sums(decision, by=by)
    else:
        job = ask(decision)
        if job.finished_at is not None:
            return None
    return 100 * job.done // job.lines if job.lines else 0
