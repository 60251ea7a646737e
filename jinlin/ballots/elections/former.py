"""A committee that was elected before the platform came: entered from its paper record, with the seats of its term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from jinlin.ballots.elections import terms, words
from jinlin.ballots.elections.models import Candidate, Election, Winner
from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.places.public import Place


def enter_former(
    *, title: str, place: Place, members: Iterable[tuple[str, str]], term_from: dt.date, term_until: dt.date, by: Actor,
    at: dt.datetime | None = None,
) -> Election:  # fmt: skip
    """Enter a residents' committee in office: ``members`` are (post, name). How it was elected stays in its papers;
    from here on its term, hand-over and end go the way of every other."""
    at = at or timezone.now()
    held = list(members)
    seats = {post: sum(one == post for one, _ in held) for post in words.RESIDENTS_ROLES}
    with transaction.atomic():
        row = Election.objects.create(
            title=title, place=place, state="serving", term_from=term_from, term_until=term_until, made_by_id=by.account, made_at=at,
            **{f"seats_{post}": count for post, count in seats.items()},
        )  # fmt: skip
        for post, name in held:
            person = terms.person_of(name, None)
            one = Candidate.objects.create(
                election=row, person=person, name=name, post=post, proposed_by="", standing="qualified"
            )
            tenure = terms.install(
                place=place, role=words.RESIDENTS_ROLES[post], person=person, begins=term_from, ends=term_until, by=by
            )  # fmt: skip
            Winner.objects.create(candidate=one, post=post, round=1, votes=0, tenure=tenure)
        trail.record(
            row, "election", "election.entered", by=by, at=at, data={"until": term_until.isoformat()}
        )
        row.save()
    return row
