"""A form with a second look: what was typed is checked and rehearsed, shown once more, and then written once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jinlin.base.engine import Faulty
from jinlin.base.given import Field, clean_given
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.words import Words

MANY = ("choices", "institutions", "tellings")
Options = dict[str, list[tuple[Any, str]]]


@dataclass(frozen=True)
class Sheet:
    """What a form asks, and what it does: ``write`` takes the values and answers the address to go on to.

    ``write`` raises ``Refused`` or ``Faulty``; it is rehearsed before the second look, in a transaction that is
    taken back, so that nobody reads through what cannot be done. ``facts`` are rows (words, value) that the reader
    sees above the form; ``note`` says what will come of it.
    """

    code: str
    title: Words
    button: Words
    fields: tuple[Field, ...]
    write: Callable[[dict[str, Any]], str]
    back: str
    options: Options = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    facts: Sequence[tuple[Words, str]] = ()
    note: Words | None = None


def answer(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The form (GET), its second look (POST), or the write (POST with ``act`` send), which counts once for its key."""
    typed = _typed(request, sheet) if request.method == "POST" else dict(sheet.known)
    key = request.POST.get("key") or secrets.token_urlsafe(16)
    context: dict[str, Any] = {
        "sheet": sheet,
        "typed": typed,
        "key": key,
        "draft": f"{sheet.code}:{request.path}",
        "shell": "base/desk.html" if request.actor.staff else "base/public.html",  # type: ignore[attr-defined]
    }
    if request.method != "POST" or request.POST.get("act") == "edit":
        return render(request, "base/reviewed_form.html", context)
    values, faults = clean_given(sheet.fields, typed)
    if faults:
        return render(request, "base/reviewed_form.html", context | {"faults": faults}, status=422)
    try:
        if request.POST.get("act") == "send":
            return HttpResponseRedirect(_send(request, sheet, key, typed, values))
        _rehearse(sheet, values)
    except Faulty as faulty:
        return render(request, "base/reviewed_form.html", context | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, "base/reviewed_form.html", context | {"reasons": refusal.reasons}, status=409)
    return render(
        request,
        "base/reviewed_look.html",
        context | {"rows": _rows(sheet, typed, values), "hidden": _hidden(typed)},
    )


def _typed(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    return {
        one.name: request.POST.getlist(one.name) if one.kind in MANY else request.POST.get(one.name, "")
        for one in sheet.fields
    }


def _send(request: HttpRequest, sheet: Sheet, key: str, typed: dict[str, Any], values: dict[str, Any]) -> str:
    actor = request.actor  # type: ignore[attr-defined]

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"to": sheet.write(values)}

    _, found, _ = once(scope=f"{sheet.code}:{actor.account}", key=key, content=[request.path, typed], act=act)
    return str(found["to"])


def _rehearse(sheet: Sheet, values: dict[str, Any]) -> None:
    with transaction.atomic():
        sheet.write(values)
        transaction.set_rollback(True)


def _rows(sheet: Sheet, typed: dict[str, Any], values: dict[str, Any]) -> list[tuple[Words, str]]:
    """What was typed, as people read it; what did not belong and was left empty is no row."""
    rows = []
    for one in sheet.fields:
        raw = typed[one.name]
        held = [str(part) for part in (raw if isinstance(raw, list) else [raw]) if part not in (None, "")]
        known = {choice.code: str(choice.words) for choice in one.choices}
        known |= {str(code): words for code, words in sheet.options.get(one.name, [])}
        if one.kind == "yes_no":
            held = ["✓"] if values[one.name] else []
        if one.belongs and not held:
            continue
        rows.append((one.words, "、".join(known.get(part, part) for part in held)))
    return rows


def _hidden(typed: dict[str, Any]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in typed.items():
        pairs += [(name, str(part)) for part in (value if isinstance(value, list) else [value])]
    return pairs
