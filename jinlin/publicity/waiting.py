"""What waits for workers: drafts to check and publish, questions to answer, paper to hang, results that are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.organisations.public import clerks_of
from jinlin.places.public import Place, within
from jinlin.publicity import endings, periods, programme
from jinlin.publicity.asking import title_of
from jinlin.publicity.desk import asked_relations, relations
from jinlin.publicity.holders import holders_of
from jinlin.publicity.kinds import book
from jinlin.publicity.models import Hanging, Inquiry, Publication
from jinlin.publicity.queries import HANGS, has_result

CHAIRS = frozenset({"community_secretary"})
PROGRAMMED = frozenset({"community_secretary", "community_worker", "supervision_committee"})
LOOKED = 60
SOON = dt.timedelta(days=7)
further_chairs: list[Callable[[Publication], Iterable[int]]] = []
"""Accounts of further chairs who answer for a result (a rota's chair); higher floors register here."""


def to_be_reminded(row: Publication) -> set[int]:
    """Owner, clerks of the lead, and chair of a decision whose result is due."""
    found = {row.owner_id} if row.owner_id else set()
    if row.lead_id:
        found |= set(clerks_of(institutions=[row.lead_id], on=timezone.localdate()))
    found |= set(holders_of(row.place, CHAIRS))
    for more in further_chairs:
        found |= set(more(row))
    return found


def _drafts(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    rows = Publication.objects.filter(within(actor, "place__path"), state__in=("drafted", "checked"))
    found = []
    for row in rows.select_related("place").order_by("drafted_at")[:LOOKED]:
        held = relations(row, actor)
        own = row.drafted_by_id == actor.account
        if row.state == "checked" and "publisher" in held:
            found.append(_item(row, Words("等您公布", "waits to be published")))
        elif row.state == "drafted" and held - {"author", "overseer"} and not own:
            found.append(_item(row, Words("等您审核", "waits to be checked")))
    return found[:limit]


def _item(row: Publication, what: Words, due_at: dt.datetime | None = None) -> worklist.Item:
    return worklist.Item(row.title, reverse("desk_publication", args=[row.pk]), what, due_at, row.place.name)


def _questions(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    rows = Inquiry.objects.filter(within(actor, "place__path"), state__in=("asked", "raised"))
    rows = rows.select_related("place", "publication", "power").order_by("due_at")
    found = []
    for row in rows[:LOOKED]:
        held = asked_relations(row, actor)
        if ("answerer" in held) if row.state == "asked" else ("supervisor" in held):
            what = Words("等答复", "to be answered")
            found.append(
                worklist.Item(
                    title_of(row), reverse("inquiry", args=[row.pk]), what, row.due_at, row.place.name
                )
            )
    return found[:limit]


def _results(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    due = Publication.objects.filter(result_due_at__lte=now + SOON, withdrawn_at__isnull=True).exclude(
        has_result()
    )
    mine = Q(owner_id=actor.account) | Q(lead__in=actor.institutions)
    chair = [seat.path for seat in actor.seats if seat.role in CHAIRS and seat.path]
    for path in chair:
        mine |= Q(place__path__startswith=path)
    rows = due.filter(mine).select_related("place").order_by("result_due_at")[:limit]
    return [
        _item(row, Words("结果还没有公布", "its result is not published"), row.result_due_at) for row in rows
    ]


def _programme(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """What is missing in the communities where the actor's own seat stands, and what is due within a week."""
    own = {
        seat.path
        for seat in actor.seats
        if seat.path and seat.level == "community" and seat.role in PROGRAMMED
    }
    if not own:
        return []
    today = timezone.localdate(now)
    places = Place.objects.filter(path__in=own)
    found = []
    for year in {today.year, (today - dt.timedelta(days=60)).year}:
        for one in programme.years(places, year, today):
            for item in (
                item for _, items in one.rows for item in items if item.stand in ("missing", "open")
            ):
                if item.stand == "open" and item.span.due_on > today + SOON:
                    continue
                link = reverse("programme", args=[one.place.code]) + f"?year={year}"
                title = f"{item.span.words.zh} {item.kind.words.zh}"
                found.append(
                    worklist.Item(
                        title,
                        link,
                        Words("居务公开", "affairs to publish"),
                        periods.end_of(item.span.due_on),
                        one.place.name,
                    )
                )
    return found[:limit]


def _papers(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    """Notices that must hang on paper and of which no paper is recorded: until then their period is not served."""
    kinds = [one.code for one in book().kinds.values() if one.hang]
    hung = Hanging.objects.filter(publication=OuterRef("pk"), down_on__isnull=True)
    rows = Publication.objects.filter(
        within(actor, "place__path"), ~Exists(hung), state__in=HANGS, kind__in=kinds
    )
    found = []
    for row in rows.select_related("place").order_by("published_at", "pk")[:LOOKED]:
        if relations(row, actor) & {"community", "publisher"}:
            found.append(_item(row, Words("等张贴，贴好后登记", "to be hung up and recorded"), None))
    return found[:limit]


def _endings(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    wanted = {"told": {"supervisor"}, "ended": {"supervisor", "community"}, "handed": {"supervisor"}}
    found = []
    for row in endings.rows_of(actor).filter(state__in=list(wanted)).order_by("due_at", "pk")[:LOOKED]:
        if endings.relations(row, actor) & wanted[row.state]:
            what = endings.ENDINGS.procedure.state(row.state).words
            link = reverse("ending", args=[row.pk])
            found.append(worklist.Item(endings.title_of(row), link, what, row.due_at, row.place.name))
    return found[:limit]


def register() -> None:
    """Register the lanes; called once at start."""
    lanes = (
        ("result", Words("该公布结果的决议", "Decisions whose result is due"), _results, 40),
        ("inquiry", Words("等答复的询问和异议", "Questions and objections to answer"), _questions, 50),
        ("paper", Words("该张贴的公示", "Notices to hang up"), _papers, 52),
        ("ending", Words("依法终止的职务", "Offices that end by law"), _endings, 45),
        ("programme", Words("该公开的居务", "Affairs to be published"), _programme, 55),
        ("publication", Words("等审核、公布的公示", "Notices to check and publish"), _drafts, 60),
    )
    for code, words, items, order in lanes:
        worklist.register(code, words, items, order=order)
