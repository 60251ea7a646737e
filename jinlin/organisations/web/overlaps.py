"""Overlaps of seats, reckoned from seats and dates: by street or community, opened to estates by name."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.spreadsheets import Heading, Kind, Page, write_xlsx
from jinlin.base.words import Words
from jinlin.organisations import overlaps, rules
from jinlin.organisations.coverage import unit_of
from jinlin.places.public import Place, reaches, under

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
reader = staff(*sorted(rules.MEMBERSHIP_ROLES))
"""The party's own line: from its places down it may read whether seats are held by members."""
NAMES = {
    "branch": Words("支部班子", "branch"),
    "owners": Words("业委会", "owners' committee"),
    "property": Words("物业", "property firm"),
}


def _units(actor: Actor) -> list[Place]:
    paths = overlaps.readable_paths(actor)
    condition = Q(pk__in=[])
    for path in paths:
        condition |= under(path)
    units = list(
        Place.objects.filter(condition, level=unit_of(actor), valid_to__isnull=True).order_by("path")
    )
    return units or list(Place.objects.filter(path__in=paths).order_by("path"))


@reader
@require_safe
def overlaps_page(request: HttpRequest) -> HttpResponse:
    """Three overlaps with their base, by street or community; each opens to the estates by name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = timezone.localdate()
    lines = overlaps.lines(actor, _units(actor), on)
    total = overlaps.Line(lines[0].place) if lines else None
    for line in lines:
        total.counts.update(line.counts)  # type: ignore[union-attr]
    kind, unit = request.GET.get("kind", ""), request.GET.get("unit", "")
    context: dict[str, Any] = {
        "lines": [(line, [(words, line.counts[code]) for code, words in overlaps.KINDS.items()], line.counts["committees"]) for line in lines],
        "kinds": overlaps.KINDS, "total": total, "kind": kind, "unit": unit,
        "sums": [(code, words, total.counts[code]) for code, words in overlaps.KINDS.items()] if total else [],
        "bodies": [
            (NAMES[one], NAMES[other], number)
            for (one, other), number in _bodies(actor, on).items()
        ],
    }  # fmt: skip
    if kind in overlaps.KINDS:
        place = Place.objects.filter(code=unit).first() if unit else None
        asked = (
            [place.path]
            if place is not None and reaches(actor, place.path)
            else overlaps.readable_paths(actor)
        )
        allowed = [
            path for path in asked if any(path.startswith(root) for root in overlaps.readable_paths(actor))
        ]
        rows = Place.objects.none()
        for path in allowed:
            rows = rows | overlaps.estates(kind, path, on)
        query = request.GET.copy()
        query.pop("page", None)
        context |= {
            "page": Paginator(rows.order_by("path"), PAGE).get_page(request.GET.get("page")), "words": overlaps.KINDS[kind],
            "query": query.urlencode(), "place": place,
        }  # fmt: skip
    return render(request, "organisations/overlaps.html", context)


def _bodies(actor: Actor, on: Any) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for path in overlaps.readable_paths(actor):
        for pair, number in overlaps.bodies_shared(path, on).items():
            found[pair] = found.get(pair, 0) + number
    return found


@reader
@require_safe
def overlaps_export(request: HttpRequest) -> HttpResponse:
    """The table as a workbook: counts by street or community, no person's name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = timezone.localdate()
    heads = [Heading("街道或社区"), Heading("有业委会的小区", Kind.INTEGER)]
    heads += [Heading(words.zh, Kind.INTEGER) for words in overlaps.KINDS.values()]
    rows = (
        [line.place.name, line.counts["committees"], *(line.counts[code] for code in overlaps.KINDS)]
        for line in overlaps.lines(actor, _units(actor), on)
    )
    note = f"来源：近邻平台岗位与任期；交叉任职；截至 {timezone.localtime():%Y-%m-%d %H:%M}"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        write_xlsx(target, Page(name="交叉任职", headings=heads, rows=rows, note=note))
        body = target.read_bytes()
    sent = HttpResponse(body, content_type=XLSX)
    sent["Content-Disposition"] = download_header(f"交叉任职-{on:%Y%m%d}.xlsx")
    sent["Cache-Control"] = "private, no-store"
    return sent
