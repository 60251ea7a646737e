"""A room and its free times, having it for a time, and a booking's own page."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, signed_in
from jinlin.base.given import Field, clean_given
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.venues import commands, limits, rules
from jinlin.venues.desk import BOOKING_SUBJECT, when_of
from jinlin.venues.free import Asked, alternatives, day_gaps
from jinlin.venues.models import Booking, Space
from jinlin.venues.procedure import BOOKING
from jinlin.venues.queries import plans, relations
from jinlin.venues.words import NOISE

DAYS_SHOWN = 14
WHY = Words(
    "只给场所管理人看，用来安排房间；用完一年后删除",
    "Read by the venue's keepers alone, to arrange rooms; erased after a year",
)
DAY_MINUTES = 24 * 60
FIELDS = (
    Field("on", "date", Words("哪一天", "Which day")),
    Field("begins", "time", Words("从几点", "From")),
    Field("ends", "time", Words("到几点", "Until")),
    Field("people", "integer", Words("大约几个人", "About how many people"), least=1, limit=2000),
    Field("purpose", "text", Words("做什么用", "What for"), limit=80),
    Field("noise", "choice", Words("声音大吗", "How loud"), choices=NOISE),
    Field("group", "text", Words("团队的名字", "Name of the group"), required=False, limit=60),
    Field(
        "adult",
        "text",
        Words("负责的大人怎么称呼", "The responsible adult"),
        required=False,
        limit=40,
        why=WHY,
    ),
)
FOR_WHOM = Field(
    "for_whom", "text", Words("代谁预约（怎么称呼）", "For whom"), required=False, limit=40,
    why=Words("居民到窗口或打电话来约时填；记下是谁代办的", "For residents at the desk or by phone; who acted is recorded"),
)  # fmt: skip


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, code: str, space: str) -> HttpResponse:
    """The free times of a day to tap, and the form. Refusals come all at once, with other times and rooms beside them."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_object_or_404(
        Space.objects.select_related("station__place", "station__owner"),
        code=space,
        station__code=code,
        station__public=True,
        ended_on__isnull=True,
    )
    now = timezone.now()
    on = _day(request.POST.get("on") or request.GET.get("on", ""), timezone.localdate(now))
    keeps = bool(relations(row.station, actor) & {"keeper"})
    gaps = day_gaps(row, on, now)
    fields = (*FIELDS, FOR_WHOM) if keeps else FIELDS
    context: dict[str, Any] = {
        "space": row, "on": on, "hours": plans([row.station_id], on, on).hours(row.station_id, row.pk, on), "gaps": gaps, "free": [(rules.clock(b), rules.clock(e)) for b, e in gaps], "fields": fields,
        "days": [(on0 := timezone.localdate(now)) + dt.timedelta(days=number) for number in range(min(row.last_days, DAYS_SHOWN) + 1)],
        "key": request.POST.get("key") or secrets.token_urlsafe(16), "typed": request.POST or _first(request, on, row), "today": on0,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "venues/room.html", context)
    if not actor.signed_in:
        return HttpResponseRedirect(f"{reverse('resident_sign_in')}?next={request.path}")
    return _book(request, row, fields, context, now)


def _book(
    request: HttpRequest, row: Space, fields: tuple[Field, ...], context: dict[str, Any], now: dt.datetime
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    values, faults = clean_given(fields, request.POST.dict())
    if faults:
        return render(request, "venues/room.html", context | {"faults": faults}, status=422)
    asked = Asked(
        values["on"],
        values["begins"],
        values["ends"],
        values["people"],
        values["noise"],
        values["adult"] or "",
    )
    about = commands.For(
        values["purpose"], values["group"] or "", values["adult"] or "", values.get("for_whom") or ""
    )

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"booking": commands.book(space=row, asked=asked, by=actor, about=about).pk}

    try:
        _, answer, _ = once(
            scope=f"page:{actor.account}:book", key=context["key"], content=[row.pk, values], act=act
        )
    except Refused as refusal:
        others = [(one, rules.clock(b), rules.clock(e)) for one, b, e in alternatives(row, asked, now)]
        fresh = [(rules.clock(b), rules.clock(e)) for b, e in day_gaps(row, context["on"], timezone.now())]
        return render(
            request,
            "venues/room.html",
            context | {"reasons": refusal.reasons, "others": others, "free": fresh},
            status=409,
        )
    return HttpResponseRedirect(f"{reverse('booking', args=[answer['booking']])}?done=booked")


def _day(text: str, today: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return today


def _first(request: HttpRequest, on: dt.date, row: Space) -> dict[str, Any]:
    """What is known before anything was typed: the day and the free time that was tapped, no longer than the room is had at once."""
    begins, ends = request.GET.get("begins", ""), request.GET.get("ends", "")
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", begins)
    if found:
        latest = int(found[1]) * 60 + int(found[2]) + row.longest
        ends = min(ends, rules.clock(latest)) if latest < DAY_MINUTES else ends
    return {"on": on, "begins": begins, "ends": ends, "noise": "talk", "people": ""}


@signed_in
@require_safe
def booking(request: HttpRequest, pk: int) -> HttpResponse:
    """One booking: when, where, how it stands, what can be done now; for whoever has it and for the keepers."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Booking = found(BOOKING_SUBJECT, str(pk), actor)
    context = {
        "booking": row, "state": BOOKING.state(row.state), "when": when_of(row), "offers": offers_for(BOOKING_SUBJECT, row, actor),
        "lines": lines(BOOKING_SUBJECT, row, actor), "base": f"/bookings/{row.pk}/steps/", "done": request.GET.get("done", ""),
        "keeps": bool(relations(row.space.station, actor)), "limits": () if BOOKING.state(row.state).final else limits.shown(limits.BOOKING),
    }  # fmt: skip
    return render(request, "venues/booking.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def booking_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Cancel, check in, leave; approve, decline, displace."""
    return step_page(request, BOOKING_SUBJECT, str(pk), step, template="base/step_public.html")
