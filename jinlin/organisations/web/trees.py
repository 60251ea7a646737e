"""Trees of organisations: levels with their coverage, one organisation with its kin, its seats and its history."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.organisations import listing, rules, trees
from jinlin.organisations.commands import found_organisation
from jinlin.organisations.gatherings import rolls
from jinlin.organisations.gatherings.rhythm import PARTY, rhythm
from jinlin.organisations.models import Level, Organisation, Seat, Template
from jinlin.organisations.web.doors import fitting_roles, history, keeps, reader, street_keeper
from jinlin.places.public import Place, reaches

PAGE = 50
PARENTS = 300
SEATS = 200


@reader
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """One tree: its levels with counts and coverage, then its top, one level's organisations, or what has none yet."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    templates = list(Template.objects.order_by("pk"))
    template = next(
        (one for one in templates if one.code == request.GET.get("tree")), templates[0] if templates else None
    )
    may_import = any(seat.role in rules.KEEPERS["street"] for seat in actor.seats)
    context: dict[str, Any] = {"templates": templates, "template": template, "may_import": may_import}
    if template is None:
        return render(request, "organisations/trees.html", context)
    context["lines"] = found = trees.lines(template, actor)
    level = next((line.level for line in found if line.level.code == request.GET.get("level")), None)
    if level is None:
        return render(request, "organisations/trees.html", context | {"tops": trees.tops(template, actor)})
    context |= {"level": level, "is_missing": "missing" in request.GET, "q": request.GET.get("q", "")[:40]}
    if context["is_missing"]:
        rows: Any = trees.missing(level, actor)
        context["may_found"] = may_import
    else:
        rows = trees.organisations(actor).filter(level=level)
        rows = rows.filter(name__contains=context["q"]) if context["q"] else rows
    context["page"] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/trees.html", context)


def found_organisation_of(request: HttpRequest, code: str) -> Organisation:
    """The organisation of that code, where the reader may see it; otherwise as if it did not exist."""
    rows = Organisation.objects.select_related("level__template", "place__parent", "parent__place")
    row = get_object_or_404(rows, code=code)
    if not trees.may_see(request.actor, row):  # type: ignore[attr-defined]
        raise Http404
    return row


@reader
@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: where it stands, its place, what is right below, who holds its seats until when, its history."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, on = found_organisation_of(request, code), timezone.localdate()
    children = [
        one
        for one in trees.with_children(row.children.filter(ended_on__isnull=True))[:200]
        if trees.may_see(actor, one)
    ]
    here = Q(organisation=row) | Q(place=row.place, organisation__isnull=True)
    seats = listing.with_holders(Seat.objects.filter(here, ended_on__isnull=True), on=on).order_by(
        "duty", "role", "pk"
    )[:SEATS]
    held = rolls.relations_to(row, actor)
    may = row.ended_on is None and keeps(actor, row.place.path)
    context = {
        "organisation": row, "chain": trees.chain(row), "children": children, "history": history("organisation", row),
        "seats": listing.as_rows(seats, on=on) if reaches(actor, row.place.path) else [],
        "below": Level.objects.filter(template=row.level.template, rank=row.level.rank + 1, ended_on__isnull=True).first(),
        "may": may, "may_move": may and row.parent_id is not None,
        "rhythm": rhythm(row, on=on) if held and row.level.template.code in PARTY else [],
        "may_gather": "branch" in held and row.ended_on is None,
        "may_seat": row.ended_on is None and bool(fitting_roles(actor, row.place)),
    }  # fmt: skip
    return render(request, "organisations/organisation.html", context)


NAME = Field("name", "text", Words("名称", "Name"), limit=120)


@street_keeper
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Found an organisation of a level (``level``, ``tree``) at a place (``place``), under one of the level above."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not request.GET:
        return HttpResponseRedirect(reverse("organisations"))
    level = get_object_or_404(
        Level.objects.select_related("template"),
        code=request.GET.get("level"),
        template__code=request.GET.get("tree"),
    )
    place = get_object_or_404(
        Place.objects.select_related("parent"), code=request.GET.get("place"), valid_to__isnull=True
    )
    if not keeps(actor, place.path):
        raise Http404
    parents = _parents(level, place)
    fields = [NAME, Field("founded_on", "date", Words("成立日期", "Founded on"))]
    if level.rank > 1:
        fields.insert(1, Field("parent", "account", Words("上级组织", "Parent"), required=bool(parents)))

    def write(values: dict[str, Any]) -> str:
        parent = next((one for one in parents if one.pk == values.get("parent")), None)
        if level.rank > 1 and parent is None:
            raise Refused(rules.NO_PARENT if not parents else rules.WRONG_PARENT)
        made = found_organisation(
            level=level,
            place=place,
            name=values["name"],
            parent=parent,
            founded_on=values["founded_on"],
            by=actor,
        )
        return reverse("organisation", args=[made.code])

    sheet = Sheet(
        code="organisation-new", title=Words(f"成立{level.zh}", f"Found: {level.en}"), button=Words("成立", "Found it"),
        fields=tuple(fields), write=write, options={"parent": [(one.pk, one.name) for one in parents]},
        back=f"{reverse('organisations')}?tree={level.template.code}&level={level.code}&missing=1",
        known={"name": _usual_name(place.name, level.zh), "parent": parents[0].pk if len(parents) == 1 else "", "founded_on": timezone.localdate()},
        facts=((Words("体系", "Tree"), str(level.template.words)), (Words("管哪里", "Covers"), place.name)),
    )  # fmt: skip
    return answer(request, sheet)


def _usual_name(place: str, level: str) -> str:
    """The place's name and the level's, what they share once: 榕西街道 and 街道党工委 make 榕西街道党工委."""
    shared = next((k for k in range(len(level), 0, -1) if place.endswith(level[:k])), 0)
    return place + level[shared:]


def _parents(level: Level, place: Place) -> list[Organisation]:
    """Organisations of the level above over the place, or over the grid that it lies in."""
    path, grid = place.path, place.grid_id
    rows = Organisation.objects.filter(
        level__template=level.template, level__rank=level.rank - 1, ended_on__isnull=True
    )
    parts = path.split("/")[:-1]
    above = ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
    found = rows.filter(place__path__in=above) | rows.filter(place_id=grid or -1)
    return list(found.select_related("place", "level").order_by("-place__path")[:PARENTS])
