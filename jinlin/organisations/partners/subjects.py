"""Agreements, duties, shared records, alliances and projects as subjects: how each is found, called and shown."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from jinlin.base.actor import Actor
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject
from jinlin.organisations.models import Agreement, Alliance, Evidence, JointProject, Obligation, Occasion
from jinlin.organisations.partners import agreements, alliances, obligations, occasions, projects
from jinlin.organisations.partners.rules import progress
from jinlin.organisations.partners.sides import reach
from jinlin.organisations.partners.words import THINGS
from jinlin.places.public import within

ALL = ("public", "teller", "staff")


def found_agreement(ref: str, actor: Actor) -> Agreement:
    """The agreement of a number, for its two sides and those above."""
    rows = Agreement.objects.select_related("community", "holder", "institution", "renews")
    return rows.get(reach(actor), number=ref)


def _obligation(ref: str, actor: Actor) -> Obligation:
    rows = Obligation.objects.select_related("agreement__community", "agreement__holder")
    return rows.get(
        reach(actor, community="agreement__community__path", institution="agreement__holder"), pk=int(ref)
    )


def _occasion(ref: str, actor: Actor) -> Occasion:
    rows = Occasion.objects.select_related("community", "institution", "gathering")
    return rows.get(reach(actor, institution="institution"), number=ref)


def seen_alliances(actor: Actor) -> Q:
    """Alliances at, above and below the actor's places, and those of the actor's institutions."""
    mine = Q(memberships__institution__in=actor.institutions, memberships__to_on__isnull=True)
    condition = within(actor, "place__path") | mine
    for seat in actor.seats:
        if seat.path:
            parts = seat.path.rstrip("/").split("/")
            above = ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
            condition |= Q(place__path__in=above, place__level__in=("street", "community"))
    return condition


def _alliance(ref: str, actor: Actor) -> Alliance:
    found = (
        Alliance.objects.select_related("place", "branch").filter(seen_alliances(actor), code=ref).distinct()
    )
    return found.get()


def seen_projects(actor: Actor) -> Q:
    """Projects of the actor's communities, of their institutions, and of alliances that these are members of."""
    mine = Q(milestones__owner__in=actor.institutions)
    member = Q(
        alliance__memberships__institution__in=actor.institutions, alliance__memberships__to_on__isnull=True
    )
    return reach(actor, institution="lead") | mine | member


def _project(ref: str, actor: Actor) -> JointProject:
    rows = JointProject.objects.select_related("community", "lead", "alliance")
    return rows.filter(seen_projects(actor), number=ref).distinct().get()


def evidence_shown(rows: Any) -> list[dict[str, Any]]:
    """Linked records as the API answers them."""
    return [
        {
            "kind": one.kind, "record": one.object_id, "sort": one.sort, "on": one.on.isoformat(), "title": one.title, "people": one.people,
            "minutes": one.minutes, "fen": one.fen, "gives": one.gives, "joint": one.is_joint,
        }
        for one in rows
    ]  # fmt: skip


def _agreement_shown(row: Agreement, actor: Actor) -> dict[str, Any]:
    versions = row.versions.prefetch_related("clauses").order_by("number")
    return {
        "community": row.community.code, "institution": row.holder.code, "from_on": row.from_on.isoformat(), "to_on": row.to_on.isoformat(),
        "in_force_from": row.in_force_from.isoformat() if row.in_force_from else None, "version": row.version, "standing": row.standing,
        "renews": row.renews.number if row.renews else None,
        "versions": [
            {
                "number": one.number, "community_at": stamp(one.community_at), "institution_at": stamp(one.institution_at),
                "clauses": [
                    {"kind": c.kind, "cadence": c.cadence, "measure": c.measure, "target": c.target} for c in one.clauses.all()
                ],
            }
            for one in versions
        ],
    }  # fmt: skip


def obligation_shown(row: Obligation, actor: Actor) -> dict[str, Any]:
    """A duty as the API answers it."""
    return {
        "agreement": row.agreement.number, "kind": row.kind, "from_on": row.from_on.isoformat(), "to_on": row.to_on.isoformat(),
        "due_on": row.due_on.isoformat(), "measure": row.measure, "target": row.target, "got": row.got,
        "evidence": evidence_shown(row.evidence.order_by("on", "pk")),
    }  # fmt: skip


def occasion_shown(row: Occasion, actor: Actor) -> dict[str, Any]:
    """A shared record as the API answers it."""
    return {
        "community": row.community.code, "institution": row.institution.code, "kind": row.kind, "on": row.on.isoformat(),
        "people": row.people, "minutes": row.minutes, "fen": row.fen, "side": row.side,
    }  # fmt: skip


def _alliance_shown(row: Alliance, actor: Actor) -> dict[str, Any]:
    members = row.memberships.select_related("institution").order_by("pk")
    return {
        "kind": row.kind, "place": row.place.code, "founded_on": row.founded_on.isoformat(),
        "members": [
            {"institution": one.institution.code, "from_on": one.from_on.isoformat() if one.from_on else None,
             "to_on": one.to_on.isoformat() if one.to_on else None}
            for one in members
        ],
        "turns": [
            {"institution": one.institution.code, "from_on": one.from_on.isoformat(), "to_on": one.to_on.isoformat()}
            for one in row.turns.select_related("institution")
        ],
    }  # fmt: skip


def _project_shown(row: JointProject, actor: Actor) -> dict[str, Any]:
    milestones = list(row.milestones.select_related("owner"))
    reached = sum(one.done_on is not None for one in milestones)
    return {
        "community": row.community.code, "lead": row.lead.code, "alliance": row.alliance.code if row.alliance else None,
        "from_on": row.from_on.isoformat(), "to_on": row.to_on.isoformat(), "progress_per_mille": progress(reached, len(milestones)),
        "milestones": [
            {"id": one.pk, "title": one.title, "owner": one.owner.code if one.owner else None, "due_on": one.due_on.isoformat(),
             "done_on": one.done_on.isoformat() if one.done_on else None}
            for one in milestones
        ],
        "evidence": evidence_shown(Evidence.objects.filter(milestone__project=row).order_by("on", "pk")),
    }  # fmt: skip


def _seen(desk: Any) -> Any:
    return lambda row, actor: ALL if desk.relations(row, actor) else ()


AGREEMENT_SUBJECT = Subject(
    desk=agreements.AGREEMENTS, plural="agreements", find=found_agreement, ref=lambda row: row.number, title=str,
    page=agreements.page, seen=_seen(agreements.AGREEMENTS), shown=_agreement_shown, other=THINGS,
)  # fmt: skip
OBLIGATION_SUBJECT = Subject(
    desk=obligations.OBLIGATIONS, plural="obligations", find=_obligation, ref=lambda row: str(row.pk),
    title=lambda row: str(obligations.title_of(row)), page=obligations.page, seen=_seen(obligations.OBLIGATIONS),
    shown=obligation_shown, other=THINGS,
)  # fmt: skip
OCCASION_SUBJECT = Subject(
    desk=occasions.OCCASION_DESK, plural="occasions", find=_occasion, ref=lambda row: row.number, title=lambda row: row.title,
    page=occasions.page, seen=_seen(occasions.OCCASION_DESK), shown=occasion_shown, other=THINGS,
)  # fmt: skip
ALLIANCE_SUBJECT = Subject(
    desk=alliances.ALLIANCE_DESK, plural="alliances", find=_alliance, ref=lambda row: row.code, title=lambda row: row.name,
    page=alliances.page, seen=_seen(alliances.ALLIANCE_DESK), shown=_alliance_shown, other=THINGS,
)  # fmt: skip
PROJECT_SUBJECT = Subject(
    desk=projects.PROJECTS, plural="joint-projects", find=_project, ref=lambda row: row.number, title=lambda row: row.name,
    page=projects.page, seen=_seen(projects.PROJECTS), shown=_project_shown, other=THINGS,
)  # fmt: skip
SUBJECTS = (AGREEMENT_SUBJECT, OBLIGATION_SUBJECT, OCCASION_SUBJECT, ALLIANCE_SUBJECT, PROJECT_SUBJECT)
