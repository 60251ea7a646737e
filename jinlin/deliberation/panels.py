"""What the app puts into pages of lower apps and onto the worker's first page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.base.worklist import Item
from jinlin.deliberation import pages, queries, sight
from jinlin.deliberation.models import HandOver, Meeting, Member, Motion, Result

SOON = dt.timedelta(days=14)


def place_panel(request: HttpRequest) -> str:
    """The next talks and the motions under way, for who reads a place's page."""
    place = getattr(request, "place", None)
    if place is None:
        return ""
    meetings = queries.place_meetings(place, timezone.now(), 3)
    motions = [(one, queries.stations(one)) for one in queries.place_motions(place, 3)]
    if not meetings and not motions:
        return ""
    return render_to_string(
        "deliberation/_place_panel.html",
        {"place": place, "meetings": meetings, "motions": motions},
        request=request,
    )


def _members(actor: Actor):  # type: ignore[no-untyped-def]
    return (
        Member.objects.filter(until_on__isnull=True)
        .filter(Q(institution__in=actor.institutions) | Q(person=actor.person or 0))
        .values("pk")
    )


def meetings_waiting(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """Meetings that wait for somebody: to be announced, to be held, their minutes to be written, confirmed, published."""
    mine = sight.bodies(actor, "body__")
    rows = Meeting.objects.filter(mine).filter(
        Q(state="planned", begins_at__lt=now + SOON, begins_at__gt=now)
        | Q(state__in=("announced", "sitting", "closed", "drafted"))
    )
    words = {
        "planned": Words("还没发通知", "To be announced"), "announced": Words("就要开", "To come"), "sitting": Words("正在开", "Sitting"),
        "closed": Words("写纪要", "Minutes to be written"), "drafted": Words("确认、公布纪要", "Minutes to be confirmed"),
    }  # fmt: skip
    for one in rows.select_related("body__place").order_by("begins_at")[:limit]:
        yield Item(
            one.title,
            pages.page_of(one),
            words[one.state],
            one.begins_at if one.begins_at > now else None,
            one.body.place.name,
        )


def results_waiting(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """Results that the actor's institution has, and those of the actor's bodies that are late or reported."""
    mine = Q(lead__in=actor.institutions) | Q(owner=actor.account)
    chaired = sight.bodies(actor, "body__") & (Q(due_at__lt=now) | Q(state="reported"))
    rows = Result.objects.filter(mine | chaired, state__in=("working", "reported")).select_related("lead")
    for one in rows.order_by("due_at")[:limit]:
        what = (
            Words("等认可", "To be accepted")
            if one.state == "reported"
            else Words("落实", "To be carried out")
        )
        yield Item(one.title, pages.page_of(one), what, one.due_at, one.lead.name if one.lead else one.side)


def motions_waiting(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """Motions of the actor's places that wait for the next step, and hand-overs to sign."""
    rows = Motion.objects.filter(sight.working(actor, "place__path") | Q(proposer=actor.account)).exclude(
        state__in=("done", "rejected", "withdrawn")
    )
    for one in rows.select_related("place").order_by("served_until", "pk")[:limit]:
        yield Item(
            one.title,
            pages.page_of(one),
            Words("议案", "Motion"),
            one.served_until or one.hear_until,
            one.place.name,
        )


def handovers_waiting(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """Lists that the actor's unit has yet to sign."""
    members = _members(actor)
    rows = HandOver.objects.filter(Q(state="listed", giver__in=members) | Q(state="given", taker__in=members))
    for one in rows.select_related("body", "giver", "taker")[:limit]:
        yield Item(pages.title_of(one), pages.page_of(one), Words("主席交接单待签字", "Hand-over to sign"))


def offer() -> None:
    """Fill the slots and the worklist."""
    fill("place.page", place_panel, order=40, later=Words("这里的议事", "Talks here"))
    fill("resident.home", place_panel, order=40, later=Words("这里的议事", "Talks here"))
    worklist.register("meetings", Words("会议", "Meetings"), meetings_waiting, order=40)
    worklist.register("results", Words("落实事项", "Results"), results_waiting, order=30)
    worklist.register("motions", Words("议案", "Motions"), motions_waiting, order=50)
    worklist.register("handovers", Words("主席交接", "Hand-overs"), handovers_waiting, order=45)
