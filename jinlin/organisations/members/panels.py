"""What report-in puts into pages and onto the worklist: consenting members beside a place, one's own, what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from jinlin.base import worklist
from jinlin.base.actor import Actor
from jinlin.base.panels import fill
from jinlin.base.words import Words
from jinlin.base.worklist import Item
from jinlin.organisations.members import periods, queries
from jinlin.organisations.members.desk import name_of
from jinlin.organisations.members.posts import post_words
from jinlin.organisations.members.procedure import REPORT_IN
from jinlin.organisations.members.standing import keeps, kept, own_persons
from jinlin.organisations.models import Commitment, Organisation, PostHeld, ReportIn, ServiceRecord

SHOWN_COMMITMENTS = 5
BRANCHES = 20


def place_panel(request: HttpRequest) -> str:
    """Members of an estate or community who agreed to be shown there, and the next commitments; else nothing."""
    place = getattr(request, "place", None)
    if place is None or place.level not in ("estate", "community"):
        return ""
    members = queries.shown_members(place)
    rows = queries.commitment_rows(
        queries.public_commitments(place)[:SHOWN_COMMITMENTS], timezone.localdate()
    )
    if not members and not rows:
        return ""
    context = {"members": members, "rows": rows, "place": place}
    return render_to_string("organisations/members/_place_panel.html", context, request=request)


def me_panel(request: HttpRequest) -> str:
    """One's own report-ins with what waits there; for a resident without any, one quiet line."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting = Count(
        "commitments", filter=Q(commitments__state="published", commitments__due_on__lte=timezone.localdate())
    )
    reports = queries.own_reports(actor.person).filter(ended_on__isnull=True).annotate(late=waiting)
    rows = [
        {
            "report": one,
            "state": REPORT_IN.state(one.state),
            "waiting": one.late + (one.state == REPORT_IN.start),
        }
        for one in reports[:5]
    ]
    return render_to_string("organisations/members/_me_panel.html", {"rows": rows}, request=request)


def _mine(actor: Actor) -> list[Organisation]:
    """The branches that the actor keeps now."""
    return (
        [one for one in kept(actor).select_related("place")[:BRANCHES] if keeps(actor, one)]
        if actor.staff
        else []
    )


def _to_confirm(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    mine = _mine(actor)
    if not mine:
        return []
    within = periods.days(periods.CONFIRM, timezone.localdate(now))
    rows = ReportIn.objects.filter(organisation__in=mine, state="reported").exclude(
        person__in=own_persons(actor.person)
    )
    found = rows.select_related("person", "employer", "organisation").order_by("reported_on", "pk")[:limit]
    return [
        Item(name_of(one), reverse("report_in", args=[one.pk]), Words("报到，等确认", "to confirm"), _end(one.reported_on, within), one.organisation.name)
        for one in found
    ]  # fmt: skip


def _services(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    mine = _mine(actor)
    if not mine:
        return []
    rows = ServiceRecord.objects.filter(report_in__organisation__in=mine, state="recorded").exclude(
        recorded_by=actor.account
    )
    found = rows.select_related(
        "report_in__person", "report_in__employer", "report_in__organisation"
    ).order_by("done_on", "pk")
    return [
        Item(one.what, reverse("report_in", args=[one.report_in_id]), Words("服务，等第二个人确认", "service to confirm"), None, name_of(one.report_in))
        for one in found[:limit]
    ]  # fmt: skip


def _vacant(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    mine = _mine(actor)
    if not mine:
        return []
    rows = PostHeld.objects.filter(report_in__organisation__in=mine, vacant=True).select_related(
        "report_in__organisation"
    )
    return [
        Item(
            str(post_words(one.post)), reverse("members_branch", args=[one.report_in.organisation.code]),
            Words("岗位空出来了，要有人接", "post left, needs somebody"), None, one.report_in.organisation.name,
        )
        for one in rows.order_by("until_on", "pk")[:limit]
    ]  # fmt: skip


def _promised(actor: Actor, now: dt.datetime, limit: int) -> Iterable[Item]:
    """The actor's own commitments of the next week and those overdue."""
    if actor.person is None:
        return []
    soon = timezone.localdate(now) + dt.timedelta(days=7)
    rows = Commitment.objects.filter(report_in__person=actor.person, state="published", due_on__lte=soon)
    return [
        Item(one.text, reverse("commitment", args=[one.pk]), Words("承诺到期，请交账", "commitment due"), _end(one.due_on, dt.timedelta()), "")
        for one in rows.order_by("due_on", "pk")[:limit]
    ]  # fmt: skip


def _end(day: dt.date | None, more: dt.timedelta) -> dt.datetime | None:
    """The last moment of a day."""
    last = dt.time(23, 59)
    return timezone.make_aware(dt.datetime.combine(day + more, last)) if day else None


_LANES: tuple[tuple[str, Words, Any], ...] = (
    ("reports", Words("党员报到，等确认", "Report-ins to confirm"), _to_confirm),
    ("services", Words("党员服务，等确认", "Service to confirm"), _services),
    ("vacant_posts", Words("空出来的岗位", "Posts left"), _vacant),
    ("promised", Words("我的公开承诺", "My commitments"), _promised),
)


def offer() -> None:
    """Put the panels and lanes in their places; called once at start."""
    fill("place.page", place_panel, order=60, later=Words("亮身份的党员", "Members who show themselves"))
    fill("me", me_panel, order=60)
    for number, (code, words, items) in enumerate(_LANES):
        worklist.register(code, words, items, order=60 + number)
