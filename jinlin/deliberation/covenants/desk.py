"""The desk of covenants: relations, facts, notices; the subject, its pickers, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from jinlin.base import references, worklist
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.duties import duty
from jinlin.base.engine import Desk
from jinlin.base.events import subscribe
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.subjects import Subject, attach, register
from jinlin.base.words import Words
from jinlin.deliberation.covenants import effects, queries
from jinlin.deliberation.covenants.flags import flags
from jinlin.deliberation.covenants.models import Clause, ClauseFlag, ClauseRemark, Covenant
from jinlin.deliberation.covenants.procedure import COVENANT
from jinlin.deliberation.covenants.rules import Facts
from jinlin.organisations.public import holders_over, roles
from jinlin.places.public import Place, under, within
from jinlin.publicity.public import is_served

VISITING = "visitor"
"""The channel of somebody without an account, who may only make a remark; set by the server alone."""


def relations_at(place: Place, actor: Actor) -> frozenset[str]:
    """The relations of an actor to the covenants of a place."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    if actor.account == 0 and actor.channel == VISITING:
        return frozenset({"visitor"})
    found = {"resident"} if actor.signed_in else set()
    for seat in actor.seats:
        given = role.relations if (role := roles().get(seat.role)) else frozenset()
        if seat.covers(place.path) and "community" in given:
            found.add("keeper")
        if seat.covers(place.path) and "supervisor" in given:
            found.add("supervisor")
    return frozenset(found)


def kept_by(actor: Actor) -> Q:
    """The condition on covenants that a seat of the actor keeps them or is the level above: those whose desk page opens."""
    found = Q(pk__in=[])
    for seat in actor.seats:
        given = role.relations if (role := roles().get(seat.role)) else frozenset()
        if seat.path and given & {"community", "supervisor"}:
            found |= under(seat.path, "place__path")
    return found


def relations(row: Covenant, actor: Actor) -> frozenset[str]:
    """The relations of an actor to a covenant."""
    return relations_at(row.place, actor)


def facts(row: Covenant, actor: Actor, held: frozenset[str], on: dt.datetime) -> Facts:
    """What the rules of a covenant ask for."""
    made = queries.last_round(row)
    this_round = ClauseFlag.objects.filter(round__covenant=row, round__number=row.round)
    return Facts(
        today=timezone.localdate(on), clauses=row.clauses.filter(dropped=False).count(), round=row.round, closes_on=row.closes_on,
        unanswered=ClauseRemark.objects.filter(round__covenant=row, taken="").count(), undecided=this_round.filter(decision="").count(),
        to_change=this_round.filter(decision__in=("change", "drop")).count(),
        changed_since_round=made is not None and queries.hash_of(queries.as_draft(row)) != made.text_hash,
        waits_for_motion=row.motion_id is not None or row.decision_id is not None,
        unserved=is_served("covenant", row.pk, "covenant_draft", on=on, paper=False) if row.state == "answering" else None,
    )  # fmt: skip


def _tell(row: Covenant, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    if "keeper" not in {*step.tells, *extra}:
        return
    words = Words(f"《{row.name}》：{step.past.zh}", f"“{row.name}”: {step.past.en}")
    accounts = holders_over(path=row.place.path, relation="community", on=timezone.localdate(event.at))
    link = reverse("desk_covenant", args=[row.pk])
    send(Letter("covenant", row.pk, words, link=link, account=one) for one in accounts if one != by.account)


def _after(row: Covenant, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
    attach(row, "covenant", event, list(values.get("files") or []))
    if step.code == "answer":
        _tell_asker(row, values["remark"])


def _tell_asker(row: Covenant, remark: int) -> None:
    from jinlin.people.public import Account

    found = ClauseRemark.objects.filter(pk=remark, person__isnull=False).first()
    if found is not None:
        words = Words(f"您对《{row.name}》的意见有答复了", f"Your remark on “{row.name}” was answered")
        accounts = Account.objects.filter(person_id=found.person_id, is_active=True).values_list(
            "pk", flat=True
        )
        link = reverse("covenant_round", args=[row.pk, row.round])
        send(Letter("covenant", row.pk, words, link=link, account=one) for one in accounts)


COVENANTS = Desk(
    procedure=COVENANT,
    model=Covenant,
    relations=relations,
    facts=facts,
    effects=effects.EFFECTS,
    tell=_tell,
    after=_after,
)


def find(ref: str, actor: Actor) -> Covenant:
    """A covenant by its id; the text is public in every state but the first drafting, which its keepers see."""
    row: Covenant = Covenant.objects.select_related("place", "motion", "decision").get(pk=int(ref))
    if row.round == 0 and not relations(row, actor) & {"keeper", "supervisor"}:
        raise Covenant.DoesNotExist
    return row


def _seen(row: Covenant, actor: Actor) -> tuple[str, ...]:
    return (
        ("public", "teller", "staff")
        if relations(row, actor) & {"keeper", "supervisor", "clock"}
        else ("public",)
    )


def _shown(row: Covenant, actor: Actor) -> dict[str, Any]:
    today = timezone.localdate()
    adoption = queries.in_force(row, today)
    made = queries.last_round(row)
    return {
        "place": row.place.code, "round": row.round, "closes_on": row.closes_on.isoformat() if row.closes_on else None,
        "in_force": [_clause_shown(one) for one in queries.text_at(row, today)], "in_force_since": adoption.effective_on.isoformat() if adoption else None,
        "draft": [_clause_shown(one) for one in (queries.as_round(made) if made else [])], "text_hash": made.text_hash if made else "",
        "remarks": [
            {"id": one.pk, "clause": one.clause_id, "text": one.text, "taken": one.taken, "answer": one.answer}
            for one in (queries.remarks_of(made).exclude(taken="") if made else [])
        ],
    }  # fmt: skip


def _clause_shown(one: Any) -> dict[str, Any]:
    return {"clause": one.clause, "position": one.position, "title": one.title, "text": one.text}


SUBJECT = Subject(
    desk=COVENANTS, plural="covenants", find=find, ref=lambda row: str(row.pk), title=lambda row: row.name,
    page=lambda row, actor: reverse("desk_covenant" if actor.staff and relations(row, actor) & {"keeper", "supervisor"} else "covenant", args=[row.pk]),
    seen=_seen, shown=_shown, other={"covenant.begun": Words("开始起草", "began it")},
)  # fmt: skip


def _clauses(row: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    if row.state == "open":
        made = queries.last_round(row)
        versions = queries.as_round(made) if made else []
    else:
        versions = queries.as_draft(row)
    return [(one.clause, f"第{one.position}条 {one.title}") for one in versions]


def _remarks(row: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    rows = ClauseRemark.objects.filter(round__covenant=row, taken="").select_related("clause").order_by("pk")
    return [(one.pk, f"{one.clause.title if one.clause else '全文'}：{one.text[:60]}") for one in rows[:200]]


def _flags(row: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    rows = ClauseFlag.objects.filter(
        round__covenant=row, round__number=row.round, decision=""
    ).select_related("clause")
    return [
        (one.pk, f"{one.clause.title}：{flags()[one.code].words.zh}“{one.passage}”")
        for one in rows.order_by("pk")
        if one.code in flags()
    ]


def _waiting(actor: Actor, now: dt.datetime, limit: int) -> Iterable[worklist.Item]:
    rows = queries.with_counts(
        Covenant.objects.filter(within(actor, "place__path"), state__in=("open", "answering", "adopted"))
    )
    found = []
    for row in rows.order_by("closes_on")[:40]:
        if "keeper" not in relations(row, actor):
            continue
        what = (
            Words(f"{row.waiting} 条意见等答复", f"{row.waiting} remarks to answer") if row.waiting else None
        )
        what = Words("通过了，还没有备案", "adopted, not filed yet") if row.state == "adopted" else what
        if what is not None:
            found.append(
                worklist.Item(row.name, reverse("desk_covenant", args=[row.pk]), what, None, row.place.name)
            )
    return found[:limit]


@duty("close rounds of covenants", every=dt.timedelta(hours=1))
def close_rounds(now: dt.datetime) -> int:
    """Close rounds whose last day has passed."""
    over = Covenant.objects.filter(state="open", closes_on__lt=timezone.localdate(now)).order_by("pk")
    done = list(over.values_list("pk", flat=True)[:200])
    for pk in done:
        COVENANTS.take(pk, "close_round", by=THE_CLOCK, on=now)
    return len(done)


def _exists(model: type[Any], code: str) -> int | None:
    return (
        int(code)
        if code.isdigit() and len(code) < 18 and model.objects.filter(pk=int(code)).exists()
        else None
    )


def register_all() -> None:
    """Register subject, pickers, worklist and what is listened to; called once at start."""
    register(SUBJECT)
    references.register("covenant_clause", find=lambda code: _exists(Clause, code), options=_clauses)
    references.register("covenant_remark", find=lambda code: _exists(ClauseRemark, code), options=_remarks)
    references.register("covenant_flag", find=lambda code: _exists(ClauseFlag, code), options=_flags)
    worklist.register("covenant", Words("公约", "Covenants"), _waiting, order=65)
    subscribe("motion.conclude", effects.motion_concluded)
    subscribe("motion.fail_gate", effects.motion_failed)
    subscribe("motion.withdraw", effects.motion_failed)
    subscribe("person.erased", erase_words_of)


def erase_words_of(*, person: Any, at: dt.datetime, **more: object) -> None:
    """Remarks lose their author; their words were public without a name and stay beside the answer."""
    ClauseRemark.objects.filter(person=person).update(person=None)
