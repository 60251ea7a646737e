"""Joint projects: a new one, and one project with its milestones, evidence and progress."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.organisations.models import Alliance, Evidence, Institution, JointProject, Membership
from jinlin.organisations.partners import commands
from jinlin.organisations.partners.evidence import page_of
from jinlin.organisations.partners.listing import mine
from jinlin.organisations.partners.procedure import STANDING
from jinlin.organisations.partners.projects import PROJECT, page
from jinlin.organisations.partners.rules import progress
from jinlin.organisations.partners.sides import communities_of
from jinlin.organisations.partners.subjects import PROJECT_SUBJECT, seen_alliances
from jinlin.organisations.partners.web.doors import nothing_yet, reader


@reader
def project_new(request: HttpRequest) -> HttpResponse:
    """Propose a project: of which community, who leads, until when; within an alliance where one is named."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    code = request.GET.get("alliance") or request.POST.get("alliance_code") or ""
    alliance = (
        Alliance.objects.filter(seen_alliances(actor), code=code, state="standing")
        .select_related("place")
        .distinct()
        .first()
    )
    communities = {one.pk: one for one in communities_of(actor)}
    parties = _parties(actor, alliance)
    if alliance is not None and alliance.place.level == "community" and actor.institutions:
        communities.setdefault(alliance.place_id, alliance.place)
    if not communities or not parties:
        return nothing_yet(request, Words("提出联合项目", "Propose a joint project"))

    def write(values: dict[str, Any]) -> str:
        place = communities.get(values["community"])
        if place is None or values["lead"] not in parties:
            raise Http404
        made = commands.propose_project(
            community=place, name=values["name"], lead=values["lead"], from_on=values["from_on"], to_on=values["to_on"], by=actor,
            alliance=alliance,
        )  # fmt: skip
        return page(made)

    facts = [(Words("联盟", "Alliance"), alliance.name)] if alliance else []
    sheet = Sheet(
        code="joint-project-new", title=Words("提出联合项目", "Propose a joint project"), button=Words("提出", "Propose"), write=write,
        back=page_of_alliance(alliance), facts=facts,
        fields=(
            Field("name", "text", Words("做什么", "What"), limit=60), Field("community", "place", Words("哪个社区", "Community")),
            Field("lead", "institution", Words("哪家牵头", "Which institution leads")), Field("from_on", "date", Words("从哪天起", "From")),
            Field("to_on", "date", Words("到哪天止", "Until")),
        ),
        options={"community": [(pk, one.name) for pk, one in communities.items()], "lead": [(pk, one.name) for pk, one in parties.items()]},
        known={"from_on": timezone.localdate(), **({"community": next(iter(communities))} if len(communities) == 1 else {})},
        note=Words("牵头单位同意后开始；节点要有凭证才算做成", "It begins once the lead has agreed; milestones count with evidence only"),
    )  # fmt: skip
    return answer(request, sheet)


def page_of_alliance(alliance: Alliance | None) -> str:
    """Where the form leads back to."""
    return reverse("alliance", args=[alliance.code]) if alliance else reverse("alliances")


def _parties(actor: Actor, alliance: Alliance | None) -> dict[int, Institution]:
    if alliance is not None:
        rows = Membership.objects.filter(alliance=alliance, from_on__isnull=False, to_on__isnull=True)
        return {one.institution_id: one.institution for one in rows.select_related("institution")}
    known = mine(actor).filter(state__in=STANDING).select_related("holder")
    return {one.holder_id: one.holder for one in known}


@reader
@require_safe
def project(request: HttpRequest, number: str) -> HttpResponse:
    """One project: its milestones with owners, dates and evidence; progress is computed from them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row: JointProject = found(PROJECT_SUBJECT, number, actor)
    on = timezone.localdate()
    evidence = {one.milestone_id: one for one in Evidence.objects.filter(milestone__project=row)}
    milestones = []
    for one in row.milestones.select_related("owner"):
        held = evidence.get(one.pk)
        milestones.append(
            (
                one,
                held,
                page_of(held.kind, held.object_id) if held else "",
                one.done_on is None and one.due_on < on,
            )
        )
    reached = sum(1 for one, *_ in milestones if one.done_on)
    context = {
        "project": row, "state": PROJECT.state(row.state), "milestones": milestones, "reached": reached,
        "percent": progress(reached, len(milestones)) // 10, "lines": lines(PROJECT_SUBJECT, row, actor),
        "offers": offers_for(PROJECT_SUBJECT, row, actor), "step_base": f"{page(row)}/steps/", "done": request.GET.get("done"),
    }  # fmt: skip
    return render(request, "organisations/partners/project.html", context)


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def project_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """A step of a project."""
    return step_page(request, PROJECT_SUBJECT, number, step)
