"""Agreements: the list, drafting from clauses, the thread with duties and months, steps, the paper to sign."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.models import StoredFile
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.spreadsheets import Heading, Kind
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.organisations.models import Agreement, Evidence, Institution, Version
from jinlin.organisations.partners import commands, listing
from jinlin.organisations.partners.agreements import AGREEMENT, relations, terms_of
from jinlin.organisations.partners.appraisals import shown
from jinlin.organisations.partners.clauses import ClauseKind, amount_words, clause_kinds
from jinlin.organisations.partners.deadlines import evidence_days, warn_days, warn_from
from jinlin.organisations.partners.institutions import contacts, name_on
from jinlin.organisations.partners.listing import Asked, Duty
from jinlin.organisations.partners.periods import DAY, after_months, month_of
from jinlin.organisations.partners.procedure import STANDING, TERMS
from jinlin.organisations.partners.reciprocity import book
from jinlin.organisations.partners.sides import communities_of, side_of
from jinlin.organisations.partners.strips import strip
from jinlin.organisations.partners.subjects import AGREEMENT_SUBJECT
from jinlin.organisations.partners.web.doors import (
    EXPORT_LIMIT,
    chosen,
    nothing_yet,
    reader,
    rest_of,
    workbook,
)
from jinlin.organisations.partners.words import AGREEMENT_SORTS, SIDES
from jinlin.organisations.queries import institutions_for
from jinlin.places.public import Place, paths_above


def _asked(request: HttpRequest) -> Asked:
    return Asked.read(request.GET, only=listing.PARTNER_ONLY, sort="end")


@reader
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """Agreements that the reader may open: state, term, late duties."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on, asked = timezone.localdate(), _asked(request)
    page = Paginator(listing.agreements(actor, asked, on=on), listing.PAGE).get_page(asked.page)
    context = {
        "page": page, "rows": [(one, AGREEMENT.state(one.state), one.to_on <= on + listing.ENDING) for one in page], "asked": asked,
        "states": [(one.code, one.words) for one in AGREEMENT.states], "sorts": AGREEMENT_SORTS.items(), "query": rest_of(request),
        "onlys": [(code, words) for code, words in listing.PARTNER_ONLY.items() if code != "none"],
        "may_draft": bool(communities_of(actor) or actor.institutions),
    }  # fmt: skip
    return render(request, "organisations/partners/agreements.html", context)


@reader
@require_safe
def agreements_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows: QuerySet[Any] = listing.agreements(actor, _asked(request), on=timezone.localdate())[:EXPORT_LIMIT]
    headings = [
        Heading("编号"), Heading("社区", width=20), Heading("单位", width=30), Heading("状态"), Heading("开始", Kind.DATE), Heading("到期", Kind.DATE),
        Heading("逾期义务", Kind.INTEGER),
    ]  # fmt: skip
    lines_ = (
        [
            one.number,
            one.community.name,
            one.holder.name,
            AGREEMENT.state(one.state).words.zh,
            one.from_on,
            one.to_on,
            one.late,
        ]
        for one in rows
    )
    return workbook("近邻党建协议", headings, lines_)


def _choices(actor: Actor) -> tuple[dict[int, Place], dict[int, Institution]]:
    """The communities and institutions between which this actor may draft."""
    communities = {one.pk: one for one in communities_of(actor)}
    parties = {
        one.pk: one
        for one in Institution.objects.filter(
            pk__in=actor.institutions, ended_on__isnull=True
        ).select_related("place")
    }
    for one in list(parties.values()):
        path = one.place.path
        here = Place.objects.filter(level="community", valid_to__isnull=True)
        reached = here.filter(path__in=paths_above(path)) | here.filter(path__startswith=path)
        communities |= {place.pk: place for place in reached.order_by("path")[:400]}
    own = communities_of(actor)
    if own:
        on = timezone.localdate()
        parties |= {one.pk: one for place in own for one in institutions_for(path=place.path, on=on)}
    return communities, parties


def usual_terms() -> dict[str, Any]:
    """What the form proposes: one year from the first of next month, the usual clauses."""
    begins = after_months(month_of(timezone.localdate()), 1)
    usual = {code: kind.usual for code, kind in clause_kinds().items() if kind.usual}
    return {"from_on": begins, "to_on": after_months(begins, 12) - DAY, **usual}


@reader
def agreement_new(request: HttpRequest) -> HttpResponse:
    """Draft an agreement: with whom, from when until when, and how much of each clause."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    communities, parties = _choices(actor)
    if not communities or not parties:
        return nothing_yet(request, Words("起草近邻党建协议书", "Draft a neighbour agreement"))

    def write(values: dict[str, Any]) -> str:
        place = communities.get(values["community"])
        if place is None or values["institution"] not in parties:
            raise Http404
        made = commands.draft_agreement(
            community=place, institution=values["institution"], values=values, by=actor
        )
        return reverse("agreement", args=[made.number])

    known = usual_terms()
    known["institution"] = chosen(parties, request.GET.get("institution"))
    known["community"] = chosen(communities, request.GET.get("community"))
    sheet = Sheet(
        code="agreement-new", title=Words("起草近邻党建协议书", "Draft a neighbour agreement"), button=Words("存为草稿，送双方看", "Save the draft"),
        fields=(
            Field("community", "place", Words("哪个社区", "Community")), Field("institution", "institution", Words("和哪家单位", "Institution")),
            *TERMS[:-1],
        ),
        write=write, back=reverse("agreements"), known=known,
        options={"community": [(pk, one.name) for pk, one in communities.items()], "institution": [(pk, one.name) for pk, one in parties.items()]},
        note=Words("存下后双方都会收到；双方各自确认，才生效", "Both sides are told; it binds when both have accepted"),
    )  # fmt: skip
    return answer(request, sheet)


def clause_lines(version: Version | None) -> list[tuple[ClauseKind | None, str, Words]]:
    """The clauses of a version: kind, the sentence as it stands on paper, whose duty."""
    found = []
    for clause in version.clauses.all() if version else ():
        known = clause_kinds().get(clause.kind)
        text = (
            known.sentence(clause.target)
            if known
            else f"{clause.kind} {amount_words(clause.target, clause.measure)}"
        )
        found.append((known, text, SIDES[known.gives] if known else Words("", "")))
    return found


@reader
@require_safe
def agreement(request: HttpRequest, number: str) -> HttpResponse:
    """The thread: where it stands, its months, its clauses and duties, what each side gave, the versions, the scan."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row: Agreement = found(AGREEMENT_SUBJECT, number, actor)
    on, side = timezone.localdate(), side_of(relations(row, actor))
    versions = list(row.versions.prefetch_related("clauses").order_by("-number"))
    by_number = {one.number: one for one in versions}
    table = by_number.get(row.version)
    duties = [Duty(one, on) for one in row.obligations.exclude(state="dropped").order_by("from_on", "pk")]
    evidence = list(Evidence.objects.filter(agreement=row).order_by("on", "pk"))
    pauses = list(row.suspensions.all())
    context = {
        "agreement": row, "state": AGREEMENT.state(row.state), "lines": lines(AGREEMENT_SUBJECT, row, actor),
        "offers": offers_for(AGREEMENT_SUBJECT, row, actor), "step_base": f"/agreements/{row.number}/steps/",
        "strip": strip(row, evidence, pauses, on=on) if row.standing else None, "clauses": clause_lines(by_number.get(row.standing) or table),
        "proposed": clause_lines(table) if row.standing and row.version != row.standing else [], "table": table,
        "late": [one for one in duties if one.is_late and row.state != "suspended"], "duties": listing.by_clause([one for one in duties if one.has_begun]),
        "coming": [one for one in duties if not one.has_begun][:4], "versions": [(one, clause_lines(one)) for one in versions], "book": book(evidence), "signed_as": name_on(row.institution, row.from_on),
        "scans": StoredFile.objects.filter(subject="agreement", subject_id=row.pk).order_by("pk"), "contacts": contacts(row.holder, on=on),
        "stages": shown(row, side, on), "may_enter": bool(side),
        "renewal": Agreement.objects.filter(renews=row).first(), "warn_from": warn_from(row.to_on), "warns": row.state in STANDING and on >= warn_from(row.to_on),
        "done": request.GET.get("done"),
    }  # fmt: skip
    return render(request, "organisations/partners/agreement.html", context)


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """A step of an agreement; forms of terms start from those on the table."""
    row: Agreement = found(AGREEMENT_SUBJECT, number, request.actor)  # type: ignore[attr-defined]
    known: dict[str, Any] = {"version": row.version, "signed_on": timezone.localdate()}
    version = row.versions.filter(number=row.version).prefetch_related("clauses").first()
    if version is not None and step in ("revise", "propose"):
        known |= terms_of(version)
    if step == "renew":
        known["to_on"] = row.to_on + (row.to_on - row.from_on)
    return step_page(request, AGREEMENT_SUBJECT, number, step, known=known)


@reader
@require_safe
def agreement_print(request: HttpRequest, number: str) -> HttpResponse:
    """The agreement on A4 to be signed and sealed: pages numbered, a place for each seal and the mark across pages."""
    row: Agreement = found(AGREEMENT_SUBJECT, number, request.actor)  # type: ignore[attr-defined]
    version = row.versions.filter(number=row.version).prefetch_related("clauses").first()
    context = {
        "agreement": row, "version": version, "clauses": clause_lines(version), "signed_as": name_on(row.institution, row.from_on),
        "accepted": [
            (SIDES["community"], row.community.name, version.community_at if version else None),
            (SIDES["institution"], row.holder.name, version.institution_at if version else None),
        ],
        "now": timezone.localtime(), "evidence_days": evidence_days(), "warn_days": warn_days(),
    }  # fmt: skip
    return render(request, "organisations/partners/agreement_print.html", context)
