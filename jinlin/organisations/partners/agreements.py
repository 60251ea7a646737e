"""The desk of agreements: who stands on which side, what each step writes, who is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Desk, Faulty, Taken
from jinlin.base.models import Event
from jinlin.base.procedure import Step
from jinlin.base.rule import Reason
from jinlin.base.subjects import attach
from jinlin.base.words import Words
from jinlin.organisations.models import Agreement, Clause, Suspension, Version
from jinlin.organisations.partners import appraisals, duties, rules
from jinlin.organisations.partners.clauses import clause_kinds
from jinlin.organisations.partners.deadlines import warn_from
from jinlin.organisations.partners.numbering import next_number
from jinlin.organisations.partners.obligations import drop_all
from jinlin.organisations.partners.periods import DAY
from jinlin.organisations.partners.procedure import AGREEMENT, STANDING
from jinlin.organisations.partners.sides import accounts_of, relations_between, side_of, tell_accounts

Given = dict[str, Any]


def relations(agreement: Agreement, actor: Actor) -> frozenset[str]:
    """An actor's relations to an agreement: by seats over the community, in the institution that holds it, or above."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    return relations_between(actor, agreement.community, agreement.holder_id)


def facts(agreement: Agreement, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.AgreementFacts:
    """The facts that the rules of an agreement ask for."""
    version = Version.objects.filter(agreement=agreement, number=agreement.version).first()
    accepted = set()
    accounts = set()
    if version is not None and version.community_at:
        accepted.add("community")
        accounts.add(version.community_by)
    if version is not None and version.institution_at:
        accepted.add("institution")
        accounts.add(version.institution_by)
    renewal = Agreement.objects.filter(renews=agreement).exclude(state="dropped").first()
    ended = agreement.holder.ended_on
    today = timezone.localdate(on)
    return rules.AgreementFacts(
        on=today,
        side=side_of(held),
        account=actor.account,
        accepted_by=frozenset(accepted),
        accepted_accounts=frozenset(accounts),
        to_on=version.to_on if version and agreement.state in ("draft", "half") else agreement.to_on,
        warn_from=warn_from(agreement.to_on),
        is_renewed=renewal is not None,
        successor_stands=renewal is not None and renewal.state in STANDING,
        institution_ended=ended is not None and ended <= today,
        may_appraise=appraisals.open_stages(agreement, side_of(held), today),
    )


def _faulty(name: str, reason: Reason) -> Faulty:
    return Faulty({name: reason})


def add_version(agreement: Agreement, values: Given, side: str, at: dt.datetime, number: int) -> Version:
    """Write a version with its clauses; refused (``Faulty``) where the dates are wrong or no clause is left."""
    wrong = rules.wrong_term(values["from_on"], values["to_on"])
    if wrong:
        raise _faulty("to_on", wrong)
    kinds = clause_kinds()
    wanted = {code: values.get(code) or 0 for code in kinds}
    if not any(wanted.values()):
        reason = Reason(
            "no_clause", Words("协议里至少要有一条约定", "An agreement needs at least one clause")
        )
        raise _faulty(next(iter(kinds)), reason)
    made = Version.objects.create(
        agreement=agreement, number=number, from_on=values["from_on"], to_on=values["to_on"], side=side, made_at=at,
    )  # fmt: skip
    Clause.objects.bulk_create(
        Clause(
            version=made, kind=code, cadence=kinds[code].cadence, measure=kinds[code].measure,
            target=amount * kinds[code].unit,
        )
        for code, amount in wanted.items() if amount
    )  # fmt: skip
    return made


def terms_of(version: Version) -> Given:
    """A version as the form shows it: dates and, by clause, how much in the measure that people read."""
    found: Given = {"from_on": version.from_on, "to_on": version.to_on}
    kinds = clause_kinds()
    for clause in version.clauses.all():
        known = kinds.get(clause.kind)
        if known is not None:
            found[clause.kind] = clause.target // known.unit
    return found


def _note(values: Given, **data: Any) -> Taken:
    return Taken(text=values.get("note") or "", files=values.get("files") or [], data=data, seen="staff")


def _side(agreement: Agreement, by: Actor) -> str:
    return side_of(relations(agreement, by))


def _revise(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    agreement.version += 1
    add_version(agreement, values, _side(agreement, by), at, agreement.version)
    agreement.from_on, agreement.to_on = values["from_on"], values["to_on"]
    return _note(values, version=agreement.version)


def _propose(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """A change keeps the beginning; the agreement goes on as it is until both have accepted."""
    last = agreement.versions.order_by("-number").first()
    agreement.version = (last.number if last else 0) + 1
    if values["from_on"] != agreement.from_on:
        reason = Reason(
            "wrong_dates",
            Words("已经生效的协议，开始日期不能改", "The beginning of a binding agreement stays"),
        )
        raise _faulty("from_on", reason)
    add_version(agreement, values, _side(agreement, by), at, agreement.version)
    return _note(values, version=agreement.version)


def _accept(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Version:
    """Set the actor's side's acceptance on the version that they read; refused where a newer one is on the table."""
    if values["version"] != agreement.version:
        zh = f"现在是第 {agreement.version} 稿，请看了再确认"
        raise _faulty(
            "version",
            Reason(
                "wrong_version",
                Words(zh, f"It is version {agreement.version} now; read it before you accept"),
            ),
        )
    version = Version.objects.select_for_update().get(agreement=agreement, number=agreement.version)
    side = _side(agreement, by)
    setattr(version, f"{side}_at", at)
    setattr(version, f"{side}_by", by.account)
    version.save(update_fields=[f"{side}_at", f"{side}_by"])
    return version


def _first(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _accept(agreement, values, by, at)
    return _note(values, version=agreement.version, side=_side(agreement, by))


def _second(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """Both have accepted: it binds from its first day, or from today where that has passed."""
    version = _accept(agreement, values, by, at)
    agreement.standing = agreement.version
    agreement.from_on, agreement.to_on = version.from_on, version.to_on
    agreement.in_force_from = max(version.from_on, timezone.localdate(at))
    agreement.save()
    made = duties.make(agreement, version.clauses.all(), at=at)
    return _note(values, version=agreement.version, side=_side(agreement, by), duties=made)


def _second_change(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    version = _accept(agreement, values, by, at)
    agreement.standing, agreement.to_on = agreement.version, version.to_on
    agreement.save()
    duties.change(agreement, version.clauses.all(), on=timezone.localdate(at), at=at)
    return _note(values, version=agreement.version, side=_side(agreement, by))


def _decline(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """The change falls; its version is kept for the thread, and its number is not given again."""
    declined = agreement.version
    agreement.version = agreement.standing
    return _note(values, version=declined)


def _file_scan(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    today = timezone.localdate(at)
    if values["signed_on"] > today:
        raise _faulty(
            "signed_on",
            Reason("too_early", Words("签字日期不能在今天以后", "Signing can't lie in the future")),
        )
    agreement.signed_on = values["signed_on"]
    return _note(values, signed_on=values["signed_on"].isoformat())


def _suspend(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    Suspension.objects.create(agreement=agreement, from_on=timezone.localdate(at))
    return _note(values)


def _resume(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """What lay wholly within the pause is no longer asked."""
    today = timezone.localdate(at)
    pause = Suspension.objects.filter(agreement=agreement, until_on__isnull=True).first()
    if pause is not None:
        pause.until_on = today
        pause.save(update_fields=["until_on"])
        drop_all(duties.drop(agreement, from_on=pause.from_on, until_on=today), at=at)
    return _note(values)


def _renew(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """A following agreement begins the day after this one ends, with the same clauses, as a draft."""
    begins = agreement.to_on + DAY
    standing = Version.objects.get(agreement=agreement, number=agreement.standing)
    terms = {**terms_of(standing), "from_on": begins, "to_on": values["to_on"]}
    following = Agreement.objects.create(
        number=next_number(Agreement, timezone.localdate(at).year), community=agreement.community, institution=agreement.holder,
        holder=agreement.holder, from_on=begins, to_on=max(values["to_on"], begins + DAY), renews=agreement,
    )  # fmt: skip
    add_version(following, terms, _side(agreement, by), at, 1)
    from jinlin.base import trail

    trail.record(
        following,
        "agreement",
        "agreement.drafted",
        by=by,
        at=at,
        data={"renews": agreement.number},
        seen="staff",
    )
    following.save(update_fields=["trail_seq", "trail_hash"])
    return _note(values, number=following.number)


def _appraise(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return appraisals.appraise(agreement, values, by, at, _side(agreement, by))


def _end(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """It binds until yesterday; duties of periods that begin today or later fall away, begun ones stay."""
    today = timezone.localdate(at)
    agreement.ended_on = today
    drop_all(duties.drop(agreement, from_on=today), at=at)
    return _note(values)


def _over(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    agreement.version = agreement.standing
    return Taken(seen="staff")


def _plain(agreement: Agreement, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return _note(values)


def _after(agreement: Agreement, step: Step, values: Given, event: Event, before: str) -> None:
    attach(agreement, "agreement", event, values.get("files") or [])


def page(agreement: Agreement, actor: Actor | None = None) -> str:
    """The address of an agreement."""
    return f"/agreements/{agreement.number}"


def tell(agreement: Agreement, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    """A word to both sides, but for the one who took the step."""
    accounts = accounts_of([*step.tells, *extra], agreement.community, agreement.holder_id)
    zh = f"{agreement}：{by.title or '平台'} {step.past.zh}"
    en = f"{agreement}: {by.title or 'the platform'} {step.past.en}"
    tell_accounts(
        accounts, by, subject="agreement", pk=agreement.pk, words=Words(zh, en), link=page(agreement)
    )


AGREEMENTS = Desk(
    procedure=AGREEMENT, model=Agreement, relations=relations, facts=facts, tell=tell, after=_after,
    effects={
        "revise": _revise, "accept": _first, "accept_too": _second, "discard": _plain, "file_scan": _file_scan,
        "propose": _propose, "accept_change": _first, "accept_change_too": _second_change, "decline_change": _decline,
        "suspend": _suspend, "resume": _resume, "renew": _renew, "appraise": _appraise, "end": _end, "expire": _over, "succeed": _over,
    },
)  # fmt: skip
