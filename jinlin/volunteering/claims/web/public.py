"""What everybody sees: the wall of two columns, one need, one resource, one project with its decision and its result."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, staff
from jinlin.base.subjects import Subject, lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.places.public import Place, under
from jinlin.volunteering.claims import words
from jinlin.volunteering.claims.desk import (
    NEED_SUBJECT,
    PROJECT_SUBJECT,
    PROPOSAL_SUBJECT,
    RESOURCE_SUBJECT,
    project_relations,
)
from jinlin.volunteering.claims.procedure import PROJECT, PROPOSAL
from jinlin.volunteering.claims.queries import (
    evaluations,
    place_relations,
    proposal_relations,
    reserved,
    resources_for,
)
from jinlin.volunteering.models.claims import ClaimProject, Need, Resource

SHOWN = 40


@open_to_all
@require_safe
def claims_wall(request: HttpRequest) -> HttpResponse:
    """我们需要 / 我们能给: two columns, and below them what was matched, with the next date."""
    given = {name: request.GET.get(name, "").strip()[:40] for name in ("kind", "q", "place")}
    place = Place.objects.filter(code=given["place"]).first() if given["place"] else None
    needs = Need.objects.filter(state="listed", sort="need")
    resources = resources_for(place) if place else Resource.objects.filter(state="offered")
    projects = ClaimProject.objects.exclude(state="terminated")
    if place:
        needs, projects = (
            needs.filter(under(place.path, "place__path")),
            projects.filter(under(place.path, "community__path")),
        )
    if given["kind"] in {one.code for one in words.KINDS}:
        needs, resources = needs.filter(kind=given["kind"]), resources.filter(kind=given["kind"])
    if given["q"]:
        needs, resources = (
            needs.filter(title__contains=given["q"]),
            resources.filter(title__contains=given["q"]),
        )
    held = Prefetch("projects", ClaimProject.objects.all())
    matched = projects.select_related("institution", "community").order_by("-agreed_at")[:8]
    context = {
        "needs": [(one, words.label(words.KINDS, one.kind), words.label(words.UNITS, one.unit)) for one in needs.select_related("place", "lead").order_by("entered_at", "pk")[:SHOWN]],
        "resources": [_offer(one) for one in resources.select_related("institution", "place").prefetch_related(held).order_by("-entered_at", "pk")[:SHOWN]],
        "matched": [(one, PROJECT.state(one.state)) for one in matched], "kinds": words.KINDS, "given": given, "place": place,
    }  # fmt: skip
    return render(request, "claims/wall.html", context)


def _offer(one: Resource) -> tuple[Any, ...]:
    from jinlin.volunteering.claims.rules import reserved_of

    taken = reserved_of((row.state, row.amount, row.used) for row in one.projects.all())
    return (
        one,
        words.label(words.KINDS, one.kind),
        words.label(words.UNITS, one.unit),
        max(0, one.amount - taken),
    )


def _page(request: HttpRequest, subject: Subject, row: Any, base: str, **more: Any) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    return {
        "row": row, "state": subject.desk.procedure.state(row.state), "offers": offers_for(subject, row, actor), "lines": lines(subject, row, actor),
        "base": base, "done": request.GET.get("done", ""), **more,
    }  # fmt: skip


@open_to_all
@require_safe
def claim_need(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: what, for how many, when, who leads; an institution's clerk may claim it from here."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Need = found(NEED_SUBJECT, str(pk), actor)
    own = (
        Resource.objects.filter(institution__in=actor.institutions, state="offered").order_by("pk")
        if actor.institutions
        else []
    )
    fitting = (
        resources_for(row.place).filter(kind=row.kind).select_related("institution")[:6]
        if place_relations(actor, row.place)
        else []
    )
    more = {
        "kind": words.label(words.KINDS, row.kind), "unit": words.label(words.UNITS, row.unit), "origin": words.label(words.ORIGINS, row.origin),
        "may_propose": bool(actor.institutions) and row.state == "listed" and row.sort == "need", "own": own, "fitting": fitting if row.state == "listed" else [],
        "works": bool(place_relations(actor, row.place)), "sort": words.label(words.SORTS, row.sort),
    }  # fmt: skip
    return render(
        request,
        "claims/need.html",
        _page(request, NEED_SUBJECT, row, f"/claims/needs/{row.pk}/steps/", **more),
    )


@open_to_all
@require_safe
def claim_resource(request: HttpRequest, pk: int) -> HttpResponse:
    """One resource: how much is left, when, under which conditions; a community's worker may ask for it from here."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Resource = found(RESOURCE_SUBJECT, str(pk), actor)
    taken = reserved(row)
    works = any(
        "community" in place_relations(actor, row.place) or seat.path.startswith(row.place.path)
        for seat in actor.seats
        if seat.path
    )
    more = {
        "kind": words.label(words.KINDS, row.kind), "unit": words.label(words.UNITS, row.unit), "taken": taken, "left": max(0, row.amount - taken),
        "may_propose": works and row.state == "offered" and row.institution_id not in actor.institutions,
    }  # fmt: skip
    return render(
        request,
        "claims/resource.html",
        _page(request, RESOURCE_SUBJECT, row, f"/claims/resources/{row.pk}/steps/", **more),
    )


@staff()
@require_safe
def claim_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal for its two sides: the last version beside those before, and whose word is awaited."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(PROPOSAL_SUBJECT, str(pk), actor)
    held = proposal_relations(row, actor)
    project = ClaimProject.objects.filter(proposal=row).first()
    more = {
        "versions": row.versions.order_by("-number"), "sides": words.SIDES, "unit": words.label(words.UNITS, (row.resource or row.need).unit),
        "waits": words.SIDES[row.waits_for], "is_ours": "answering" in held, "project": project, "open": row.state in PROPOSAL.open_states,
    }  # fmt: skip
    return render(
        request,
        "claims/proposal.html",
        _page(request, PROPOSAL_SUBJECT, row, f"/claims/proposals/{row.pk}/steps/", **more),
    )


@open_to_all
@require_safe
def claim_project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: residents read the decision and the result; the two sides milestones and, once both gave them, evaluations."""
    actor = request.actor  # type: ignore[attr-defined]
    row: ClaimProject = found(PROJECT_SUBJECT, str(pk), actor)
    held = project_relations(row, actor)
    inside = bool(held & {"community", "institution", "supervisor"})
    more = {
        "unit": words.label(words.UNITS, row.unit), "publications": row.publications.all(), "milestones": row.milestones.all(), "inside": inside,
        "evaluations": [(words.SIDES[one.side], one, words.label(words.PLEASED, one.row.pleased) if one.row else "") for one in evaluations(row, held)] if inside else [],
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(
        request,
        "claims/project.html" if inside else "claims/project_public.html",
        _page(request, PROJECT_SUBJECT, row, f"/claims/projects/{row.pk}/steps/", **more),
    )


def _step(subject: Subject) -> Any:
    @staff()
    @require_http_methods(["GET", "HEAD", "POST"])
    def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """A step of one of the two sides."""
        known = {}
        if subject is PROPOSAL_SUBJECT and step == "counter":
            row = found(subject, str(pk), request.actor)  # type: ignore[attr-defined]
            known = {name: getattr(row, name) for name in ("amount", "from_on", "to_on", "terms")}
        return step_page(request, subject, str(pk), step, known=known)

    return step


claim_need_step, claim_resource_step = _step(NEED_SUBJECT), _step(RESOURCE_SUBJECT)
claim_proposal_step, claim_project_step = _step(PROPOSAL_SUBJECT), _step(PROJECT_SUBJECT)
