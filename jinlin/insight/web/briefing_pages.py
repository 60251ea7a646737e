"""Briefings: choose node and period, read the preview, take it along as .docx or PDF; bring in a template of one's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base import nodes, periods
from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.files.kinds import DOCX, PDF
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.insight.briefing import commands
from jinlin.insight.briefing.contents import briefing, stamp
from jinlin.insight.briefing.slots import SLOTS, standard
from jinlin.places.public import Place, reaches, roots

NO_FILE = Reason("no_file", Words("请先选一个 .docx 文件", "Choose a .docx file first"))


def _node(request: HttpRequest) -> Node:
    """The node that was asked for, where the reader works; otherwise as if it did not exist."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    code = request.GET.get("node", "").strip()[:60]
    try:
        if not code:
            first = Place.objects.filter(path__in=roots(actor)).order_by("path").first()
            if first is None:
                raise Http404
            code = first.code
        found = nodes.find(code)
    except Refused:
        raise Http404 from None
    if not reaches(actor, found.path):
        raise Http404
    return found


def _period(request: HttpRequest, today: dt.date) -> tuple[Period, Reason | None]:
    given = request.GET.get("period", "").strip()
    try:
        return periods.parse(given or f"{today.year}", today=today), None
    except Refused as refused:
        return periods.parse(f"{today.year}", today=today), refused.reason


def _offered(today: dt.date) -> list[tuple[str, str]]:
    """The periods that a briefing is usually made for: this year and the last, their quarters and months, newest first."""
    this = periods.month_of(today, today=today)
    months = [this]
    while len(months) < 6:
        months.append(months[-1].previous)
    quarter = periods.parse(f"{today.year}-Q{(today.month + 2) // 3}", today=today)
    quarters = [quarter, quarter.previous, quarter.previous.previous]
    years = [periods.parse(str(today.year), today=today), periods.parse(str(today.year - 1), today=today)]
    return [(one.text, str(one.words)) for one in (*years, *quarters, *months)]


@staff()
@require_safe
def briefing_page(request: HttpRequest) -> HttpResponse:
    """The preview: what the paper will say, with the ways to take it along."""
    today = timezone.localdate()
    node = _node(request)
    period, fault = _period(request, today)
    found = briefing(node, period, at=timezone.now())
    _content, held = commands.template_for(node)
    offered = _offered(today)
    context = {
        "node": node, "period": period, "found": found, "fault": fault, "held": held, "as_of": stamp(found.as_of),
        "offered": offered if period.text in dict(offered) else [(period.text, str(period.words)), *offered],
        "below": [one for one in nodes.children(node) if node.kind == "place"][:60],
        "above": [one for one in nodes.above(node) if reaches(request.actor, one.path)],  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "insight/briefing.html", context, status=422 if fault else 200)


@staff()
@require_safe
def briefing_file(request: HttpRequest, form: str) -> HttpResponse:
    """The briefing as a file, .docx or PDF."""
    if form not in commands.FORMS:
        raise Http404
    node = _node(request)
    period, fault = _period(request, timezone.localdate())
    if fault is not None:
        return HttpResponseRedirect(f"{reverse('briefing')}?node={node.code}")
    found = briefing(node, period, at=timezone.now())
    try:
        made = commands.write(found, form=form, author=request.actor.name)  # type: ignore[attr-defined]
    except Refused as refused:
        messages.error(request, str(refused.reason.words))
        return HttpResponseRedirect(f"{reverse('briefing')}?node={node.code}&period={period.text}")
    return _file(made, f"{found.title}.{form}", PDF.mime if form == "pdf" else DOCX.mime)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def briefing_template(request: HttpRequest, code: str) -> HttpResponse:
    """The template of a place: take it along, bring a changed one in, or go back to the standard one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = get_object_or_404(Place, code=code)
    if not reaches(actor, place.path):
        raise Http404
    reasons: list[Reason] = []
    if request.method == "POST":
        try:
            return _change(request, place, actor)
        except Refused as refused:
            reasons = list(refused.reasons)
    _content, held = commands.template_for(nodes.find(place.code))
    context: dict[str, Any] = {
        "place": place, "held": held, "slots": SLOTS, "may": commands.keeps(actor, place.path), "reasons": reasons,
        "own": held is not None and held.place_id == place.pk,
    }  # fmt: skip
    return render(request, "insight/briefing_template.html", context, status=422 if reasons else 200)


def _change(request: HttpRequest, place: Place, actor: Actor) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("act") == "standard":
        commands.back_to_standard(place=place, by=actor, at=now)
        messages.success(request, _("已改回标准模板"))
    else:
        sent = request.FILES.get("template")
        if sent is None:
            raise Refused(NO_FILE)
        commands.take_template(place=place, content=sent.read(), name=sent.name or "", by=actor, at=now)
        messages.success(request, _("模板查过了，没有问题，从现在起用它"))
    return HttpResponseRedirect(reverse("briefing_template", args=[place.code]))


@staff()
@require_safe
def briefing_template_file(request: HttpRequest, code: str) -> HttpResponse:
    """The template in use, or the standard one (``as`` standard), to be edited in a word processor."""
    place = get_object_or_404(Place, code=code)
    if not reaches(request.actor, place.path):  # type: ignore[attr-defined]
        raise Http404
    if request.GET.get("as") == "standard":
        return _file(standard(), _("简报标准模板") + ".docx", DOCX.mime)
    content, held = commands.template_for(nodes.find(place.code))
    return _file(content, held.name if held else _("简报标准模板") + ".docx", DOCX.mime)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = download_header(name)
    answer["Cache-Control"] = "private, no-store"
    return answer
