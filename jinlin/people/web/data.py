"""What is held about me, and who looked: see it, take it along, have it corrected or erased."""

from __future__ import annotations

import io
import json

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jinlin.base import keeping
from jinlin.base.access import open_to_all, signed_in
from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Heading, Page, write_xlsx
from jinlin.people import dignity as rules
from jinlin.people.commands import ask_about_data, erase
from jinlin.people.commands.own import what_stays
from jinlin.people.models import DataRequest
from jinlin.people.queries import Holdings, copy_of, held_about, looks_at
from jinlin.people.register import sections
from jinlin.people.web.me import own_person

LOOKS_SHOWN = 50


@signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    """All kinds of data about me with purpose, basis and end; who looked, when and why; what I asked."""
    person, worker = own_person(request), request.user.is_staff  # type: ignore[union-attr]
    context = {
        "person": person,
        "sections": [one for one in sections().values() if one.way and (worker or not one.workers)],
        "untied": [one for one in sections().values() if not one.way],
        "looks": looks_at(person, limit=LOOKS_SHOWN),
        "requests": list(DataRequest.objects.filter(person=person).order_by("-id")[:20]),
        "fault": request.session.pop("data_fault", ""),
    }
    return render(request, "people/my_data.html", context)


@signed_in
def my_data_section(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that one table holds about me, row by row."""
    section = sections().get(code)
    if section is None or not section.way:
        raise Http404
    return render(request, "people/my_data_section.html", {"held": held_about(own_person(request), section)})


@signed_in
def my_data_copy(request: HttpRequest, kind: str) -> HttpResponse:
    """Everything about me as a file: JSON for programs, a workbook for people."""
    held = copy_of(own_person(request))
    name = f"jinlin-{timezone.localdate():%Y%m%d}.{kind}"
    if kind == "json":
        body = json.dumps(_as_json(held), ensure_ascii=False, indent=2).encode()
        answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    elif kind == "xlsx":
        out = io.BytesIO()
        write_xlsx(out, *_as_pages(held))
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = HttpResponse(out.getvalue(), content_type=sheet)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _as_json(held: list[Holdings]) -> dict[str, object]:
    return {
        one.section.code: {
            "name": str(one.section.words), "purpose": str(one.section.why), "basis": str(one.section.basis),
            "kept": str(one.section.kept), "rows": [dict(row) for row in one.rows], "complete": not one.more,
        }
        for one in held
    }  # fmt: skip


def _as_pages(held: list[Holdings]) -> list[Page]:
    return [
        Page(
            str(one.section.words)[:31],
            [Heading(str(one.section.fields[name])) for name in one.section.printed],
            [[value for _name, value in row] for row in one.rows],
            f"{one.section.why} · {one.section.basis} · {one.section.kept}",
        )
        for one in held
    ]


@signed_in
@require_POST
def my_data_ask(request: HttpRequest) -> HttpResponse:
    """Ask the community to correct or erase something; the answer comes with a reason."""
    try:
        ask_about_data(
            person=own_person(request), kind=request.POST.get("kind", ""), words=request.POST.get("words", "")
        )
    except Refused as refusal:
        request.session["data_fault"] = str(refusal.reason.words)
    return redirect("my_data")


@signed_in
def my_data_erase(request: HttpRequest) -> HttpResponse:
    """Have everything erased: the page says first what goes, what stays and why; then one button."""
    person, fault = own_person(request), ""
    if request.method == "POST":
        if request.POST.get("sure") != "1":
            fault = _("请先勾选“我明白删除后不能恢复”")
        else:
            try:
                kept = erase(person=person)
            except Refused as refusal:
                fault = str(refusal.reason.words)
            else:
                logout(request)
                return render(request, "people/erased.html", {"kept": kept})
    context = {"kept": what_stays(person), "fault": fault}
    return render(request, "people/my_data_erase.html", context, status=422 if fault else 200)


@open_to_all
def dignity(request: HttpRequest) -> HttpResponse:
    """The rules that the platform keeps towards people, in plain words, from the file that the tests read."""
    return render(request, "people/dignity.html", {"rules": rules.rules()})


@open_to_all
def keeping_page(request: HttpRequest) -> HttpResponse:
    """How long things about people are kept, by which source, what becomes of them, and what the last sweeps did."""
    return render(request, "people/keeping.html", {"lines": keeping.lines(timezone.localdate())})
