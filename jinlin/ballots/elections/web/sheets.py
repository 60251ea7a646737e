"""A list of a page as a spreadsheet that evaluates nothing."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils import timezone

from jinlin.base.files import download_header
from jinlin.base.spreadsheets import Heading, Page, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_sheet(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows as a file to download; the day stands in its name."""
    out = io.BytesIO()
    write_xlsx(out, Page(name, [Heading(one) for one in headings], list(rows)))
    answer = HttpResponse(out.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = download_header(f"{name}-{timezone.localdate():%Y%m%d}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer
