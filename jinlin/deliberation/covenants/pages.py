"""Pages of covenants: the text as of any day, rounds with remarks and answers, versions side by side, a clause's pedigree, paper."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, staff
from jinlin.base.actor import ANYBODY, Actor
from jinlin.base.clock import shown_date
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.deliberation.covenants import comparing, queries, visitors
from jinlin.deliberation.covenants.desk import SUBJECT, kept_by, relations, relations_at
from jinlin.deliberation.covenants.effects import make_covenant
from jinlin.deliberation.covenants.flags import flags
from jinlin.deliberation.covenants.models import Clause, ClauseFlag, Covenant, Round
from jinlin.deliberation.covenants.procedure import COVENANT, DECISIONS, TAKEN
from jinlin.deliberation.words import words_of
from jinlin.places.public import Place, within

PAGE = 30


@open_to_all
@require_safe
def covenants(request: HttpRequest) -> HttpResponse:
    """Every covenant that was open to remarks, by place."""
    code, q = request.GET.get("place", "")[:40], request.GET.get("q", "").strip()[:40]
    rows = Covenant.objects.filter(round__gt=0).select_related("place")
    rows = rows.filter(place__code=code) if code else rows
    rows = rows.filter(name__contains=q) if q else rows
    page = Paginator(rows.order_by("place__path", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, COVENANT.state(one.state)) for one in page],
        "q": q,
        "query": f"q={q}&place={code}",
    }
    return render(request, "deliberation/covenants/list.html", context)


def _public(ref: str) -> Covenant:
    row = found(SUBJECT, ref, ANYBODY)
    assert isinstance(row, Covenant)
    return row


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


@open_to_all
@require_safe
def covenant(request: HttpRequest, ref: str) -> HttpResponse:
    """The text in force on a day (``?on=``), and the draft that is open to remarks."""
    return render(request, "deliberation/covenants/covenant.html", _page(_public(ref), request))


def _page(row: Covenant, request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    on = _day(request.GET["on"]) if request.GET.get("on") else today
    made, adoption = queries.last_round(row), queries.in_force(row, on)
    adoptions = list(row.adoptions.select_related("round", "motion").order_by("-number"))
    draft = queries.as_round(made) if made else []
    open_now = row.state in ("open", "answering", "ready", "voting") or (
        row.state == "drafting" and not adoptions
    )
    return {
        "covenant": row, "state": COVENANT.state(row.state), "on": on, "is_today": on == today, "adoption": adoption, "text": queries.text_at(row, on),
        "made": made, "draft": draft if open_now else [], "closes": shown_date(row.closes_on) if row.closes_on else None, "adoptions": adoptions,
        "takes": row.state == "open" and row.closes_on is not None and row.closes_on >= today, "lines": lines(SUBJECT, row, ANYBODY),
        "rounds": list(row.rounds.order_by("-number")), "effective": shown_date(adoption.effective_on) if adoption else None,
    }  # fmt: skip


@open_to_all
@require_safe
def covenant_round(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One round: every clause with its answered remarks, and the flags with what was decided."""
    row = _public(ref)
    made = get_object_or_404(Round, covenant=row, number=number)
    remarks: dict[int | None, list[Any]] = defaultdict(list)
    waiting = 0
    for one in queries.remarks_of(made):
        if one.taken:
            remarks[one.clause_id].append((one, words_of(TAKEN, one.taken)))
        else:
            waiting += 1
    marked: dict[int, list[Any]] = defaultdict(list)
    for flag in ClauseFlag.objects.filter(round=made).order_by("pk"):
        known = flags().get(flag.code)
        if known:
            marked[flag.clause_id].append((flag, known, words_of(DECISIONS, flag.decision)))
    clauses = [(one, remarks[one.clause], marked[one.clause]) for one in queries.as_round(made)]
    total = sum(len(found_) for found_ in remarks.values()) + waiting
    context = {
        "covenant": row, "made": made, "clauses": clauses, "whole": remarks[None], "waiting": waiting, "total": total,
        "previous": number - 1 if number > 1 else None,
    }  # fmt: skip
    return render(request, "deliberation/covenants/round.html", context)


@open_to_all
@require_safe
def covenant_compare(request: HttpRequest, ref: str) -> HttpResponse:
    """Two rounds side by side (``?a=&b=``), the newest two unless others are asked for."""
    row = _public(ref)
    rounds = {one.number: one for one in row.rounds.order_by("number")}
    if not rounds:
        raise Http404
    newest = max(rounds)
    b = _number(request.GET.get("b", ""), rounds, newest)
    a = _number(request.GET.get("a", ""), rounds, max(1, b - 1))
    compared = comparing.compare(queries.as_round(rounds[a]), queries.as_round(rounds[b]))
    names = [(str(number), Words(f"第 {number} 稿", f"Round {number}")) for number in rounds]
    context = {
        "covenant": row, "a": rounds[a], "b": rounds[b], "rows": compared, "sentence": comparing.sentence(compared), "names": names,
        "a_text": str(a), "b_text": str(b), "changes": [one for one in compared if one.kind != "same"], "same": [one for one in compared if one.kind == "same"],
    }  # fmt: skip
    return render(request, "deliberation/covenants/compare.html", context)


def _number(text: str, rounds: dict[int, Round], other: int) -> int:
    return int(text) if text.isdigit() and int(text) in rounds else other


@open_to_all
@require_safe
def covenant_clause(request: HttpRequest, ref: str, clause: int) -> HttpResponse:
    """One clause's pedigree: every wording in force, by which decision, since when, filed where; and its drafts."""
    row = _public(ref)
    found_ = get_object_or_404(Clause, covenant=row, pk=clause)
    drafts = found_.wordings.select_related("round").order_by("-round__number")
    stages = [(one, shown_date(one.adoption.effective_on)) for one in reversed(queries.pedigree(found_))]
    context = {"covenant": row, "clause": found_, "stages": stages, "drafts": drafts}
    return render(request, "deliberation/covenants/clause.html", context)


@open_to_all
@require_safe
def covenant_paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The covenant on paper: the text in force on a day, or the draft that is open to remarks."""
    row = _public(ref)
    context = _page(row, request)
    context["shown"] = (
        context["text"]
        if context["text"] and not request.GET.get("draft")
        else queries.as_round(context["made"])
        if context["made"]
        else []
    )
    context["is_draft"] = context["shown"] is not context["text"]
    context["address"] = request.build_absolute_uri(reverse("covenant", args=[row.pk]))
    return render(request, "deliberation/covenants/paper.html", context)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def covenant_remark(request: HttpRequest, ref: str) -> HttpResponse:
    """A resident's remark on a clause (``?clause=``) or on the whole, with or without an account."""
    row = _public(ref)
    if not request.actor.signed_in:  # type: ignore[attr-defined]
        return visitors.say(request, row)
    known = {"clause": request.GET.get("clause", "")}
    return step_page(request, SUBJECT, ref, "remark", template="base/step_public.html", known=known)


@staff()
@require_safe
def desk_covenants(request: HttpRequest) -> HttpResponse:
    """Covenants below one's seats, with what waits for an answer."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = queries.with_counts(Covenant.objects.filter(kept_by(actor)))
    page = Paginator(rows.order_by("place__path", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, COVENANT.state(one.state)) for one in page],
        "query": "",
        "may": bool(_own(actor)),
    }
    return render(request, "deliberation/covenants/desk_list.html", context)


def _own(actor: Actor) -> list[Place]:
    rows = Place.objects.filter(
        within(actor), level__in=("community", "estate"), valid_to__isnull=True
    ).order_by("path")
    return [one for one in rows[:200] if "keeper" in relations_at(one, actor)]


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def desk_covenant_new(request: HttpRequest) -> HttpResponse:
    """Begin a covenant at a place."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    places = {one.pk: one for one in _own(actor)}

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Http404
        return reverse("desk_covenant", args=[make_covenant(place=place, name=values["name"], by=actor).pk])

    first = next(iter(places.values()), None)
    form = Sheet(
        code="covenant-new", title=Words("起草公约", "Begin a covenant"), button=Words("开始", "Begin"), back=reverse("desk_covenants"), write=write,
        fields=(Field("place", "place", Words("哪里的公约", "Where")), Field("name", "text", Words("名称", "Name"), limit=120)),
        options={"place": [(one.pk, one.name) for one in places.values()]},
        known={"place": str(first.pk), "name": f"{first.name}居民公约"} if first else {},
    )  # fmt: skip
    return answer(request, form)


def _desk_row(request: HttpRequest, ref: str) -> Covenant:
    row = found(SUBJECT, ref, request.actor)  # type: ignore[attr-defined]
    if not relations(row, request.actor) & {"keeper", "supervisor"}:  # type: ignore[attr-defined]
        raise Http404
    assert isinstance(row, Covenant)
    return row


@staff()
@require_safe
def desk_covenant(request: HttpRequest, ref: str) -> HttpResponse:
    """One covenant as its keepers see it: the draft, what waits for an answer, flags, steps."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _desk_row(request, ref)
    made = queries.last_round(row)
    marked = ClauseFlag.objects.filter(round=made).select_related("clause").order_by("pk") if made else []
    remarks = queries.remarks_of(made).filter(taken="") if made else []
    offers = offers_for(SUBJECT, row, actor)
    context = _page(row, request) | {
        "may_answer": any(one.open and one.step.code == "answer" for one in offers),
        "offers": offers, "may_change": any(one.open and one.step.code == "change_clause" for one in offers), "step_base": f"{reverse('desk_covenant', args=[row.pk])}/steps/",
        "lines": lines(SUBJECT, row, actor), "clauses": queries.as_draft(row), "remarks": remarks,
        "marked": [(one, flags()[one.code], words_of(DECISIONS, one.decision)) for one in marked if one.code in flags()],
    }  # fmt: skip
    return render(request, "deliberation/covenants/desk.html", context)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def desk_covenant_step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """A step of a covenant; ``?clause=`` fills a clause's words in."""
    row = _desk_row(request, ref)
    known: dict[str, Any] = {
        name: request.GET[name] for name in ("clause", "remark", "flag") if name in request.GET
    }
    clause = (
        row.clauses.filter(pk=int(known["clause"])).first()
        if str(known.get("clause", "")).isdigit()
        else None
    )
    if clause is not None and step == "change_clause":
        known |= {"title": clause.title, "text": clause.text}
    if step == "file":
        known |= {
            "filed_on": timezone.localdate(),
            "filed_with": row.place.parent.name if row.place.parent else "",
        }
    return step_page(request, SUBJECT, ref, step, known=known)
