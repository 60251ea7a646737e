"""A form of a resident: what was typed survives every fault, the same submission counts once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jinlin.base.engine import Faulty
from jinlin.base.given import Field, clean_given
from jinlin.base.references import Options
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.web.steps import MANY
from jinlin.base.words import Words


@dataclass(frozen=True)
class Form:
    """What a form asks and does: ``write`` takes the values and answers the address to go on to."""

    code: str
    title: Words
    button: Words
    fields: tuple[Field, ...]
    write: Callable[[dict[str, Any]], str]
    back: str
    back_words: Words
    lead: Words | None = None
    options: Options = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[tuple[Words, str], ...] = ()


def answer(request: HttpRequest, form: Form, template: str = "teams/form.html") -> HttpResponse:
    """The form (GET), or what came of it (POST): on to the next page, or the form again with its faults or reasons."""
    actor = request.actor  # type: ignore[attr-defined]
    typed: Any = dict(form.known)
    if request.method == "POST":
        typed = {
            one.name: request.POST.getlist(one.name) if one.kind in MANY else request.POST.get(one.name)
            for one in form.fields
        }
    context = {
        "form": form, "typed": typed, "key": request.POST.get("key") or secrets.token_urlsafe(16), "draft": f"{form.code}:{request.path}",
    }  # fmt: skip
    if request.method != "POST":
        return render(request, template, context)
    values, faults = clean_given(form.fields, typed)
    if faults:
        return render(request, template, context | {"faults": faults}, status=422)

    # What was sent decides whether it is the same submission: the fields themselves may change once it has had its effect.
    sent = sorted(
        (name, held) for name, held in request.POST.lists() if name not in ("key", "csrfmiddlewaretoken")
    )

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"to": form.write(values)}

    try:
        _, done, _ = once(
            scope=f"{form.code}:{actor.account}", key=context["key"], content=[request.path, sent], act=act
        )
    except Faulty as faulty:
        return render(request, template, context | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, template, context | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(str(done["to"]))
