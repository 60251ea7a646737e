"""Alliances: the list, a new one, one alliance with members, chair, projects, what was given and received."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.spreadsheets import Heading, Kind
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.organisations.models import Alliance, Evidence, Membership, Organisation
from jinlin.organisations.partners import commands
from jinlin.organisations.partners.alliances import ALLIANCE, keeps, page
from jinlin.organisations.partners.listing import PAGE, Asked
from jinlin.organisations.partners.projects import PROJECT
from jinlin.organisations.partners.reciprocity import book
from jinlin.organisations.partners.rules import latest_end, progress
from jinlin.organisations.partners.subjects import ALLIANCE_SUBJECT, seen_alliances
from jinlin.organisations.partners.web.doors import EXPORT_LIMIT, nothing_yet, reader, rest_of, workbook
from jinlin.organisations.partners.words import ALLIANCES, label
from jinlin.places.public import Place, within


def _found(request: HttpRequest) -> tuple[Asked, Any]:
    """What was asked for, and the alliances that the reader may open and that fit."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = Asked.read(request.GET, only={}, sort="end")
    seen = Alliance.objects.filter(seen_alliances(actor)).values("pk")
    live = Q(memberships__to_on__isnull=True, memberships__from_on__isnull=False)
    rows = Alliance.objects.filter(pk__in=seen).select_related("place").annotate(
        members=Count("memberships", filter=live, distinct=True),
        running=Count("projects", filter=Q(projects__state="working"), distinct=True),
    )  # fmt: skip
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    rows = rows.filter(name__contains=asked.q) if asked.q else rows
    return asked, rows


@reader
@require_safe
def alliances(request: HttpRequest) -> HttpResponse:
    """Alliances at the reader's places and of their institutions: members, chair now, open projects."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    (asked, rows), on = _found(request), timezone.localdate()
    shown = Paginator(rows.order_by("state", "name", "pk"), PAGE).get_page(asked.page)
    chairs = _chairs([one.pk for one in shown], on)
    context = {
        "page": shown, "asked": asked, "kinds": ALLIANCES, "query": rest_of(request), "may_found": any(keeps(actor, s.path) for s in actor.seats),
        "rows": [(one, ALLIANCE.state(one.state), label(ALLIANCES, one.kind), chairs.get(one.pk, "")) for one in shown],
    }  # fmt: skip
    return render(request, "organisations/partners/alliances.html", context)


@reader
@require_safe
def alliances_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook: members, chair now, projects that run."""
    on = timezone.localdate()
    rows = list(_found(request)[1].order_by("state", "name", "pk")[:EXPORT_LIMIT])
    chairs = _chairs([one.pk for one in rows], on)
    headings = [
        Heading("名称", width=30), Heading("哪一种"), Heading("在哪里", width=20), Heading("状态"), Heading("成立", Kind.DATE),
        Heading("成员", Kind.INTEGER), Heading("在办项目", Kind.INTEGER), Heading("轮值", width=30),
    ]  # fmt: skip
    lines_ = (
        [
            one.name, label(ALLIANCES, one.kind).zh, one.place.name, ALLIANCE.state(one.state).words.zh, one.founded_on, one.members, one.running,
            chairs.get(one.pk, ""),
        ]
        for one in rows
    )  # fmt: skip
    return workbook("党建联盟", headings, lines_)


def _chairs(ids: list[int], on: Any) -> dict[int, str]:
    turns = Alliance.objects.filter(pk__in=ids, turns__from_on__lte=on, turns__to_on__gte=on)
    return dict(turns.values_list("pk", "turns__institution__name"))


@reader
def alliance_new(request: HttpRequest) -> HttpResponse:
    """Found an alliance of a zone or a theme at a street or community."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = Place.objects.filter(
        within(actor), level__in=("street", "community"), valid_to__isnull=True
    ).order_by("path")[:400]
    places = {one.pk: one for one in rows if keeps(actor, one.path)}
    if not places:
        return nothing_yet(request, Words("成立党建联盟", "Found an alliance"))
    branches = {
        one.pk: one
        for one in Organisation.objects.filter(place__path__startswith=_shortest(places), ended_on__isnull=True, level__code="functional_branch")[:200]
    }  # fmt: skip

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Http404
        made = commands.found_alliance(
            name=values["name"], kind=values["kind"], place=place, founded_on=values["founded_on"], by=actor,
            branch=branches.get(values.get("branch") or 0),
        )  # fmt: skip
        return page(made)

    branch = Field(
        "branch",
        "subject",
        Words("片区的功能型党支部", "The zone's functional branch"),
        required=False,
        of="organisation",
    )
    sheet = Sheet(
        code="alliance-new", title=Words("成立党建联盟", "Found an alliance"), button=Words("成立", "Found it"), write=write, back=reverse("alliances"),
        fields=(
            Field("name", "text", Words("名称", "Name"), limit=60), Field("kind", "choice", Words("哪一种", "Kind"), choices=ALLIANCES),
            Field("place", "place", Words("在哪里", "Where")), Field("founded_on", "date", Words("哪天成立", "Founded on")),
            *((branch,) if branches else ()),
        ),
        options={"place": [(pk, one.name) for pk, one in places.items()], "branch": [(pk, one.name) for pk, one in branches.items()]},
        known={"founded_on": timezone.localdate(), **({"place": next(iter(places))} if len(places) == 1 else {})},
        note=Words("成立后邀请单位，单位自己同意才算成员", "Institutions are invited afterwards and join by their own word"),
    )  # fmt: skip
    return answer(request, sheet)


def _shortest(places: dict[int, Place]) -> str:
    return min((one.path for one in places.values()), key=len)


@reader
@require_safe
def alliance(request: HttpRequest, code: str) -> HttpResponse:
    """One alliance: members, whose turn it is to chair, joint projects with progress, what each gave and received."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row: Alliance = found(ALLIANCE_SUBJECT, code, actor)
    on = timezone.localdate()
    members = list(
        row.memberships.filter(to_on__isnull=True).select_related("institution").order_by("from_on", "pk")
    )
    turns = list(row.turns.select_related("institution"))
    counted = row.projects.select_related("lead", "community").annotate(
        all_count=Count("milestones"),
        done_count=Count("milestones", filter=Q(milestones__done_on__isnull=False)),
    )
    projects = [
        (one, PROJECT.state(one.state), progress(one.done_count, one.all_count) // 10)
        for one in counted.order_by("-from_on", "pk")
    ]
    held = Membership.objects.filter(
        alliance=row, institution=OuterRef("institution"), from_on__isnull=False, from_on__lte=OuterRef("on")
    )
    held = held.filter(Q(to_on__isnull=True) | Q(to_on__gte=OuterRef("on")))
    given = Evidence.objects.filter(Exists(held), community__path__startswith=row.place.path)
    if row.place.level == "community":
        given = Evidence.objects.filter(Exists(held), community=row.place)
    records = list(given.select_related("institution").order_by("on", "pk"))
    context = {
        "alliance": row, "state": ALLIANCE.state(row.state), "kind": label(ALLIANCES, row.kind), "members": members, "turns": turns,
        "chair": next((one for one in turns if one.from_on <= on <= one.to_on), None), "next_free": latest_end([one.to_on for one in turns]),
        "projects": projects, "book": book(records), "books": _books(members, records), "lines": lines(ALLIANCE_SUBJECT, row, actor),
        "offers": offers_for(ALLIANCE_SUBJECT, row, actor), "step_base": f"{page(row)}/steps/", "done": request.GET.get("done"), "on": on,
    }  # fmt: skip
    return render(request, "organisations/partners/alliance.html", context)


def _books(members: list[Membership], records: list[Evidence]) -> list[tuple[Membership, Any]]:
    return [
        (one, book([record for record in records if record.institution_id == one.institution_id]))
        for one in members
        if one.from_on
    ]


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def alliance_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """A step of an alliance."""
    return step_page(request, ALLIANCE_SUBJECT, code, step)
