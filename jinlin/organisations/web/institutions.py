"""Institutions: departments, partners, firms; whom they serve, who sits there, how much is open with them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.words import Words
from jinlin.organisations import listing
from jinlin.organisations.commands import change_institution, make_institution
from jinlin.organisations.counts import institution_counts
from jinlin.organisations.models import Institution, Tenure
from jinlin.organisations.queries import current
from jinlin.organisations.web.doors import history, keeps, street_keeper
from jinlin.organisations.words import KINDS, kind_words
from jinlin.places.public import Place, paths_above, roots, within

PAGE = 50
NAME = Field("name", "text", Words("名称", "Name"), limit=120)
SINCE = Field("on", "date", Words("新名称从哪天起", "The new name holds from"), required=False,
              help=Words("以前签的、做的，仍用那时的名称", "What was signed before keeps the name of its day"))  # fmt: skip
PHONE = Field(
    "phone", "text", Words("办公电话", "Office telephone"), required=False, limit=40,
    why=Words("写单位的电话，不写个人的；社区派单、吹哨时看得到",
              "The office's number, nobody's own; communities see it when they dispatch or whistle"),
)  # fmt: skip


def _seen(actor: Actor) -> QuerySet[Institution]:
    """Institutions that serve the actor's places or places below, and those in which the actor sits."""
    over: set[str] = {path for root in roots(actor) for path in paths_above(root)}
    mine = Q(pk__in=actor.institutions) | Q(place__path__in=over) | within(actor, "place__path")
    return Institution.objects.filter(mine, ended_on__isnull=True).select_related("place")


@staff()
@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    """The list: kind, place served, clerks now, telephone, and what is open with each."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind, q = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:40]
    on = timezone.localdate()
    rows = _seen(actor)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(name__contains=q) if q else rows
    held = Q(seats__tenures__in=_held(on))
    page = Paginator(
        rows.annotate(clerks=Count("seats__tenures", filter=held, distinct=True)).order_by(
            "kind", "place__path", "name"
        ),
        PAGE,
    )
    shown = page.get_page(request.GET.get("page"))
    counts = institution_counts([one.pk for one in shown])
    lines = [(one, kind_words(one.kind), [numbers.get(one.pk, 0) for _, numbers in counts]) for one in shown]
    context = {
        "page": shown, "lines": lines, "counts": [count for count, _ in counts], "kinds": KINDS, "kind": kind, "q": q,
        "may": next((one for one in _own_places(actor) if keeps(actor, one.path)), None),
    }  # fmt: skip
    return render(request, "organisations/institutions.html", context)


def _held(on: Any) -> Any:
    return Tenure.objects.filter(current(on)).values("pk")


def _own_places(actor: Actor) -> list[Place]:
    return list(
        Place.objects.filter(pk__in=[seat.place for seat in actor.seats if seat.place]).order_by("path")
    )


def _found(request: HttpRequest, code: str) -> Institution:
    return get_object_or_404(_seen(request.actor), code=code)  # type: ignore[attr-defined]


@staff()
@require_safe
def institution(request: HttpRequest, code: str) -> HttpResponse:
    """One institution: whom it serves, its seats with their holders, what is open with it, its history."""
    row, on = _found(request, code), timezone.localdate()
    seats = listing.with_holders(row.seats.filter(ended_on__isnull=True), on=on).order_by("pk")
    context = {
        "institution": row, "kind": kind_words(row.kind), "seats": listing.as_rows(seats, on=on), "history": history("institution", row),
        "counts": [(count.words, numbers.get(row.pk, 0)) for count, numbers in institution_counts([row.pk])],
        "may": keeps(request.actor, row.place.path),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "organisations/institution.html", context)


@street_keeper
def institution_new(request: HttpRequest) -> HttpResponse:
    """Enter an institution that serves one of the places that the actor keeps."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = Place.objects.filter(
        within(actor), level__in=("district", "street", "community"), valid_to__isnull=True
    ).order_by("path")[:400]
    places = {one.pk: one for one in rows if keeps(actor, one.path)}
    if not places:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Http404
        made = make_institution(
            name=values["name"], kind=values["kind"], place=place, phone=values["phone"] or "", by=actor
        )
        return reverse("institution", args=[made.code])

    sheet = Sheet(
        code="institution-new", title=Words("登记单位", "Enter an institution"), button=Words("登记", "Enter it"), write=write,
        fields=(NAME, Field("kind", "choice", Words("哪类单位", "Kind"), choices=KINDS), Field("place", "place", Words("服务哪里", "Serves")), PHONE),
        back=reverse("institutions"), options={"place": [(one.pk, one.name) for one in places.values()]},
    )  # fmt: skip
    return answer(request, sheet)


@street_keeper
def institution_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change name and office telephone."""
    row = _found(request, code)
    if not keeps(request.actor, row.place.path):  # type: ignore[attr-defined]
        raise Http404

    def write(values: dict[str, Any]) -> str:
        change_institution(
            institution=row,
            name=values["name"],
            phone=values["phone"] or "",
            by=request.actor,
            on=values["on"],
        )  # type: ignore[attr-defined]
        return reverse("institution", args=[row.code])

    sheet = Sheet(
        code="institution-change", title=Words(f"改{row.name}", f"Change {row.name}"), button=Words("保存", "Save"), fields=(NAME, SINCE, PHONE),
        write=write, back=reverse("institution", args=[row.code]), known={"name": row.name, "phone": row.phone},
    )  # fmt: skip
    return answer(request, sheet)
