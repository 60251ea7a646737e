"""The employer's view of its own people's year: with a purpose, of those who agreed, each look told to the person."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Heading, Kind, Page, write_xlsx
from jinlin.organisations.members import commands, queries
from jinlin.organisations.members.standing import employers
from jinlin.organisations.members.words import kind_words
from jinlin.organisations.models import Institution, ReportIn
from jinlin.organisations.web.members import CONTACTS

YEARS = 3


@staff(*CONTACTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def employer_year(request: HttpRequest) -> HttpResponse:
    """Say what for and which year (GET); then the year of one's own people, on the page or as a workbook (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    mine = employers(actor)
    this = timezone.localdate().year
    asked = request.POST.get("year", "")
    year = int(asked) if asked.isdigit() and this - YEARS < int(asked[:4]) <= this else this
    units = (
        ReportIn.objects.filter(kind="unit", employer__in=mine).select_related("organisation").order_by("-pk")
    )
    context: dict[str, Any] = {
        "institutions": Institution.objects.filter(pk__in=mine).order_by("pk"), "years": range(this, this - YEARS, -1), "year": year,
        "purpose": request.POST.get("purpose", ""), "units": list(units[:30]),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "organisations/members/year.html", context)
    if not mine:
        raise Http404
    found = queries.employer_year(actor, year)
    as_file = request.POST.get("act") == "export"
    try:
        people = [row.report_in.person_id for row in found.rows if row.report_in.person_id]
        commands.note_looks(people=people, by=actor, purpose=context["purpose"])
    except Refused as refusal:
        return render(
            request, "organisations/members/year.html", context | {"reasons": refusal.reasons}, status=422
        )
    if as_file:
        return _workbook(found, actor, context["purpose"])
    return render(request, "organisations/members/year.html", context | {"found": found})


def _workbook(found: queries.Year, actor: Actor, purpose: str) -> HttpResponse:
    """The same rows as a workbook, each with who took it out, under a note of what it is for."""
    mark = f"{actor.title} 导出 {timezone.localtime():%Y-%m-%d %H:%M}"
    headings = [
        Heading("姓名"), Heading("类别"), Heading("报到支部", width=30), Heading("岗位", width=40), Heading("确认的服务（分钟）", Kind.INTEGER),
        Heading("次数", Kind.INTEGER), Heading("导出人", width=24),
    ]  # fmt: skip
    rows = [
        [row.report_in.person.name if row.report_in.person else "", kind_words(row.report_in.kind).zh, row.report_in.organisation.name,
         "、".join(row.posts), row.minutes, row.times, mark]
        for row in found.rows
    ]  # fmt: skip
    note = f"来源：近邻平台双报到，{found.year} 年；{mark}；用途：{purpose.strip()[:80]}。本人同意给单位看；按姓名排，不排名次。"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        write_xlsx(target, Page(name=f"{found.year}", headings=headings, rows=rows, note=note))
        body = target.read_bytes()
    reply = HttpResponse(
        body, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    reply["Content-Disposition"] = download_header(f"报到党员年度情况-{found.year}.xlsx")
    reply["Cache-Control"] = "private, no-store"
    return reply
