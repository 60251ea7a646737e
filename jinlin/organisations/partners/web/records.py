"""Shared records: the list, a new one, one record with the other side's confirmation."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.spreadsheets import Heading, Kind
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.organisations.models import Evidence, Institution, Occasion
from jinlin.organisations.partners import commands, listing
from jinlin.organisations.partners.listing import Asked
from jinlin.organisations.partners.occasions import OCCASION, gatherings_of, page
from jinlin.organisations.partners.procedure import STANDING
from jinlin.organisations.partners.procedure_alliances import FACTS
from jinlin.organisations.partners.sides import communities_of, reach
from jinlin.organisations.partners.subjects import OCCASION_SUBJECT
from jinlin.organisations.partners.web.doors import (
    EXPORT_LIMIT,
    chosen,
    nothing_yet,
    reader,
    rest_of,
    workbook,
)
from jinlin.organisations.partners.words import OCCASIONS, SIDES, label
from jinlin.places.public import Place

GATHERING = Field(
    "gathering", "subject", Words("哪次组织生活", "Which gathering"), required=False, of="gathering",
    help=Words("选了“联合组织生活”才填；日期和人数从确认过的纪要里取", "For a joint gathering only; day and number come from its confirmed minutes"),
)  # fmt: skip
ALSO = Field(
    "also", "place", Words("还有哪个社区一起", "Another community that took part"), required=False,
    help=Words("两个社区共用一次走访时填；各自的协议各算一次，总数只算一次",
               "Where two communities share one visit: it counts once for each agreement and once in totals"),
)  # fmt: skip


def _found(request: HttpRequest) -> tuple[Asked, str, QuerySet[Occasion]]:
    """What was asked for, and the shared records of the reader's sides that fit."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = Asked.read(request.GET, only={}, sort="end")
    state = request.GET.get("state", "")
    rows = Occasion.objects.filter(reach(actor, institution="institution")).select_related(
        "community", "institution"
    )
    rows = rows.filter(state=state) if state in {one.code for one in OCCASION.states} else rows
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    rows = (
        rows.filter(Q(title__contains=asked.q) | Q(institution__name__contains=asked.q)) if asked.q else rows
    )
    return asked, state, rows


@reader
@require_safe
def occasions(request: HttpRequest) -> HttpResponse:
    """Shared records of the reader's sides, the newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked, state, rows = _found(request)
    shown = Paginator(rows.order_by("-on", "-pk"), listing.PAGE).get_page(asked.page)
    context = {
        "page": shown, "rows": [(one, OCCASION.state(one.state), label(OCCASIONS, one.kind)) for one in shown], "asked": asked,
        "chosen": state, "states": [(one.code, one.words) for one in OCCASION.states], "kinds": OCCASIONS, "query": rest_of(request),
        "may_enter": all(pairs(actor)),
    }  # fmt: skip
    return render(request, "organisations/partners/occasions.html", context)


@reader
@require_safe
def occasions_export(request: HttpRequest) -> HttpResponse:
    """The filtered records as a workbook."""
    rows = _found(request)[2].order_by("-on", "-pk")[:EXPORT_LIMIT]
    headings = [
        Heading("编号"), Heading("日期", Kind.DATE), Heading("做了什么", width=40), Heading("类别"), Heading("社区", width=20), Heading("单位", width=30),
        Heading("人次", Kind.INTEGER), Heading("小时", Kind.INTEGER), Heading("金额", Kind.MONEY), Heading("谁登记"), Heading("状态"),
    ]  # fmt: skip
    lines_ = (
        [
            one.number, one.on, one.title, label(OCCASIONS, one.kind).zh, one.community.name, one.institution.name, one.people, one.minutes // 60,
            one.fen or None, SIDES[one.side].zh, OCCASION.state(one.state).words.zh,
        ]
        for one in rows
    )  # fmt: skip
    return workbook("共建记录", headings, lines_)


def pairs(actor: Actor) -> tuple[dict[int, Place], dict[int, Institution]]:
    """Communities and institutions between which an agreement binds or an own seat lies."""
    known = listing.mine(actor).filter(state__in=STANDING).select_related("community", "holder")
    communities: dict[int, Place] = {one.pk: one for one in communities_of(actor)}
    parties: dict[int, Institution] = {
        one.pk: one for one in Institution.objects.filter(pk__in=actor.institutions, ended_on__isnull=True)
    }
    own = set(communities)
    for one in known:
        if one.community_id in own or one.holder_id in actor.institutions:
            communities[one.community_id], parties[one.holder_id] = one.community, one.holder
    return communities, parties


@reader
def occasion_new(request: HttpRequest) -> HttpResponse:
    """Enter what both sides did together; the other side confirms it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    communities, parties = pairs(actor)
    if not communities or not parties:
        return nothing_yet(request, Words("登记一次共建", "Enter a shared record"))

    def write(values: dict[str, Any]) -> str:
        place = communities.get(values["community"])
        if place is None or values["institution"] not in parties:
            raise Http404
        also = _near(place, values.get("also"))
        made = commands.enter_occasion(
            community=place, institution=values["institution"], values=values, by=actor, also=also
        )
        return reverse("occasion", args=[made.number])

    streets = {one.parent_id for one in communities.values()}
    near = Place.objects.filter(parent__in=streets, level="community", valid_to__isnull=True).order_by(
        "path"
    )[:300]
    known: dict[str, Any] = {
        "on": request.GET.get("on") or timezone.localdate(),
        "institution": chosen(parties, request.GET.get("institution")),
        "community": chosen(communities, request.GET.get("community")),
    }
    gatherings = [
        (one.pk, f"{timezone.localdate(one.starts_at):%Y-%m-%d} {one.title}")
        for place in list(communities.values())[:20]
        for one in gatherings_of(place)[:20]
    ]
    sheet = Sheet(
        code="occasion-new", title=Words("登记一次共建", "Enter a shared record"), button=Words("登记，请对方确认", "Enter; ask the other side"),
        fields=(
            Field("community", "place", Words("哪个社区", "Community")), Field("institution", "institution", Words("和哪家单位", "Institution")),
            *FACTS, *((GATHERING,) if gatherings else ()), ALSO,
        ),
        write=write, back=reverse("occasions"), known=known,
        options={
            "community": [(pk, one.name) for pk, one in communities.items()], "institution": [(pk, one.name) for pk, one in parties.items()],
            "also": [(one.pk, one.name) for one in near], "gathering": gatherings,
        },
        note=Words("照片在登记后补；对方确认后才能作凭证", "Photos are added afterwards; it counts as evidence once the other side confirmed it"),
    )  # fmt: skip
    return answer(request, sheet)


def _near(place: Place, also: int | None) -> tuple[Place, ...]:
    """The other community, where it lies in the same street."""
    if not also:
        return ()
    found_ = Place.objects.filter(pk=also, parent=place.parent_id, level="community").first()
    if found_ is None:
        raise Http404
    return (found_,)


@reader
@require_safe
def occasion(request: HttpRequest, number: str) -> HttpResponse:
    """One shared record: what, when, how much, who entered it, who confirmed it, what it proves."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row: Occasion = found(OCCASION_SUBJECT, number, actor)
    used = Evidence.objects.filter(kind="occasion", object_id=row.pk).select_related(
        "agreement__community", "milestone__project"
    )
    context = {
        "occasion": row, "state": OCCASION.state(row.state), "kind": label(OCCASIONS, row.kind), "entering": SIDES[row.side],
        "used": used.filter(Q(agreement__in=listing.mine(actor).values("pk")) | Q(milestone__isnull=False)), "also": row.also.all(),
        "yuan": f"{row.fen / 100:,.2f}" if row.fen else "", "hours": row.minutes // 60, "lines": lines(OCCASION_SUBJECT, row, actor),
        "offers": offers_for(OCCASION_SUBJECT, row, actor), "step_base": f"{page(row)}/steps/", "done": request.GET.get("done"),
    }  # fmt: skip
    return render(request, "organisations/partners/occasion.html", context)


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def occasion_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """A step of a shared record; a correction starts from what stands."""
    row: Occasion = found(OCCASION_SUBJECT, number, request.actor)  # type: ignore[attr-defined]
    known = {
        "kind": row.kind, "title": row.title, "on": row.on, "people": row.people or "", "hours": row.minutes // 60 or "",
        "money": f"{row.fen / 100:.2f}" if row.fen else "",
    }  # fmt: skip
    return step_page(request, OCCASION_SUBJECT, number, step, known=known)
