"""Elections at the desk: the list, beginning one, each election with its steps, the register, the owners' committees."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.ballots.elections import commands, desk, owners_desk
from jinlin.ballots.elections.counted import reckoned, settled, stations_of
from jinlin.ballots.elections.models import Committee, CountEntry, Election
from jinlin.ballots.elections.owners_procedure import COMMITTEE
from jinlin.ballots.elections.procedure import ELECTION
from jinlin.ballots.elections.register import import_register
from jinlin.ballots.elections.web import shown
from jinlin.ballots.elections.web.sheets import as_sheet
from jinlin.ballots.elections.words import (
    GROUNDS,
    OWNERS_PURPOSES,
    PAPERS,
    POSTS,
    PROPOSED_BY,
    PURPOSES,
    STANDINGS,
    words_for,
)
from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.given import Choice, Field, clean_given
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines as lines_of
from jinlin.base.web.steps import offers_for, step_page
from jinlin.base.words import Words
from jinlin.places.public import Place, under

PAGE = 50
SEATS = sorted({*desk.STAFF, *owners_desk.STAFF})
KINDS = (
    Choice("residents", Words("居民委员会（社区）", "Residents' committee (community)")),
    Choice("owners", Words("业主委员会（小区）", "Owners' committee (estate)")),
)
FIELDS = (
    Field("kind", "choice", Words("选哪个", "Which"), choices=KINDS),
    Field("purpose", "choice", Words("哪一种", "Kind"), choices=(*PURPOSES, OWNERS_PURPOSES[0])),
    Field("title", "text", Words("叫什么", "Title"), limit=120),
    Field("place", "place", Words("在哪里", "Where")),
)


def found(request: HttpRequest, pk: int) -> Election:
    """The election, or 404 where the actor works at nothing of it."""
    row = desk.for_staff(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    if row is None or not desk.is_worker(row, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return row


def found_committee(request: HttpRequest, pk: int) -> Committee:
    """The owners' committee, or 404 where the actor works at nothing of it."""
    row = owners_desk.for_staff(request.actor).select_related("decision", "before").filter(pk=pk).first()  # type: ignore[attr-defined]
    if row is None or not owners_desk.is_worker(row, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return row


def _places(actor: Actor) -> list[tuple[int, str]]:
    """Communities and estates where the actor may begin an election."""
    found: list[tuple[int, str]] = []
    for seat in actor.seats:
        levels = [
            level for level, roles in (("community", desk.ORGANISERS), ("estate", owners_desk.ORGANISERS)) if seat.role in roles and seat.path
        ]  # fmt: skip
        found += (
            Place.objects.filter(under(seat.path), level__in=levels, valid_to__isnull=True)
            .order_by("path")
            .values_list("pk", "name")[:300]
            if levels
            else []
        )
    return list(dict.fromkeys(found))[:300]


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind, q = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:40]
    rows: list[dict[str, Any]] = []
    for code, source, procedure, name in (
        ("residents", desk.for_staff(actor), ELECTION, "desk_election"), ("owners", owners_desk.for_staff(actor), COMMITTEE, "desk_committee"),
    ):  # fmt: skip
        if kind in ("", code):
            asked = source.filter(title__contains=q) if q else source
            rows += [
                {
                    "row": one,
                    "state": procedure.state(one.state),
                    "kind": words_for(KINDS, code),
                    "url": reverse(name, args=[one.pk]),
                }
                for one in asked.order_by("-pk")[:500]
            ]
    by = {"place": lambda one: one["row"].place.path, "title": lambda one: one["row"].title}.get(
        request.GET.get("sort", "")
    )
    return sorted(rows, key=by) if by else sorted(rows, key=lambda one: one["row"].made_at, reverse=True)


@staff(*SEATS)
@require_safe
def elections(request: HttpRequest) -> HttpResponse:
    """Elections of the actor's places: which committee, where, where it stands."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = _rows(request)
    if request.GET.get("export"):
        sheet = [
            [
                str(one["kind"]),
                one["row"].title,
                one["row"].place.name,
                one["state"].words.zh,
                one["row"].made_at.date().isoformat(),
            ]
            for one in rows
        ]
        return as_sheet("选举", ("哪个委员会", "选举", "在哪里", "走到哪一步", "开始"), sheet)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    given = {name: request.GET.get(name, "")[:40] for name in ("kind", "q", "sort")}
    context = {
        "page": page,
        "rows": page.object_list,
        "kinds": [(one.code, one.words) for one in KINDS],
        "given": given,
        "may": bool(_places(actor)),
    }
    return render(request, "ballots/elections/desk/list.html", context)


@staff(*sorted(desk.ORGANISERS | owners_desk.ORGANISERS))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an election: of which committee, of which kind, where."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    places = _places(actor)
    context: dict[str, object] = {
        "fields": FIELDS,
        "typed": request.POST or {"kind": "residents", "purpose": "regular"},
        "options": {"place": places},
    }
    if request.method != "POST":
        return render(request, "ballots/elections/desk/new.html", context)
    values, faults = clean_given(FIELDS, request.POST)
    if values.get("place") not in {pk for pk, _ in places} and "place" not in faults:
        raise Http404
    if faults:
        return render(request, "ballots/elections/desk/new.html", context | {"faults": faults}, status=422)
    place = Place.objects.get(pk=values["place"])
    try:
        if values["kind"] == "owners":
            purpose = values["purpose"] if values["purpose"] != "recall" else "regular"
            made = commands.begin_committee(title=values["title"], place=place, purpose=purpose, by=actor)
            return HttpResponseRedirect(reverse("desk_committee", args=[made.pk]))
        purpose = values["purpose"] if values["purpose"] != "first" else "regular"
        row = commands.begin_election(title=values["title"], place=place, purpose=purpose, by=actor)
    except Refused as refusal:
        return render(
            request, "ballots/elections/desk/new.html", context | {"reasons": refusal.reasons}, status=409
        )
    return HttpResponseRedirect(reverse("desk_election", args=[row.pk]))


@staff(*desk.STAFF)
@require_safe
def election(request: HttpRequest, pk: int) -> HttpResponse:
    """One election at the desk: where it stands, who stands, stations with their boxes, rounds, thread, every step."""
    row = found(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    candidates = [
        {"one": one, "post": words_for(POSTS, one.post), "by": words_for(PROPOSED_BY, one.proposed_by), "standing": words_for(STANDINGS, one.standing),
         "ground": words_for(GROUNDS, one.ground) if one.standing == "excluded" else ""}
        for one in row.candidates.all()
    ]  # fmt: skip
    context = {
        "election": row, "state": ELECTION.state(row.state), "way": shown.election_way(row), "facts": shown.facts_of(row), "candidates": candidates,
        "results": shown.results_of(row), "committee": shown.committee_of(row), "officers": row.officers.all(), "boxes": _boxes(row),
        "voters": row.voters.filter(struck_at__isnull=True).count(), "objections": row.objections.order_by("pk"), "signatures": row.signatures.order_by("pk"),
        "lines": lines_of(desk.SUBJECT, row, actor), "offers": offers_for(desk.SUBJECT, row, actor), "step_base": f"/desk/elections/{pk}/steps/",
        "done": ELECTION.step(request.GET.get("done", "")), "unverified": shown.unverified_woman(row), "held": desk.relations(row, actor),
    }  # fmt: skip
    return render(request, "ballots/elections/desk/election.html", context)


def _boxes(row: Election) -> list[dict[str, Any]]:
    """Stations of the round: given, returned, how many have entered, whether it is settled; never what they wrote."""
    stations = stations_of(row)
    entries: dict[int, list[CountEntry]] = {}
    for one in CountEntry.objects.filter(station__in=[station.pk for station in stations]):
        entries.setdefault(one.station_id, []).append(one)
    counting = row.state == "counting"
    return [
        {"station": one, "given": one.handed, "entered": len(entries.get(one.pk, [])), "settled": settled(entries.get(one.pk, [])) is not None,  # type: ignore[attr-defined]
         "gives": row.state == "voting" and one.closed_at is None, "counts": counting}
        for one in stations
    ]  # fmt: skip


@staff(*desk.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of a step, and taking it; where a round is announced its reckoning is shown above the form."""
    row = found(request, pk)
    more: dict[str, Any] = {}
    if step in ("announce", "second_round", "declare_void") and row.state == "counting":
        from django.utils import timezone

        more["ready"] = reckoned(row, timezone.localdate()) is not None
    return step_page(request, desk.SUBJECT, str(pk), step, context=more)


@staff(*desk.STAFF)
@require_safe
def voters(request: HttpRequest, pk: int) -> HttpResponse:
    """The register: searched, exported, with those struck and why."""
    row = found(request, pk)
    q, which = request.GET.get("q", "").strip()[:40], request.GET.get("which", "")
    rows = row.voters.order_by("number")
    rows = (
        rows.filter(number=int(q))
        if q.isdigit() and len(q) < 9
        else rows.filter(name__contains=q)
        if q
        else rows
    )
    rows = rows.filter(struck_at__isnull=which != "struck") if which in ("struck", "standing") else rows
    if request.GET.get("export"):
        sheet = [
            [
                one.number,
                one.name,
                one.where,
                one.get_kind_display(),
                "划去" if one.struck_at else "",
                one.reason,
            ]
            for one in rows
        ]
        return as_sheet("选民名单", ("编号", "姓名", "住址", "类别", "状态", "说明"), sheet)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    may = "organiser" in desk.relations(row, request.actor) and row.state == "draft"  # type: ignore[attr-defined]
    context = {
        "election": row,
        "page": page,
        "q": q,
        "which": which,
        "may": may,
        "rows": request.GET.get("rows", ""),
    }
    return render(request, "ballots/elections/desk/voters.html", context)


@staff(*sorted(desk.ORGANISERS))
@require_http_methods(["POST"])
def voters_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The register from a spreadsheet, whole or not at all."""
    row = found(request, pk)
    sent = request.FILES.get("sheet")
    try:
        answer = import_register(
            election=row.pk,
            data=sent.read() if sent else b"",
            name=(sent.name or "") if sent else "",
            by=request.actor,
        )  # type: ignore[attr-defined]
    except Refused as refusal:
        return render(
            request,
            "ballots/elections/desk/import_faults.html",
            {"election": row, "reasons": refusal.reasons},
            status=422,
        )
    return HttpResponseRedirect(f"{reverse('desk_voters', args=[pk])}?rows={answer['voters']}")


@staff(*owners_desk.STAFF)
@require_safe
def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """One owners' committee at the desk: group, candidates, decision, filing with its thirtieth day, thread, every step."""
    row = found_committee(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    candidates = [{"one": one, "standing": words_for(STANDINGS, one.standing)} for one in row.people.all()]
    context = {
        "committee": row, "state": COMMITTEE.state(row.state), "way": shown.committee_way(row), "people": shown.people_of(row), "candidates": candidates,
        "group": row.group.filter(left_at__isnull=True), "papers": [(one.words, one.code in row.papers) for one in PAPERS],
        "purpose": words_for(OWNERS_PURPOSES, row.purpose), "lines": lines_of(owners_desk.SUBJECT, row, actor),
        "offers": offers_for(owners_desk.SUBJECT, row, actor), "step_base": f"/desk/committees/{pk}/steps/", "done": COMMITTEE.step(request.GET.get("done", "")),
    }  # fmt: skip
    return render(request, "ballots/elections/desk/committee.html", context)


@staff(*owners_desk.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def committee_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of a step of an owners' committee, and taking it."""
    found_committee(request, pk)
    return step_page(request, owners_desk.SUBJECT, str(pk), step)
