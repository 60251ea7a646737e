"""A room again and again: the form, the page with what was had and what was refused, trying the refused dates once more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import signed_in, staff
from jinlin.base.given import Choice, Field
from jinlin.base.recurrence import Recurrence, told
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.words import Words
from jinlin.venues import commands
from jinlin.venues.desk import when_of
from jinlin.venues.free import Asked
from jinlin.venues.models import Booking, Series, Space
from jinlin.venues.procedure import BOOKING
from jinlin.venues.queries import instant, relations
from jinlin.venues.rules import DAY, clock
from jinlin.venues.web.public import station_of
from jinlin.venues.words import NOISE

RULES = (
    Choice("weekly", Words("每周这一天", "Every week")),
    Choice("fortnight", Words("每两周", "Every other week")),
    Choice("monthly", Words("每月同一天", "Every month on that day")),
    Choice("tens", Words("逢 10（10、20、30 日）", "Days that end in 0")),
)
NEW = (
    Field("since", "date", Words("从哪天", "From")),
    Field("until", "date", Words("到哪天", "Until")),
    Field("rule", "choice", Words("多久一次", "How often"), choices=RULES),
    Field("begins", "time", Words("从几点", "From")),
    Field("ends", "time", Words("到几点", "Until")),
    Field("people", "integer", Words("大约几个人", "About how many people"), least=1, limit=2000),
    Field("purpose", "text", Words("做什么用", "What for"), limit=80),
    Field("group", "text", Words("团队的名字", "Name of the group"), required=False, limit=60),
    Field("noise", "choice", Words("声音大吗", "How loud"), choices=NOISE),
    Field(
        "open",
        "yes_no",
        Words("大家都可以来（会出现在公开日历上）", "Everybody may come (shown in the public calendar)"),
        required=False,
    ),
)


def rule_text(code: str, since: dt.date) -> str:
    """The rule of a choice, as ``base.recurrence`` reads it."""
    parts = {
        "weekly": "FREQ=WEEKLY",
        "fortnight": "FREQ=WEEKLY;INTERVAL=2",
        "monthly": f"FREQ=MONTHLY;BYMONTHDAY={since.day}",
    }
    return f"RRULE:{parts[code]} DTSTART:{since.isoformat()}" if code in parts else "day-ends:0"


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: HttpRequest, code: str, space: str) -> HttpResponse:
    """Arrange a room by a rule; each date is had by itself, what cannot be had is kept with its reason."""
    actor = request.actor  # type: ignore[attr-defined]
    station = station_of(code, actor)
    row = get_object_or_404(
        Space.objects.select_related("station__place", "station__owner"),
        code=space,
        station=station,
        ended_on__isnull=True,
    )

    def write(values: dict[str, Any]) -> str:
        asked = Asked(
            values["since"], values["begins"], values["ends"], values["people"], values["noise"], actor.title
        )
        made = commands.book_series(
            space=row, rule=rule_text(values["rule"], values["since"]), since=values["since"], until=values["until"], asked=asked, by=actor,
            about=commands.For(values["purpose"], values["group"] or "", open=bool(values["open"])),
        )  # fmt: skip
        return reverse("series_of_bookings", args=[made.pk])

    today = timezone.localdate()
    return answer(request, Sheet(
        code=f"series-{row.code}", title=Words(f"长期约{row.name}", f"{row.name} by a rule"), button=Words("排下去", "Arrange it"), fields=NEW, write=write,
        back=reverse("station_day", args=[station.code]), known={"since": today + dt.timedelta(days=1), "until": today + dt.timedelta(days=92), "people": 10, "noise": "talk"},
        note=Words(f"一次最多 {commands.MOST_SERIES_DATES} 次。约不上的日子会留着原因，可以再试。",
                   f"At most {commands.MOST_SERIES_DATES} dates. What cannot be had is kept with its reason and can be tried again."),
    ))  # fmt: skip


def _series(request: HttpRequest, pk: int) -> Series:
    row = get_object_or_404(
        Series.objects.select_related("space__station__place", "space__station__owner"), pk=pk
    )
    if not relations(row.space.station, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return row


@staff()
@require_safe
def series_of_bookings(request: HttpRequest, pk: int) -> HttpResponse:
    """What the series has, and the dates that it could not have with their reasons."""
    row = _series(request, pk)
    context = {
        "series": row, "rule": told(Recurrence.parse(row.rule)), "hours": f"{clock(row.begins)}—{clock(row.ends)}" if row.ends else "",
        "had": [(one, when_of(one), BOOKING.state(one.state)) for one in row.bookings.order_by("begins_at")],
        "refused": row.refused.filter(booking__isnull=True).order_by("on"), "retried": row.refused.filter(booking__isnull=False).order_by("on"),
        "today": timezone.localdate(), "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "venues/series.html", context)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def series_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the refused dates that lie ahead once more."""
    actor = request.actor  # type: ignore[attr-defined]
    row = _series(request, pk)

    def write(values: dict[str, Any]) -> str:
        commands.retry_series(series=row, by=actor)
        return f"{reverse('series_of_bookings', args=[row.pk])}?done=retry"

    ahead = row.refused.filter(booking__isnull=True, on__gt=timezone.localdate()).order_by("on")
    return answer(request, Sheet(
        code=f"series-retry-{row.pk}", title=Words("再试一次没约上的日子", "Try the refused dates again"), button=Words("再试", "Try again"), fields=(), write=write,
        back=reverse("series_of_bookings", args=[row.pk]), facts=[(Words(one.on.isoformat(), one.on.isoformat()), str(Words(one.zh, one.en))) for one in ahead],
    ))  # fmt: skip


@signed_in
@require_safe
def station_check_in(request: HttpRequest, code: str) -> HttpResponse:
    """What the code at the door opens: one's own bookings of today here, each with the button for its moment."""
    actor = request.actor  # type: ignore[attr-defined]
    on = timezone.localdate()
    rows = Booking.objects.filter(
        account=actor.account, space__station__code=code, space__station__public=True, begins_at__lt=instant(on, DAY), ends_at__gt=instant(on, 0),
        state__in=("confirmed", "in_use", "completed", "absent"),
    ).select_related("space__station__place", "space__station__owner")  # fmt: skip
    shown = []
    for one in rows.order_by("begins_at"):
        offers = {offer.step.code: offer for offer in _offers(one, request)}
        shown.append(
            (one, when_of(one), BOOKING.state(one.state), offers.get("check_in"), offers.get("leave"))
        )
    return render(request, "venues/station_check_in.html", {"rows": shown, "code": code})


def _offers(row: Booking, request: HttpRequest) -> list[Any]:
    from jinlin.base.web.steps import offers_for
    from jinlin.venues.desk import BOOKING_SUBJECT

    return offers_for(BOOKING_SUBJECT, row, request.actor)  # type: ignore[attr-defined]
