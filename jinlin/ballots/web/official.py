"""Bringing in a city system's result: checked first, sealed second, every difference on the page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jinlin.ballots.desk import ORGANISERS, relations
from jinlin.ballots.models import Official
from jinlin.ballots.official import DIFFERENCES, import_official, may_import
from jinlin.ballots.web.staff import found
from jinlin.base.access import staff
from jinlin.base.given import clean_text
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

SHOWN = 400


@staff(*sorted(ORGANISERS))
@require_http_methods(["GET", "HEAD", "POST"])
def official(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, the reconciliation with the roll, and what was brought in with its evidence."""
    row = found(request, pk)
    if not row.frozen_at or "organiser" not in relations(row, request.actor):  # type: ignore[attr-defined]
        raise Http404
    known = Official.objects.filter(decision=row).first()
    context: dict[str, object] = {
        "decision": row, "known": known, "typed": request.POST, "against": may_import(row, timezone.localdate()) if known is None else None,
        "rows": _shown(known.found["differences"]) if known else [],
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "ballots/desk/official.html", context)
    sent = request.FILES.get("file")
    try:
        answer = import_official(
            decision=row.pk, data=sent.read() if sent else b"", name=(sent.name or "") if sent else "", system=_text(request, "system"),
            paper=_text(request, "paper"), told_persons=_number(request.POST.get("told_persons", "")),
            only_check="seal" not in request.POST, by=request.actor,  # type: ignore[attr-defined]
        )  # fmt: skip
    except Refused as refusal:
        return render(
            request, "ballots/desk/official.html", context | {"reasons": refusal.reasons}, status=409
        )
    context |= {
        "answer": answer,
        "rows": _shown(answer["differences"]),
        "sealed": "seal" in request.POST,
        "known": Official.objects.filter(decision=row).first(),
    }
    return render(request, "ballots/desk/official.html", context)


def _shown(differences: list[dict[str, str]]) -> list[dict[str, object]]:
    return [{**one, "words": DIFFERENCES[one["kind"]]} for one in differences[:SHOWN]]


def _text(request: HttpRequest, name: str) -> str:
    text = clean_text(request.POST.get(name, ""))[:80]
    if not text:
        raise Refused(
            Reason(
                f"no_{name}",
                Words(
                    "请填写系统名称和证明文书编号", "Name the system and the paper that certifies the result"
                ),
            )
        )
    return text


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdigit() and len(text.strip()) < 8 else None
