"""At the door: the screen with its changing code, the list to tick (also without a network), codes, slips, headcounts."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base import doorcode
from jinlin.base.access import signed_in
from jinlin.base.actor import Actor
from jinlin.base.given import clean_text
from jinlin.base.rule import Reason, Refused
from jinlin.base.web.steps import found
from jinlin.base.words import Words
from jinlin.people.public import Look, mask_name
from jinlin.volunteering.activities import commands, presence, queries, rules
from jinlin.volunteering.activities.desk import ACTIVITY_SUBJECT, SIGN_UP_SUBJECT, when_of
from jinlin.volunteering.activities.procedure import SIGN_UP
from jinlin.volunteering.activities.rooms import where_of
from jinlin.volunteering.activities.web.desk_pages import run_of
from jinlin.volunteering.models import Attendance, Occurrence, Presence, SignUp

LOOKS_LIVE = dt.timedelta(hours=24)
MOST_FACTS = 500
KINDS = ("in", "out", "undo", "headcount", "excused")
METHODS = ("list", "pass", "walk_in", "count", "paper")
NO_NAME = Reason(
    "no_name", Words("请写名字；不方便留名的，记进现场人数", "Write a name; who leaves none is counted")
)


def _keeps_door(request: HttpRequest, pk: int) -> Occurrence:
    row = run_of(request, pk)
    if not queries.relations(row, request.actor) & {"organiser", "lead"} or row.state in (
        "draft",
        "in_review",
        "cancelled",
    ):  # type: ignore[attr-defined]
        raise Http404
    return row


@signed_in
@require_safe
def activity_pass(request: HttpRequest, token: str) -> HttpResponse:
    """A personal code, scanned: those who run the activity come to its list at the door, its owner to their own place."""
    rows = SignUp.objects.select_related("person", "occurrence__series__place")
    row = get_object_or_404(rows, token=token)
    held = queries.sign_up_relations(row, request.actor)  # type: ignore[attr-defined]
    runs = queries.relations(row.occurrence, request.actor)  # type: ignore[attr-defined]
    if runs & {"organiser", "lead"} and not held & {"holder", "guardian"}:
        return HttpResponseRedirect(f"{reverse('activity_check_in', args=[row.occurrence_id])}?pass={token}")
    if not held:
        raise Http404
    return HttpResponseRedirect(reverse("sign_up", args=[row.pk]))


@signed_in
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """A sign-up on paper for somebody without a phone: what, when, where, and the code for the door."""
    row: SignUp = found(SIGN_UP_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    activity = row.occurrence
    context = {
        "row": row, "activity": activity, "when": when_of(activity), "where": where_of(activity), "state": SIGN_UP.state(row.state),
        "link": request.build_absolute_uri(reverse("activity_pass", args=[row.token])), "called": row.person.name,
    }  # fmt: skip
    return render(request, "volunteering/activities/slip.html", context)


@signed_in
@require_safe
def activity_door(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen at the door: a code that changes every half minute, and how many are here."""
    row = _keeps_door(request, pk)
    code = doorcode.code(presence.DOOR, row.pk, timezone.now())
    full = queries.fullness([row], timezone.now())[row.pk]
    link = request.build_absolute_uri(reverse("activity_arrive", args=[row.pk])) + f"?code={code}"
    context = {"one": row, "code": code, "link": link, "full": full, "when": when_of(row)}
    part = "_door.html" if request.headers.get("HX-Request") else "door.html"
    answer = render(request, f"volunteering/activities/{part}", context)
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity_arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """The door's code, scanned by a visitor: tick who of the family came, one tap."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row: Occurrence = found(ACTIVITY_SUBJECT, str(pk), actor)
    own = [one.pk for one in queries.family(actor.person)]
    mine = (
        SignUp.objects.filter(occurrence=row, person__in=own, state="confirmed")
        .select_related("person")
        .order_by("position")
    )
    here = set(Attendance.objects.filter(occurrence=row, person__in=own).values_list("person", flat=True))
    context: dict[str, Any] = {
        "one": row, "when": when_of(row), "rows": [(one, one.person_id in here) for one in mine], "code": (request.POST.get("code") or request.GET.get("code", ""))[:8],
        "key": request.POST.get("key") or secrets.token_hex(8),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "volunteering/activities/arrive.html", context)
    chosen = [int(one) for one in request.POST.getlist("people") if one.isdigit() and len(one) < 18]
    try:
        taken = presence.arrive(
            activity=row.pk, code=context["code"], people=chosen, by=actor, nonce=context["key"][:16]
        )
    except Refused as refusal:
        return render(
            request, "volunteering/activities/arrive.html", context | {"reasons": refusal.reasons}, status=409
        )
    against = [one.reason for one in taken if one.reason]
    if against:
        return render(
            request, "volunteering/activities/arrive.html", context | {"reasons": against}, status=409
        )
    return HttpResponseRedirect(f"{reverse('activity', args=[row.pk])}?done=here")


def purpose_of(row: Occurrence) -> str:
    """Why names are read at the door, as the persons see it."""
    return f"活动签到点名：{row.title}（{row.pk}）"


def sees_names(row: Occurrence, actor: Actor) -> bool:
    """Whether this worker asked for the full names at this door within a day; each of them can see that."""
    since = timezone.now() - LOOKS_LIVE
    return Look.objects.filter(account_id=actor.account, purpose=purpose_of(row), at__gte=since).exists()


@signed_in
@require_POST
def activity_names(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the full names of those on the list, for the roll call at the door: each look is recorded and shown to the person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _keeps_door(request, pk)
    if not sees_names(row, actor):
        people = SignUp.objects.filter(
            occurrence=row, state__in=("confirmed", "offered", "waiting", "asked")
        ).values_list("person", flat=True)
        title = actor.title[:80]
        Look.objects.bulk_create(
            Look(
                person_id=one, account_id=actor.account, title=title, what="sign_up", purpose=purpose_of(row)
            )
            for one in people
        )
    return HttpResponseRedirect(reverse("activity_check_in", args=[row.pk]))


@signed_in
@require_safe
def activity_check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The list to tick at the door. Taps are kept on the device and sent when there is a network."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _keeps_door(request, pk)
    named = sees_names(row, actor)
    rows = _roll(row, named)
    passed = next((one for one in rows if one["token"] == request.GET.get("pass", "-")), None)
    at = timezone.now()
    clocks = presence.clocks_of(row)
    context = {
        "one": row, "when": when_of(row), "rows": rows, "named": named, "passed": passed, "full": queries.fullness([row], at)[row.pk],
        "url": reverse("activity_presence", args=[row.pk]), "done": request.GET.get("done", ""), "shell": "base/desk.html" if actor.staff else "base/public.html",
        "headcount": Attendance.objects.filter(occurrence=row, is_headcount=True).values_list("people", flat=True).first() or 0,
        "seats": row.space.seats if row.space else 0, "late": at > clocks.ends + clocks.lock_after, "closed": at > clocks.ends + clocks.correct_after, "lock_at": clocks.ends + clocks.lock_after,
        "key": secrets.token_hex(8), "came": sum(1 for one in rows if one["here"]), "fault": request.GET.get("fault", ""),
    }  # fmt: skip
    return render(request, "volunteering/activities/check_in.html", context)


def _roll(row: Occurrence, named: bool) -> list[dict[str, Any]]:
    """Those with a place or on the list, then who came without one; each with whether they are here. Three queries."""
    taps: dict[int, list[Presence]] = {}
    for one in (
        Presence.objects.filter(occurrence=row, person__isnull=False)
        .select_related("person")
        .order_by("at", "pk")
    ):
        taps.setdefault(one.person_id or 0, []).append(one)
    found_rows = []
    states = ("confirmed", "offered", "waiting", "asked")
    for sign_up in (
        SignUp.objects.filter(occurrence=row, state__in=states, person__isnull=False)
        .select_related("person")
        .order_by("position")
    ):
        mine = taps.pop(sign_up.person_id, [])
        found_rows.append(_entry(sign_up.person, sign_up, mine, named))
    for mine in taps.values():
        assert mine[0].person is not None
        found_rows.append(_entry(mine[0].person, None, mine, named))
    return sorted(found_rows, key=lambda one: (one["rank"], one["number"]))


_RANK = {"confirmed": 0, "offered": 1, "asked": 1, "waiting": 2}


def _entry(person: Any, sign_up: SignUp | None, mine: list[Presence], named: bool) -> dict[str, Any]:
    kept = rules.standing(
        [rules.Tap(one.pk, one.kind, one.at, one.undoes_id, one.people, one.role) for one in mine]
    )
    stay = rules.stay_of(kept)
    first = next((one for one in kept if one.kind in ("in", "out", "excused")), None)
    nonce = next((one.nonce for one in mine if first and one.pk == first.pk), "")
    return {
        "name": (person.name if named else mask_name(person.name)) or "—", "sign_up": sign_up.pk if sign_up else "", "person": person.pk,
        "token": sign_up.token if sign_up else "", "number": sign_up.position if sign_up else 9999, "stands": SIGN_UP.state(sign_up.state) if sign_up else None,
        "rank": _RANK.get(sign_up.state, 3) if sign_up else 3, "here": stay is not None, "came_at": stay.came_at if stay else None, "nonce": nonce,
        "excused": rules.is_excused(kept), "is_volunteer": bool(sign_up and sign_up.role == "volunteer"), "note": sign_up.note if sign_up else "",
    }  # fmt: skip


@signed_in
@require_POST
def activity_presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts from the list: one from a form, or many from a device as JSON, each once for its nonce however often it is sent."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _keeps_door(request, pk)
    if request.content_type == "application/json":
        return _from_device(request, row, actor)
    back, reason = (
        reverse("activity_check_in", args=[row.pk]),
        clean_text(request.POST.get("reason", ""))[:200],
    )
    kind, nonce = request.POST.get("kind", "in"), request.POST.get("nonce", "")[:40]
    fact = presence.Fact(
        nonce=nonce, kind=kind if kind in KINDS else "in", method=_method(request.POST.get("method", "")), sign_up=_number(request.POST.get("sign_up")),
        person=_number(request.POST.get("person")), people=_number(request.POST.get("people")) or 0, undoes=request.POST.get("undoes", "")[:40],
    )  # fmt: skip
    name = " ".join(clean_text(request.POST.get("name", "")).split())[:30]
    try:
        if request.POST.get("walk_in"):
            if not name:
                raise Refused(NO_NAME)
            known = Presence.objects.filter(occurrence=row, nonce=nonce).exists()
            person = None if known else commands.person_for(activity=row, name=name)
            fact = presence.Fact(nonce=nonce, method="walk_in", person=person.pk if person else None)
        (taken,) = presence.record(activity=row.pk, facts=[fact], by=actor, reason=reason)
    except Refused as refusal:
        return HttpResponseRedirect(f"{back}?fault={refusal.reason.code}")
    return HttpResponseRedirect(
        f"{back}?fault={taken.reason.code}" if taken.reason else f"{back}?done={kind}"
    )


def _from_device(request: HttpRequest, row: Occurrence, actor: Actor) -> HttpResponse:
    try:
        sent = json.loads(request.body)
        facts = [_fact(one) for one in sent["facts"][:MOST_FACTS]]
        reason = clean_text(sent.get("reason", ""))[:200]
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"code": "wrong_shape"}, status=422)
    try:
        taken = presence.record(activity=row.pk, facts=facts, by=actor, reason=reason)
    except Refused as refusal:
        return JsonResponse({"code": refusal.reason.code, "words": str(refusal.reason.words)}, status=409)
    full = queries.fullness([row], timezone.now())[row.pk]
    return JsonResponse(
        {
            "taken": [{"nonce": one.nonce, "said": one.said, "words": str(one.reason.words) if one.reason else ""} for one in taken],
            "came": full.came, "places": full.limit, "confirmed": full.confirmed,
        }
    )  # fmt: skip


def _fact(one: dict[str, Any]) -> presence.Fact:
    at = dt.datetime.fromisoformat(str(one["at"])) if one.get("at") else None
    if at is not None and at.tzinfo is None:
        at = timezone.make_aware(at)
    kind = str(one.get("kind", "in"))
    return presence.Fact(
        nonce=str(one["nonce"])[:40], kind=kind if kind in KINDS else "in", method=_method(str(one.get("method", ""))), sign_up=_number(one.get("sign_up")),
        token=str(one.get("token") or "")[:24], person=_number(one.get("person")), people=min(_number(one.get("people")) or 0, 100_000),
        undoes=str(one.get("undoes") or "")[:40], at=at,
    )  # fmt: skip


def _method(text: str) -> str:
    return text if text in METHODS else "list"


def _number(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isdigit() and len(text) < 18 else None
