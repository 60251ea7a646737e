"""A member's own pages: report in, one's thread and posts, where membership is shown, the plate."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import open_to_all, signed_in
from jinlin.base.actor import Actor
from jinlin.base.address import client_address
from jinlin.base.engine import Faulty
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.tries import Allowance, spend
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.organisations.members import commands, queries, showing
from jinlin.organisations.members.desk import COMMITMENT_SUBJECT, REPORT_SUBJECT, SERVICE_SUBJECT
from jinlin.organisations.members.plates import address_of
from jinlin.organisations.members.procedure import COMMITMENT, REPORT_IN, SERVICE
from jinlin.organisations.members.standing import is_own, own_persons
from jinlin.organisations.members.words import CALLED, SHOWINGS, minutes_words
from jinlin.organisations.models import ReportIn
from jinlin.organisations.web.members import own_context
from jinlin.people.public import Look, Person

STEP = REPORT_IN.step("report")
TRIES = Allowance("invitation", 20, dt.timedelta(days=1))
TOO_OFTEN = Reason(
    "too_many_tries",
    Words(
        "今天从这个网络试的编码太多，请明天再试或到支部办理",
        "Too many codes were tried from this network today",
    ),
)
LOOKS = 20


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def my_membership(request: HttpRequest) -> HttpResponse:
    """One's report-ins; and where there is none yet, reporting to the branch where one lives."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.person is None:
        raise Http404
    reports = list(queries.own_reports(actor.person))
    if (
        len(reports) == 1
        and reports[0].ended_on is None
        and request.method != "POST"
        and "all" not in request.GET
    ):
        return HttpResponseRedirect(reverse("my_report_in", args=[reports[0].pk]))
    person = Person.objects.get(pk=actor.person)
    branches = queries.branches_near(actor.person)
    context: dict[str, Any] = {
        "rows": [{"report": one, "state": REPORT_IN.state(one.state)} for one in reports], "branches": branches, "step": STEP,
        "typed": request.POST, "key": request.POST.get("key") or secrets.token_urlsafe(16), "person": person,
        "may": not any(one.ended_on is None for one in reports),
    }  # fmt: skip
    if request.method == "POST":
        branch = next((one for one in branches if one.code == request.POST.get("branch")), None)
        if branch is None:
            return render(
                request,
                "organisations/members/mine.html",
                context | {"reasons": [commands.NO_BRANCH]},
                status=422,
            )
        return _report(
            request,
            context,
            "organisations/members/mine.html",
            lambda values: commands.report_oneself(organisation=branch, values=values, by=actor),
        )
    return render(request, "organisations/members/mine.html", context)


def _report(request: HttpRequest, context: dict[str, Any], template: str, act: Any) -> HttpResponse:
    """Report in with what the form holds; what was typed survives every fault, the same form sent twice counts once."""
    assert STEP is not None
    given = {one.name: request.POST.get(one.name) for one in STEP.fields}
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        _, done, _ = once(
            scope=f"report-in:{actor.account}", key=context["key"], content=[given, request.POST.get("branch"), request.POST.get("name")],
            act=lambda: (200, {"report": act(given).pk}),
        )  # fmt: skip
    except Faulty as faulty:
        return render(request, template, context | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, template, context | {"reasons": refusal.reasons}, status=409)
    if actor.signed_in:
        return HttpResponseRedirect(reverse("my_report_in", args=[done["report"]]))
    row = ReportIn.objects.select_related("organisation").get(pk=done["report"])
    return render(request, "organisations/members/reported.html", {"report": row})


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_by_letter(request: HttpRequest, code: str) -> HttpResponse:
    """The form behind an invitation's QR code: what is known is shown and not asked again; no account is needed."""
    letter = commands.letter_of(code)
    if letter is None:
        too_often = bool(commands.digest_of(code)) and spend(TRIES, client_address(request)) is None
        reason, status = (TOO_OFTEN, 429) if too_often else (commands.WRONG_CODE, 404)
        return render(request, "organisations/members/by_letter.html", {"reasons": [reason]}, status=status)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    report = letter.report_in
    known = (
        {
            "kind": report.kind,
            "employer_name": report.employer.name if report.employer else report.employer_name,
        }
        if report
        else {}
    )
    context: dict[str, Any] = {
        "letter": letter, "branch": letter.organisation, "step": STEP, "typed": request.POST or known, "name": report.person.name if report and report.person else "",
        "asks_name": report is None and not actor.person, "key": request.POST.get("key") or secrets.token_urlsafe(16),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "organisations/members/by_letter.html", context)

    def act(values: dict[str, Any]) -> ReportIn:
        return commands.report_by_letter(
            code=code,
            name=request.POST.get("name", ""),
            phone=request.POST.get("phone", ""),
            values=values,
            by=actor,
        )

    return _report(request, context, "organisations/members/by_letter.html", act)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def report_find(request: HttpRequest) -> HttpResponse:
    """Type the code of an invitation where the picture cannot be read."""
    if request.method == "POST":
        plain = "".join(
            sign for sign in request.POST.get("code", "").upper() if sign.isascii() and sign.isalnum()
        )
        if plain:
            return HttpResponseRedirect(reverse("report_by_letter", args=[plain[:20]]))
    return render(request, "organisations/members/by_letter.html", {"reasons": []})


def _mine(request: HttpRequest, pk: int) -> ReportIn:
    """One's own report-in; anybody else's is not there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row: ReportIn = found(REPORT_SUBJECT, str(pk), actor)
    if row.kind == "unit" or not is_own(row, actor):
        raise Http404
    return row


@signed_in
@require_safe
def my_report_in(request: HttpRequest, pk: int) -> HttpResponse:
    """My report-in: where it stands, my posts and service, every place where my membership is shown, who looked."""
    row, actor, on = _mine(request, pk), request.actor, timezone.localdate()  # type: ignore[attr-defined]
    agreed = showing.given(row.person_id)
    services = [
        {"service": one, "state": SERVICE.state(one.state), "time": minutes_words(one.minutes), "offers": offers_for(SERVICE_SUBJECT, one, actor)}
        for one in row.services.select_related("report_in__organisation__place", "report_in__person", "report_in__employer").order_by("-done_on", "-pk")[:60]
    ]  # fmt: skip
    commitments = row.commitments.exclude(state="withdrawn").select_related(
        "report_in__person", "report_in__organisation"
    )
    year = row.services.filter(state="counted", done_on__year=on.year)
    context = own_context(row, actor) | {
        "services": services, "commitments": queries.commitment_rows(commitments.order_by("due_on", "pk"), on),
        "showings": [{"showing": one, "given": agreed.get(one.code)} for one in SHOWINGS.values()],
        "called": CALLED, "year": on.year, "year_time": minutes_words(sum(year.values_list("minutes", flat=True))),
        "looks": list(Look.objects.filter(person__in=own_persons(actor.person), what__in=("报到党员年度情况", "导出支部报到名单")).order_by("-at")[:LOOKS]),
        "is_shown": row.state in queries.IN,
    }  # fmt: skip
    return render(request, "organisations/members/my_report_in.html", context)


@signed_in
def my_report_in_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of my own report-in."""
    row = _mine(request, pk)
    known = {
        "kind": row.kind, "employer_name": row.employer.name if row.employer else row.employer_name, "called": row.called,
        "on": timezone.localdate(),
    }  # fmt: skip
    return step_page(request, REPORT_SUBJECT, str(pk), step, template="base/step_public.html", known=known)


@signed_in
def my_service_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of one of my service records."""
    return step_page(request, SERVICE_SUBJECT, str(pk), step, template="base/step_public.html")


@signed_in
def commitment_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of my own commitment; to others there is none."""
    row = found(COMMITMENT_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    if not is_own(row.report_in, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return step_page(request, COMMITMENT_SUBJECT, str(pk), step, template="base/step_public.html")


@signed_in
@require_POST
def my_showing(request: HttpRequest, pk: int, purpose: str) -> HttpResponse:
    """Show my membership at one place, or stop it: one tap either way."""
    row = _mine(request, pk)
    try:
        commands.set_showing(
            report=row, purpose=purpose, given=request.POST.get("given") == "1", called=request.POST.get("called", ""),
            by=request.actor,  # type: ignore[attr-defined]
        )  # fmt: skip
    except Refused as refusal:
        if refusal.reason.code == "no_purpose":
            raise Http404 from None
        context = {"report": row, "reasons": refusal.reasons}
        return render(request, "organisations/members/refused.html", context, status=409)
    return HttpResponseRedirect(f"{reverse('my_report_in', args=[pk])}#shown")


@signed_in
@require_safe
def my_plate(request: HttpRequest, pk: int) -> HttpResponse:
    """The plate for my door, half a sheet of paper: only while I agreed to it."""
    row = _mine(request, pk)
    if row.state not in queries.IN or "member_plate" not in showing.given(row.person_id):
        raise Http404
    context = {"report": row, "address": request.build_absolute_uri(address_of(row)), **plate_words(row)}
    return render(request, "organisations/members/plate_print.html", context)


def plate_words(row: ReportIn) -> dict[str, Any]:
    """What a plate says: the chosen name, the branch, posts in words."""
    shown = queries.as_row(queries.with_posts(row))
    return {
        "called": queries.called(row),
        "posts": shown["posts"],
        "branch": row.organisation,
        "open_states": COMMITMENT.open_states,
    }
