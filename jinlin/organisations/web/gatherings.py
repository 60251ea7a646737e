"""Gatherings: the list with its filters and export, one with roll, votes and minutes, and the form that plans one."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jinlin.base import doorcode, subjects
from jinlin.base.access import signed_in, staff
from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.given import Choice, Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.spreadsheets import Heading, Kind, Page, write_xlsx
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.organisations.gatherings import procedure as declared
from jinlin.organisations.gatherings import rolls, rules
from jinlin.organisations.gatherings.commands import plan_gathering
from jinlin.organisations.gatherings.desk import SUBJECT, kind_of
from jinlin.organisations.gatherings.kinds import kinds
from jinlin.organisations.gatherings.procedure import GATHERING
from jinlin.organisations.gatherings.words import HOW, STATES, why_absent_words
from jinlin.organisations.models import Gathering, Organisation
from jinlin.places.public import under

PAGE = 50
EXPORT_LIMIT = 20_000
DOOR_OPEN = ("called", "open")
TONES = {"due": ("calm", "○"), "present": ("good", "✓"), "absent": ("soon", "×")}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
reader = staff(*rolls.READERS)
"""Seats that run gatherings, and those above that see that they were held."""
runner = staff(*sorted(rolls.RUN_BY))
"""Seats that run gatherings."""
ORDERS = {"new": ("-starts_at", "-pk"), "old": ("starts_at", "pk"), "came": ("-attendance_count", "-pk")}
SORTS = {
    "new": Words("新的在前", "Newest first"),
    "old": Words("早的在前", "Oldest first"),
    "came": Words("到会多的在前", "Most attended first"),
}


def scope(actor: Actor) -> Q:
    """The gatherings of organisations at or below the seats of an actor that have to do with them."""
    condition = Q(pk__in=[])
    for seat in actor.seats:
        if seat.path and seat.role in rolls.READERS:
            condition |= under(seat.path, "organisation__place__path")
    return condition


def _asked(request: HttpRequest) -> tuple[dict[str, str], QuerySet[Gathering]]:
    given = {
        name: request.GET.get(name, "").strip()[:60] for name in ("kind", "state", "q", "org", "year", "sort")
    }
    given["sort"] = given["sort"] if given["sort"] in ORDERS else "new"
    rows = Gathering.objects.filter(scope(request.actor)).select_related("organisation__place")  # type: ignore[attr-defined]
    if given["kind"] in kinds():
        rows = rows.filter(kind=given["kind"])
    if given["state"] == "undone":
        rows = rows.filter(state__in=GATHERING.open_states)
    elif given["state"] in {one.code for one in GATHERING.states}:
        rows = rows.filter(state=given["state"])
    if given["q"]:
        rows = rows.filter(Q(title__contains=given["q"]) | Q(organisation__name__contains=given["q"]))
    if given["org"]:
        rows = rows.filter(organisation__code=given["org"])
    if given["year"].isdigit() and len(given["year"]) == 4:
        first = timezone.make_aware(dt.datetime(int(given["year"]), 1, 1))
        rows = rows.filter(starts_at__gte=first, starts_at__lt=first.replace(year=first.year + 1))
    return given, rows.order_by(*ORDERS[given["sort"]])


@reader
@require_safe
def gatherings(request: HttpRequest) -> HttpResponse:
    """Gatherings at and below the reader's place: kind, when, how many came, where the minutes stand."""
    given, rows = _asked(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    year = timezone.localdate().year
    context = {
        "asked": given, "page": page, "query": query.urlencode(), "kinds": list(kinds().values()), "states": [("", _("全部")), ("undone", _("没办完的")), *((one.code, one.words) for one in GATHERING.states)],
        "rows": [(one, kind_of(one), GATHERING.state(one.state)) for one in page], "sorts": SORTS.items(),
        "years": [str(one) for one in range(year, year - 5, -1)],
        "own": [one for one in _own(request.actor) if one.ended_on is None],  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "organisations/gatherings.html", context)


def _own(actor: Actor) -> list[Organisation]:
    """The organisations at the very places where the actor runs gatherings; communities run those of their estates too."""
    places = [seat.place for seat in actor.seats if seat.role in rolls.RUN_BY and seat.place]
    rows = Organisation.objects.filter(place__in=places, ended_on__isnull=True)
    return list(rows.select_related("level").order_by("level__template", "level__rank", "pk")[:20])


_HEADINGS = [
    Heading("组织"), Heading("活动种类"), Heading("主题", width=40), Heading("时间", Kind.MOMENT), Heading("地点"), Heading("状态"),
    Heading("到会", Kind.INTEGER),
]  # fmt: skip


@reader
@require_safe
def gatherings_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook: counts, no names."""
    rows = _asked(request)[1]
    lines = (
        [
            one.organisation.name, kind_of(one).words.zh, one.title, one.starts_at, one.venue,
            GATHERING.state(one.state).words.zh, one.attendance_count,
        ]
        for one in rows[:EXPORT_LIMIT]
    )  # fmt: skip
    note = f"来源：近邻平台支部活动清单；截至 {timezone.localtime():%Y-%m-%d %H:%M}"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        write_xlsx(target, Page(name="支部活动", headings=_HEADINGS, rows=lines, note=note))
        body = target.read_bytes()
    sent = HttpResponse(body, content_type=XLSX)
    sent["Content-Disposition"] = download_header(f"支部活动-{timezone.localdate():%Y%m%d}.xlsx")
    sent["Cache-Control"] = "private, no-store"
    return sent


def whole(row: Gathering, actor: Actor) -> dict[str, Any]:
    """What the page and the paper of one gathering show to this reader."""
    held = rolls.relations(row, actor)
    kind = kind_of(row)
    roll = []
    if "branch" in held:
        roll = [
            {
                "row": one,
                "state": STATES[one.state],
                "tone": TONES[one.state][0],
                "sign": TONES[one.state][1],
                "how": HOW.get(one.how),
                "why": why_absent_words(one.why_absent),
            }
            for one in row.attendances.select_related("person").order_by(
                "-has_vote", "state", "person__name", "pk"
            )
        ]
    mine = row.attendances.filter(person_id=actor.person).first() if actor.person else None
    celebrated = row.celebrated.select_related("person").order_by("pk") if "inside" in held else []
    return {
        "gathering": row, "kind": kind, "state": GATHERING.state(row.state), "held": held, "roll": roll, "mine": mine,
        "mine_state": STATES[mine.state] if mine else None, "mine_tone": TONES[mine.state][0] if mine else "", "has_door": row.state in DOOR_OPEN, "celebrated": celebrated, "votes": votes(row),
        "needed": rules.needed_to_open(share=kind.opens, entitled=row.entitled_count)
        if kind.opens and row.entitled_count else None,
        "may_read": bool(held & {"branch", "invited"}), "items": [one for one in row.agenda.splitlines() if one.strip()],
    }  # fmt: skip


def votes(row: Gathering) -> list[dict[str, Any]]:
    """Each resolution with its count and whether it passed, reckoned from those entitled."""
    kind, entitled = kind_of(row), row.entitled_count or 0
    lines = []
    for one in row.resolutions.order_by("pk"):
        passed = None
        if kind.passes is not None and entitled:
            passed = rules.is_passed(share=kind.passes, entitled=entitled, yes=one.yes)
        lines.append({"one": one, "passed": passed})
    return lines


@signed_in
@require_safe
def gathering(request: HttpRequest, pk: int) -> HttpResponse:
    """One gathering: for the branch everything, for those on its roll what concerns them, above that it was held."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(SUBJECT, str(pk), actor)
    context = whole(row, actor) | {
        "offers": offers_for(SUBJECT, row, actor), "lines": subjects.lines(SUBJECT, row, actor),
        "step_base": reverse("gathering", args=[pk]) + "/steps/",
        "shell": "base/desk.html" if actor.staff else "base/public.html",
    }  # fmt: skip
    return render(request, "organisations/gathering.html", context)


@signed_in
def gathering_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of one step, and taking it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(SUBJECT, str(pk), actor)
    known: dict[str, Any] = {}
    if step == "change":
        known = {
            "title": row.title, "agenda": row.agenda, "starts_at": f"{timezone.localtime(row.starts_at):%Y-%m-%dT%H:%M}",
            "venue": row.venue, "host": row.host, "entitled": row.entitled_count or "",
        }  # fmt: skip
    elif step == "sign_in":
        known = {"code": request.GET.get("code", "")[:8]}
    elif step == "draft":
        known = {"minutes": row.minutes}
    template = "base/step.html" if actor.staff else "base/step_public.html"
    return step_page(request, SUBJECT, str(pk), step, known=known, template=template)


@signed_in
@require_safe
def gathering_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The record on paper: the minutes, or before them the sheet on which those who come sign."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(SUBJECT, str(pk), actor)
    context = whole(row, actor)
    if "branch" not in context["held"]:
        raise Http404
    return render(request, "organisations/gathering_print.html", context)


@runner
@require_safe
def gathering_door(request: HttpRequest, pk: int) -> HttpResponse:
    """The code on the screen at the door: it changes every half minute, and the page with it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(SUBJECT, str(pk), actor)
    if "branch" not in rolls.relations(row, actor) or row.state not in DOOR_OPEN:
        raise Http404
    code = doorcode.code("gathering", row.pk, timezone.now())
    way = reverse("gathering_step", args=[pk, "sign_in"])
    context = {
        "gathering": row, "code": code, "address": request.build_absolute_uri(f"{way}?code={code}"),
        "present": rolls.present_count(row), "due": row.attendances.count(),
    }  # fmt: skip
    part = (
        "organisations/_door.html"
        if request.headers.get("HX-Request")
        else "organisations/gathering_door.html"
    )
    shown = render(request, part, context)
    shown["Cache-Control"] = "no-store"
    return shown


@runner
def gathering_new(request: HttpRequest) -> HttpResponse:
    """Plan a gathering of an organisation (``org``); its kind may stand in the address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not request.GET.get("org"):
        return HttpResponseRedirect(reverse("gatherings"))
    rows = Organisation.objects.select_related("place").filter(ended_on__isnull=True)
    row = get_object_or_404(rows, code=request.GET["org"])
    if "branch" not in rolls.relations_to(row, actor):
        raise Http404
    choices = tuple(Choice(one.code, one.words) for one in kinds().values())

    def write(values: dict[str, Any]) -> str:
        made = plan_gathering(
            organisation=row, kind=values["kind"], title=values["title"], agenda=values["agenda"] or "",
            starts_at=values["starts_at"], venue=values["venue"] or "", host=values["host"] or "",
            entitled=values["entitled"], by=actor,
        )  # fmt: skip
        return reverse("gathering", args=[made.pk])

    asked = request.GET.get("kind", "")
    sheet = Sheet(
        code="gathering-new", title=Words(f"安排活动：{row.name}", f"Plan a gathering: {row.name}"), button=Words("安排", "Plan it"),
        fields=(
            Field("kind", "choice", Words("哪种活动", "Kind"), choices=choices), declared.TITLE, declared.AGENDA, declared.STARTS,
            declared.VENUE, declared.HOST, declared.ENTITLED,
        ),
        write=write, back=reverse("gatherings"), known={"kind": asked if asked in kinds() else "", "venue": ""},
        note=Words(
            "名单先按现在的报到党员（支委会按班子成员）列好，可以再加人；发通知之前，别人看不到。",
            "The roll is made from those who belong now and can be added to; nobody else sees it before it is called.",
        ),
    )  # fmt: skip
    return answer(request, sheet)
