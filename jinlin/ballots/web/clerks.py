"""Paper at the desk: the sheets to print, the boxes, and entering them one clerk at a time."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.ballots import boards, papers
from jinlin.ballots.desk import CLERKS, relations
from jinlin.ballots.desk import STAFF as SEATS
from jinlin.ballots.models import Batch, Entry, Sheet
from jinlin.ballots.opened import open_list
from jinlin.ballots.web import shown
from jinlin.ballots.web.device import device_of, digest_of, remember, session_of
from jinlin.ballots.web.staff import found
from jinlin.ballots.words import INVALID, OPTION_WORDS, OPTIONS
from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.models import Event, StoredFile
from jinlin.base.rule import Refused

PER_PAGE = 200


@staff(*SEATS)
@require_safe
def ballots(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheets of a run on A4: unit, area, motions, QR with serial and check code, and the owner's stub."""
    row = found(request, pk)
    if not row.frozen_at or not relations(row, request.actor) & {"organiser", "clerk"}:  # type: ignore[attr-defined]
        raise Http404
    first = int(text) if (text := request.GET.get("from", "1")).isdigit() and len(text) < 8 else 1
    every = Sheet.objects.filter(decision=row).order_by("serial")
    sheets = every.filter(serial__gte=first).select_related("row").prefetch_related("row__units")[:PER_PAGE]
    made = [
        {
            "sheet": one, "code": f"{one.serial}-{papers.check_code(row, one.serial, one.row.row)}",
            "units": "、".join(unit.name for unit in one.row.units.all()), "area": one.row.area_text,
        }
        for one in sheets
    ]  # fmt: skip
    context = {
        "decision": row,
        "sheets": made,
        **_batches(every, made),
        "motions": shown.motions(row),
        "board": shown.board(row),
        "options": [OPTION_WORDS[one] for one in OPTIONS],
    }
    return render(request, "ballots/desk/ballots.html", context)


def _batches(every: QuerySet[Sheet], made: list[dict[str, Any]]) -> dict[str, Any]:
    """How many sheets there are, the last of this page, and where the batches before and after begin; None where there is none."""
    found: dict[str, Any] = {"total": every.count(), "most": PER_PAGE, "last": made[-1] if made else None}
    if made:
        first, last = made[0]["sheet"].serial, made[-1]["sheet"].serial
        earlier = list(
            every.filter(serial__lt=first).order_by("-serial").values_list("serial", flat=True)[:PER_PAGE]
        )
        later = every.filter(serial__gt=last).values_list("serial", flat=True).first()
        found |= {"before": earlier[-1] if earlier else None, "after": later}
    return found


@staff(*SEATS)
@require_safe
def boxes(request: HttpRequest, pk: int) -> HttpResponse:
    """The boxes: how many sheets by hand, how many read once, twice, and which differ."""
    row = found(request, pk)
    done = set(papers.done_sheets(row))
    rows = []
    for box in Batch.objects.filter(decision=row).order_by("pk"):
        sheets = set(Entry.objects.filter(batch=box).values_list("sheet_id", flat=True))
        rows.append(
            {
                "box": box,
                "read": len(sheets),
                "done": len(sheets & done),
                "differ": len(papers.differing(box)),
                "second": papers.second_order(box),
            }
        )
    may = "clerk" in relations(row, request.actor)  # type: ignore[attr-defined]
    return render(request, "ballots/desk/boxes.html", {"decision": row, "rows": rows, "may": may})


@staff(*sorted(CLERKS))
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Entering a sheet. Neither clerk sees what the other wrote; the third reads a differing sheet anew, with a reason."""
    box = Batch.objects.select_related("decision__place").filter(pk=pk).first()
    if box is None or "clerk" not in relations(box.decision, request.actor):  # type: ignore[attr-defined]
        raise Http404
    actor: Actor = request.actor  # type: ignore[attr-defined]
    marks = {motion: request.POST.get(motion, "") for motion in boards.options_of(box.decision)}
    context: dict[str, object] = {
        "box": box, "decision": box.decision, "motions": shown.motions(box.decision), "options": [(code, OPTION_WORDS[code]) for code in OPTIONS],
        "invalids": INVALID, "marks": marks, "typed": request.POST, "done": request.GET.get("done", ""),
        "photos": _photos(box), "second": papers.second_order(box), "differ": [one.serial for one in papers.differing(box)],
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "ballots/desk/enter.html", context)
    device, fresh = device_of(request)
    try:
        entry = papers.enter(
            batch=box.pk, code=request.POST.get("code", ""), marks=marks, invalid=_invalid(request), reason=request.POST.get("reason", "").strip()[:200],
            by=actor, session=session_of(request), device=digest_of(device),
        )  # fmt: skip
    except Refused as refusal:
        return render(request, "ballots/desk/enter.html", context | {"reasons": refusal.reasons}, status=409)
    answer = HttpResponseRedirect(f"{reverse('desk_box_enter', args=[pk])}?done={entry.sheet.serial}")
    if fresh:
        remember(answer, request, device)
    return answer


def _photos(box: Batch) -> list[StoredFile]:
    """The photographs that came with the box, in order of their names: the sheet's image beside its entry."""
    events = Event.objects.filter(
        subject="decision", subject_id=box.decision_id, thing="decision.take_batch", data__batch=box.name
    )
    tickets = [str(pk) for pk in events.values_list("pk", flat=True)]
    return list(
        StoredFile.objects.filter(
            subject="decision", subject_id=box.decision_id, ticket__in=tickets
        ).order_by("name", "pk")
    )


def _invalid(request: HttpRequest) -> str:
    code = request.POST.get("invalid", "")
    return code if code in {one.code for one in INVALID} else ""


@staff(*SEATS)
@require_safe
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of names of an open (记名) ballot, to print: who voted what. Only where the frozen rules say so by consent.

    Before publication nobody reads it; the look is recorded like every reading of sealed ballots.
    """
    row = found(request, pk)
    if row.publication != "open" or row.state != "decided":
        raise Http404
    context = {"decision": row, "motions": shown.motions(row), "rows": open_list(row, by=request.actor)}  # type: ignore[attr-defined]
    return render(request, "ballots/desk/names.html", context)
