"""The page of a step: its form from the declared fields, and taking it. One page for every procedure of the platform."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty
from jinlin.base.procedure import Offer, Step
from jinlin.base.references import kind_of, options_for, references
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.subjects import Subject
from jinlin.base.web.files import keep_files

MANY = ("choices", "institutions", "tellings", "subjects")


def found(subject: Subject, ref: str, actor: Actor) -> Any:
    """The row that an address names, or 404 where there is none or it is not for this actor."""
    try:
        return subject.find(ref, actor)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        raise Http404 from None


def offers_for(subject: Subject, row: Any, actor: Actor, held: frozenset[str] | None = None) -> list[Offer]:
    """The steps to show on a page: those that are this actor's own, of this state or shown before their time.

    ``held`` where the actor's relations were asked for already.
    """
    held = subject.desk.relations(row, actor) if held is None else held
    procedure = subject.desk.procedure
    return [
        one
        for one in subject.desk.offers(row, actor, held=held)
        if set(one.step.who) & held
        and (
            one.open
            or row.state in procedure.sources(one.step)
            or (one.step.shown_early and row.state in procedure.open_states)
        )
    ]


def step_page(
    request: HttpRequest, subject: Subject, ref: str, code: str, *, template: str = "base/step.html",
    known: Mapping[str, Any] | None = None, context: Mapping[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """GET shows the form (409 with the reasons where the step is closed), POST takes the step and leads to the subject.

    ``known`` holds what is known already and is shown, not asked again. What was typed survives every fault; the
    same submission sent twice has one effect. ``template`` may be ``base/step_public.html`` for residents.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(subject, ref, actor)
    step = subject.desk.procedure.step(code)
    if step is None:
        raise Http404
    held = subject.desk.relations(row, actor)
    shown: dict[str, Any] = {
        "subject": row, "ref": ref, "title_of": subject.title(row), "step": step, "back": subject.page(row, actor),
        "typed": request.POST or dict(known or {}), "key": request.POST.get("key") or secrets.token_urlsafe(16),
        "draft": f"step-{subject.code}-{ref}-{code}", **form_of(request, step, row, held), **(context or {}),
    }  # fmt: skip
    if request.method != "POST":
        offer = next(one for one in subject.desk.offers(row, actor, held=held) if one.step is step)
        shown["reasons"] = offer.reasons
        return render(request, template, shown, status=200 if offer.open else 409)
    given = read_given(request, step)
    kept, fault = keep_files(request) if any(one.kind == "files" for one in step.fields) else ([], None)
    given["files"] = [one.pk for one in kept]
    shown |= {"typed": given, "kept": kept}
    if fault:
        return render(request, template, shown | {"faults": {"files": fault}}, status=422)

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"seq": subject.desk.take(row.pk, step.code, by=actor, given=given).trail_seq}

    try:
        once(
            scope=f"page:{actor.account}:{subject.code}:{row.pk}",
            key=shown["key"],
            content=[code, given],
            act=act,
        )
    except Faulty as faulty:
        return render(request, template, shown | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, template, shown | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(f"{shown['back']}?done={step.code}")


def form_of(request: HttpRequest, step: Step, row: Any, held: frozenset[str]) -> dict[str, Any]:
    """Whether there is a form, its fields, and what its pickers offer, for whoever has these relations to the row.

    Pickers list people, institutions and other matters: whoever may not take the step is not shown them. Nor is there
    a form, but for what somebody wrote and sent before the right to do so ended; that is theirs.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if set(step.who) & held:
        return {"form": True, "fields": step.fields, "options": options_for(step.fields, row, actor)}
    own = [one for one in step.fields if not one.choices and kind_of(one) not in references]
    return {"form": request.method == "POST", "fields": own, "options": {}}


def read_given(request: HttpRequest, step: Step) -> dict[str, Any]:
    """What a form sent for the declared fields of a step; several values where the field holds several."""
    return {
        one.name: request.POST.getlist(one.name) if one.kind in MANY else request.POST.get(one.name)
        for one in step.fields
    }
