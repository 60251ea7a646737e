"""Teams and records on a worker's desk: the list with filter, sort and export, a new team, records without an end."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import staff
from jinlin.base.files import download_header
from jinlin.base.given import Field
from jinlin.base.repeat import once
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.spreadsheets import Heading, Page, write_xlsx
from jinlin.base.words import Words
from jinlin.organisations.public import Institution
from jinlin.people.public import mask_name
from jinlin.places.public import Place, within
from jinlin.volunteering.models.teams import ServiceHours, Team, TeamMember
from jinlin.volunteering.teams import commands, words
from jinlin.volunteering.teams.procedure import HOURS, TEAM
from jinlin.volunteering.teams.queries import is_keeper, kept_teams, seen_teams

PAGE, EXPORT_LIMIT = 50, 5000
ENTERING = (
    "community_worker",
    "community_secretary",
    "estate_secretary",
    "department_clerk",
    "property_clerk",
)
"""Seats that enter a team."""
SORTS: dict[str, tuple[Any, ...]] = {
    "place": ("place__path", "name"), "name": ("name", "pk"), "people": ("-people", "pk"), "waiting": ("-claimed", "pk"), "founded": (F("founded_on").desc(nulls_last=True), "pk"),
}  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _number(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("team").annotate(number=Count("pk")).values("number")), 0)


def _asked(request: HttpRequest) -> tuple[QuerySet[Team], dict[str, str]]:
    given = {name: request.GET.get(name, "").strip()[:40] for name in ("field", "stands", "q", "sort")}
    rows = Team.objects.filter(seen_teams(request.actor)).select_related("place", "police")  # type: ignore[attr-defined]
    rows = rows.filter(field=given["field"]) if given["field"] in {one.code for one in words.FIELDS} else rows
    rows = (
        rows.filter(state=given["stands"]) if given["stands"] in {one.code for one in TEAM.states} else rows
    )
    rows = rows.filter(name__contains=given["q"]) if given["q"] else rows
    mine = OuterRef("pk")
    rows = rows.annotate(
        people=_number(TeamMember.objects.filter(team=mine, state="active")), joining=_number(TeamMember.objects.filter(team=mine, state="applied")),
        claimed=_number(ServiceHours.objects.filter(team=mine, state="claimed")),
        kept=Case(When(kept_teams(request.actor), then=True), default=False),  # type: ignore[attr-defined]
    )  # fmt: skip
    return rows.order_by(*SORTS.get(given["sort"], SORTS["place"])), given


@staff()
@require_safe
def teams_desk(request: HttpRequest) -> HttpResponse:
    """The teams of the worker's places: state, people, who wants to join, service to confirm."""
    rows, given = _asked(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(one, words.label(words.FIELDS, one.field), TEAM.state(one.state)) for one in page], "fields": words.FIELDS, "states": TEAM.states,
        "may": any(seat.role in ENTERING for seat in request.actor.seats), "given": given,  # type: ignore[attr-defined]
        "asked": "&".join(f"{name}={value}" for name, value in given.items()),
        "sorts": [("place", _("按地点")), ("name", _("按名称")), ("people", _("人多的在前")), ("waiting", _("待确认多的在前")), ("founded", _("新成立的在前"))],
    }  # fmt: skip
    return render(request, "teams/desk.html", context)


@staff()
@require_safe
def teams_export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook: teams and numbers, no names."""
    rows, _given = _asked(request)
    headings = [
        Heading(one)
        for one in (
            _("编号"),
            _("队名"),
            _("领域"),
            _("地点"),
            _("状态"),
            _("队员"),
            _("待接收"),
            _("待确认"),
            _("成立"),
        )
    ]
    listed = [
        (one.code, one.name, words.label(words.FIELDS, one.field).zh, one.place.name, TEAM.state(one.state).words.zh, one.people, one.joining, one.claimed,
         one.founded_on.isoformat() if one.founded_on else "")
        for one in rows[:EXPORT_LIMIT]
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "teams.xlsx"
        write_xlsx(target, Page(_("志愿队伍"), headings, listed))
        shown = HttpResponse(target.read_bytes(), content_type=XLSX)
    shown["Content-Disposition"] = download_header(f"志愿队伍-{timezone.localdate():%Y%m%d}.xlsx")
    shown["Cache-Control"] = "private, no-store"
    return shown


NEW = (
    Field("name", "text", Words("队名", "Name"), limit=60),
    Field("field", "choice", Words("领域", "Field"), choices=words.FIELDS),
    Field("place", "place", Words("在哪里", "Where")),
    Field("about", "text", Words("做什么", "What it does"), required=False, limit=300),
    Field("meets", "text", Words("什么时候在哪里集合", "When and where it meets"), required=False, limit=80),
    Field(
        "police",
        "institution",
        Words("联系的派出所（平安巡防要选）", "Police post (for a watch team)"),
        required=False,
    ),
    Field(
        "party",
        "yes_no",
        Words("公开称为党员志愿服务队", "Calls itself a party members' team in public"),
        required=False,
    ),
)


@staff(*ENTERING)
def team_new(request: HttpRequest) -> HttpResponse:
    """Enter a team at one of the places that the worker keeps; it opens once it has a leader."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = Place.objects.filter(
        within(actor), level__in=("community", "estate"), valid_to__isnull=True
    ).order_by("path")[:400]
    own = Institution.objects.filter(pk__in=actor.institutions).select_related("place").first()
    places = {one.pk: one for one in rows if is_keeper(one, None, actor)}
    if own is not None and own.place is not None:
        places[own.place.pk] = own.place
    if not places:
        raise Http404
    police = Institution.objects.filter(ended_on__isnull=True, name__contains="派出所").order_by("name")[:300]

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        post = next((one for one in police if one.pk == values["police"]), None)
        if place is None:
            raise Http404
        made = commands.enter_team(
            name=values["name"], field=values["field"], place=place, by=actor, police=post, about=values["about"] or "", meets=values["meets"] or "",
            party=bool(values["party"]), institution=own if own is not None and not is_keeper(place, None, actor) else None,
        )  # fmt: skip
        return reverse("team_lead", args=[made.code])

    sheet = Sheet(
        code="team-new", title=Words("登记一支志愿队", "Enter a team"), button=Words("登记", "Enter it"), write=write, fields=NEW, back=reverse("teams_desk"),
        options={"place": [(one.pk, one.name) for one in places.values()], "police": [(one.pk, one.name) for one in police]},
        note=Words("登记后请队员报名，定了队长就能成立。", "Then people join, a leader is appointed, and the team opens."),
    )  # fmt: skip
    return answer(request, sheet)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def service_desk(request: HttpRequest) -> HttpResponse:
    """Records of the worker's places by state: those to confirm first, with the end of their ten working days. Those that
    are ticked are confirmed in one go: helpers at activities and turns on a rota have no team whose leader would."""
    confirms = any(held.role in ENTERING for held in request.actor.seats)  # type: ignore[attr-defined]
    if request.method == "POST":
        if not confirms:
            raise Http404
        return _swept(request)
    stands = request.GET.get("stands", "claimed")
    stands = stands if stands in {one.code for one in HOURS.states} else "claimed"
    late = request.GET.get("late") == "1"
    mine = within(request.actor, "place__path")  # type: ignore[attr-defined]
    rows = ServiceHours.objects.filter(mine, state=stands).select_related("team", "place", "person")
    rows = (
        rows.filter(Q(recorded_at__gt=F("due_at")) | Q(state="claimed", due_at__lt=timezone.now()))
        if late
        else rows
    )
    page = Paginator(rows.order_by("due_at", "pk"), PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "page": page, "states": HOURS.states, "stands": stands, "late": late, "asked": f"stands={stands}&late={int(late)}",
        "may_sweep": confirms and stands == "claimed",  # type: ignore[attr-defined]
        "key": secrets.token_urlsafe(16), "swept": request.GET.get("swept", ""), "left": request.GET.get("left", ""),
        "rows": [
            (one, mask_name(one.person.name), words.clock_words(one.minutes), words.label(words.GRADES, one.grade), HOURS.state(one.state), one.recorded_at > one.due_at or (stands == "claimed" and one.due_at < now),
             is_keeper(one.place, one.team.institution_id if one.team else None, request.actor))  # type: ignore[attr-defined]
            for one in page
        ],
    }  # fmt: skip
    return render(request, "teams/service_desk.html", context)


def _swept(request: HttpRequest) -> HttpResponse:
    """Confirm every ticked record of the worker's places; each stands for itself, a refused one holds nobody up."""
    actor = request.actor  # type: ignore[attr-defined]
    ticked = sorted({int(one) for one in request.POST.getlist("row") if one.isdecimal() and len(one) < 18})
    own = ServiceHours.objects.filter(within(actor, "place__path"), state="claimed", pk__in=ticked[:PAGE])
    rows = list(own.order_by("due_at", "pk").values_list("pk", flat=True))

    def act() -> tuple[int, dict[str, Any]]:
        swept = commands.sweep(rows=rows, step="confirm", by=actor)
        return 200, {"done": swept.done, "left": len(swept.refused)}

    key = request.POST.get("key", "")[:64]
    _code, done, _known = once(scope=f"sweep:{actor.account}:desk", key=key, content=ticked, act=act)
    return HttpResponseRedirect(f"{reverse('service_desk')}?swept={done['done']}&left={done['left']}")
