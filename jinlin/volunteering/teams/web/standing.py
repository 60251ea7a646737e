"""The national number and insured periods: the volunteer's own page, and what keepers enter and check."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import signed_in, staff
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet
from jinlin.base.reviewed import answer as reviewed
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import mask_name
from jinlin.volunteering.models.teams import Volunteer
from jinlin.volunteering.teams import standing
from jinlin.volunteering.teams.queries import family, own_among
from jinlin.volunteering.teams.web.forms import Form, answer

NUMBER = (
    Field("number", "text", Words("全国志愿服务信息系统里的编号", "Number in the national system"), limit=40),
)
PERIOD = (
    Field("from_on", "date", Words("从哪天", "From")),
    Field("until_on", "date", Words("到哪天（含）", "Until, that day too")),
    Field("insurer", "text", Words("哪家保险", "Insurer"), required=False, limit=60),
    Field("policy", "text", Words("保单号", "Policy"), required=False, limit=40),
)


def _periods(row: Volunteer) -> list[tuple[Any, str]]:
    """Every period with how it stands today: runs, to come, over, or voided."""
    today = timezone.localdate()

    def stands(one: Any) -> str:
        if one.voided_at:
            return "voided"
        return "over" if one.until_on < today else "ahead" if one.from_on > today else "runs"

    return [(one, stands(one)) for one in row.insurances.order_by("-until_on", "-pk")[:30]]


@signed_in
@require_safe
def my_standing(request: HttpRequest) -> HttpResponse:
    """One's own number and insurance, and those of one's children."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = list(family(actor))
    own = own_among(actor, [one.person_id for one in rows])
    context = {
        "rows": [(one, one.person_id not in own, _periods(one), any(stands == "runs" for _, stands in _periods(one))) for one in rows],
        "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "teams/standing.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def my_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell one's number, or a child's; it counts once the community has checked it."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_object_or_404(family(actor), pk=pk)

    def write(values: dict[str, Any]) -> str:
        standing.say_number(volunteer=row.pk, number=values["number"], by=actor)
        return f"{reverse('my_standing')}?done=number"

    form = Form(
        code="volunteer-number", title=Words("填全国志愿服务编号", "My national number"), button=Words("交给社区核对", "Hand it in"), fields=NUMBER, write=write,
        back=reverse("my_standing"), back_words=Words("全国编号和保险", "Number and insurance"), known={"number": row.national_said or row.national_number},
        lead=Words("社区对着全国志愿服务信息系统核对过，打印出来的就叫志愿服务证明；没有编号也照样打印记录。只用来写在您自己打印的纸上。",
                   "Once the community has checked it, what you print is called a certificate; without it you print your record."),
    )  # fmt: skip
    return answer(request, form)


def kept_volunteer(request: HttpRequest, pk: int) -> Volunteer:
    """A volunteer of a team that the actor keeps; 404 for others."""
    row = get_object_or_404(Volunteer.objects.select_related("person"), pk=pk)
    if not standing.keeps(row, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return row


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands behind one volunteer: the number to check, insured periods; each with its buttons."""
    row, reasons = kept_volunteer(request, pk), ()
    if request.method == "POST":
        try:
            _act(request, row)
            return HttpResponseRedirect(f"{reverse('volunteer_desk', args=[row.pk])}?done=1")
        except Refused as refusal:
            reasons = refusal.reasons
            row.refresh_from_db()
    return _desk(request, row, reasons)


def _act(request: HttpRequest, row: Volunteer) -> None:
    actor, act = request.actor, request.POST.get("act", "")  # type: ignore[attr-defined]
    note, period = request.POST.get("note", "").strip()[:200], request.POST.get("period", "")
    if act in ("link", "decline"):
        standing.check_number(volunteer=row.pk, holds=act == "link", by=actor, note=note or "编号对不上")
    elif act == "unlink":
        standing.unlink_number(volunteer=row.pk, by=actor)
    elif act == "void" and period.isdigit() and row.insurances.filter(pk=int(period)).exists():
        standing.void_insurance(insurance=int(period), by=actor)
    else:
        raise Http404


def _desk(request: HttpRequest, row: Volunteer, reasons: tuple[Reason, ...]) -> HttpResponse:
    periods = _periods(row)
    teams = row.memberships.filter(state__in=("applied", "active")).select_related("team").order_by("pk")
    context = {
        "row": row, "name": mask_name(row.person.name), "teams": [one.team for one in teams], "periods": periods, "done": request.GET.get("done", ""),
        "insured": any(stands == "runs" for _, stands in periods), "reasons": reasons,
    }  # fmt: skip
    return render(request, "teams/volunteer_desk.html", context, status=409 if reasons else 200)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer_insure(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an insured period."""
    row, actor = kept_volunteer(request, pk), request.actor  # type: ignore[attr-defined]
    way = reverse("volunteer_desk", args=[row.pk])

    def write(values: dict[str, Any]) -> str:
        facts = values | {"insurer": values["insurer"] or "", "policy": values["policy"] or ""}
        standing.insure(volunteer=row.pk, by=actor, **facts)
        return f"{way}?done=1"

    sheet = Sheet(
        code="volunteer-insure", title=Words("登记志愿者保险", "Enter insurance"), button=Words("登记", "Enter it"), fields=PERIOD, write=write, back=way,
        facts=((Words("谁", "Who"), mask_name(row.person.name)),), known={"from_on": timezone.localdate().isoformat()},
    )  # fmt: skip
    return reviewed(request, sheet)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the number for somebody without a phone; another keeper checks it."""
    row, actor = kept_volunteer(request, pk), request.actor  # type: ignore[attr-defined]
    way = reverse("volunteer_desk", args=[row.pk])

    def write(values: dict[str, Any]) -> str:
        standing.say_number(volunteer=row.pk, number=values["number"], by=actor)
        return f"{way}?done=1"

    sheet = Sheet(
        code="volunteer-number", title=Words("代填全国志愿服务编号", "Enter the national number"), button=Words("交给另一位核对", "Hand it to a second person"), fields=NUMBER,
        write=write, back=way, facts=((Words("谁", "Who"), mask_name(row.person.name)),), known={"number": row.national_said or row.national_number},
    )  # fmt: skip
    return reviewed(request, sheet)
