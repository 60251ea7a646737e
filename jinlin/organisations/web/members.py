"""The branch's pages of report-in: its list, inviting and letters, one report-in, service to confirm."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.repeat import once
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.organisations.members import commands, periods, queries, rules
from jinlin.organisations.members.desk import REPORT_SUBJECT, REPORTS, SERVICE_SUBJECT, SERVICES, name_of
from jinlin.organisations.members.procedure import REPORT_IN, SERVICE
from jinlin.organisations.members.queries import Asked
from jinlin.organisations.members.standing import keeps, kept
from jinlin.organisations.members.words import ALL_KINDS, KINDS, minutes_words
from jinlin.organisations.models import Institution, Organisation, ReportIn, ServiceRecord
from jinlin.organisations.roles import roles
from jinlin.people.public import ask_release, most_rows
from jinlin.places.public import Place, under

KEEPERS = sorted(
    {role for ranks in rules.BRANCH_ROLES.values() for role in ranks} | set(rules.SUPERIOR_ROLES)
)
CONTACTS = sorted(set(rules.EMPLOYER_ROLES) & set(roles()))
BULK_LIMIT = 200
SORT_WORDS = {
    "name": Words("按姓名", "By name"),
    "reported": Words("按报到日期", "By day of report"),
    "state": Words("按状态", "By state"),
}
keeper = staff(*KEEPERS)


def found_branch(request: HttpRequest, code: str) -> Organisation:
    """The branch, where the actor may be shown its list; otherwise as if it did not exist."""
    rows = kept(request.actor).select_related("place", "level")  # type: ignore[attr-defined]
    row = rows.filter(code=code).first()
    if row is None or not keeps(request.actor, row):  # type: ignore[attr-defined]
        raise Http404
    return row


@keeper
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """The branches below the actor's seats with their counts; one's own branch opens at once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    branches = kept(actor).filter(place__level__in=list(rules.BRANCH_ROLES)).select_related("place", "level")
    branches = branches.order_by("place__path", "level__rank", "pk")
    page = Paginator(branches, queries.PAGE).get_page(request.GET.get("page"))
    counts = queries.branch_counts([one.pk for one in page])
    rows = [
        {
            "branch": one, "may": bool(keeps(actor, one)), "waiting": counts.get(one.pk, {}).get("reported", 0),
            "standing": sum(counts.get(one.pk, {}).get(state, 0) for state in queries.IN),
            "active": counts.get(one.pk, {}).get("active", 0),
        }
        for one in page
    ]  # fmt: skip
    if len(rows) == 1 and rows[0]["may"]:
        return HttpResponseRedirect(reverse("members_branch", args=[rows[0]["branch"].code]))
    return render(request, "organisations/members/branches.html", {"rows": rows, "page": page})


@keeper
@require_safe
def members_branch(request: HttpRequest, code: str) -> HttpResponse:
    """One branch's list: filter, search, sort, tick several; what waits: reports, service, posts left."""
    branch, asked = found_branch(request, code), Asked.read(request.GET)
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(queries.branch_rows(branch, asked), queries.PAGE).get_page(asked.page)
    counts = queries.branch_counts([branch.pk]).get(branch.pk, {})
    waiting = ServiceRecord.objects.filter(report_in__organisation=branch, state="recorded")
    context = {
        "branch": branch, "asked": asked, "page": page, "query": query.urlencode(), "rows": [queries.as_row(one) for one in page],
        "states": [("open", Words("在册", "Standing")), *((one.code, one.words) for one in REPORT_IN.states), ("all", Words("全部", "All"))],
        "kinds": ALL_KINDS, "sorts": SORT_WORDS.items(), "vacant": queries.vacant_posts(branch), "counts": counts,
        "services": list(waiting.select_related("report_in__person", "report_in__employer").order_by("done_on", "pk")[:20]),
        "tiles": [(state, counts.get(state.code, 0)) for state in REPORT_IN.states if not state.final],
        "key": secrets.token_urlsafe(12), "may_bulk": asked.state == "reported" and bool(page.object_list), "export_limit": most_rows(timezone.localdate()),
    }  # fmt: skip
    return render(request, "organisations/members/branch.html", context)


@keeper
@require_POST
def members_bulk(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm the ticked reports; each for itself, refused ones with the reason."""
    branch, actor = found_branch(request, code), request.actor  # type: ignore[attr-defined]
    ids = [int(text) for text in request.POST.getlist("report") if text.isdigit() and len(text) < 18][
        :BULK_LIMIT
    ]
    rows = (
        ReportIn.objects.filter(pk__in=ids, organisation=branch)
        .select_related("person", "employer")
        .order_by("pk")
    )
    done, refused = 0, []
    for row in rows:
        try:
            once(
                scope=f"bulk:{actor.account}", key=f"{request.POST.get('key', '')[:40]}:{row.pk}", content=["confirm", row.pk],
                act=lambda row=row: (200, {"seq": REPORTS.take(row.pk, "confirm", by=actor).trail_seq}),
            )  # fmt: skip
            done += 1
        except Refused as refusal:
            refused.append(f"{name_of(row)}：{refusal.reason.words}")
    messages.success(request, _("已确认 %(n)s 位") % {"n": done})
    for line in refused[:20]:
        messages.error(request, line)
    return HttpResponseRedirect(reverse("members_branch", args=[branch.code]))


@keeper
@require_POST
def services_bulk(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm the ticked service records of the branch."""
    branch, actor = found_branch(request, code), request.actor  # type: ignore[attr-defined]
    ids = [int(text) for text in request.POST.getlist("service") if text.isdigit() and len(text) < 18][
        :BULK_LIMIT
    ]
    done = 0
    for pk in (
        ServiceRecord.objects.filter(pk__in=ids, report_in__organisation=branch)
        .order_by("pk")
        .values_list("pk", flat=True)
    ):
        try:
            SERVICES.take(pk, "confirm", by=actor)
            done += 1
        except Refused as refusal:
            messages.error(request, str(refusal.reason.words))
    messages.success(request, _("已确认 %(n)s 条服务") % {"n": done})
    return HttpResponseRedirect(reverse("members_branch", args=[branch.code]))


@keeper
@require_POST
def vacancy_dismiss(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A post that was left needs nobody: it leaves the list of what waits."""
    branch = found_branch(request, code)
    if not any(one.pk == pk for one in queries.vacant_posts(branch)):
        raise Http404
    commands.dismiss_vacancy(held=pk, by=request.actor)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("members_branch", args=[branch.code]))


@keeper
@require_POST
def members_export(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the filtered list as a workbook, with a purpose; a second person of the branch lets it go."""
    branch = found_branch(request, code)
    asked = Asked.read(request.POST)
    given = {"state": asked.state, "kind": asked.kind, "q": asked.q, "sort": asked.sort}
    try:
        ask_release(
            kind="members_branch", ref=branch.code, asked=given, purpose=request.POST.get("purpose", ""), by=request.actor  # type: ignore[attr-defined]
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal.reason.words))
        back = f"{reverse('members_branch', args=[code])}?{request.POST.get('query', '')[:300]}"
        return HttpResponseRedirect(back)
    messages.success(request, _("已提交，等另一位同事放行；放行后 24 小时内在电脑上下载"))
    return HttpResponseRedirect(reverse("releases"))


_NAME = Field(
    "name", "text", Words("姓名", "Name"), limit=60,
    why=Words("支部邀请本人报到用；只有支部和本人看得到", "To invite; seen by the branch and the member only"),
)  # fmt: skip
_PHONE = Field(
    "phone", "text", Words("手机号", "Phone"), required=False, limit=20,
    why=Words("有手机号，本人登录后就能直接看到邀请", "With it the member finds the invitation after signing in"),
)  # fmt: skip
_KIND = Field("kind", "choice", Words("类别", "Kind"), choices=KINDS)
_EMPLOYER = Field("employer_name", "text", Words("工作单位", "Employer"), required=False, limit=120)
_INSTITUTION = Field("institution", "institution", Words("哪个单位", "Which institution"))


@keeper
def member_invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invite one member by name, or an institution's branch (``?unit=1``); looked at once more before it is written."""
    branch, actor = found_branch(request, code), request.actor  # type: ignore[attr-defined]
    is_unit = "unit" in request.GET

    def write(values: dict[str, Any]) -> str:
        if is_unit:
            institution = Institution.objects.filter(pk=values["institution"], ended_on__isnull=True).first()
            if institution is None:
                raise Http404
            made = commands.invite_institution(organisation=branch, institution=institution, by=actor)
        else:
            made = commands.invite(
                organisation=branch, name=values["name"], phone=values.get("phone") or "", kind=values["kind"],
                employer_name=values.get("employer_name") or "", by=actor,
            )  # fmt: skip
        return reverse("report_in", args=[made.pk])

    institutions = Institution.objects.filter(ended_on__isnull=True).exclude(kind="property").order_by("name")
    sheet = Sheet(
        code="member-invite", title=Words("邀请单位党组织报到", "Invite an institution") if is_unit else Words("邀请一位党员报到", "Invite a member"),
        button=Words("邀请", "Invite"), fields=(_INSTITUTION,) if is_unit else (_NAME, _PHONE, _KIND, _EMPLOYER), write=write,
        back=reverse("members_branch", args=[branch.code]), facts=((Words("到哪个支部", "Branch"), branch.name),),
        options={"institution": [(str(one.pk), one.name) for one in institutions[:300]]} if is_unit else {},
    )  # fmt: skip
    return answer(request, sheet)


@keeper
@require_safe
def member_letters(request: HttpRequest, code: str) -> HttpResponse:
    """What letters can be printed: for those invited by name, and for every household of a building."""
    branch = found_branch(request, code)
    buildings = Place.objects.filter(
        under(branch.place.path), level="building", valid_to__isnull=True
    ).order_by("path")
    context = {
        "branch": branch, "invited": ReportIn.objects.filter(organisation=branch, state="invited", person__isnull=False).count(),
        "buildings": list(buildings[:200]), "life": periods.period(periods.LETTER, timezone.localdate()),
    }  # fmt: skip
    return render(request, "organisations/members/letters.html", context)


@keeper
@require_POST
@never_cache
def member_letters_print(request: HttpRequest, code: str) -> HttpResponse:
    """The sheets with their one-time codes; printing again makes earlier sheets void."""
    branch, actor = found_branch(request, code), request.actor  # type: ignore[attr-defined]
    building = request.POST.get("building", "")
    only = request.POST.get("report", "")
    reports: list[ReportIn] = []
    if not building:
        rows = ReportIn.objects.filter(
            organisation=branch, state="invited", person__isnull=False
        ).select_related("person")
        reports = list(
            (rows.filter(pk=int(only)) if only.isdigit() else rows).order_by("person__pinyin", "pk")[
                :BULK_LIMIT
            ]
        )
    homes = commands.households_below(branch, building) if building else []
    printed = commands.print_invitations(organisation=branch, by=actor, reports=reports, households=homes)
    sheets = [
        {
            "letter": letter, "code": one, "address": request.build_absolute_uri(reverse("report_by_letter", args=[one.replace("-", "")])),
            "name": letter.report_in.person.name if letter.report_in else "",
            "door": _door(letter.household.dwelling) if letter.household else "",
        }
        for letter, one in printed
    ]  # fmt: skip
    return render(
        request,
        "organisations/members/letters_print.html",
        {"branch": branch, "sheets": sheets, "days": periods.days(periods.LETTER, timezone.localdate()).days},
    )


def _door(dwelling: Place) -> str:
    names: list[str] = []
    at: Place | None = dwelling
    while at is not None and at.level in ("dwelling", "stairwell", "building", "estate"):
        names.insert(0, at.name)
        at = at.parent
    return " ".join(names)


@staff(*KEEPERS, *CONTACTS)
@require_safe
def report_in(request: HttpRequest, pk: int) -> HttpResponse:
    """One report-in as its branch sees it (an institution's: as its clerk does too): state, posts, service, thread."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(REPORT_SUBJECT, str(pk), actor)
    services = [
        {"service": one, "state": SERVICE.state(one.state), "time": minutes_words(one.minutes), "offers": offers_for(SERVICE_SUBJECT, one, actor)}
        for one in row.services.select_related(*(f"report_in__{name}" for name in ("organisation__place", "person", "employer"))).order_by("-done_on", "-pk")[:60]
    ]  # fmt: skip
    context = own_context(row, actor) | {
        "services": services,
        "is_keeper": (is_keeper := bool(keeps(actor, row.organisation))),
        "may_print": is_keeper and row.person is not None and row.state == REPORT_IN.start,
    }
    return render(request, "organisations/members/report_in.html", context)


def own_context(row: ReportIn, actor: Actor) -> dict[str, Any]:
    """What the branch's page and the member's own page both show of a report-in."""
    return {
        "report": row, "name": name_of(row), "row": queries.as_row(queries.with_posts(row)), "state": REPORT_IN.state(row.state),
        "offers": offers_for(REPORT_SUBJECT, row, actor), "lines": lines(REPORT_SUBJECT, row, actor),
        "total": minutes_words(queries.counted_minutes(row)),
    }  # fmt: skip


@staff(*KEEPERS, *CONTACTS)
def report_in_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of a report-in, by the branch or the institution's clerk."""
    row = found(REPORT_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    known = {"kind": row.kind, "employer_name": row.employer.name if row.employer else row.employer_name}
    return step_page(request, REPORT_SUBJECT, str(pk), step, known=known | {"on": timezone.localdate()})


@staff(*KEEPERS, *CONTACTS)
def service_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of a service record, by the branch or the institution's clerk."""
    return step_page(request, SERVICE_SUBJECT, str(pk), step)
