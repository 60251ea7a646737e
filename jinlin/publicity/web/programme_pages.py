"""The programme of publication: of one community for everybody, of all below one's seats for workers; yearly assessments."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, staff
from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.words import Words
from jinlin.places.public import Place, within
from jinlin.publicity import assessing, programme
from jinlin.publicity.endings import ENDINGS
from jinlin.publicity.kinds import book
from jinlin.publicity.models import Assessment
from jinlin.publicity.web.public_pages import asking_page
from jinlin.publicity.words import FOUND, label

MOST = 200


def _community(code: str) -> Place:
    return get_object_or_404(Place, code=code, level="community", valid_to__isnull=True)


def year_in(request: HttpRequest) -> int:
    """The year that was asked for, else this one."""
    asked, now = request.GET.get("year", ""), timezone.localdate().year
    return int(asked) if asked.isdigit() and 2000 < int(asked) <= now + 1 else now


@open_to_all
@require_safe
def programme_page(request: HttpRequest, code: str) -> HttpResponse:
    """The seven kinds and the yearly assessment of one community: done, late, missing; with a way to complain."""
    place, year = _community(code), year_in(request)
    found = programme.one(place, year, timezone.localdate())
    context = {
        "place": place, "year": year, "found": found, "rhythm": book().rhythm, "before": year - 1, "after": year + 1,
        "assessments": _assessments(place), "kinds": [kind for kind, _ in found.rows],
    }  # fmt: skip
    return render(request, "publicity/programme.html", context)


def _assessments(place: Place) -> list[dict[str, Any]]:
    rows = Assessment.objects.filter(place=place).prefetch_related("findings").order_by("-year")[:5]
    return [
        {"assessment": row, "findings": [(one, label(FOUND, one.found)) for one in row.findings.all()]}
        for row in rows
    ]


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def programme_complain(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A word to the street about what is published late, not at all, or untruly (城市居民委员会组织法 35)."""
    place, known = _community(code), book().kinds.get(kind)
    if known is None or known.every is None:
        raise Http404
    context = {
        "to": f"{place.name}：{known.words}",
        "back": reverse("programme", args=[place.code]),
        "complains": True,
    }
    return asking_page(request, context, place=place, about=known.code, complaint=True)


@staff()
@require_safe
def desk_programme(request: HttpRequest) -> HttpResponse:
    """Every community below one's seats: how many items are done, late, missing; what is missing comes first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    year, today = year_in(request), timezone.localdate()
    places = Place.objects.filter(within(actor), level="community", valid_to__isnull=True).order_by("path")[
        :MOST
    ]
    found = sorted(programme.years(places, year, today), key=lambda one: (-len(one.missing), one.place.path))
    context = {
        "years": found,
        "year": year,
        "before": year - 1,
        "rhythm": book().rhythm,
        "may": {p.pk for p in _recordable(actor)},
    }
    return render(request, "publicity/desk_programme.html", context)


def _recordable(actor: Actor) -> list[Place]:
    rows = Place.objects.filter(within(actor), level="community", valid_to__isnull=True)[:MOST]
    return [one for one in rows if actor.roles_over(one.path) & assessing.RECORDERS]


@staff("supervision_committee")
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_new(request: HttpRequest, code: str) -> HttpResponse:
    """Record a year's assessment, one finding for each office."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = _community(code)
    if not actor.roles_over(place.path) & assessing.RECORDERS:
        raise Http404
    today = timezone.localdate()
    held = assessing.offices(place, today)
    fields = (
        Field("held_on", "date", Words("哪天评议的", "Held on")),
        Field("present", "integer", Words("多少人参加", "How many took part"), least=1, limit=5000),
        *(
            Field(
                f"t{one.pk}",
                "choice",
                Words(assessing.office_words(one), assessing.office_words(one)),
                choices=FOUND,
            )
            for one in held
        ),
        Field(
            "note", "long_text", Words("意见和说明（会公开）", "Remarks (public)"), required=False, limit=2000
        ),
    )

    def write(values: dict[str, Any]) -> str:
        made = assessing.record(
            place=place, year=values["held_on"].year, held_on=values["held_on"], present=values["present"],
            found=assessing.given_of(values), note=values["note"] or "", by=actor,
        )  # fmt: skip
        return reverse("assessment", args=[made.pk])

    form = Sheet(
        code="assessment-new", title=Words(f"{place.name}民主评议", f"Yearly assessment of {place.name}"), button=Words("记录", "Record"),
        fields=fields, write=write, back=reverse("desk_programme"),
        note=Words("记录后公布；连续两年不称职的，职务依法终止", "It is published; two years of “not competent” end an office by law"),
    )  # fmt: skip
    return answer(request, form)


@open_to_all
@require_safe
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """One year's assessment: it is public by law (37)."""
    row = get_object_or_404(Assessment.objects.select_related("place", "publication"), pk=pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    draft = (
        reverse("desk_publication_new")
        + f"?kind=yearly_review&place={row.place_id}&covers={row.year}&assessment={row.pk}"
    )
    findings = [
        (
            one,
            label(FOUND, one.found),
            ENDINGS.procedure.state(one.ending.state) if hasattr(one, "ending") else None,
        )
        for one in row.findings.select_related("ending").order_by("pk")
    ]
    may = bool(actor.roles_over(row.place.path) & (assessing.RECORDERS | {"community_secretary"}))
    context = {
        "assessment": row,
        "findings": findings,
        "draft": draft,
        "may": may and row.publication_id is None,
    }
    return render(request, "publicity/assessment.html", context)
