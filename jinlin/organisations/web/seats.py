"""People with seats: the list with its filters and export, and one seat with its holders over the years."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.rule import Reason
from jinlin.base.spreadsheets import Heading, Kind, Page, write_xlsx
from jinlin.organisations import listing
from jinlin.organisations.listing import Asked
from jinlin.organisations.models import Seat
from jinlin.organisations.roles import roles
from jinlin.organisations.web.doors import history, keeps, reader
from jinlin.organisations.words import SORTS, how_words
from jinlin.places.public import Place, roots, within

EXPORT_LIMIT = 50_000
CHUNK = 1000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reader
@require_safe
def seats(request: HttpRequest) -> HttpResponse:
    """Seats below the reader's place with who holds them: by role, place, vacancy, ending term, several seats at once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on, asked = timezone.localdate(), Asked.read(request.GET)
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "asked": asked,
        "roles": roles().values(),
        "sorts": SORTS.items(),
        "query": query.urlencode(),
    }
    context["places"] = Place.objects.filter(
        within(actor), level__in=("street", "community"), valid_to__isnull=True
    ).order_by("path")[:400]
    found = listing.select(actor, asked, on=on)
    if isinstance(found, Reason):
        return render(request, "organisations/seats.html", context | {"reason": found}, status=400)
    page = Paginator(listing.with_holders(found, on=on), listing.PAGE).get_page(asked.page)
    context |= {
        "page": page,
        "rows": listing.as_rows(page.object_list, on=on),
        "several": listing.people_with_several(actor, on=on),
    }
    return render(request, "organisations/seats.html", context)


_HEADINGS = [
    Heading("岗位"), Heading("设在"), Heading("姓名"), Heading("产生方式"), Heading("任职日期", Kind.DATE), Heading("任期到", Kind.DATE),
    Heading("同时担任", width=40),
]  # fmt: skip


@reader
@require_safe
def seats_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook. Names are those of office holders; telephone numbers are not in it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = timezone.localdate()
    found = listing.select(actor, Asked.read(request.GET), on=on)
    if isinstance(found, Reason):
        raise Http404
    note = f"来源：近邻平台岗位清单；截至 {timezone.localtime():%Y-%m-%d %H:%M}"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        write_xlsx(target, Page(name="岗位", headings=_HEADINGS, rows=_lines(found, on), note=note))
        body = target.read_bytes()
    answer = HttpResponse(body, content_type=XLSX)
    answer["Content-Disposition"] = download_header(f"岗位与人-{on:%Y%m%d}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _lines(found: Any, on: Any) -> Iterator[list[Any]]:
    whole = listing.with_holders(found, on=on)
    for start in range(0, EXPORT_LIMIT, CHUNK):
        rows = listing.as_rows(whole[start : start + CHUNK], on=on)
        for row in rows:
            held = row.tenure
            yield [
                row.role.zh, row.at, held.person.name if held else "", how_words(held.how).zh if held else "",
                held.from_on if held else None, held.to_on if held else None,
                "、".join(listing.title_of(one.seat) for one in row.others),
            ]  # fmt: skip
        if len(rows) < CHUNK:
            return


def found_seat(request: HttpRequest, pk: int) -> Seat:
    """The seat, where it lies below the reader's places; otherwise as if it did not exist."""
    rows = Seat.objects.select_related("place", "organisation__place", "institution__place")
    seat = rows.filter(listing.below(roots(request.actor)), pk=pk).first()  # type: ignore[attr-defined]
    if seat is None:
        raise Http404
    return seat


@reader
@require_safe
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """One seat: who holds it, who held it and who will, how each was given, and what was done with it."""
    row, on = found_seat(request, pk), timezone.localdate()
    known = roles().get(row.role)
    tenures = [
        {"tenure": one, "how": how_words(one.how), "tense": _tense(one, on)}
        for one in row.tenures.select_related("person__account").order_by("-from_on", "-pk")
    ]
    context = {
        "shown": row, "role": known, "place": row.where, "tenures": tenures, "history": history("seat", row),
        "may": row.ended_on is None and keeps(request.actor, row.where.path, known.given_by if known else "district"),  # type: ignore[attr-defined]
        "is_held": any(one["tense"] == "now" for one in tenures),
    }  # fmt: skip
    return render(request, "organisations/seat.html", context)


def _tense(tenure: Any, on: Any) -> str:
    if tenure.from_on > on:
        return "later"
    return "past" if tenure.until is not None and tenure.until <= on else "now"
