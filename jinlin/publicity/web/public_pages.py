"""What anybody reads: the list of notices, one notice with its answers, its paper, and the archive."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all
from jinlin.base.actor import ANYBODY, Actor
from jinlin.base.address import client_address
from jinlin.base.clock import shown_date
from jinlin.base.engine import Faulty
from jinlin.base.models import Event, StoredFile
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.spoken import spoken
from jinlin.base.subjects import lines
from jinlin.base.tries import Allowance, spend
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.places.public import Place
from jinlin.publicity import archive, asking, queries, rules
from jinlin.publicity.exporting import sheet
from jinlin.publicity.kinds import book, kind_of
from jinlin.publicity.models import Entry, Hanging, Inquiry, Publication
from jinlin.publicity.procedure import ASK_FIELDS
from jinlin.publicity.queries import HANGS, Asked
from jinlin.publicity.subjects import INQUIRY, PUBLICATION
from jinlin.publicity.web.rows import missing_words, period_words, row_of
from jinlin.publicity.words import OUTCOMES, WHAT, label

ASKING = Allowance("ask about a notice", 12, dt.timedelta(hours=1))


@open_to_all
@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """Every published notice: filter, search, sort, page, export."""
    now, asked = timezone.now(), Asked.read(request.GET)
    rows = queries.listed(queries.public_rows(), asked, now).annotate(has_result=queries.has_result())
    if request.GET.get("as") in ("csv", "xlsx"):
        return sheet(rows[:5000], request.GET["as"], now)
    page = Paginator(rows, queries.PAGE).get_page(asked.page)
    context = {
        "page": page, "rows": [row_of(one, now=now) for one in page], "asked": asked, "groups": book().groups, "stands": queries.STANDS,
        "place": _place(asked.place), "group_options": [("", "全部"), *book().groups.items()], "query": asked.query,
    }  # fmt: skip
    return render(request, "publicity/publications.html", context)


def _place(code: str) -> Any:
    return Place.objects.filter(code=code).first() if code else None


@open_to_all
@require_safe
def publication(request: HttpRequest, ref: str) -> HttpResponse:
    """One notice as anybody reads it. ``?t=`` from the paper's code says whether the paper agrees with the archive."""
    row = _public(ref)
    return render(request, "publicity/publication.html", page_of(request, row))


def _public(ref: str) -> Publication:
    row = found(PUBLICATION, ref, ANYBODY)
    assert isinstance(row, Publication)
    return row


def page_of(request: HttpRequest, row: Publication) -> dict[str, Any]:
    """What the page of a published notice shows."""
    now, kind = timezone.now(), kind_of(row.kind)
    today = timezone.localdate(now)
    published = row.published_at is not None
    standing = queries.served(row, on=now) if published else None
    has_result = row.results.filter(published_at__isnull=False).exclude(state="withdrawn").exists()
    return {
        "notice": row, "kind": kind, "row": row_of(row, has_result=has_result, now=now), "period": period_words(row, today),
        "no_result": missing_words(row, has_result, now), "late": bool(row.result_due_at and row.result_due_at < now),
        "standing": standing, "hangings": hangings(row), "answers": answers(row), "lines": lines(PUBLICATION, row, ANYBODY),
        "corrections": row.corrections.filter(published_at__isnull=False), "results": row.results.filter(published_at__isnull=False),
        "not_object": rules.may_object(
            takes=kind.takes_objections, until_on=row.objects_until, today=today, hangs=row.state in HANGS
        ),
        "objects_until": shown_date(row.objects_until) if row.objects_until else None,
        "share": share_passed(row, today), **proof(row), "paper": paper_words(row, request.GET.get("t", "")),
        "unanswered": row.inquiries.filter(state__in=("asked", "raised")).count() if published else 0,
    }  # fmt: skip


def share_passed(row: Publication, today: dt.date) -> int:
    """How many hundredths of the period have passed, for the bar; the words beside it say the days."""
    if row.begins_on is None or row.until_on is None:
        return 0
    whole = max(1, (row.until_on - row.begins_on).days)
    return max(0, min(100, (today - row.begins_on).days * 100 // whole))


def proof(row: Publication) -> dict[str, Any]:
    """Whether the words still agree with the archive, and the words of its entry."""
    entry = (
        Entry.objects.filter(publication=row, what__in=("published", "corrected")).order_by("-seq").first()
    )
    agrees = (
        entry is not None
        and entry.content.get("text") == archive.text_hash(row)
        and archive.entry_hash(entry) == entry.hash
    )
    return {"entry": entry, "agrees": agrees, "entry_words": spoken(entry.hash) if entry else ""}


def paper_words(row: Publication, seen: str) -> bool | None:
    """Whether the digest on a paper is that of this notice; None where none was given."""
    return hmac.compare_digest(seen.lower().encode(), row.text_hash[:16].encode()) if seen else None


def hangings(row: Publication) -> list[dict[str, Any]]:
    """Where it hangs, since when, with the photos."""
    files: dict[str, list[StoredFile]] = {}
    for one in StoredFile.objects.filter(subject="publication", subject_id=row.pk, seen="public"):
        files.setdefault(one.ticket, []).append(one)
    rows = list(Hanging.objects.filter(publication=row).order_by("hung_on", "pk"))
    events = dict(
        Event.objects.filter(
            subject="publication", subject_id=row.pk, seq__in=[one.event_id for one in rows]
        ).values_list("seq", "pk")
    )
    return [
        {
            "hanging": one,
            "spot": book().spots.get(one.spot, one.spot),
            "photos": files.get(str(events.get(one.event_id)), []),
        }
        for one in rows
    ]


def answers(row: Publication) -> list[dict[str, Any]]:
    """Questions and objections that were answered, as they are shown in public."""
    asked = row.inquiries.exclude(answer="").order_by("answered_at", "pk")
    return [
        {"inquiry": one, "kind": asking.KIND_WORDS[one.kind], "outcome": label(OUTCOMES, one.outcome)}
        for one in asked
    ]


@open_to_all
@require_safe
def publication_paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The sheet that hangs: A4 or A3, with the code that leads to the checked page, date, and place for the seal."""
    row = _public(ref)
    size = "a3" if request.GET.get("size") == "a3" else "a4"
    address = request.build_absolute_uri(reverse("publication", args=[row.pk])) + f"?t={row.text_hash[:16]}"
    context = {
        "notice": row, "kind": kind_of(row.kind), "size": size, "address": address, "long": len(row.body) > 900,
        "begun": shown_date(row.begins_on) if row.begins_on else None, "until": shown_date(row.until_on) if row.until_on else None,
        "objects_until": shown_date(row.objects_until) if row.objects_until else None, "head": archive.words(), **proof(row),
    }  # fmt: skip
    return render(request, "publicity/paper.html", context)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def publication_ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask a question about a notice or object to it, with or without an account; repeated sending has one effect."""
    row = _public(ref)
    if row.published_at is None:
        raise Http404
    context = {"notice": row, "to": row.title, "back": reverse("publication", args=[row.pk])}
    return asking_page(request, context, publication=row)


def asking_page(request: HttpRequest, context: dict[str, Any], **about: Any) -> HttpResponse:
    """The form of a question, and taking it: about a notice, a small power, or what is missing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    posted = request.POST
    fields = ASK_FIELDS if about.get("publication") is not None else ASK_FIELDS[1:]
    typed: dict[str, Any] = {one.name: posted.get(one.name, "") for one in fields}
    if request.method != "POST":
        typed["kind"] = "objection" if request.GET.get("kind") == "objection" else "question"
    context |= {
        "fields": fields,
        "typed": typed,
        "key": posted.get("key") or secrets.token_urlsafe(16),
        "actor": actor,
    }
    if request.method != "POST":
        return render(request, "publicity/ask.html", context)
    if not actor.signed_in and spend(ASKING, client_address(request)) is None:
        return render(request, "publicity/ask.html", context | {"too_often": True}, status=429)

    def act() -> tuple[int, dict[str, Any]]:
        made = asking.ask(raw=typed, by=actor, on_behalf=actor.staff, **about)
        return 303, {"to": reverse("asked", args=[made.pk, made.key])}

    try:
        _, answer, _ = once(scope=f"ask:{request.path}"[:64], key=context["key"][:80], content=typed, act=act)
    except Faulty as faulty:
        return render(request, "publicity/ask.html", context | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, "publicity/ask.html", context | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(answer["to"] + "?new=1")


def _asked(ref: str, key: str) -> Inquiry:
    row = (
        Inquiry.objects.select_related("place", "publication__place", "power__place")
        .filter(pk=int(ref))
        .first()
        if ref.isdigit()
        else None
    )
    if row is None or not hmac.compare_digest(row.key.encode(), key.encode()):
        raise Http404
    return row


@open_to_all
@require_safe
def asked(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """One's own question by its key: where it stands, by when it is answered, the answer, and what one may do."""
    row = _asked(ref, key)
    by = asking.asker(row)
    context = {
        "inquiry": row, "state": INQUIRY.desk.procedure.state(row.state), "kind": asking.KIND_WORDS[row.kind], "title_of": asking.title_of(row),
        "outcome": label(OUTCOMES, row.outcome), "offers": offers_for(INQUIRY, row, by), "new": "new" in request.GET,
        "step_base": reverse("asked", args=[row.pk, row.key]) + "/steps/", "lines": lines(INQUIRY, row, by),
    }  # fmt: skip
    return render(request, "publicity/asked.html", context)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def asked_step(request: HttpRequest, ref: str, key: str, step: str) -> HttpResponse:
    """A step of the one who asked."""
    row = _asked(ref, key)
    request.actor = asking.asker(row)  # type: ignore[attr-defined]
    return step_page(request, INQUIRY, ref, step, template="base/step_public.html")


@open_to_all
@require_safe
def publicity_archive(request: HttpRequest) -> HttpResponse:
    """The archive: today's head in words, the kept heads, the newest entries, and checking words from a paper."""
    seen = request.GET.get("seen", "")[:200]
    entries = Entry.objects.select_related("publication__place").order_by("-seq")
    page = Paginator(entries, 40).get_page(request.GET.get("page"))
    context = {
        **archive.today_head(), "page": page, "rows": [(one, WHAT.get(one.what, one.what), spoken(one.hash)) for one in page],
        "seen": seen, "known": archive.is_known(seen) if seen else None,
    }  # fmt: skip
    return render(request, "publicity/archive.html", context)
