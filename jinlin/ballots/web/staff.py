"""Decisions at the desk: the list, a draft, the decision with its steps, the roll with its review."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.ballots import commands, jobs, results, roll
from jinlin.ballots.desk import ORGANISERS, SUBJECT, for_staff, relations
from jinlin.ballots.desk import STAFF as SEATS
from jinlin.ballots.imports import import_roll
from jinlin.ballots.models import Batch, Decision, Objection, OpeningLook, Unsealing, Verification
from jinlin.ballots.procedure import DECISION
from jinlin.ballots.web import shown
from jinlin.ballots.words import KINDS, SCOPES
from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.given import Field, clean_given
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines as lines_of
from jinlin.base.web.steps import offers_for, step_page
from jinlin.base.words import Words
from jinlin.places.public import Place, under

PAGE = 50
LEVELS = ("estate", "building", "stairwell")
FIELDS = (
    Field("title", "text", Words("叫什么", "Title"), limit=120),
    Field("text", "long_text", Words("为什么要表决", "Why it is to be decided"), limit=4000),
    Field("kind", "choice", Words("哪一种", "Kind"), choices=KINDS),
    Field("place", "place", Words("在哪里", "Where")),
    Field("scope", "choice", Words("哪些房屋参加", "Which units"), choices=SCOPES),
)


def found(request: HttpRequest, pk: int) -> Decision:
    """The decision, or 404 where the actor has nothing to do with it."""
    row = for_staff(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    if row is None or not relations(row, request.actor) - {"holder"}:  # type: ignore[attr-defined]
        raise Http404
    return row


@staff(*SEATS)
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """The decisions of the actor's places: state, participation period, next step."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state, q = request.GET.get("state", ""), request.GET.get("q", "").strip()[:40]
    rows = for_staff(actor).order_by("-pk")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(title__contains=q) if q else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(row, DECISION.state(row.state)) for row in page], "states": [(one.code, one.words) for one in DECISION.states],
        "state": state, "q": q, "may": bool(_places(actor)),
    }  # fmt: skip
    return render(request, "ballots/desk/decisions.html", context)


def _places(actor: Actor) -> list[tuple[int, str]]:
    """Estates, buildings and stairwells where the actor may organise a vote."""
    found: list[tuple[int, str]] = []
    for seat in actor.seats:
        if seat.role in ORGANISERS and seat.path:
            rows = (
                Place.objects.filter(under(seat.path), level__in=LEVELS)
                .order_by("path")
                .select_related("parent")[:300]
            )
            found += [
                (
                    one.pk,
                    one.name
                    if one.level == "estate"
                    else f"{one.parent.name if one.parent else ''} {one.name}",
                )
                for one in rows
            ]
    return list(dict.fromkeys(found))[:300]


@staff(*sorted(ORGANISERS))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a decision: its name, why, where, which units."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    places = _places(actor)
    context: dict[str, object] = {
        "fields": FIELDS,
        "typed": request.POST or {"kind": "owners", "scope": "estate"},
        "options": {"place": places},
    }
    if request.method != "POST":
        return render(request, "ballots/desk/new.html", context)
    values, faults = clean_given(FIELDS, request.POST)
    if values.get("place") not in {pk for pk, _ in places} and "place" not in faults:
        raise Http404
    if faults:
        return render(request, "ballots/desk/new.html", context | {"faults": faults}, status=422)
    values["place"] = Place.objects.get(pk=values["place"])
    row = commands.draft(**values, by=actor)
    return HttpResponseRedirect(reverse("desk_decision", args=[row.pk]))


@staff(*SEATS)
@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision: where it stands, motions, participation and the tight test, the thread, and every step."""
    row = found(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "decision": row, "state": DECISION.state(row.state), "motions": shown.motions(row), "rules": shown.rule_words(row),
        "turnout": shown.turnout(row), "board": shown.board(row), "result": shown.outcome(row), "lines": lines_of(SUBJECT, row, actor),
        "offers": offers_for(SUBJECT, row, actor), "step_base": f"/desk/decisions/{pk}/steps/", "rows": roll.standing(row).count(),
        "objections": Objection.objects.filter(decision=row).order_by("pk"), "boxes": Batch.objects.filter(decision=row).count(),
        "looks": OpeningLook.objects.filter(decision=row).order_by("-pk")[:20], "held": relations(row, actor),
        "done": DECISION.step(request.GET.get("done", "")), "risk": row.guard,
        "named": row.publication == "open" and row.state == "decided",
    }  # fmt: skip
    return render(request, "ballots/desk/decision.html", context)


@staff(*SEATS)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of a step, and taking it. Opening and verifying a large board are jobs: a page shows how far each is, then the step is taken."""
    row = found(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = relations(row, actor)
    large = row.seq > jobs.LARGE
    if step == "count" and "counter" in held and large and _waits_for_sums(row, actor):
        if request.method == "POST":
            jobs.ask_sums(row, by=actor)
        return unsealing(request, pk)
    if step == "verify" and row.state == "counted" and held & {"monitor", "organiser"}:
        known = Verification.objects.filter(decision=row, head=row.head, finished_at__isnull=False).exists()
        if large and not known:
            if request.method == "POST":
                jobs.ask(row)
            return verifying(request, pk)
        if request.method == "POST":
            results.verified(row)
    return step_page(request, SUBJECT, str(pk), step)


def _waits_for_sums(row: Decision, actor: Actor) -> bool:
    """Whether the sums could be opened now, but no job has read them at this head yet."""
    may = any(one.open and one.step.code == "count" for one in SUBJECT.desk.offers(row, actor))
    return may and results.sums_ready(row) is None


@staff(*SEATS)
@require_http_methods(["GET", "HEAD", "POST"])
def unsealing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the opening of a large decision's sums is; no number of it is shown before the step is taken."""
    row = found(request, pk)
    if "counter" not in relations(row, request.actor):  # type: ignore[attr-defined]
        raise Http404
    one = Unsealing.objects.filter(decision=row, head=row.head).first()
    context = {
        "decision": row, "one": one, "ready": bool(one and one.finished_at), "bars": _bars(one, Words("已读出", "Read")),
        "waits": row.state == "closed",
    }  # fmt: skip
    return render(request, "ballots/desk/unsealing.html", context)


@staff(*SEATS)
@require_http_methods(["GET", "HEAD", "POST"])
def verifying(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the verification of a large decision is; it can be left and comes to its end alone."""
    row = found(request, pk)
    one = Verification.objects.filter(decision=row, head=row.head).first()
    context = {
        "decision": row, "one": one, "answer": one.answer if one and one.finished_at else None, "bars": _bars(one, Words("已核对", "Checked")),
    }  # fmt: skip
    return render(request, "ballots/desk/verifying.html", context)


def _bars(job: Verification | Unsealing | None, words: Words) -> list[tuple[str, int, str]]:
    if job is None:
        return []
    share = 1000 * job.done // job.lines if job.lines else 0
    return [(str(words), share, f"{share // 10}%")]


@staff(*SEATS)
@require_safe
def roll_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll: rows with units, areas and their sources, owners, and who may be one holder."""
    row = found(request, pk)
    q = request.GET.get("q", "").strip()[:40]
    rows = roll.standing(row).prefetch_related("units", "people").order_by("row")
    rows = rows.filter(units__name__contains=q).distinct() if q else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "decision": row, "page": page, "q": q, "same": roll.possibly_same(row)[:50] if row.state in ("draft", "listed") else [],
        "may": "organiser" in relations(row, request.actor) and row.state == "draft",  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "ballots/desk/roll.html", context)


@staff(*sorted(ORGANISERS))
@require_http_methods(["POST"])
def roll_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll from a spreadsheet of the property register, whole or not at all."""
    row = found(request, pk)
    sent = request.FILES.get("sheet")
    try:
        answer = import_roll(
            decision=row.pk,
            data=sent.read() if sent else b"",
            name=sent.name or "" if sent else "",
            by=request.actor,
        )  # type: ignore[attr-defined]
    except Refused as refusal:
        return render(
            request,
            "ballots/desk/import_faults.html",
            {"decision": row, "reasons": refusal.reasons},
            status=422,
        )
    return HttpResponseRedirect(f"{reverse('desk_roll', args=[pk])}?rows={answer['rows']}")
