"""Meetings: the list, one sitting with its agenda and who is here, the screen at the door, paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base import doorcode
from jinlin.base.access import open_to_all, signed_in, staff
from jinlin.base.actor import Actor
from jinlin.base.files import download_header
from jinlin.base.procedure import Offer, State
from jinlin.base.spreadsheets import Heading, Kind, Page, write_xlsx
from jinlin.base.web.steps import found
from jinlin.base.words import Words
from jinlin.deliberation import dates, facts, pickers, queries, relations, rota, subjects, words
from jinlin.deliberation.models import Item, Meeting, Result
from jinlin.deliberation.procedure import ITEM, MEETING
from jinlin.deliberation.rules import ItemFacts
from jinlin.deliberation.web.shells import actor_of, page_context, take

PAGE = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = [
    ("", Words("全部", "All")),
    ("to_come", Words("就要开的", "To come")),
    *((one.code, one.words) for one in MEETING.states),
]


@staff()
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings of the reader's bodies and places: by state and kind, next first or last first."""
    actor = actor_of(request)
    state, kind, q = (
        request.GET.get("state", "to_come"),
        request.GET.get("kind", ""),
        request.GET.get("q", "").strip()[:40],
    )
    page = Paginator(_listed(actor, state, kind, q), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(one, MEETING.state(one.state)) for one in page], "states": STATES, "state": state, "kinds": words.KINDS, "kind": kind,
        "q": q, "may": any(relations.by_seat(seat.path, actor, who) & {"convener"} for seat in actor.seats if seat.path for who in ("street", "community")),
    }  # fmt: skip
    return render(request, "deliberation/meetings.html", context)


def _listed(actor: Actor, state: str, kind: str, q: str) -> Any:
    rows = queries.meetings(actor, state=state if state in {code for code, _ in STATES} else "")
    rows = rows.filter(body__kind=kind) if kind else rows
    return rows.filter(body__name__contains=q) if q else rows


@staff()
@require_safe
def meetings_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook."""
    rows = _listed(
        actor_of(request),
        request.GET.get("state", ""),
        request.GET.get("kind", ""),
        request.GET.get("q", "")[:40],
    )
    lines = (
        [
            one.body.name,
            one.number,
            one.begins_at.date(),
            one.where,
            one.chair.name if one.chair else "",
            MEETING.state(one.state).words.zh,
        ]
        for one in rows[:20000]
    )
    return workbook(
        "会议清单",
        [
            Heading("组织", width=30),
            Heading("第几次", Kind.INTEGER),
            Heading("日期", Kind.DATE),
            Heading("地点"),
            Heading("主席"),
            Heading("状态"),
        ],
        lines,
    )


def workbook(name: str, headings: list[Heading], lines: Any) -> HttpResponse:
    """A list as a workbook to keep."""
    import tempfile
    from pathlib import Path

    now = timezone.localtime()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.xlsx"
        write_xlsx(
            target,
            Page(
                name=name,
                headings=headings,
                rows=lines,
                note=f"来源：近邻平台{name}；截至 {now:%Y-%m-%d %H:%M}",
            ),
        )
        body = target.read_bytes()
    answer = HttpResponse(body, content_type=XLSX)
    answer["Content-Disposition"] = download_header(f"{name}-{now:%Y%m%d}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer


@dataclass(frozen=True)
class Line:
    """One item as the page of its meeting shows it."""

    item: Item
    stand: State
    source: str
    chair: str
    passed_on: bool
    offers: list[Offer]
    step_base: str
    result: Result | None
    verdict: Words | None


def agenda_lines(meeting: Meeting, actor: Actor, now: dt.datetime) -> list[Line]:
    """The agenda with each item's own chair and steps; the same few queries for one item and for fifty."""
    items = list(meeting.items.select_related("chair", "result").order_by("position", "pk"))
    order = relations.order_of(meeting.body_id)
    mine = {one.pk for one in relations.memberships(meeting.body_id, actor)}
    held = relations.of_meeting(meeting, actor)
    quorum = facts.quorum_at(meeting, now)
    talking = next((one for one in items if one.state == "talking"), None)
    names = {one.pk: one.name for one in order}
    lines = []
    for item in items:
        item.meeting = meeting
        parties = {one.pk for one in order if one.institution_id in item.parties}
        chair = rota.chair_of_item([one.pk for one in order], meeting.chair_id, parties)
        own = (held - {"chair"}) | ({"chair"} if chair in mine or "convener" in held else frozenset())
        if item.source == "motion" and item.state in ("listed", "talking"):
            known = facts.item_facts(item, actor, own, now)
        else:
            known = ItemFacts(
                on=now, sitting=meeting.state == "sitting", source=item.source, announced_at=meeting.announced_at, listed_at=item.listed_at,
                quorum=quorum, other_talking=talking.title if talking and talking.pk != item.pk else "",
            )  # fmt: skip
        offers = [
            one
            for one in ITEM.offers(item.state, own, known)
            if set(one.step.who) & own and item.state in ITEM.sources(one.step)
        ]
        verdict = (
            None
            if item.passed is None
            else Words("通过", "Carried")
            if item.passed
            else Words("没有通过", "Not carried")
        )
        lines.append(
            Line(
                item=item, stand=ITEM.state(item.state), source=item.get_source_display(), chair=item.chair.name if item.chair else names.get(chair or 0, ""),
                passed_on=bool(chair and chair != meeting.chair_id), offers=offers, step_base=f"/agenda-items/{item.pk}/steps/",
                result=getattr(item, "result", None), verdict=verdict,
            )
        )  # fmt: skip
    return lines


@open_to_all
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One sitting: when, where, who chairs, who is here and whether that is enough, the agenda, the minutes."""
    context, now, actor = page_context(request, subjects.MEETING, str(pk)), timezone.now(), actor_of(request)
    row: Meeting = context["row"]
    inside = "staff" in context["seen"]
    held = relations.of_meeting(row, actor)
    stays = (
        list(row.stays.select_related("member", "account__person").order_by("came_at", "pk"))
        if inside
        else []
    )
    quorum = facts.quorum_at(row, now)
    context |= {
        "items": agenda_lines(row, actor, now), "inside": inside, "quorum": quorum, "has_members": quorum.entitled > 0,
        "stays": [(pickers.stay_words(one), one) for one in stays], "stay_count": row.stays.values("account", "member", "name").distinct().count(),
        "minutes": row.minutes_text if row.published_at or held & {"attendee", "convener", "staff", "chair"} else "",
        "confirmed": facts.meeting_facts(row, actor, held, now) if row.drafted_at and not row.published_at else None,
        "notice_by": dates.latest_notice(row.body.kind, row.begins_at), "notice_parameter": dates.parameter(f"meeting.notice.{row.body.kind}", dates.local(row.begins_at)),
        "keeps_door": held & {"convener", "staff", "chair"} and now > row.begins_at - dt.timedelta(hours=3), "handover": getattr(row, "handover", None),
        "is_over": row.ends_at < now,
    }  # fmt: skip
    return render(request, "deliberation/meeting.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of a meeting. The code on the door's screen fills itself in."""
    known = {"code": request.GET["code"][:12]} if request.GET.get("code") else _known(pk, step)
    return take(request, subjects.MEETING, str(pk), step, known=known)


def _known(pk: int, step: str) -> dict[str, Any]:
    if step == "draft":
        row = Meeting.objects.filter(pk=pk).first()
        return {"minutes": row.minutes_text or draft_of(row)} if row else {}
    return {"way": "list"} if step == "check_in" else {}


def draft_of(meeting: Meeting) -> str:
    """A first wording of the minutes out of what was recorded: items in order, how each ended, who has it until when."""
    from jinlin.base.models import Event

    rows = list(meeting.items.select_related("chair", "result__lead").order_by("position", "pk"))
    said = {
        event.subject_id: event.text
        for event in Event.objects.filter(subject="agenda_item", subject_id__in=[one.pk for one in rows]).order_by("seq") if event.text
    }  # fmt: skip
    local = timezone.localtime(meeting.begins_at)
    head = f"{meeting.title}\n{local.year}年{local.month}月{local.day}日 {local:%H:%M}，{meeting.where or meeting.body.place.name}"
    if meeting.chair:
        head += f"，主席：{meeting.chair.name}"
    lines = [head]
    for number, one in enumerate(rows, 1):
        line = f"{number}. {one.title}：{ITEM.state(one.state).words.zh}。{said.get(one.pk, '')}"
        if one.in_favour is not None:
            line += f"（到会 {one.present}，同意 {one.in_favour}，不同意 {one.against}，弃权 {one.abstained}，{'通过' if one.passed else '没有通过'}）"
        result = getattr(one, "result", None)
        if result is not None:
            line += f"（{result.lead.name if result.lead else ''}，{dates.local(result.due_at)} 前）"
        lines.append(line)
    return "\n".join(lines)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def item_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of an agenda item."""
    return take(request, subjects.ITEM, str(pk), step)


@staff()
@require_safe
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen at the door: a code that changes every half minute, as a QR code and in letters."""
    actor, now = actor_of(request), timezone.now()
    row: Meeting = found(subjects.MEETING, str(pk), actor)
    if not relations.of_meeting(row, actor) & {"convener", "staff", "chair"}:
        raise Http404
    code = doorcode.code("meeting", row.pk, now)
    link = request.build_absolute_uri(reverse("meeting_step", args=[row.pk, "arrive"])) + f"?code={code}"
    context = {
        "row": row,
        "code": code,
        "link": link,
        "quorum": facts.quorum_at(row, now),
        "count": row.stays.filter(left_at__isnull=True).count(),
    }
    template = "deliberation/_door.html" if request.headers.get("HX-Request") else "deliberation/door.html"
    answer = render(request, template, context)
    answer["Cache-Control"] = "no-store"
    return answer


@open_to_all
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """On paper: the notice with its agenda and QR code, the sign-in list for members, or the minutes with lines to sign."""
    actor = actor_of(request)
    row: Meeting = found(subjects.MEETING, str(pk), actor)
    inside = "staff" in subjects.MEETING.seen(row, actor)
    context = {
        "row": row, "items": row.items.exclude(state="withdrawn").order_by("position", "pk"), "link": request.build_absolute_uri(reverse("meeting", args=[row.pk])),
        "members": row.body.members.filter(until_on__isnull=True).order_by("turn", "pk") if inside else [],
        "minutes": row.minutes_text if row.published_at or inside else "", "local": timezone.localtime(row.begins_at),
    }  # fmt: skip
    return render(request, "deliberation/paper.html", context)
