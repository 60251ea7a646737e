"""Institutions as partners: the list, one partner's page for its own people and for communities, the residents' page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.access import open_to_all
from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.spreadsheets import Heading, Kind
from jinlin.base.words import Words
from jinlin.organisations.models import Alliance, Contact, Evidence, Institution, JointProject, Occasion
from jinlin.organisations.partners import institutions, listing
from jinlin.organisations.partners.agreements import AGREEMENT
from jinlin.organisations.partners.listing import Asked
from jinlin.organisations.partners.occasions import OCCASION
from jinlin.organisations.partners.panels import partners_of
from jinlin.organisations.partners.procedure import STANDING
from jinlin.organisations.partners.reciprocity import book
from jinlin.organisations.partners.sides import communities_of, reach
from jinlin.organisations.partners.strips import strips
from jinlin.organisations.partners.web.doors import EXPORT_LIMIT, reader, rest_of, workbook
from jinlin.organisations.partners.web.records import pairs
from jinlin.organisations.partners.words import AGREEMENT_SORTS
from jinlin.organisations.queries import institutions_for
from jinlin.organisations.web.doors import keeps, street_keeper
from jinlin.organisations.words import KINDS, kind_words
from jinlin.places.public import Place

SHOWN = 30


def _asked(request: HttpRequest) -> Asked:
    return Asked.read(request.GET, only=listing.PARTNER_ONLY, sort="late")


@reader
@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Every partner that the reader may see: agreements, months kept, late duties, the nearest end."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on, asked = timezone.localdate(), _asked(request)
    page = Paginator(listing.partners(actor, asked, on=on), listing.PAGE).get_page(asked.page)
    context = {
        "page": page, "rows": listing.as_partners(list(page.object_list), actor, on=on), "asked": asked, "kinds": KINDS,
        "onlys": listing.PARTNER_ONLY.items(), "sorts": list(AGREEMENT_SORTS.items())[:3], "query": rest_of(request),
        "may_draft": bool(communities_of(actor) or actor.institutions), "may_enter": all(pairs(actor)),
    }  # fmt: skip
    return render(request, "organisations/partners/partners.html", context)


@reader
@require_safe
def partners_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = timezone.localdate()
    rows = list(listing.partners(actor, _asked(request), on=on)[:EXPORT_LIMIT])
    headings = [
        Heading("单位", width=30), Heading("类别"), Heading("生效协议", Kind.INTEGER), Heading("有效月数", Kind.INTEGER),
        Heading("有共同活动的月数", Kind.INTEGER), Heading("逾期义务", Kind.INTEGER), Heading("最近到期", Kind.DATE),
    ]  # fmt: skip
    lines = (
        [
            one.institution.name,
            kind_words(one.institution.kind).zh,
            one.standing,
            one.months,
            one.kept,
            one.late,
            one.ends_on,
        ]
        for one in listing.as_partners(rows, actor, on=on)
    )
    return workbook("共建单位", headings, lines)


def found_institution(request: HttpRequest, code: str) -> Institution:
    """The institution, for its own clerks and for those whose communities it serves or has an agreement with."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = get_object_or_404(Institution.objects.select_related("place"), code=code)
    if (
        row.pk in actor.institutions
        or listing.mine(actor).filter(Q(holder=row) | Q(institution=row)).exists()
    ):
        return row
    paths = [seat.path for seat in actor.seats if seat.path]
    if not any(path.startswith(row.place.path) or row.place.path.startswith(path) for path in paths):
        raise Http404
    return row


@reader
@require_safe
def partner(request: HttpRequest, code: str) -> HttpResponse:
    """One partner: its contacts, agreements with their months, what waits, what it gave and received, alliances."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, on = found_institution(request, code), timezone.localdate()
    known = (
        listing.mine(actor).filter(Q(holder=row) | Q(institution=row)).select_related("community", "holder")
    )
    agreements = list(known.exclude(state="dropped").order_by("-to_on", "pk")[:SHOWN])
    shown = strips(agreements, on=on)
    evidence = Evidence.objects.filter(
        Q(agreement__in=known.values("pk"))
        | Q(milestone__project__lead=row) & reach(actor, institution="institution")
    ).order_by("on", "pk")
    waiting = Occasion.objects.filter(
        reach(actor, institution="institution"), institution=row, state__in=("entered", "questioned")
    ).select_related("community")
    context = {
        "institution": row, "kind": kind_words(row.kind), "contacts": institutions.contacts(row, on=on),
        "names": row.past_names.order_by("-until_on"), "merged": row.mergers.select_related("gone"), "into": getattr(row, "merged_into", None),
        "agreements": [(one, AGREEMENT.state(one.state), shown[one.pk]) for one in agreements],
        "waiting": [(one, OCCASION.state(one.state)) for one in waiting.order_by("on", "pk")[:SHOWN]],
        "book": book(evidence), "late": listing.late_counts(agreements, on=on).get(row.pk, 0),
        "alliances": Alliance.objects.filter(memberships__institution=row, memberships__to_on__isnull=True, memberships__from_on__isnull=False).distinct(),
        "projects": JointProject.objects.filter(reach(actor, institution="lead"), lead=row).exclude(state="stopped").order_by("-from_on")[:SHOWN],
        "keeps_contacts": institutions.may_keep(row, actor), "keeps": keeps(actor, row.place.path), "ended": row.ended_on,
        "may_draft": bool(communities_of(actor)) or row.pk in actor.institutions, "may_enter": all(pairs(actor)),
    }  # fmt: skip
    return render(request, "organisations/partners/partner.html", context)


CONTACT = (
    Field("name", "text", Words("怎么称呼", "Name"), limit=40,
          why=Words("双方联系用，社区和单位的经办人看得到；任期结束一年后删除",
                    "For both sides to reach each other; taken out a year after their time")),
    Field("duty", "text", Words("职务", "Post"), required=False, limit=40),
    Field("phone", "text", Words("办公电话", "Office telephone"), required=False, limit=40,
          why=Words("写单位的电话，不写个人的", "The office's number, nobody's own")),
    Field("from_on", "date", Words("从哪天起", "From")),
)  # fmt: skip


@reader
def contact_new(request: HttpRequest, code: str) -> HttpResponse:
    """Name a contact of the institution."""
    row = found_institution(request, code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not institutions.may_keep(row, actor):
        raise Http404

    def write(values: dict[str, Any]) -> str:
        institutions.add_contact(
            institution=row, name=values["name"], duty=values["duty"] or "", phone=values["phone"] or "",
            from_on=values["from_on"], by=actor,
        )  # fmt: skip
        return reverse("partner", args=[row.code])

    sheet = Sheet(
        code="contact-new", title=Words(f"{row.name}的联系人", f"A contact of {row.name}"), button=Words("登记", "Enter"), fields=CONTACT,
        write=write, back=reverse("partner", args=[row.code]), known={"from_on": timezone.localdate()},
    )  # fmt: skip
    return answer(request, sheet)


@reader
def contact_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say until when a contact spoke for the institution."""
    row = found_institution(request, code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    contact = get_object_or_404(Contact, pk=pk, institution=row)
    if not institutions.may_keep(row, actor):
        raise Http404

    def write(values: dict[str, Any]) -> str:
        institutions.end_contact(contact=contact, to_on=values["to_on"], by=actor)
        return reverse("partner", args=[row.code])

    sheet = Sheet(
        code="contact-end", title=Words(f"{contact.name}不再联系", f"{contact.name} ends"), button=Words("保存", "Save"),
        fields=(Field("to_on", "date", Words("到哪天为止", "Until")),), write=write, back=reverse("partner", args=[row.code]),
        known={"to_on": timezone.localdate()},
    )  # fmt: skip
    return answer(request, sheet)


@street_keeper
def merge_into(request: HttpRequest, code: str) -> HttpResponse:
    """Let the institution go over into another from a day on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = get_object_or_404(Institution.objects.select_related("place"), code=code, ended_on__isnull=True)
    if not keeps(actor, row.place.path):
        raise Http404
    others = institutions_for(path=row.place.path, on=timezone.localdate()).exclude(pk=row.pk)
    known = {one.pk: one for one in others[:400]}

    def write(values: dict[str, Any]) -> str:
        into = known.get(values["into"])
        if into is None:
            raise Http404
        institutions.merge(gone=row, into=into, on=values["on"], by=actor)
        return reverse("partner", args=[into.code])

    sheet = Sheet(
        code="institution-merge", title=Words(f"{row.name}并入其他单位", f"{row.name} goes over into another"), button=Words("并入", "Merge"),
        fields=(Field("into", "institution", Words("并入哪家", "Into which")), Field("on", "date", Words("从哪天起", "From which day"))),
        write=write, back=reverse("partner", args=[row.code]), options={"into": [(one.pk, one.name) for one in known.values()]},
        known={"on": timezone.localdate()},
        note=Words("没办完的协议、联盟、项目和经办人跟着过去；以前签的、做的，仍记在老名字下",
                   "Open agreements, alliances, projects and clerks go with it; what was signed and done keeps the old name"),
    )  # fmt: skip
    return answer(request, sheet)


@open_to_all
@require_safe
def place_partners(request: HttpRequest, code: str) -> HttpResponse:
    """For residents: the partners of a community, what was agreed, and the months that were kept."""
    place = get_object_or_404(Place, code=code, level="community", valid_to__isnull=True)
    on = timezone.localdate()
    rows = list(partners_of(place)[:200])
    shown = strips(rows, on=on)
    evidence = Evidence.objects.filter(community=place, agreement__state__in=STANDING)
    alliances = Alliance.objects.filter(place__path__startswith=place.path, state="standing").order_by("pk")
    context = {
        "place": place, "rows": [(one, shown[one.pk]) for one in rows], "book": book(evidence.order_by("on", "pk")),
        "alliances": alliances, "on": on, "place_name": place.name,
    }  # fmt: skip
    return render(request, "organisations/partners/place.html", context)
