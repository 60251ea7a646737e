"""Matters as the API answers them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import thread
from jinlin.base.rest import line, offer, stamp
from jinlin.matters.desk import CALLS, MATTERS, relations
from jinlin.matters.lines import words_of
from jinlin.matters.listing import Asked, capped_count, page_of, select
from jinlin.matters.models import Matter, Part, Telling
from jinlin.matters.numbers import number_of
from jinlin.matters.procedure import CALL, MATTER
from jinlin.matters.sight import sight
from jinlin.matters.web.resident_thread import Reader, by_teller, is_own, shown_events


def row(matter: Matter) -> dict[str, Any]:
    """A matter as a list shows it."""
    state = MATTER.state(matter.state)
    due = matter.due_at
    return {
        "number": number_of(matter.pk, matter.told_at),
        "title": matter.title,
        "state": matter.state,
        "state_zh": state.words.zh,
        "state_en": state.words.en,
        "owner": {"username": matter.owner.username, "name": matter.owner.get_full_name()},
        "lead": matter.lead.name if matter.lead else "",
        "place": {"code": matter.place.code, "name": matter.place.name, "level": matter.place.level},
        "category": matter.category.code if matter.category else "",
        "category_zh": matter.category.zh if matter.category else "",
        "told_at": stamp(matter.told_at),
        "due_at": stamp(due),
        "due_provisional": matter.due_provisional,
        "late": bool(due and not state.final and matter.state != "answered" and due < timezone.now()),
        "tellers": matter.teller_count,
        "long_running": matter.long_running,
        "supervised": matter.supervised_at is not None,
        "public": matter.public,
    }


def whole(matter: Matter, actor: Actor) -> dict[str, Any] | None:
    """A matter with its thread, offers and calls as far as the actor may see it; None where it is not for them."""
    held = relations(matter, actor)
    seen = sight(matter, held)
    if not seen:
        return None
    calls = (
        Part.objects.filter(matter=matter, kind="called")
        .select_related("institution", "matter__place")
        .order_by("id")
    )
    return {
        **row(matter),
        "channel": matter.channel,
        "answered_at": stamp(matter.answered_at),
        "closed_at": stamp(matter.closed_at),
        "outcome": matter.outcome,
        "solved": matter.solved,
        "satisfaction": matter.satisfaction if "staff" in seen or "teller" in held else None,
        "into": number_of(matter.into.pk, matter.into.told_at) if matter.into else "",
        "thread": _thread(matter, actor, seen),
        "offers": [offer(one) for one in MATTERS.offers(matter, actor, held=held)],
        "calls": [_call(part, actor) for part in calls] if "staff" in seen else [],
    }


def _thread(matter: Matter, actor: Actor, seen: tuple[str, ...]) -> list[dict[str, Any]]:
    """The whole thread for workers; for a teller and the public only what is theirs to read, nobody's name in it."""
    if "staff" in seen:
        return [line(event, words_of(event)) for event in thread("matter", matter.pk, seen=seen)]
    own = (
        Telling.objects.filter(matter=matter)
        .filter(Q(person_id=actor.person or 0) | Q(pk__in=actor.follows))
        .first()
    )
    reader = Reader(telling=own, account=actor.account)
    shown = []
    for event, whole in shown_events(matter, reader):
        row = line(event, words_of(event))
        if by_teller(event):
            row |= {"who": "您" if is_own(event, reader) else "反映人", "acting_for": ""}
        shown.append(row if whole else row | {"text": "", "data": {}})
    return shown


def _call(part: Part, actor: Actor) -> dict[str, Any]:
    state = CALL.state(part.state)
    return {
        "id": part.pk,
        "institution": part.institution.name,
        "state": part.state,
        "state_zh": state.words.zh,
        "answer_due_at": stamp(part.answer_due_at),
        "arrive_due_at": stamp(part.arrive_due_at),
        "mark": part.mark,
        "offers": [offer(one) for one in CALLS.offers(part, actor)],
    }


def listed(actor: Actor, asked: Asked) -> dict[str, Any]:
    """A page of the matters that this actor's lists hold, filtered; refused with the reason where a filter is wrong."""
    rows = select(actor, asked)
    total, exact = capped_count(rows)
    items, more = page_of(rows, asked)
    return {
        "items": [row(one) for one in items],
        "page": asked.page,
        "next": asked.page + 1 if more else None,
        "total": total,
        "total_is_exact": exact,
    }
