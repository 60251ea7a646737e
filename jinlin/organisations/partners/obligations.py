"""The desk of duties: evidence linked and taken off, kept by enough of it, reminded of, dropped with the agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.engine import Desk, Faulty, Taken
from jinlin.base.models import Event
from jinlin.base.procedure import Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.organisations.models import Evidence, Obligation
from jinlin.organisations.partners import rules
from jinlin.organisations.partners.clauses import amount_words, clause_kinds
from jinlin.organisations.partners.evidence import Proof, offered, proof_of, token
from jinlin.organisations.partners.periods import Period
from jinlin.organisations.partners.procedure import OBLIGATION
from jinlin.organisations.partners.sides import accounts_of, relations_between, side_of, tell_accounts

Given = dict[str, Any]
COLUMNS = {"times": "times", "people": "people", "hours": "minutes", "yuan": "fen"}
UNKNOWN = Reason(
    "wrong_reference",
    Words("没有这条记录，或对方还没有确认", "There is no such record, or it is not confirmed"),
)
TAKEN = Reason(
    "not_twice",
    Words(
        "这条记录在这份协议里已经作过凭证，一条只算一次",
        "This record serves as evidence in this agreement already; each counts once",
    ),
)


def relations(obligation: Obligation, actor: Actor) -> frozenset[str]:
    """As to its agreement."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    agreement = obligation.agreement
    return relations_between(actor, agreement.community, agreement.holder_id)


def facts(
    obligation: Obligation, actor: Actor, held: frozenset[str], on: dt.datetime
) -> rules.ObligationFacts:
    """The facts that the rules of a duty ask for."""
    agreement = obligation.agreement
    paused = any(
        one.from_on <= obligation.from_on and (one.until_on is None or obligation.to_on < one.until_on)
        for one in agreement.suspensions.all()
    )
    return rules.ObligationFacts(
        on=timezone.localdate(on),
        from_on=obligation.from_on,
        target=obligation.target,
        got=obligation.got,
        urged_at=obligation.urged_at,
        now=on,
        ended=paused or obligation.from_on > agreement.binds_until,
        linked=Evidence.objects.filter(obligation=obligation).count(),
    )


def period_of(obligation: Obligation) -> Period:
    """The days in which evidence must lie: the period, as far as the agreement binds."""
    return Period(obligation.from_on, min(obligation.to_on, obligation.agreement.binds_until))


def wanted_by(obligation: Obligation) -> tuple[str, ...]:
    """The sorts of evidence that the clause takes."""
    known = clause_kinds().get(obligation.kind)
    return known.evidence if known else ()


def why_not(obligation: Obligation, proof: Proof, today: dt.date) -> Reason | None:
    """Why a record does not prove this duty, or None."""
    agreement = obligation.agreement
    ours = {agreement.holder_id, agreement.institution_id} & proof.institutions
    return rules.why_not_evidence(
        period=period_of(obligation), on=proof.on, sort=proof.sort, wanted=wanted_by(obligation),
        parties=bool(ours) and agreement.community_id in proof.communities, today=today,
    )  # fmt: skip


def offers(obligation: Obligation) -> list[Proof]:
    """Records that could be linked now: of the right time, sort and parties, not used in this agreement."""
    agreement, today = obligation.agreement, timezone.localdate()
    used = set(Evidence.objects.filter(agreement=agreement).values_list("kind", "object_id"))
    period = period_of(obligation)
    found: list[Proof] = []
    for institution in {agreement.holder_id, agreement.institution_id}:
        found += offered(institution, agreement.community_id, period.from_on, period.to_on)
    unique = {(proof.kind, proof.pk): proof for proof in found}
    return [
        proof
        for key, proof in unique.items()
        if key not in used and why_not(obligation, proof, today) is None
    ]


def linked(obligation: Obligation) -> list[tuple[int, str]]:
    """What is linked, for a picker."""
    return [
        (token(one.kind, one.object_id), f"{one.on:%Y-%m-%d} {one.title}")
        for one in obligation.evidence.order_by("on", "pk")
    ]


def row_of(proof: Proof, *, institution: int, community: int, at: dt.datetime, **where: Any) -> Evidence:
    """The evidence row of a record, unsaved: its facts as they are now."""
    return Evidence(
        institution_id=institution, community_id=community, kind=proof.kind, object_id=proof.pk, sort=proof.sort, on=proof.on,
        title=proof.title[:120], people=proof.people, minutes=proof.minutes, fen=proof.fen, gives=proof.gives,
        is_joint=proof.is_joint, photo=proof.photo, linked_at=at, **where,
    )  # fmt: skip


def _link(obligation: Obligation, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """Link one record. Two at once with the same record: the agreement's row is locked, the second is refused."""
    agreement = type(obligation.agreement).objects.select_for_update(of=("self",)).get(
        pk=obligation.agreement_id
    )  # fmt: skip
    proof = proof_of(values["evidence"])
    if proof is None:
        raise Faulty({"evidence": UNKNOWN})
    reason = why_not(obligation, proof, timezone.localdate(at))
    if reason:
        raise Faulty({"evidence": reason})
    if Evidence.objects.filter(agreement=agreement, kind=proof.kind, object_id=proof.pk).exists():
        raise Faulty({"evidence": TAKEN})
    row_of(
        proof, institution=agreement.holder_id, community=agreement.community_id, at=at, agreement=agreement,
        obligation=obligation,
    ).save()  # fmt: skip
    _count(obligation)
    shown = amount_words(proof.amount(obligation.measure), obligation.measure)
    return Taken(
        text=f"{proof.on:%Y-%m-%d} {proof.title}（{shown.zh}）",
        data={"kind": proof.kind, "record": proof.pk}, seen="staff",
    )  # fmt: skip


def _unlink(obligation: Obligation, values: Given, by: Actor, at: dt.datetime) -> Taken:
    found = [one for one in obligation.evidence.all() if token(one.kind, one.object_id) == values["evidence"]]
    if not found:
        raise Faulty({"evidence": UNKNOWN})
    told = f"{found[0].on:%Y-%m-%d} {found[0].title}"
    found[0].delete()
    _count(obligation)
    return Taken(text=f"{told}。{values['note']}", data={"kind": found[0].kind}, seen="staff")


def _count(obligation: Obligation) -> None:
    column = COLUMNS[obligation.measure]
    obligation.got = obligation.evidence.aggregate(sum=Sum(F(column)))["sum"] or 0


def _keep(obligation: Obligation, values: Given, by: Actor, at: dt.datetime) -> Taken:
    obligation.kept_on = timezone.localdate(at)
    return Taken(seen="staff")


def _reopen(obligation: Obligation, values: Given, by: Actor, at: dt.datetime) -> Taken:
    obligation.kept_on = None
    return Taken(seen="staff")


def _urge(obligation: Obligation, values: Given, by: Actor, at: dt.datetime) -> Taken:
    obligation.urged_at = at
    return Taken(text=values.get("note") or "", seen="staff")


def _plain(obligation: Obligation, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return Taken(seen="staff")


def _after(obligation: Obligation, step: Step, values: Given, event: Event, before: str) -> None:
    """Enough evidence keeps a duty, too little opens it again: the platform's own step, in the same transaction."""
    enough = obligation.got >= obligation.target
    if step.code == "link" and enough and obligation.state == "due":
        OBLIGATIONS.take(obligation.pk, "keep", by=THE_CLOCK, on=event.at)
        obligation.refresh_from_db()
    elif step.code == "unlink" and not enough and obligation.state == "kept":
        OBLIGATIONS.take(obligation.pk, "reopen", by=THE_CLOCK, on=event.at)
        obligation.refresh_from_db()


def page(obligation: Obligation, actor: Actor | None = None) -> str:
    """The address of a duty."""
    return f"/obligations/{obligation.pk}"


def title_of(obligation: Obligation) -> Words:
    """What is owed and for which period."""
    known = clause_kinds().get(obligation.kind)
    words = known.words if known else Words(obligation.kind, obligation.kind)
    return Words(f"{words.zh} · {span(obligation)}", f"{words.en} · {span(obligation)}")


def span(obligation: Obligation) -> str:
    """The period as people say it: the month, or its first and last month."""
    first, last = f"{obligation.from_on:%Y-%m}", f"{obligation.to_on:%Y-%m}"
    return first if first == last else f"{first} — {last}"


def tell(obligation: Obligation, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    """A word to the other side; a supervisor's reminder goes to both."""
    agreement = obligation.agreement
    mine = side_of(relations(obligation, by))
    sides = {"community", "institution"} - {mine} if step.tells else set()
    words = title_of(obligation)
    zh, en = f"{agreement}：{step.past.zh}「{words.zh}」", f"{agreement}: {step.past.en} “{words.en}”"
    accounts = accounts_of([*sides, *extra], agreement.community, agreement.holder_id)
    tell_accounts(
        accounts, by, subject="obligation", pk=obligation.pk, words=Words(zh, en), link=page(obligation)
    )


def drop_all(ids: Iterable[int], *, at: dt.datetime) -> None:
    """Write off duties whose agreement no longer binds in their period. Their agreement's row is written by the caller."""
    from jinlin.base import trail

    for row in Obligation.objects.select_for_update(of=("self",)).filter(pk__in=list(ids), state="due"):
        row.state = "dropped"
        trail.record(
            row,
            "obligation",
            "obligation.drop",
            by=THE_CLOCK,
            at=at,
            data={"from": "due", "to": "dropped"},
            seen="staff",
        )
        row.save(update_fields=["state", "trail_seq", "trail_hash"])


OBLIGATIONS = Desk(
    procedure=OBLIGATION, model=Obligation, relations=relations, facts=facts, tell=tell, after=_after,
    effects={
        "link": _link, "unlink": _unlink, "keep": _keep, "reopen": _reopen, "urge": _urge, "drop": _plain,
    },
)  # fmt: skip
