"""Pages of ordered services: the menu, one service with its times, an order; entering a service."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import open_to_all, signed_in
from jinlin.base.engine import Faulty
from jinlin.base.given import Field, clean_given
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.organisations.public import Institution, ReportIn
from jinlin.places.public import Place, above, under
from jinlin.volunteering.claims import services, words
from jinlin.volunteering.claims.queries import communities_of, place_relations
from jinlin.volunteering.claims.service_procedure import ORDER
from jinlin.volunteering.claims.services import ORDER_SUBJECT, with_free
from jinlin.volunteering.models.services import ServiceItem, ServiceOrder, ServiceWindow

SHOWN = 60


@open_to_all
@require_safe
def service_menu(request: HttpRequest) -> HttpResponse:
    """The menu: what one may order, from whom, when next; by place, kind and words."""
    given = {name: request.GET.get(name, "").strip()[:40] for name in ("kind", "q", "place")}
    place = Place.objects.filter(code=given["place"]).first() if given["place"] else None
    rows = ServiceItem.objects.filter(is_open=True)
    if place:
        rows = rows.filter(
            Q(place__path__in=[one.path for one in above(place.path)]) | under(place.path, "place__path")
        )
    rows = rows.filter(kind=given["kind"]) if given["kind"] in {one.code for one in words.SERVICES} else rows
    rows = rows.filter(title__contains=given["q"]) if given["q"] else rows
    ahead = with_free(ServiceWindow.objects.filter(closed_at__isnull=True), timezone.now())
    listed = (
        rows.select_related("institution", "place")
        .prefetch_related(Prefetch("windows", ahead))
        .order_by("kind", "pk")[:SHOWN]
    )
    shown = [
        (one, words.label(words.SERVICES, one.kind), next((w for w in one.windows.all() if w.left > 0), None))
        for one in listed
    ]
    return render(
        request,
        "services/menu.html",
        {"rows": shown, "kinds": words.SERVICES, "given": given, "place": place},
    )


ORDER_FIELDS = (
    Field("window", "integer", Words("哪个时段", "Which time"), least=1),
    Field(
        "note",
        "long_text",
        Words("要说明的（只给接单的一方看）", "Anything to say"),
        required=False,
        limit=300,
    ),
)
FOR_WHOM = (
    Field(
        "called",
        "text",
        Words("代谁点单（怎么称呼）", "For whom"),
        required=False,
        limit=40,
        why=Words(
            "到窗口或打电话来点的填；记下是谁代办的",
            "For those at the desk or by phone; who acted is recorded",
        ),
    ),
    Field(
        "phone",
        "text",
        Words("怎么联系", "Telephone"),
        required=False,
        limit=20,
        why=Words("接单以后才看得到，每次查看都有记录", "Opened after accepting; each look is recorded"),
    ),
)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def service_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One service: its times with what is left, and one button each. At the desk a worker orders for somebody."""
    actor = request.actor  # type: ignore[attr-defined]
    item = get_object_or_404(ServiceItem.objects.select_related("institution", "place"), pk=pk, is_open=True)
    works = "community" in place_relations(actor, item.place)
    fields = (*ORDER_FIELDS[1:], *(FOR_WHOM if works else ()))
    context: dict[str, Any] = {
        "item": item, "kind": words.label(words.SERVICES, item.kind), "windows": with_free(item.windows.filter(closed_at__isnull=True), timezone.now()), "fields": fields, "may_change": works or services.is_server(item, actor),
        "key": request.POST.get("key") or secrets.token_urlsafe(16), "typed": request.POST, "serves": services.is_server(item, actor),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "services/item.html", context)
    if not actor.signed_in:
        return HttpResponseRedirect(f"{reverse('resident_sign_in')}?next={request.path}")
    values, faults = clean_given((ORDER_FIELDS[0], *fields), request.POST.dict())
    window = ServiceWindow.objects.filter(item=item, pk=values.get("window") or 0).first()
    if window is None and "window" not in faults:
        faults["window"] = Reason("wrong_reference", Words("没有这个时段", "No such time"))
    if faults or window is None:
        return render(request, "services/item.html", context | {"faults": faults}, status=422)

    def act() -> tuple[int, dict[str, Any]]:
        made = services.order(
            window=window,
            by=actor,
            note=values["note"] or "",
            called=values.get("called") or "",
            phone=values.get("phone") or "",
        )
        return 200, {"order": made.pk}

    try:
        _, made, _ = once(scope=f"page:{actor.account}:service", key=context["key"], content=values, act=act)
    except Refused as refusal:
        return render(request, "services/item.html", context | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(f"{reverse('service_order', args=[made['order']])}?done=ordered")


@signed_in
@require_safe
def service_order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order: when, how it stands, the next step; for whoever ordered, whoever serves, and the community."""
    actor = request.actor  # type: ignore[attr-defined]
    row: ServiceOrder = found(ORDER_SUBJECT, str(pk), actor)
    held = services.order_relations(row, actor)
    may = "orderer" in held or "community" in held or ("server" in held and row.state == "accepted")
    context = {
        "order": row, "state": ORDER.state(row.state), "offers": offers_for(ORDER_SUBJECT, row, actor), "lines": lines(ORDER_SUBJECT, row, actor),
        "base": f"/services/orders/{row.pk}/steps/", "done": request.GET.get("done", ""), "may_open": may and "orderer" not in held,
        "kind": words.label(words.SERVICES, row.item.kind), "pleased": words.label(words.PLEASED, row.pleased) if row.pleased else "",
    }  # fmt: skip
    return render(request, "services/order.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def service_order_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept, decline, done, rate, cancel."""
    return step_page(request, ORDER_SUBJECT, str(pk), step, template="base/step_public.html")


@signed_in
@require_POST
def service_order_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to serve and how to reach them; the look is recorded and told."""
    actor = request.actor  # type: ignore[attr-defined]
    row: ServiceOrder = found(ORDER_SUBJECT, str(pk), actor)
    try:
        shown = services.open_contact(row=row, by=actor)
    except Refused:
        raise Http404 from None
    answer = render(request, "services/contact.html", {"order": row, "shown": shown})
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in
@require_safe
def my_orders(request: HttpRequest) -> HttpResponse:
    """What one ordered, and what one serves."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = ServiceOrder.objects.select_related("item", "window").order_by("-window__begins_at")
    mine = rows.filter(Q(account=actor.account) | Q(person=actor.person or -1))[:50]
    serving = rows.filter(
        Q(item__institution__in=actor.institutions) | Q(item__institution=None, item__account=actor.account)
    )[:50]
    context = {
        "mine": [(one, ORDER.state(one.state)) for one in mine],
        "serving": [(one, ORDER.state(one.state)) for one in serving],
        "items": ServiceItem.objects.filter(
            Q(institution__in=actor.institutions) | Q(institution=None, account=actor.account)
        ).order_by("-is_open", "-pk")[:50],
    }
    return render(request, "services/mine.html", context)


NEW = (
    Field("title", "text", Words("服务叫什么", "The service"), limit=60),
    Field("kind", "choice", Words("哪一类", "Kind"), choices=words.SERVICES),
    Field("text", "long_text", Words("说明（带什么、适合谁）", "Details"), required=False, limit=300),
    Field("place", "place", Words("给哪里的居民", "For whom")),
    Field("minutes", "integer", Words("一次多少分钟", "Minutes each"), least=5, limit=1440),
    Field("at_home", "yes_no", Words("可以上门", "Comes to the home"), required=False),
    Field("begins", "datetime", Words("第一个时段从", "First time from")),
    Field("ends", "datetime", Words("到", "Until")),
    Field("places", "integer", Words("这个时段接几单", "How many orders in it"), least=1, limit=500),
    Field(
        "weeks",
        "integer",
        Words("每周同一时间，连续几周", "The same time each week, for how many weeks"),
        least=1,
        limit=26,
    ),
)


def _places(actor: Any) -> list[Place]:
    found = communities_of(actor)
    if not found and actor.institutions:
        owners = Institution.objects.filter(pk__in=actor.institutions).select_related("place")
        paths = [one.place.path for one in owners]
        condition = Q(pk__in=[])
        for path in paths:
            condition |= under(path) | Q(path__in=[one.path for one in above(path)])
        found = list(
            Place.objects.filter(
                condition, level__in=("street", "community"), valid_to__isnull=True
            ).order_by("path")[:200]
        )
    if not found and actor.person:
        reports = ReportIn.objects.filter(
            person=actor.person, confirmed_on__isnull=False, ended_on__isnull=True
        ).select_related("organisation__place")
        found = [one.organisation.place for one in reports if one.organisation.place]
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def service_new(request: HttpRequest) -> HttpResponse:
    """A service enters the menu: of one's institution, of a member who reported in, or of the community."""
    actor = request.actor  # type: ignore[attr-defined]
    places = _places(actor)
    context: dict[str, Any] = {
        "fields": NEW, "options": {"place": [(one.pk, one.name) for one in places]}, "typed": request.POST or {"minutes": 30, "places": 6, "weeks": 1, "place": str(places[0].pk) if len(places) == 1 else ""},
        "key": request.POST.get("key") or secrets.token_urlsafe(16), "may": bool(places), "frame": "base/desk.html" if actor.staff else "base/public.html",
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "services/new.html", context)
    values, faults = clean_given(NEW, request.POST.dict())
    place = next((one for one in places if one.pk == values.get("place")), None)
    if place is None and "place" not in faults:
        faults["place"] = Reason("wrong_place", Words("请选您所在的社区", "Choose your community"))
    if faults or place is None:
        return render(request, "services/new.html", context | {"faults": faults}, status=422)
    weeks = [dt.timedelta(weeks=number) for number in range(values["weeks"])]
    windows = [(values["begins"] + week, values["ends"] + week, values["places"]) for week in weeks]
    facts = {name: values[name] for name in ("title", "kind", "minutes")} | {
        "text": values["text"] or "",
        "at_home": bool(values["at_home"]),
    }

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"item": services.enter(by=actor, place=place, windows=windows, **facts).pk}

    try:
        _, made, _ = once(
            scope=f"page:{actor.account}:service-new", key=context["key"], content=values, act=act
        )
    except Faulty as faulty:
        return render(request, "services/new.html", context | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, "services/new.html", context | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(reverse("service_item", args=[made["item"]]))
