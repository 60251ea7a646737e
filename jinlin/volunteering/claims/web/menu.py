"""Pages for whoever gives a service: its words, its times, whether it takes orders; what runs is shown and kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import signed_in
from jinlin.base.given import Field
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.volunteering.claims import menu
from jinlin.volunteering.claims.service_procedure import ORDER
from jinlin.volunteering.claims.services import with_free
from jinlin.volunteering.claims.web.services import NEW
from jinlin.volunteering.models.services import ServiceItem, ServiceWindow
from jinlin.volunteering.teams.web.forms import Form, answer

ABOUT = tuple(one for one in NEW if one.name in ("title", "text", "minutes", "at_home"))
TIMES = tuple(one for one in NEW if one.name in ("begins", "ends", "places", "weeks"))
PLACES = (Field("places", "integer", Words("这个时段接几单", "How many orders in it"), least=1, limit=500),)
BACK = Words("这项服务", "The service")


def _item(request: HttpRequest, pk: int) -> ServiceItem:
    row = get_object_or_404(ServiceItem.objects.select_related("place", "institution"), pk=pk)
    if not menu.may_change(row, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return row


@signed_in
@require_safe
def service_manage(request: HttpRequest, pk: int) -> HttpResponse:
    """One service for whoever gives it: times ahead with what is taken, orders that run, and what may be changed."""
    return _shown(request, _item(request, pk))


def _shown(
    request: HttpRequest, item: ServiceItem, reasons: tuple[Reason, ...] = (), status: int = 200
) -> HttpResponse:
    orders = menu.running(item).select_related("window").order_by("window__begins_at", "pk")[:50]
    context = {
        "item": item, "windows": with_free(item.windows.all(), timezone.now()), "orders": [(one, ORDER.state(one.state)) for one in orders],
        "done": request.GET.get("done", ""), "reasons": reasons,
    }  # fmt: skip
    return render(request, "services/manage.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def service_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe it anew; orders that run stand as they were agreed, and their people are told."""
    item, actor = _item(request, pk), request.actor  # type: ignore[attr-defined]
    way = reverse("service_manage", args=[item.pk])

    def write(values: dict[str, Any]) -> str:
        facts = values | {"text": values["text"] or "", "at_home": bool(values["at_home"])}
        menu.change(item=item.pk, by=actor, **facts)
        return f"{way}?done=1"

    form = Form(
        code="service-edit", title=Words("改这项服务", "Change the service"), button=Words("保存", "Save"), fields=ABOUT, write=write, back=way, back_words=BACK,
        known={one.name: getattr(item, one.name) for one in ABOUT},
        lead=Words("已经点的单照原来约好的办；改了会告诉点单的人。", "Orders that run stand as agreed; their people are told."),
    )  # fmt: skip
    return answer(request, form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def service_times(request: HttpRequest, pk: int) -> HttpResponse:
    """Further times, once or for some weeks."""
    item, actor = _item(request, pk), request.actor  # type: ignore[attr-defined]
    way = reverse("service_manage", args=[item.pk])

    def write(values: dict[str, Any]) -> str:
        weeks = [dt.timedelta(weeks=number) for number in range(values["weeks"])]
        windows = [(values["begins"] + week, values["ends"] + week, values["places"]) for week in weeks]
        menu.add_times(item=item.pk, windows=windows, by=actor)
        return f"{way}?done=1"

    form = Form(
        code="service-times", title=Words("加时段", "Add times"), button=Words("加上", "Add"), fields=TIMES, write=write, back=way, back_words=BACK,
        known={"places": 6, "weeks": 1},
    )  # fmt: skip
    return answer(request, form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def service_time(request: HttpRequest, pk: int) -> HttpResponse:
    """How many orders one time takes."""
    window = get_object_or_404(ServiceWindow, pk=pk)
    item, actor = _item(request, window.item_id), request.actor  # type: ignore[attr-defined]
    way = reverse("service_manage", args=[item.pk])

    def write(values: dict[str, Any]) -> str:
        menu.change_time(window=window.pk, by=actor, places=values["places"])
        return f"{way}?done=1"

    begins = timezone.localtime(window.begins_at)
    form = Form(
        code="service-time", title=Words("改名额", "Change the places"), button=Words("保存", "Save"), fields=PLACES, write=write, back=way, back_words=BACK,
        known={"places": window.places}, facts=((Words("时段", "The time"), f"{begins:%Y-%m-%d %H:%M}"),),
    )  # fmt: skip
    return answer(request, form)


@signed_in
@require_POST
def service_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off the menu, put it on again, stop or go on with one time: each with one tap, each undone with one."""
    item, actor, act = _item(request, pk), request.actor, request.POST.get("act", "")  # type: ignore[attr-defined]
    window = request.POST.get("window", "")
    try:
        if act == "close":
            menu.close(item=item.pk, by=actor)
        elif act == "reopen":
            menu.reopen(item=item.pk, by=actor)
        elif act in ("stop", "go_on") and window.isdigit() and item.windows.filter(pk=int(window)).exists():
            menu.change_time(window=int(window), by=actor, closed=act == "stop")
        else:
            raise Http404
    except Refused as refusal:
        return _shown(request, item, refusal.reasons, 409)
    return HttpResponseRedirect(f"{reverse('service_manage', args=[item.pk])}?done=1")
