"""Duties of agreements: the worklist of both sides, and one duty with its evidence."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.actor import Actor
from jinlin.base.spreadsheets import Heading, Kind
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.organisations.models import Obligation
from jinlin.organisations.partners import listing
from jinlin.organisations.partners.agreements import relations
from jinlin.organisations.partners.clauses import clause_kinds
from jinlin.organisations.partners.deadlines import evidence_days
from jinlin.organisations.partners.evidence import page_of
from jinlin.organisations.partners.listing import Asked, Duty
from jinlin.organisations.partners.obligations import OBLIGATION, offers, period_of, span
from jinlin.organisations.partners.reciprocity import sort_words
from jinlin.organisations.partners.sides import side_of
from jinlin.organisations.partners.subjects import OBLIGATION_SUBJECT
from jinlin.organisations.partners.web.doors import EXPORT_LIMIT, reader, rest_of, workbook
from jinlin.organisations.partners.words import SIDES


def _asked(request: HttpRequest) -> Asked:
    given = {"only": "due"} | request.GET.dict()
    return Asked.read(given, only=listing.DUTY_ONLY, sort="end")


@reader
@require_safe
def obligations(request: HttpRequest) -> HttpResponse:
    """What both sides owe now: the late first, then what is due; by clause and institution."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on, asked = timezone.localdate(), _asked(request)
    page = Paginator(listing.duties(actor, asked, on=on), listing.PAGE).get_page(asked.page)
    context = {
        "page": page, "rows": [(Duty(one, on), OBLIGATION.state(one.state), span(one)) for one in page], "asked": asked,
        "onlys": listing.DUTY_ONLY.items(), "kinds": clause_kinds().values(), "query": rest_of(request),
    }  # fmt: skip
    return render(request, "organisations/partners/obligations.html", context)


@reader
@require_safe
def obligations_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = timezone.localdate()
    headings = [
        Heading("社区", width=20), Heading("单位", width=30), Heading("约定", width=24), Heading("哪一期"), Heading("应有"), Heading("已有"),
        Heading("凭证最晚", Kind.DATE), Heading("状态"),
    ]  # fmt: skip
    rows = (Duty(one, on) for one in listing.duties(actor, _asked(request), on=on)[:EXPORT_LIMIT])
    lines_ = (
        [one.row.agreement.community.name, one.row.agreement.holder.name, one.words.zh, span(one.row), one.target.zh, one.got.zh,
         one.row.due_on, "逾期" if one.is_late else OBLIGATION.state(one.row.state).words.zh]
        for one in rows
    )  # fmt: skip
    return workbook("共建义务", headings, lines_)


@reader
@require_safe
def obligation(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty: what is owed, by whom, until when; its evidence, what could be linked, the thread."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row: Obligation = found(OBLIGATION_SUBJECT, str(pk), actor)
    on = timezone.localdate()
    duty = Duty(row, on)
    held = [
        (one, page_of(one.kind, one.object_id), sort_words(one.sort))
        for one in row.evidence.order_by("on", "pk")
    ]
    context = {
        "duty": duty, "obligation": row, "agreement": row.agreement, "state": OBLIGATION.state(row.state), "span": span(row), "period": period_of(row),
        "evidence": held, "can_link": offers(row) if row.state == "due" else [], "gives": SIDES[duty.clause.gives] if duty.clause else "",
        "sorts": list(dict.fromkeys(sort_words(one) for one in duty.clause.evidence)) if duty.clause else [], "evidence_days": evidence_days(),
        "lines": lines(OBLIGATION_SUBJECT, row, actor), "offers": offers_for(OBLIGATION_SUBJECT, row, actor),
        "step_base": f"/obligations/{row.pk}/steps/",
        "may_enter": bool(side_of(relations(row.agreement, actor))), "done": request.GET.get("done"),
    }  # fmt: skip
    return render(request, "organisations/partners/obligation.html", context)


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def obligation_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of a duty; a record that was tapped is chosen already."""
    return step_page(
        request, OBLIGATION_SUBJECT, str(pk), step, known={"evidence": request.GET.get("evidence", "")}
    )
