"""What workers do with notices: their list, a new draft, one notice with its steps; questions and their answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import staff
from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.references import options_for
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.organisations.public import roles
from jinlin.people.public import mask_name
from jinlin.places.public import Place, within
from jinlin.publicity import asking, commands, queries
from jinlin.publicity.assessing import published_body
from jinlin.publicity.desk import asked_relations, relations
from jinlin.publicity.exporting import sheet as export
from jinlin.publicity.kinds import Kind, book
from jinlin.publicity.models import Assessment, Inquiry, Publication
from jinlin.publicity.pickers import decisions_for
from jinlin.publicity.procedure import DRAFT_FIELDS
from jinlin.publicity.procedure import INQUIRY as ASKED
from jinlin.publicity.procedure import PUBLICATION as LIFE
from jinlin.publicity.queries import Asked
from jinlin.publicity.relating import WORKS
from jinlin.publicity.subjects import INQUIRY, PUBLICATION
from jinlin.publicity.web.public_pages import page_of
from jinlin.publicity.web.rows import row_of
from jinlin.publicity.words import OUTCOMES, label

MOST_PLACES = 300
DRAFTERS = sorted(
    {code for code, role in roles().items() if role.relations & WORKS}.union(
        *(one.publishers for one in book().kinds.values())
    )
)
"""Roles whose seats draft some kind of notice."""


@staff()
@require_safe
def desk_publications(request: HttpRequest) -> HttpResponse:
    """Drafts and notices where one's seats reach: filter, search, sort, export."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now, asked = timezone.now(), Asked.read(request.GET)
    rows = queries.listed(queries.own_rows(actor), asked, now).annotate(has_result=queries.has_result())
    if asked.stand in LIFE._state:
        rows = rows.filter(state=asked.stand)
    if request.GET.get("as") in ("csv", "xlsx"):
        return export(rows[:5000], request.GET["as"], now)
    page = Paginator(rows, queries.PAGE).get_page(asked.page)
    stands = {
        "drafted": LIFE.state("drafted").words,
        "checked": LIFE.state("checked").words,
        **queries.STANDS,
    }
    context = {
        "page": page, "rows": [row_of(one, now=now) for one in page], "asked": asked, "stands": stands, "groups": book().groups,
        "query": asked.query, "may": bool(draft_places(actor)),
    }  # fmt: skip
    return render(request, "publicity/desk_publications.html", context)


def draft_places(actor: Actor) -> list[Place]:
    """Places where the actor may draft something: below one's seats, from the community down to the building."""
    rows = Place.objects.filter(
        within(actor), level__in=("community", "grid", "estate", "building"), valid_to__isnull=True
    )
    return [one for one in rows.order_by("path")[:MOST_PLACES] if commands.kinds_for(actor, one)]


@staff(*DRAFTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_publication_new(request: HttpRequest) -> HttpResponse:
    """A new draft: what kind, where, what it says. ``?kind= &place= &covers= &corrects= &result_of=`` fill it in ahead."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    places = draft_places(actor)
    if not places:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        made = commands.draft(raw=values, by=actor)
        return reverse("desk_publication", args=[made.pk])

    options = options_for(DRAFT_FIELDS, Publication(place=places[0]), actor)
    options["place"] = [(one.pk, one.name) for one in places]
    options["result_of"] = decisions_for(actor)
    known = {
        name: request.GET[name]
        for name in ("kind", "place", "covers", "corrects", "result_of")
        if name in request.GET
    }
    old = (
        Publication.objects.filter(pk=int(known["corrects"])).first()
        if known.get("corrects", "").isdigit()
        else None
    )
    if old is not None and relations(old, actor):
        known |= {"kind": old.kind, "place": str(old.place_id), "publisher": old.publisher, "title": f"更正：{old.title}"[:160],
                  "body": old.body, "channel": old.channel}  # fmt: skip
    known |= _of_assessment(request.GET.get("assessment", ""))
    known.setdefault("publisher", _publisher(actor, places))
    known.setdefault("channel", _channel(places[0]))
    form = Sheet(
        code="publication-new", title=Words("起草公示公告", "Draft a notice"), button=Words("保存草稿", "Keep the draft"), fields=_fields(actor, places),
        write=write, back=reverse("desk_publications"), options=options, known=known,
        note=Words("保存后由另一位同事审核，再公布；公布后文字不能再改，只能更正或撤回",
                   "Somebody else checks it before it is published; afterwards it is corrected or withdrawn, never changed"),
    )  # fmt: skip
    return answer(request, form)


def _fields(actor: Actor, places: list[Place]) -> tuple[Field, ...]:
    """The fields of a draft with only those kinds that the actor may draft somewhere."""
    may = {one.code for place in places for one in commands.kinds_for(actor, place)}
    first = DRAFT_FIELDS[0]
    return (replace(first, choices=tuple(one for one in first.choices if one.code in may)), *DRAFT_FIELDS[1:])


def _of_assessment(pk: str) -> dict[str, str]:
    """The words of a yearly assessment's result, to be published."""
    row = (
        Assessment.objects.select_related("place").filter(pk=int(pk)).first()
        if pk.isdigit() and len(pk) < 18
        else None
    )
    if row is None:
        return {}
    return {
        "title": f"{row.place.name}居民委员会 {row.year} 年民主评议结果", "body": published_body(row), "publisher": f"{row.place.name}居务监督委员会",
    }  # fmt: skip


def _publisher(actor: Actor, places: list[Place]) -> str:
    first = next((one for one in places if one.level == "community"), places[0])
    return f"{first.name}居民委员会" if first.level == "community" else ""


def _channel(place: Place) -> str:
    return f"{place.name}服务窗口" + (f"，电话 {place.phone}" if place.phone else "")


@staff()
@require_safe
def desk_publication(request: HttpRequest, ref: str) -> HttpResponse:
    """One notice as its workers see it: where it stands, what speaks against the next step, evidence, questions."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(PUBLICATION, ref, actor)
    if not relations(row, actor):
        raise Http404
    context = page_of(request, row) | {
        "offers": offers_for(PUBLICATION, row, actor), "step_base": f"{reverse('desk_publication', args=[row.pk])}/steps/",
        "lines": lines(PUBLICATION, row, actor), "done": request.GET.get("done", ""), "spots": _spots(row, context_kind=row.kind),
        "asked": [_asked_row(one) for one in queries.own_inquiries(actor).filter(publication=row).order_by("due_at")],
        "may_correct": row.published_at is not None and row.state != "withdrawn",
    }  # fmt: skip
    return render(request, "publicity/desk_publication.html", context)


def _spots(row: Publication, context_kind: str) -> list[Any]:
    kind: Kind = book().kinds[context_kind]
    return [book().spots[one] for one in kind.hang]


def _asked_row(row: Inquiry) -> dict[str, Any]:
    return {
        "inquiry": row,
        "state": ASKED.state(row.state),
        "kind": asking.KIND_WORDS[row.kind],
        "title": asking.title_of(row),
    }


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def desk_publication_step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """A step of a notice."""
    row = found(PUBLICATION, ref, request.actor)  # type: ignore[attr-defined]
    known = {
        "title": row.title,
        "body": row.body,
        "channel": row.channel,
        "event_on": row.event_on,
        "decided_on": row.decided_on,
        "covers": row.covers,
    }
    if step == "hang":
        known = {"hung_on": timezone.localdate(), "spot": next(iter(book().kinds[row.kind].hang), "")}
    return step_page(request, PUBLICATION, ref, step, known=known)


@staff()
@require_safe
def inquiries(request: HttpRequest) -> HttpResponse:
    """Questions, objections and complaints where one's seats reach, the most urgent first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state, kind = request.GET.get("state", "open"), request.GET.get("kind", "")
    rows = queries.own_inquiries(actor).select_related("place", "publication", "power")
    rows = (
        rows.filter(state__in=("asked", "raised"))
        if state == "open"
        else rows.filter(state=state)
        if state
        else rows
    )
    rows = rows.filter(kind=kind) if kind else rows
    page = Paginator(rows.order_by("due_at", "pk"), queries.PAGE).get_page(request.GET.get("page"))
    states = [
        ("open", Words("还没了结", "Open")),
        *[(one.code, one.words) for one in ASKED.states],
        ("", Words("全部", "All")),
    ]
    context = {
        "page": page, "rows": [_asked_row(one) for one in page], "state": state, "kind": kind, "states": states, "now": timezone.now(),
        "kinds": [("", Words("全部", "All")), *asking.KIND_WORDS.items()],
    }  # fmt: skip
    return render(request, "publicity/inquiries.html", context)


@staff()
@require_safe
def inquiry(request: HttpRequest, ref: str) -> HttpResponse:
    """One question with its steps; the asker's name and number only for those who answer it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(INQUIRY, ref, actor)
    if not asked_relations(row, actor) - {"asker"}:
        raise Http404
    context = _asked_row(row) | {
        "offers": offers_for(INQUIRY, row, actor), "step_base": f"{reverse('inquiry', args=[row.pk])}/steps/",
        "lines": lines(INQUIRY, row, actor), "outcome": label(OUTCOMES, row.outcome), "caller": mask_name(row.name), "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "publicity/inquiry.html", context)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry_step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """A step of a question."""
    row = found(INQUIRY, ref, request.actor)  # type: ignore[attr-defined]
    return step_page(request, INQUIRY, ref, step, known={"shown": row.shown or row.text})
