"""Who may open these pages, and what their lists share: the rest of an address, a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jinlin.base.access import staff
from jinlin.base.files import download_header
from jinlin.base.spreadsheets import Heading, Page, write_xlsx
from jinlin.base.words import Words
from jinlin.organisations.partners.sides import has_part
from jinlin.organisations.roles import roles

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT_LIMIT = 50_000

reader = staff(*sorted(code for code, role in roles().items() if has_part(role)))
"""Clerks of institutions, workers of communities, supervisors above."""


def nothing_yet(request: HttpRequest, title: Words) -> HttpResponse:
    """A form for which the reader's seats give nothing to choose from: what is missing, and where to turn (409)."""
    return render(request, "organisations/partners/nothing_yet.html", {"title_of": title}, status=409)


def rest_of(request: HttpRequest) -> str:
    """The filter of an address without its page, for the pager."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def workbook(name: str, headings: Sequence[Heading], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A filtered list as a workbook that says where it comes from and as of when."""
    note = f"来源：近邻平台{name}；截至 {timezone.localtime():%Y-%m-%d %H:%M}"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        write_xlsx(target, Page(name=name, headings=headings, rows=rows, note=note))
        body = target.read_bytes()
    answer = HttpResponse(body, content_type=XLSX)
    answer["Content-Disposition"] = download_header(f"{name}-{timezone.localdate():%Y%m%d}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer


def chosen(rows: Mapping[int, Any], code: str | None) -> int | None:
    """The id of what an address names by its code; where there is but one, that one."""
    named = next((pk for pk, one in rows.items() if code and one.code == code), None)
    return named or (next(iter(rows)) if len(rows) == 1 else None)
