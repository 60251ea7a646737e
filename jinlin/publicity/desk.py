"""The desks of publicity: relations, facts, and who is told, for notices, questions and small powers."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.subjects import attach
from jinlin.base.words import Words
from jinlin.organisations.public import holders_over
from jinlin.publicity import asking, effects, periods, powers
from jinlin.publicity.holders import holders_of
from jinlin.publicity.kinds import book, kind_of
from jinlin.publicity.models import Inquiry, Power, Publication
from jinlin.publicity.procedure import INQUIRY, POWER, PUBLICATION
from jinlin.publicity.relating import OVERSEERS, relations_at, works_here
from jinlin.publicity.rules import AskedFacts, Facts


def relations(row: Publication, actor: Actor) -> frozenset[str]:
    """Every relation of an actor to a notice."""
    found = relations_at(actor, row.place.path, row.place.grid_id, kind_of(row.kind).publishers)
    if actor.signed_in and row.drafted_by_id == actor.account and actor.staff:
        found |= {"author"}
    return found


def facts(row: Publication, actor: Actor, held: frozenset[str], on: dt.datetime) -> Facts:
    """The facts that the rules of a notice ask for."""
    kind, today = kind_of(row.kind), timezone.localdate(on)
    missing: tuple[str, ...] = ()
    if row.begins_on is not None:
        missing = periods.standing(
            kind, row.begins_on, row.event_on, effects.hangings_of(row), row.until_on
        ).missing
    objections = (
        Inquiry.objects.filter(publication=row, kind="objection")
        if row.published_at
        else Inquiry.objects.none()
    )
    upheld = objections.filter(outcome="upheld").exclude(publication__corrections__published_at__isnull=False)
    return Facts(
        today=today, basis=kind.basis, own_draft=bool(actor.account) and row.drafted_by_id == actor.account, until_on=row.until_on,
        before_event=kind.before_event, event_on=row.event_on, earliest_event=periods.earliest_event(kind, today),
        missing_spots=tuple(book().spots[one] for one in missing), open_objections=objections.filter(state="asked").count(),
        uncorrected=upheld.count(), has_channel=bool(row.channel), needs_channel=kind.takes_objections, has_text=bool(row.body.strip()),
        is_result=row.kind == "result", has_decision=row.result_of_id is not None,
    )  # fmt: skip


def _tell(row: Publication, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    names = {*step.tells, *extra}
    told: set[int] = set()
    if "author" in names and row.drafted_by_id:
        told.add(row.drafted_by_id)
    if "publisher" in names:
        told |= set(holders_of(row.place, kind_of(row.kind).publishers))
    if "overseer" in names:
        told |= set(holders_of(row.place, OVERSEERS))
    words = Words(f"公示《{row.title}》：{step.past.zh}", f"Notice “{row.title}”: {step.past.en}")
    send(
        Letter("publication", row.pk, words, link=reverse("desk_publication", args=[row.pk]), account=account)
        for account in sorted(told - {by.account})
    )


def _after(row: Publication, step: Step, values: dict[str, object], event: Event, before: str) -> None:
    attach(row, "publication", event, list(values.get("files") or []))  # type: ignore[call-overload]
    if step.code == "publish":
        effects.follow(row, event.at)


PUBLICATIONS = Desk(
    procedure=PUBLICATION, model=Publication, relations=relations, facts=facts, effects=effects.PUBLICATION_EFFECTS, tell=_tell, after=_after,
)  # fmt: skip


def asked_relations(row: Inquiry, actor: Actor) -> frozenset[str]:
    """Relations to a question: having asked it (account or key), answering it, the level above.

    A complaint goes past the place's own workers to the level above (城市居民委员会组织法 35).
    """
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found: set[str] = set()
    if (actor.person and row.person_id == actor.person) or actor.channel == asking.channel_of(row):
        found.add("asker")
    publishers = kind_of(row.publication.kind).publishers if row.publication else frozenset()
    held = relations_at(actor, row.place.path, row.place.grid_id, publishers)
    if "supervisor" in held:
        found.add("supervisor")
    answers = {"supervisor"} if row.kind == "complaint" else {"community", "publisher"}
    if held & answers:
        found.add("answerer")
    return frozenset(found)


def _asked_facts(row: Inquiry, actor: Actor, held: frozenset[str], on: dt.datetime) -> AskedFacts:
    return AskedFacts(on=on, raise_until=asking.raise_until(row.answered_at))


def _asked_tell(row: Inquiry, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    words = Words(f"您的询问（{row.pk}）：{step.past.zh}", f"Your question ({row.pk}): {step.past.en}")
    letters = []
    if "asker" in step.tells:
        letters += asking.letters_to_asker(row, words)
    over = [
        relation
        for relation, name in (("supervisor", "supervisor"), ("community", "answerer"))
        if name in step.tells
    ]
    on = timezone.localdate(event.at)
    accounts = {one for name in over for one in holders_over(path=row.place.path, relation=name, on=on)}
    line = Words(f"{asking.title_of(row)}：{step.past.zh}", f"{asking.title_of(row)}: {step.past.en}")
    letters += [
        Letter("inquiry", row.pk, line, link=reverse("inquiry", args=[row.pk]), account=one)
        for one in sorted(accounts - {by.account})
    ]
    send(letters)


INQUIRIES = Desk(
    procedure=INQUIRY, model=Inquiry, relations=asked_relations, facts=_asked_facts, effects=asking.INQUIRY_EFFECTS, tell=_asked_tell,
    after=asking.after_step,
)  # fmt: skip


def power_relations(row: Power, actor: Actor) -> frozenset[str]:
    """Relations to a small power: the place's workers record its use, its secretary keeps the list."""
    return relations_at(
        actor, row.place.path, row.place.grid_id, frozenset({"community_secretary", "street_supervisor"})
    )


POWERS = Desk(
    procedure=POWER, model=Power, relations=power_relations, facts=lambda row, actor, held, on: None, effects=powers.POWER_EFFECTS,
    tell=lambda row, step, by, event, extra: None,
)  # fmt: skip

__all__ = [
    "INQUIRIES",
    "POWERS",
    "PUBLICATIONS",
    "asked_relations",
    "power_relations",
    "relations",
    "works_here",
]
