"""The desks of opening balances and of reversals: facts, who is told, how each is found and shown; what waits for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.procedure import Step
from jinlin.base.subjects import Subject
from jinlin.base.words import Words
from jinlin.places.public import within
from jinlin.volunteering.models.books import PointOpening, PointReversal
from jinlin.volunteering.points.books import effects
from jinlin.volunteering.points.books.commands import keeps_line
from jinlin.volunteering.points.books.procedure import OPENING, REVERSAL, BookFacts
from jinlin.volunteering.teams.desk import WHOLE, accounts_of, tell
from jinlin.volunteering.teams.queries import is_keeper, is_own

_TXN = ("txn__taker__place", "txn__giver__place")


def opening_relations(row: PointOpening, actor: Actor) -> frozenset[str]:
    """Who keeps the points of the place."""
    return frozenset({"keeper"}) if is_keeper(row.place, None, actor) else frozenset()


def _opening_facts(row: PointOpening, actor: Actor, held: frozenset[str], on: dt.datetime) -> BookFacts:
    own = actor.person is not None and row.lines.filter(person=actor.person).exists()
    return BookFacts(row.made_by_id, actor.account, own)


OPENINGS = Desk(
    procedure=OPENING, model=PointOpening, relations=opening_relations, facts=_opening_facts, effects=effects.OPENING_EFFECTS, tell=lambda *told: None,
    related=("place",),
)  # fmt: skip


def reversal_relations(row: PointReversal, actor: Actor) -> frozenset[str]:
    """Who keeps the account whose line it is."""
    return frozenset({"keeper"}) if keeps_line(row.txn, actor) else frozenset()


def _reversal_facts(row: PointReversal, actor: Actor, held: frozenset[str], on: dt.datetime) -> BookFacts:
    ends = [one for one in (row.txn.taker, row.txn.giver) if one is not None]
    return BookFacts(
        row.made_by_id,
        actor.account,
        any(is_own(actor, one.person_id) for one in ends),
        hasattr(row.txn, "reversed_by"),
    )


def _tell_reversal(row: PointReversal, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    if "holder" not in step.tells:
        return
    said = Words(
        f"您的一笔积分冲正了：{row.txn.zh}。原因：{row.words}",
        f"A line of your points was taken back: {row.words}",
    )
    people = [one.person_id for one in (row.txn.taker, row.txn.giver) if one is not None]
    tell("point_reversal", row.pk, said, reverse("my_points"), accounts_of(*people), by)


REVERSALS = Desk(
    procedure=REVERSAL, model=PointReversal, relations=reversal_relations, facts=_reversal_facts, effects=effects.REVERSAL_EFFECTS, tell=_tell_reversal,
    related=("txn",),
)  # fmt: skip


def _find(model: Any, relations: Any, *related: str) -> Any:
    def found(ref: str, actor: Actor) -> Any:
        row = model.objects.select_related(*related).get(pk=int(ref))
        if not relations(row, actor):
            raise model.DoesNotExist
        return row

    return found


OPENING_SUBJECT = Subject(
    desk=OPENINGS, plural="point-openings", find=_find(PointOpening, opening_relations, "place"), ref=lambda row: str(row.pk),
    title=lambda row: f"{row.place.name} {row.on_day:%Y-%m-%d}", page=lambda row, actor: reverse("point_opening", args=[row.pk]), seen=lambda row, actor: WHOLE,
    shown=lambda row, actor: {"place": row.place.code, "on_day": row.on_day.isoformat(), "lines": row.lines.count(), "known": row.known, "returned": len(row.returned)},
    other={"point_opening.handed_in": Words("交来了名单", "handed it in")},
)  # fmt: skip

REVERSAL_SUBJECT = Subject(
    desk=REVERSALS, plural="point-reversals", find=_find(PointReversal, reversal_relations, *_TXN), ref=lambda row: str(row.pk), title=lambda row: row.txn.zh,
    page=lambda row, actor: reverse("point_reversal", args=[row.pk]), seen=lambda row, actor: WHOLE,
    shown=lambda row, actor: {"line": row.txn.zh, "words": row.words},
    other={"point_reversal.asked": Words("申请冲正", "asked to take it back")},
)  # fmt: skip


def to_decide(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Lists and reversals that wait for a second person, other than those of the actor; two queries."""
    if not actor.staff:
        return []
    lists = PointOpening.objects.filter(within(actor, "place__path"), state="drafted").exclude(
        made_by=actor.account
    )
    asked = (
        PointReversal.objects.filter(within(actor, "txn__taker__place__path"), state="asked")
        .exclude(made_by=actor.account)
        .select_related("txn")
    )
    found = [
        worklist.Item(one.file_name, reverse("point_opening", args=[one.pk]), Words("期初积分等您核对", "Opening balances to check"), where=one.place.name)
        for one in lists.select_related("place").order_by("pk")[:limit]
    ]  # fmt: skip
    found += [
        worklist.Item(
            one.txn.zh,
            reverse("point_reversal", args=[one.pk]),
            Words("冲正等您同意", "A reversal to approve"),
        )
        for one in asked.order_by("pk")[:limit]
    ]
    return found[:limit]


def register() -> None:
    """Register subjects and what waits."""
    from jinlin.base import subjects

    for subject in (OPENING_SUBJECT, REVERSAL_SUBJECT):
        subjects.register(subject)
    worklist.register(
        "points_books", Words("积分账等第二个人", "Points: a second person"), to_decide, order=76
    )
