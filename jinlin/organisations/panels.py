"""What organisations put into the pages of lower apps: who is in charge of a place, and what stands there."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.events import subscribe
from jinlin.base.notices import Letter, send
from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.organisations.models import Attendance, Organisation, Tenure
from jinlin.organisations.queries import people_in_charge, seats_of
from jinlin.organisations.roles import roles
from jinlin.organisations.trees import may_see
from jinlin.organisations.web.doors import fitting_roles, keeps
from jinlin.organisations.words import how_words
from jinlin.people.public import Account, at_desk
from jinlin.places.public import Place, paths_above, reaches

SHOWN = 40
MINE = 8
PAST = dt.timedelta(days=180)


def place_panel(request: HttpRequest) -> str:
    """Seats at a place, in its grid and above, nearest first, with their terms; organisations that cover it."""
    place: Place | None = getattr(request, "place", None)
    if place is None:
        return ""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    tenures = people_in_charge(place, on=timezone.localdate()).filter(seat__place__isnull=False)[:SHOWN]
    rows = [
        {
            "tenure": one,
            "role": known.words if (known := roles().get(one.seat.role)) else one.seat.role,
            "how": how_words(one.how),
            "is_open": one.seat.place is not None and reaches(actor, one.seat.place.path),
        }
        for one in tenures
    ]
    wanted = [place.pk, place.grid_id or -1]
    standing = Organisation.objects.filter(ended_on__isnull=True, place__path__in=paths_above(place.path))
    standing |= Organisation.objects.filter(ended_on__isnull=True, place__in=wanted)
    context = {
        "place": place, "rows": rows, "organisations": [
            (one, may_see(actor, one)) for one in standing.select_related("level", "place").order_by("-place__path", "pk")[:SHOWN]
        ],
        "may": bool(fitting_roles(actor, place)), "is_own": reaches(actor, place.path),
        "villages": list(place.villages.order_by("since_on", "name")) if place.level == "estate" else [],  # type: ignore[attr-defined]
        "may_settle": place.level == "estate" and place.valid_to is None and keeps(actor, place.path, "community"),
    }  # fmt: skip
    return render_to_string("organisations/_place_panel.html", context, request=request)


def me_panel(request: HttpRequest) -> str:
    """The seats of a resident's person with the way to the desk; nothing for the many who hold none."""
    account: Account = request.user  # type: ignore[assignment]
    if account.kind != "resident" or not account.person_id:
        return ""
    seats = seats_of(person=account.person_id, on=timezone.localdate())
    if not seats:
        return ""
    context = {"seats": seats, "open": at_desk(request)}
    return render_to_string("organisations/_me_seats.html", context, request=request)


def gatherings_panel(request: HttpRequest) -> str:
    """Gatherings that one is called to, the next first, then those of the last months; nothing where there is none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.person is None:
        return ""
    now = timezone.now()
    mine = Attendance.objects.filter(person=actor.person, gathering__starts_at__gt=now - PAST)
    mine = mine.exclude(gathering__state__in=("planned", "cancelled")).select_related(
        "gathering__organisation"
    )
    rows = list(mine.order_by("-gathering__starts_at")[:MINE])
    if not rows:
        return ""
    ahead = [row for row in reversed(rows) if row.gathering.starts_at >= now]
    past = [row for row in rows if row.gathering.starts_at < now]
    context = {"ahead": ahead, "past": past}
    return render_to_string("organisations/_me_gatherings.html", context, request=request)


def tell_resident(*, tenure: Tenure, **facts: object) -> None:
    """A resident who is given a seat is told that there is a desk now, and how to enter it."""
    account = Account.objects.filter(person_id=tenure.person_id, kind="resident", is_active=True).first()
    if account is None:
        return
    known = roles().get(tenure.seat.role)
    title = known.words if known else Words(tenure.seat.role, tenure.seat.role)
    words = Words(
        "您担任了{zh}。在“我的岗位”里进入工作台", "You now hold a seat: {en}. Enter the desk from “my seats”"
    )
    link = reverse("my_desk")
    send([Letter("seat", tenure.seat_id, words.format(zh=title.zh, en=title.en), link, account=account.pk)])


def offer() -> None:
    """Put the panels beside the place in the tree and on a resident's own start; tell who is given a seat."""
    fill("place_tree", place_panel)
    fill("me", me_panel, order=5)
    fill("me", gatherings_panel, order=62)
    subscribe("tenure.given", tell_resident)
