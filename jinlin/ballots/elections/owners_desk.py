"""The desk of owners' committees: relations, facts, who is told; the subject for pages and API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jinlin.ballots import alike
from jinlin.ballots.elections import owners_rules as rules
from jinlin.ballots.elections.models import Committee, CommitteeSeat
from jinlin.ballots.elections.owners_effects import EFFECTS
from jinlin.ballots.elections.owners_procedure import COMMITTEE
from jinlin.base import references, subjects
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.parameters import shipped_parameters
from jinlin.base.procedure import Step
from jinlin.base.subjects import Subject
from jinlin.base.words import Words
from jinlin.people.public import Holding
from jinlin.places.public import under

ORGANISERS = frozenset({"owners_chair", "community_worker", "community_secretary"})
GUIDES = frozenset({"street_supervisor"})
STAFF = sorted(ORGANISERS | GUIDES)
PUBLIC_FROM = ("nominated", "called", "elected", "filed", "serving", "ended", "failed")


def relations(row: Committee, actor: Actor) -> frozenset[str]:
    """By seats at the estate or above; an owner by the property register."""
    held = actor.roles_over(row.place.path)
    found = {name for name, names in (("organiser", ORGANISERS), ("guide", GUIDES)) if held & names}
    if (
        actor.person
        and Holding.objects.filter(
            under(row.place.path, "dwelling__path"), person=actor.person, until_on__isnull=True
        ).exists()
    ):
        found.add("owner")
    return frozenset(found)


def facts(row: Committee, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.OwnersFacts:
    """The facts that the rules ask for; limits from the region's profile on that day."""
    day, known = timezone.localdate(on), shipped_parameters()
    group = list(row.group.filter(left_at__isnull=True))
    leader = next((one for one in group if one.leads), None)
    people = list(row.people.all())
    elected = [one for one in people if one.outcome == "elected"]
    sits = [one for one in people if one.tenure_id and one.left_on is None]
    return rules.OwnersFacts(
        on=timezone.localtime(on), purpose=row.purpose, size=row.size, term_years=row.term_years, alternates=row.alternates,
        least_size=known.integer("owners.committee_least", on=day, region=row.region), most_size=known.integer("owners.committee_most", on=day, region=row.region),
        most_years=known.integer("owners.committee_term_years", on=day, region=row.region),
        alternates_allowed=known.get("owners.alternates_allowed", on=day, region=row.region).value is True,
        group=len(group), group_owners=sum(one.side == "owner" for one in group), group_leaders=sum(one.leads for one in group),
        leader_side=leader.side if leader else "", unchecked=sum(one.standing == "proposed" for one in people),
        standing=sum(one.standing == "qualified" for one in people), vote_from=row.vote_from,
        decision_state=row.decision.state if row.decision else "", elected=len(elected), tied=sum(one.outcome == "tied" for one in people),
        chair=any(one.post == "chair" for one in elected), papers=tuple(row.papers), serving=len(sits), vacancies=(row.size or 0) - len(sits),
        alternates_left=sum(one.outcome == "alternate" and not one.tenure_id for one in people), has_before=row.before_id is not None,
    )  # fmt: skip


TOLD = {
    "publish_candidates": Words("候选人公告了", "the candidates are on notice"),
    "call_vote": Words("交业主表决，请留意名册公示", "owners will vote; look for the roll"),
    "take_result": Words("选出了委员", "members were elected"), "no_committee": Words("没有选出委员会", "no committee was formed"),
    "accept_filing": Words("完成备案，开始任期", "was filed; the term begins"), "return_filing": Words("备案材料退回补正", "the filing was returned"),
    "withdraw": Words("撤回了", "was withdrawn"),
}  # fmt: skip


def _tell(row: Committee, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    if "owner" not in step.tells:
        return
    owners = Holding.objects.filter(
        under(row.place.path, "dwelling__path"), until_on__isnull=True, person__account__isnull=False
    )
    accounts = owners.values_list("person__account", flat=True)
    alike.tell("committee", row, f"/committees/{row.pk}", TOLD[step.code], accounts)


COMMITTEES = Desk(
    procedure=COMMITTEE,
    model=Committee,
    relations=relations,
    facts=facts,
    effects=EFFECTS,
    tell=_tell,
    after=alike.keep_files("committee"),
    related=("place",),
)


def for_staff(actor: Actor) -> QuerySet[Committee]:
    """Committees over whose estate the actor holds a seat that has to do with them."""
    return alike.within_seats(Committee, STAFF, actor)


def public_committees() -> QuerySet[Committee]:
    """What everybody may know of: from the candidates' notice on."""
    return Committee.objects.filter(state__in=PUBLIC_FROM).select_related("place")


def find(ref: str, actor: Actor) -> Committee:
    """The committee of that number; a draft is found by those who have to do with it."""
    row = Committee.objects.select_related("place", "decision").get(pk=int(ref))
    if row.state not in PUBLIC_FROM and not relations(row, actor) - {"owner"}:
        raise Committee.DoesNotExist
    return row


def is_worker(row: Committee, actor: Actor) -> bool:
    """Whether the actor works at this election from a seat."""
    return alike.has_seat(row, STAFF, actor)


def shown(row: Committee, actor: Actor) -> dict[str, Any]:
    """A committee as the API answers it; outcomes only after the decision's own publication."""
    people = row.people.filter(standing="qualified")
    return {
        "place": row.place.code, "purpose": row.purpose, "size": row.size, "alternates": row.alternates, "term_years": row.term_years,
        "decision": str(row.decision_id) if row.decision_id else None, "vote_from": row.vote_from.isoformat() if row.vote_from else None,
        "candidates": [
            {"id": str(one.pk), "name": one.name, "unit": one.unit, "outcome": one.outcome, "post": one.post} for one in people
        ] if row.noticed_on else [],
        "file_by": row.file_by.isoformat() if row.file_by else None, "filed_on": row.filed_on.isoformat() if row.filed_on else None,
        "term": [row.term_from.isoformat(), row.term_until.isoformat()] if row.term_from and row.term_until else None,
    }  # fmt: skip


SUBJECT = Subject(
    desk=COMMITTEES, plural="committees", find=find, ref=lambda row: str(row.pk), title=lambda row: row.title,
    page=lambda row, actor: f"/desk/committees/{row.pk}" if is_worker(row, actor) else f"/committees/{row.pk}",
    seen=lambda row, actor: ("public", "teller", "staff") if is_worker(row, actor) else ("public",),
    shown=shown, other={"committee.created": Words("开始筹备选举", "began the election")},
)  # fmt: skip


def _people(**asked: object) -> Any:
    def options(row: Committee, actor: Actor) -> list[tuple[int, str]]:
        return [
            (one.pk, f"{one.name}（{one.unit}）")
            for one in CommitteeSeat.objects.filter(committee=row, **asked)
        ]

    return options


def register() -> None:
    """Register the subject and what its fields point at."""
    subjects.register(SUBJECT)
    references.register(
        "group_member",
        options=lambda row, actor: [(one.pk, one.name) for one in row.group.filter(left_at__isnull=True)],
    )
    references.register(
        "committee_person", options=_people(standing__in=("proposed", "qualified", "excluded"))
    )
    references.register("committee_elected", options=_people(outcome="elected"))
    references.register("committee_serving", options=_people(tenure__isnull=False, left_on__isnull=True))
