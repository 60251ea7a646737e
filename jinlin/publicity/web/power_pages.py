"""Small powers: the public list of a community, one power with its uses and answers, and keeping the list."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, staff
from jinlin.base.actor import ANYBODY, Actor
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.places.public import Place, within
from jinlin.publicity import asking, powers
from jinlin.publicity.desk import power_relations
from jinlin.publicity.models import Power, Use
from jinlin.publicity.procedure import POWER as LIFE
from jinlin.publicity.procedure import POWER_FIELDS
from jinlin.publicity.queries import own_powers
from jinlin.publicity.subjects import POWER
from jinlin.publicity.web.public_pages import asking_page
from jinlin.publicity.words import OUTCOMES, USED, label

PAGE = 30


@open_to_all
@require_safe
def powers_page(request: HttpRequest, code: str) -> HttpResponse:
    """The powers of one community: basis, who holds each, how often it was used this year."""
    place = get_object_or_404(Place, code=code, valid_to__isnull=True)
    year = timezone.localdate().year
    used = Count("uses", filter=Q(uses__used_on__year=year), distinct=True)
    rows = Power.objects.filter(place=place, state="listed").annotate(used=used).order_by("name")
    return render(request, "publicity/powers.html", {"place": place, "rows": rows, "year": year})


def _page(row: Power, request: HttpRequest) -> dict[str, Any]:
    uses = Use.objects.filter(power=row).order_by("-used_on", "-pk")
    counts = Counter(uses.values_list("outcome", flat=True))
    late = sum(1 for one in uses.only("due_on", "used_on") if one.due_on and one.used_on > one.due_on)
    page = Paginator(uses, PAGE).get_page(request.GET.get("page"))
    asked = row.inquiries.exclude(answer="").order_by("-answered_at")[:50]
    return {
        "power": row, "steps": [line for line in row.steps.splitlines() if line.strip()], "page": page, "query": "",
        "uses": [(one, label(USED, one.outcome), bool(one.due_on and one.used_on > one.due_on)) for one in page],
        "counts": [(choice.words, counts[choice.code]) for choice in USED if counts[choice.code]], "late": late, "total": sum(counts.values()),
        "answers": [{"inquiry": one, "kind": asking.KIND_WORDS[one.kind], "outcome": label(OUTCOMES, one.outcome)} for one in asked],
        "unanswered": row.inquiries.filter(state__in=("asked", "raised")).count(), "state": LIFE.state(row.state),
    }  # fmt: skip


@open_to_all
@require_safe
def power(request: HttpRequest, ref: str) -> HttpResponse:
    """One power: basis, holder, steps, time, every use without persons, questions with their answers."""
    row = found(POWER, ref, ANYBODY)
    return render(
        request, "publicity/power.html", _page(row, request) | {"lines": lines(POWER, row, ANYBODY)}
    )


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def power_ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask about a power or one of its uses."""
    row = found(POWER, ref, ANYBODY)
    return asking_page(request, {"to": row.name, "back": reverse("power", args=[row.pk])}, power=row)


@staff()
@require_safe
def desk_powers(request: HttpRequest) -> HttpResponse:
    """The lists below one's seats."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    q = request.GET.get("q", "").strip()[:40]
    rows = own_powers(actor).select_related("place")
    rows = rows.filter(Q(name__contains=q) | Q(place__name__contains=q)) if q else rows
    rows = rows.annotate(
        used=Count("uses", distinct=True),
        waiting=Count("inquiries", filter=Q(inquiries__state="asked"), distinct=True),
    )
    page = Paginator(rows.order_by("place__path", "name"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, LIFE.state(one.state)) for one in page],
        "q": q,
        "query": f"q={q}",
        "may": bool(_keepable(actor)),
    }
    return render(request, "publicity/desk_powers.html", context)


def _keepable(actor: Actor) -> list[Place]:
    rows = Place.objects.filter(within(actor), level="community", valid_to__isnull=True).order_by("path")[
        :200
    ]
    return [one for one in rows if actor.roles_over(one.path) & powers.KEEPERS]


@staff(*sorted(powers.KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def power_new(request: HttpRequest) -> HttpResponse:
    """Put a power on a community's list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    places = {one.pk: one for one in _keepable(actor)}
    if not places:
        raise Http404
    where = Field("place", "place", Words("哪个社区", "Community"))

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Http404
        made = powers.list_power(place=place, raw=values, by=actor)
        return reverse("desk_power", args=[made.pk])

    form = Sheet(
        code="power-new", title=Words("列入小微权力清单", "List a small power"), button=Words("列入", "List it"), fields=(where, *POWER_FIELDS),
        write=write, back=reverse("desk_powers"), options={"place": [(one.pk, one.name) for one in places.values()]},
        known={"place": str(next(iter(places)))},
    )  # fmt: skip
    return answer(request, form)


@staff()
@require_safe
def desk_power(request: HttpRequest, ref: str) -> HttpResponse:
    """One power with its steps."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(POWER, ref, actor)
    if not power_relations(row, actor):
        raise Http404
    context = _page(row, request) | {
        "offers": offers_for(POWER, row, actor), "step_base": f"{reverse('desk_power', args=[row.pk])}/steps/", "lines": lines(POWER, row, actor),
    }  # fmt: skip
    return render(request, "publicity/desk_power.html", context)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def desk_power_step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """A step of a power."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(POWER, ref, actor)
    if not power_relations(row, actor):
        raise Http404
    known = {"basis": row.basis, "holder": row.holder, "steps": row.steps, "within_days": row.within_days}
    return step_page(
        request, POWER, ref, step, known=known if step == "revise" else {"used_on": timezone.localdate()}
    )
