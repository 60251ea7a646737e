"""The desks of talents and of requests: relations, facts, who is told, how each is found and shown."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject
from jinlin.base.words import Words
from jinlin.organisations.public import holders_over
from jinlin.visits.models import Talent, TalentRequest
from jinlin.visits.talents import effects, rules
from jinlin.visits.talents.procedure import REQUEST, TALENT
from jinlin.visits.talents.queries import can_answer, helped, request_relations, talent_relations


def talent_facts(row: Talent, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.TalentFacts:
    """Whether it is oneself, can answer on a phone, is a child, has a checked skill."""
    born = row.person.birth_year if row.person else None
    return rules.TalentFacts(
        is_self="self" in held, has_account=can_answer(row), is_minor=born is not None and timezone.localdate(on).year - born < rules.ADULT,
        has_verified=row.skills.filter(verified_at__isnull=False).exists(), is_nominator="nominator" in held,
    )  # fmt: skip


def _tell_talent(row: Talent, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts: set[int] = set()
    if "self" in step.tells and can_answer(row):
        accounts.add(row.person.account.pk)  # type: ignore[union-attr]
    if "community" in step.tells:
        accounts |= set(
            holders_over(
                path=row.place.path, relation="community", on=timezone.localdate(), grid=row.place.grid_id
            )
        )
    said = Words(f"社区能人：{step.past.zh}", f"Talents: {step.past.en}")
    send(
        Letter("talent", row.pk, said, reverse("talent", args=[row.pk]), account=one)
        for one in sorted(accounts - {by.account})
    )
    if step.code == "verify" and row.state == "accepted":
        TALENTS.take(row.pk, "activate", by=THE_CLOCK, on=event.at)
    if step.code == "withdraw":
        for one in TalentRequest.objects.filter(talent=row, state="asked"):
            REQUESTS.take(one.pk, "lapse", by=THE_CLOCK, on=event.at)


TALENTS = Desk(
    procedure=TALENT, model=Talent, relations=talent_relations, facts=talent_facts, effects=effects.TALENT_EFFECTS, tell=_tell_talent, related=("place",),
)  # fmt: skip


def request_facts(
    row: TalentRequest, actor: Actor, held: frozenset[str], on: dt.datetime
) -> rules.RequestFacts:
    """How often the neighbour helped this week, and whether no answer will come any more."""
    over = row.talent.state == "withdrawn" or (row.answer_by is not None and row.answer_by <= on)
    return rules.RequestFacts(helped(row.talent, on), row.talent.most_week, over)


def _tell_request(row: TalentRequest, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts: set[int] = {row.account_id} if "asker" in step.tells else set()
    if "talent" in step.tells and can_answer(row.talent):
        accounts.add(row.talent.person.account.pk)  # type: ignore[union-attr]
    said = Words(
        f"请邻居帮忙（{row.skill.zh}）：{step.past.zh}",
        f"A neighbour's help ({row.skill.en}): {step.past.en}",
    )
    send(
        Letter("talent_request", row.pk, said, reverse("talent_request", args=[row.pk]), account=one)
        for one in sorted(accounts - {by.account})
    )


REQUESTS = Desk(
    procedure=REQUEST, model=TalentRequest, relations=request_relations, facts=request_facts, effects=effects.REQUEST_EFFECTS, tell=_tell_request,
    related=("talent__place", "skill"),
)  # fmt: skip


def _find(ref: str, actor: Actor) -> Talent:
    row = Talent.objects.select_related("place", "person").get(pk=int(ref))
    if not talent_relations(row, actor):
        raise Talent.DoesNotExist
    return row


TALENT_SUBJECT = Subject(
    desk=TALENTS, plural="talents", find=_find, ref=lambda row: str(row.pk), title=lambda row: f"{row.place.name}的能人",
    page=lambda row, actor: reverse("talent", args=[row.pk]) if talent_relations(row, actor) else reverse("my_talent"),
    seen=lambda row, actor: ("public", "teller") if talent_relations(row, actor) & {"self", "community"} else ("public",),
    shown=lambda row, actor: {
        "place": row.place.code, "seen": row.seen, "most_week": row.most_week, "bio": row.bio,
        "skills": [{"skill": one.skill.code, "verified": one.verified_at is not None, "licence_until": one.licence_until.isoformat() if one.licence_until else None} for one in row.skills.select_related("skill")],
    },
    other={"talent.suggested": Words("推荐了", "suggested them")},
)  # fmt: skip


def _find_request(ref: str, actor: Actor) -> TalentRequest:
    row = TalentRequest.objects.select_related("talent__place", "talent__person", "skill").get(pk=int(ref))
    if not request_relations(row, actor):
        raise TalentRequest.DoesNotExist
    return row


REQUEST_SUBJECT = Subject(
    desk=REQUESTS, plural="talent-requests", find=_find_request, ref=lambda row: str(row.pk), title=lambda row: row.skill.zh,
    page=lambda row, actor: reverse("talent_request", args=[row.pk]), seen=lambda row, actor: ("public", "teller"),
    shown=lambda row, actor: {"skill": row.skill.code, "text": row.text, "asked_at": stamp(row.asked_at), "answer_by": stamp(row.answer_by)},
    other={"talent_request.asked": Words("问了", "asked")},
)  # fmt: skip
