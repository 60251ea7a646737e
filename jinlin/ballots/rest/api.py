"""Routes of decisions: the list, one with its thread and steps, the count of a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from pydantic import Field

from jinlin.ballots import boards, casting, counting
from jinlin.ballots.desk import SUBJECT, for_staff, public_decisions
from jinlin.ballots.elections.desk import SUBJECT as ELECTION
from jinlin.ballots.elections.desk import for_staff as elections_for_staff
from jinlin.ballots.elections.desk import public_elections
from jinlin.ballots.elections.owners_desk import SUBJECT as COMMITTEE
from jinlin.ballots.elections.owners_desk import for_staff as committees_for_staff
from jinlin.ballots.elections.owners_desk import public_committees
from jinlin.ballots.models import Decision
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of

PAGE = 50


@api.get("/decisions", response={200: Any, **ANSWERS}, summary="业主表决清单 · Decisions")
def decisions(request: HttpRequest, state: str = "", after: int = 0) -> Any:
    """Decisions that the asker may know of, by number; ``after`` is the last number of the page before."""
    by = asker(request)
    rows = (for_staff(by) | public_decisions()).filter(pk__gt=after).order_by("pk")
    rows = rows.filter(state=state) if state else rows
    return [
        {"ref": str(row.pk), "title": row.title, "state": row.state, "place": row.place.code}
        for row in rows[:PAGE]
    ]


class BallotIn(Schema):
    """A ballot by phone: the row of the roll, and an option for each motion, such as ``{"m1": "yes"}``."""

    row: int = Field(ge=1, le=10_000_000)
    marks: dict[str, str]


@api.post("/decisions/{ref}/ballots", response={200: Any, **ANSWERS}, summary="投票 · Cast a ballot")
def ballot(request: HttpRequest, ref: int, body: BallotIn) -> Any:
    """Cast the asker's own ballot; 200 means that it is on disk. Answers the line of the board and the receipt's six words.

    409 with every reason; what is not the asker's is 404. Repeat safely with ``Idempotency-Key``.
    """
    by = asker(request)
    decision = public_decisions().get(pk=ref)
    if not any(one.row == body.row for one in casting.rows_of(decision, by)):
        raise Decision.DoesNotExist
    line = casting.cast(decision=decision.pk, row=body.row, marks=body.marks, by=by, key=key_of(request))
    return {"line": line.n, "words": list(boards.receipt_words(line)), "hash": line.hash}


@api.post("/decisions/count", response={200: Any, **ANSWERS}, summary="按法定门槛计票 · Count a file")
def count(request: HttpRequest) -> Any:
    """Count a file of ``jinlin.count/1`` sent as the body; faults are answered with 409 and all listed."""
    asker(request)
    return counting.answer(counting.count(counting.read(request.body), on=timezone.localdate()))


@api.get(
    "/elections", response={200: Any, **ANSWERS}, summary="居委会选举清单 · Residents' committee elections"
)
def elections(request: HttpRequest, state: str = "", after: int = 0) -> Any:
    """Elections of residents' committees that the asker may know of, by number."""
    return _listed((elections_for_staff(asker(request)) | public_elections()), state, after)


@api.get("/committees", response={200: Any, **ANSWERS}, summary="业委会选举清单 · Owners' committees")
def committees(request: HttpRequest, state: str = "", after: int = 0) -> Any:
    """Elections of owners' committees that the asker may know of, by number."""
    return _listed((committees_for_staff(asker(request)) | public_committees()), state, after)


def _listed(rows: Any, state: str, after: int) -> list[dict[str, str]]:
    rows = rows.filter(pk__gt=after).order_by("pk")
    rows = rows.filter(state=state) if state else rows
    return [
        {"ref": str(row.pk), "title": row.title, "state": row.state, "place": row.place.code}
        for row in rows[:PAGE]
    ]


for _subject in (SUBJECT, ELECTION, COMMITTEE):
    add_subject(_subject)
__all__ = ["ballot", "committees", "count", "decisions", "elections"]
