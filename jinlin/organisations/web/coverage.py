"""Coverage: how many places of a kind have an organisation, street by street, and why the others have none."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.given import Choice, Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.spreadsheets import Heading, Kind, Page, write_xlsx
from jinlin.base.words import Words
from jinlin.organisations import coverage
from jinlin.organisations.commands import enter_village, say_why
from jinlin.organisations.models import Gap, Level, Village
from jinlin.organisations.web.doors import keeper, keeps, reader
from jinlin.places.public import Place, level_words, reaches, under

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICKED = ("estate", "building", "zone", "community", "grid", "stairwell")
REASONS = tuple(Choice(code, coverage.REASONS[code]) for code, _ in Gap.REASONS)


def _levels() -> list[Level]:
    """Levels whose coverage is asked for: those over estates, buildings, zones and the like."""
    rows = Level.objects.filter(ended_on__isnull=True, covers__in=PICKED).select_related("template")
    return list(rows.order_by("template", "rank"))


def _asked(request: HttpRequest) -> tuple[list[Level], Level | None]:
    levels = _levels()
    wanted = request.GET.get("level", "")
    found = next((one for one in levels if f"{one.template.code}.{one.code}" == wanted), None)
    usual = next((one for one in levels if one.code == "estate_branch"), levels[0] if levels else None)
    return levels, found or usual


@reader
@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Figures by street or community with a sentence and bars, then the places without one, each with its reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    levels, level = _asked(request)
    context: dict[str, Any] = {"levels": levels, "level": level, "reasons": coverage.REASONS}
    if level is None:
        return render(request, "organisations/coverage.html", context)
    lines = coverage.lines(level, actor)
    total = coverage.whole(lines)
    why, unit = request.GET.get("why", "*"), request.GET.get("unit", "")
    rows = coverage.gaps(level, actor)
    if why in coverage.REASONS:
        rows = rows.filter(why=why)
    place = Place.objects.filter(code=unit).first() if unit else None
    if place is not None and reaches(actor, place.path):
        rows = rows.filter(under(place.path))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    kind = level_words(level.covers)
    context |= {
        "lines": lines, "total": total, "kind": kind, "page": page, "query": query.urlencode(), "why": why,
        "rows": [(one, coverage.REASONS.get(one.why, one.why)) for one in page],  # type: ignore[attr-defined]
        "sentence": coverage.sentence(level, kind, total) if total else "",
        "bars": [(one.place.name, one.per_mille, f"{one.covered} ÷ {one.places} {one.share}") for one in lines if one.places],
        "heads": list(coverage.REASONS.values()),
        "may_say": any(keeps(actor, seat.path, "community") for seat in actor.seats if seat.path),
        "may_found": any(keeps(actor, seat.path) for seat in actor.seats if seat.path),
    }  # fmt: skip
    return render(request, "organisations/coverage.html", context)


_HEADINGS = [
    Heading("地点"), Heading("属于"), Heading("从哪天起没有", Kind.DATE), Heading("原因"), Heading("哪天说的", Kind.DATE),
    Heading("说明", width=40), Heading("谁说的"),
]  # fmt: skip


@reader
@require_safe
def coverage_export(request: HttpRequest) -> HttpResponse:
    """Both tables as a workbook: figures by street, and every place without an organisation."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    level = _asked(request)[1]
    if level is None:
        return HttpResponseRedirect(reverse("coverage"))
    heads = [
        Heading(level_words("street").zh),
        Heading("地点数", Kind.INTEGER),
        Heading("已覆盖", Kind.INTEGER),
    ]
    heads += [Heading(words.zh, Kind.INTEGER) for words in coverage.REASONS.values()]
    sums = ([one.place.name, one.places, one.covered, *one.by_reason] for one in coverage.lines(level, actor))
    rows = (
        [
            one.name, one.parent.name if one.parent else "", one.since, coverage.REASONS.get(one.why, Words("", "")).zh, one.why_on,
            one.why_note, one.why_by,
        ]
        for one in coverage.gaps(level, actor)[:50_000]
    )  # fmt: skip
    note = f"来源：近邻平台；{level.zh}覆盖情况；截至 {timezone.localtime():%Y-%m-%d %H:%M}"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        write_xlsx(
            target,
            Page(name="覆盖情况", headings=heads, rows=sums, note=note),
            Page(name="还没有的", headings=_HEADINGS, rows=rows, note=note),
        )
        body = target.read_bytes()
    sent = HttpResponse(body, content_type=XLSX)
    sent["Content-Disposition"] = download_header(f"{level.zh}覆盖-{timezone.localdate():%Y%m%d}.xlsx")
    sent["Cache-Control"] = "private, no-store"
    return sent


@keeper
def gap_new(request: HttpRequest) -> HttpResponse:
    """Say why no organisation of a level (``tree``, ``level``) stands at a place (``place``)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not request.GET:
        return HttpResponseRedirect(reverse("coverage"))
    level = get_object_or_404(
        Level.objects.select_related("template"), code=request.GET.get("level"), template__code=request.GET.get("tree"),
        ended_on__isnull=True,
    )  # fmt: skip
    place = get_object_or_404(Place, code=request.GET.get("place"), valid_to__isnull=True)
    if not keeps(actor, place.path, "community"):
        raise Http404

    def write(values: dict[str, Any]) -> str:
        say_why(
            level=level,
            place=place,
            reason=values["reason"],
            note=values["note"] or "",
            full_members=values["full_members"],
            by=actor,
        )
        return f"{reverse('coverage')}?level={level.template.code}.{level.code}"

    sheet = Sheet(
        code="gap-new", title=Words(f"{place.name}为什么还没有{level.zh}", f"Why {place.name} has none: {level.en}"),
        button=Words("保存", "Save"), write=write, back=f"{reverse('coverage')}?level={level.template.code}.{level.code}",
        fields=(
            Field("reason", "choice", Words("原因", "Reason"), choices=REASONS),
            Field("full_members", "integer", Words("这里有几名正式党员", "Full members here"), required=False, limit=5000,
                  help=Words("原因选“党员不足三名”时要填；只记人数，不记是谁",
                             "Needed for “fewer than three members”; a number only, never who")),
            Field("note", "text", Words("说明", "Note"), required=False, limit=200),
        ),
        facts=((Words("哪里", "Where"), place.name), (Words("哪一级", "Level"), str(level.words))),
    )  # fmt: skip
    return answer(request, sheet)


@keeper
def village_new(request: HttpRequest) -> HttpResponse:
    """Enter a village whose households live in an estate (``place``)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not request.GET:
        return HttpResponseRedirect(reverse("place_tree"))
    estate = get_object_or_404(Place, code=request.GET.get("place"), level="estate", valid_to__isnull=True)
    if not keeps(actor, estate.path, "community"):
        raise Http404

    def write(values: dict[str, Any]) -> str:
        enter_village(
            estate=estate,
            name=values["name"],
            households=values["households"] or 0,
            since_on=values["since_on"],
            by=actor,
        )
        return reverse("place_tree_at", args=[estate.code])

    sheet = Sheet(
        code="village-new", title=Words(f"登记安置在{estate.name}的村", f"A village settled in {estate.name}"),
        button=Words("登记", "Enter it"), write=write, back=reverse("place_tree_at", args=[estate.code]),
        fields=(
            Field("name", "text", Words("村名", "Village"), limit=80),
            Field("households", "integer", Words("安置几户", "Households"), required=False, limit=100_000),
            Field("since_on", "date", Words("从哪天起入住", "Since")),
        ),
        known={"since_on": timezone.localdate()},
        facts=tuple((Words("已登记", "Entered"), str(one)) for one in Village.objects.filter(estate=estate)),
    )  # fmt: skip
    return answer(request, sheet)
