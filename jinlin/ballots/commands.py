"""Writes of decisions that are no step: drafting one, objecting to the roll, checking a receipt."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from jinlin.ballots.models import BoardLine, Checked, Decision, Objection, OpeningLook, RollRow
from jinlin.ballots.sealing.receipt import prefix_of
from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.given import clean_text
from jinlin.base.rule import Reason, Refused
from jinlin.base.spoken import is_older
from jinlin.base.words import Words
from jinlin.places.public import Place

NOT_WORDS = Reason(
    "not_found",
    Words(
        "公告板上没有这六个词的票，请对一遍", "No ballot on the board has these six words; compare them again"
    ),
)

OLDER_WORDS = Reason(
    "wrong_list",
    Words(
        "这六个词是用旧词表印的，现在的词表已经换了，所以查不到，并不是票丢了。请带着这张纸到服务窗口，按公告板上的行号核对，或登录后在“我在不在名册上”一页看新的六个词",
        "These words were printed with an older list, so they are not found; no ballot is lost. Bring the slip to the desk to compare by the line of the board, or sign in and read the new six words",
    ),
)


def draft(
    *, title: str, text: str, place: Place, by: Actor, kind: str = "owners", scope: str = "estate", scope_list: list[str] | None = None,
    region: str = "national", at: dt.datetime | None = None,
) -> Decision:  # fmt: skip
    """Begin a decision at a place. The caller has checked that the actor organises there."""
    at = at or timezone.now()
    with transaction.atomic():
        row = Decision.objects.create(
            title=title, text=text, kind=kind, place=place, scope=scope, scope_list=scope_list or [], region=region, made_by_id=by.account,
            made_at=at,
        )  # fmt: skip
        trail.record(row, "decision", "decision.created", by=by, at=at, data={}, seen="staff")
        row.save()
    return row


def object_to_roll(
    *, decision: Decision, row: RollRow | None, words: str, by: Actor, at: dt.datetime | None = None
) -> Objection:
    """An owner objects while the roll is published; answered by the organisers before it can be frozen."""
    at = at or timezone.now()
    text = clean_text(words)[:2000]
    if not text:
        raise Refused(Reason("no_words", Words("请写明哪里不对", "Say what is wrong")))
    with transaction.atomic():
        held = Decision.objects.select_for_update().get(pk=decision.pk)
        day = timezone.localtime(at).date()
        if held.state != "listed" or (held.objections_until and day > held.objections_until):
            raise Refused(
                Reason(
                    "not_open",
                    Words(
                        "名册公示期已过，请直接联系社区",
                        "The time for objections is over; please call the community",
                    ),
                )
            )
        return Objection.objects.create(decision=held, row=row, person_id=by.person, words=text, made_at=at)


def record_opening(decision: Decision, *, by: Actor, at: dt.datetime) -> OpeningLook:
    """That somebody of the counting role has all openings read to add them up; shown with the decision for good."""
    return OpeningLook.objects.create(
        decision=decision, account_id=by.account, title=by.title[:80], why="开票：读出总数", at=at
    )


def check_receipt(*, words: str, at: dt.datetime | None = None) -> BoardLine:
    """The ballot on the board that six words stand for; found by an index, counted once. ``Refused`` where there is none."""
    prefix = prefix_of(words)
    line = None
    if prefix is not None:
        found = BoardLine.objects.filter(
            hash__gte=prefix, hash__lt=prefix + "g", kind="ballot"
        ).select_related("decision__place")
        line = found.first()
    if line is None:
        raise Refused(OLDER_WORDS if is_older(words) else NOT_WORDS)
    Checked.objects.get_or_create(line=line, defaults={"at": at or timezone.now()})
    return line
