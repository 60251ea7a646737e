"""One matter as its workers see it: where it stands, who has it, until when, the thread, and the next step."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk, Faulty, thread
from jinlin.base.models import Event, StoredFile
from jinlin.base.planned import planned
from jinlin.base.procedure import Offer, Step
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.web.files import keep_files
from jinlin.base.web.steps import form_of
from jinlin.matters import queries
from jinlin.matters.desk import CALLS, MATTERS, call_relations, relations
from jinlin.matters.lines import words_for_staff
from jinlin.matters.models import Matter, Part, Telling
from jinlin.matters.numbers import number_of, read_number, short_key
from jinlin.matters.panels import panels_for
from jinlin.matters.procedure import CALL, MATTER
from jinlin.matters.sight import sight
from jinlin.matters.words import CHANNELS, OUTCOMES
from jinlin.people.public import look, mask_name, mask_phone
from jinlin.places.public import above


@planned()
def found(request: HttpRequest, number: str) -> tuple[Matter, frozenset[str], tuple[str, ...]]:
    """The matter with that number, the actor's relations to it and what may be seen; 404 where it is not for them."""
    read = read_number(number)
    row = (
        Matter.objects.select_related(
            "owner__person", "lead", "place", "category", "into", "community", "grid"
        )
        .filter(pk=read[1])
        .first()
        if read
        else None
    )
    if row is None or number_of(row.pk, row.told_at) != number:
        raise Http404
    held = relations(row, request.actor)  # type: ignore[attr-defined]
    seen = sight(row, held)
    if not seen or not held - {"teller"}:
        raise Http404
    return row, held, seen


@staff()
@require_safe
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """The thread, the people and parts, and every step: open, or closed with the reason underneath."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, held, seen = found(request, number)
    whole = "staff" in seen
    shown = _shown_parts(row, actor) if not whole else {"text", "thread"}
    offers = [
        one
        for one in MATTERS.offers(row, actor, held=held)
        if set(one.step.who) & held and _belongs(one, row)
    ]
    context = {
        "matter": row, "number": number, "state": MATTER.state(row.state), "left": queries.time_left(row, timezone.now()),
        "places": list(above(row.place.path))[2:], "offers": offers, "channel": _words(CHANNELS, row.channel),
        "outcome": _words(OUTCOMES, row.outcome), "lines": _lines(row, seen) if "thread" in shown else [],
        "tellings": _tellings(row) if "text" in shown else [], "parts": _parts(row, actor) if whole else [],
        "step_base": f"{reverse('matter', args=[number])}/steps/", "whole": whole, "panels": panels_for(row, request) if whole else [],
        "waits": row.wait_until if row.answered_at and not row.closed_at else None,
        "into": number_of(row.into.pk, row.into.told_at) if row.into else "", "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "matters/staff/matter.html", context)


def _words(choices: Any, code: str) -> Any:
    return next((choice.words for choice in choices if choice.code == code), "")


def _belongs(offer: Offer, row: Matter) -> bool:
    """Steps of this state, and the few that are shown before their time."""
    return (
        offer.open
        or row.state in MATTER.sources(offer.step)
        or (offer.step.shown_early and row.state in MATTER.open_states)
    )


def _shown_parts(row: Matter, actor: Actor) -> set[str]:
    now = timezone.now()
    parts = Part.objects.filter(
        matter=row, kind="shared", institution__in=actor.institutions, ended_at__isnull=True, until__gt=now
    )
    return {name for part in parts for name in part.fields}


def _lines(row: Matter, seen: tuple[str, ...]) -> list[dict[str, Any]]:
    events = thread("matter", row.pk, seen=seen)
    photos: dict[str, list[StoredFile]] = {}
    for one in StoredFile.objects.filter(subject="matter", subject_id=row.pk).order_by("pk"):
        photos.setdefault(one.ticket, []).append(one)
    return [
        {
            "event": event,
            "words": words_for_staff(event),
            "facts": _facts(event),
            "photos": photos.get(str(event.pk), []),
        }
        for event in events
    ]


def _facts(event: Event) -> list[str]:
    data = event.data
    found = [
        str(data[name])
        for name in ("lead", "institution", "reason", "into", "from")
        if data.get(name) and name != "from"
    ]
    found += ["、".join(data[name]) for name in ("institutions", "helpers") if data.get(name)]
    return found


def _tellings(row: Matter) -> list[dict[str, Any]]:
    rows = Telling.objects.filter(matter=row).select_related("person", "place").order_by("pk")[:60]
    return [
        {
            "telling": one, "name": mask_name(one.name or (one.person.name if one.person else "")), "short": short_key(one.pk),
            "phone": mask_phone(one.phone or (one.person.phone if one.person else "")), "channel": _words(CHANNELS, one.channel),
        }
        for one in rows
    ]  # fmt: skip


def _parts(row: Matter, actor: Actor) -> list[dict[str, Any]]:
    rows = Part.objects.filter(matter=row).select_related("institution", "matter__place").order_by("pk")
    made = []
    for part in rows:
        offers: list[Offer] = []
        if part.kind == "called":
            held = call_relations(part, actor)
            offers = [
                one for one in CALLS.offers(part, actor, held=held) if set(one.step.who) & held and one.open
            ]
        made.append(
            {
                "part": part, "stands": CALL.state(part.state) if part.state else None, "offers": offers,
                "base": f"/calls/{part.pk}/steps/",
            }
        )  # fmt: skip
    return made


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def matter_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """The form of a step, and taking it. A step that closed meanwhile says who was faster; nothing typed is lost."""
    row, _, _ = found(request, number)
    return _step(request, MATTERS, row.pk, row, step, reverse("matter", args=[number]))


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def call_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of a call: answer, arrive, act, mark."""
    part = Part.objects.select_related("matter__place", "institution").filter(pk=pk, kind="called").first()
    if part is None or not call_relations(part, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return _step(
        request,
        CALLS,
        part.pk,
        part.matter,
        step,
        reverse("matter", args=[number_of(part.matter_id, part.matter.told_at)]),
    )


def _step(request: HttpRequest, desk: Desk, pk: int, row: Matter, code: str, back: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    step = desk.procedure.step(code)
    if step is None:
        raise Http404
    subject = (
        row
        if desk is MATTERS
        else desk.model.objects.select_related("matter__place", "institution").get(pk=pk)
    )
    held = desk.relations(subject, actor)
    context: dict[str, Any] = {
        "matter": row, "number": number_of(row.pk, row.told_at), "step": step, "back": back, "typed": request.POST or _known(step, row),
        "key": request.POST.get("key") or secrets.token_urlsafe(16), **form_of(request, step, row, held),
    }  # fmt: skip
    if request.method != "POST":
        offer = next(one for one in desk.offers(subject, actor, held=held) if one.step is step)
        context["reasons"] = offer.reasons
        return render(request, "matters/staff/step.html", context, status=200 if offer.open else 409)
    given = _given(request, step)
    kept, fault = keep_files(request) if any(one.kind == "files" for one in step.fields) else ([], None)
    given["files"] = [one.pk for one in kept]
    context |= {"typed": given, "kept": kept}
    if fault:
        return render(request, "matters/staff/step.html", context | {"faults": {"files": fault}}, status=422)
    return _take(request, desk, pk, step, given, context)


def _take(
    request: HttpRequest, desk: Desk, pk: int, step: Step, given: dict[str, Any], context: dict[str, Any]
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"seq": desk.take(pk, step.code, by=actor, given=given).trail_seq}

    try:
        once(
            scope=f"page:{actor.account}:{desk.procedure.code}:{pk}",
            key=context["key"],
            content=[step.code, given],
            act=act,
        )
    except Faulty as faulty:
        return render(request, "matters/staff/step.html", context | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, "matters/staff/step.html", context | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(f"{context['back']}?done={step.code}")


def _given(request: HttpRequest, step: Step) -> dict[str, Any]:
    many = ("choices", "institutions", "tellings")
    return {
        one.name: request.POST.getlist(one.name) if one.kind in many else request.POST.get(one.name)
        for one in step.fields
    }


def _known(step: Step, row: Matter) -> dict[str, Any]:
    """What is known already is shown, not asked again."""
    held = {
        "title": row.title,
        "category": row.category_id,
        "place": row.place_id,
        "urgent": str(row.urgent),
        "public": row.public,
    }
    return {one.name: held[one.name] for one in step.fields if one.name in held and step.code == "triage"}


@staff()
@require_POST
def telling_look(request: HttpRequest, number: str, telling: int) -> HttpResponse:
    """Show a teller's name and number, once, for a stated purpose; recorded and told to the teller."""
    row, held, _ = found(request, number)
    one = Telling.objects.select_related("person").filter(matter=row, pk=telling).first()
    if one is None or not held & {"owner", "lead", "community", "dispatcher", "asked"}:
        raise Http404
    context: dict[str, Any] = {
        "matter": row,
        "number": number,
        "telling": one,
        "purpose": request.POST.get("purpose", ""),
    }
    try:
        look(by=request.actor, purpose=context["purpose"], telling=one.pk, person=one.person, matter=row.pk)  # type: ignore[attr-defined]
    except Refused as refusal:
        return render(request, "matters/staff/look.html", context | {"reason": refusal.reason}, status=422)
    person = one.person
    context |= {
        "name": one.name or (person.name if person else ""),
        "phone": one.phone or (person.phone if person else ""),
    }
    answer = render(request, "matters/staff/look.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer
