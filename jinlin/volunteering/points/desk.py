"""The desks of rules, redemptions and appeals: facts, who is told, how each is found and shown."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.procedure import Step
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject
from jinlin.base.words import Words
from jinlin.volunteering.models.points import PointAppeal, PointRule, Redemption
from jinlin.volunteering.points import effects, rules
from jinlin.volunteering.points.earning import terms_of
from jinlin.volunteering.points.procedure import (
    APPEAL,
    REDEMPTION,
    RULE,
    AppealFacts,
    RedemptionFacts,
    RuleFacts,
)
from jinlin.volunteering.points.queries import appeal_relations, redemption_relations, rule_relations
from jinlin.volunteering.teams.desk import OWN, WHOLE, accounts_of, tell
from jinlin.volunteering.teams.queries import is_own


def rule_facts(row: PointRule, actor: Actor, held: frozenset[str], on: dt.datetime) -> RuleFacts:
    """Who made it, whether it was tried, whether its day lies ahead, whether its numbers fit together."""
    return RuleFacts(
        row.made_by_id,
        actor.account,
        bool(row.trial),
        (row.from_on - timezone.localdate(on)).days,
        rules.has_sense(terms_of(row)),
    )


RULES = Desk(
    procedure=RULE, model=PointRule, relations=rule_relations, facts=rule_facts, effects=effects.RULE_EFFECTS, tell=lambda *told: None, related=("place",),
)  # fmt: skip


def redemption_facts(row: Redemption, actor: Actor, held: frozenset[str], on: dt.datetime) -> RedemptionFacts:
    """Whether its days are over, whether the one who acts is its holder."""
    return RedemptionFacts(is_over=row.until_at <= on, own="holder" in held)


def _tell_redemption(row: Redemption, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    said = Words(f"{row.reward.name}：{step.past.zh}", f"{row.reward.name}: {step.past.en}")
    tell(
        "redemption",
        row.pk,
        said,
        reverse("redemption", args=[row.pk]),
        accounts_of(row.account.person_id),
        by,
    )


REDEMPTIONS = Desk(
    procedure=REDEMPTION, model=Redemption, relations=redemption_relations, facts=redemption_facts, effects=effects.REDEMPTION_EFFECTS, tell=_tell_redemption,
    related=("reward__place", "account__place", "txn"),
)  # fmt: skip


def appeal_facts(row: PointAppeal, actor: Actor, held: frozenset[str], on: dt.datetime) -> AppealFacts:
    """Whether it is the decider's own line."""
    return AppealFacts(own=is_own(actor, row.entry.account.person_id))


def _tell_appeal(row: PointAppeal, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    said = Words(f"积分申诉：{step.past.zh}", f"Appeal of points: {step.past.en}")
    tell(
        "point_appeal",
        row.pk,
        said,
        reverse("point_appeal", args=[row.pk]),
        accounts_of(row.entry.account.person_id),
        by,
    )


APPEALS = Desk(
    procedure=APPEAL, model=PointAppeal, relations=appeal_relations, facts=appeal_facts, effects=effects.APPEAL_EFFECTS, tell=_tell_appeal,
    related=("entry__account__place", "entry__txn"),
)  # fmt: skip


def _find_rule(ref: str, actor: Actor) -> PointRule:
    row = PointRule.objects.select_related("place").get(pk=int(ref))
    if not rule_relations(row, actor):
        raise PointRule.DoesNotExist
    return row


RULE_SUBJECT = Subject(
    desk=RULES, plural="point-rules", find=_find_rule, ref=lambda row: str(row.pk), title=lambda row: f"{row.place.name} 第 {row.version} 版",
    page=lambda row, actor: reverse("point_rule", args=[row.pk]), seen=lambda row, actor: WHOLE,
    shown=lambda row, actor: {
        "place": row.place.code, "version": row.version, "from_on": row.from_on.isoformat(), "per_hour": row.per_hour, "wish": row.wish,
        "activity": row.activity, "month_cap": row.month_cap, "pair_cap": row.pair_cap, "trial": {name: value for name, value in row.trial.items() if name != "lines"},
    },
    other={"point_rule.drafted": Words("起草了规则", "drafted the rule")},
)  # fmt: skip


def _find_redemption(ref: str, actor: Actor) -> Redemption:
    row = Redemption.objects.select_related("reward__place", "account__place", "txn").get(pk=int(ref))
    if not redemption_relations(row, actor):
        raise Redemption.DoesNotExist
    return row


REDEMPTION_SUBJECT = Subject(
    desk=REDEMPTIONS, plural="redemptions", find=_find_redemption, ref=lambda row: str(row.pk), title=lambda row: row.reward.name,
    page=lambda row, actor: reverse("redemption", args=[row.pk]), seen=lambda row, actor: OWN,
    shown=lambda row, actor: {"reward": row.reward.name, "cost": row.reward.cost, "until_at": stamp(row.until_at)},
    other={"redemption.reserved": Words("换了，给留着", "reserved it")},
)  # fmt: skip


def _find_appeal(ref: str, actor: Actor) -> PointAppeal:
    row = PointAppeal.objects.select_related("entry__account__place", "entry__txn").get(pk=int(ref))
    if not appeal_relations(row, actor):
        raise PointAppeal.DoesNotExist
    return row


APPEAL_SUBJECT = Subject(
    desk=APPEALS, plural="point-appeals", find=_find_appeal, ref=lambda row: str(row.pk), title=lambda row: row.entry.txn.zh,
    page=lambda row, actor: reverse("point_appeal", args=[row.pk]), seen=lambda row, actor: OWN,
    shown=lambda row, actor: {"line": row.entry.txn.zh, "amount": row.entry.amount, "words": row.words},
    other={"point_appeal.made": Words("提出申诉", "appealed")},
)  # fmt: skip
