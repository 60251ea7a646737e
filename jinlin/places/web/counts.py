"""A place's ledger counts: enter one with its day and its ledger; what was entered before stands above."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from jinlin.base.given import Choice, Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.words import Words
from jinlin.places import rules
from jinlin.places.counts import enter_count
from jinlin.places.models import Place, RegisterCount
from jinlin.places.web.tree import keeper, keeps
from jinlin.places.words import COUNT_WORDS

SHOWN = 20


@keeper
def place_counts(request: HttpRequest, code: str) -> HttpResponse:
    """Enter what a ledger counts for an estate or a community: the newest number up to a day is the figure of that day."""
    place = get_object_or_404(Place, code=code, valid_to__isnull=True)
    actor = request.actor  # type: ignore[attr-defined]
    if place.level not in rules.COUNTED or not keeps(actor, place.path):
        raise Http404

    def write(values: dict[str, Any]) -> str:
        enter_count(
            place=place, kind=values["kind"], number=values["number"], on=values["on"], source=values["source"], by=actor
        )  # fmt: skip
        return reverse("place_tree_at", args=[place.code])

    rows = RegisterCount.objects.filter(place=place).order_by("-on", "kind")[:SHOWN]
    sheet = Sheet(
        code="place-counts", title=Words(f"登记{place.name}的台账数", f"Ledger counts of {place.name}"), button=Words("登记", "Enter it"),
        write=write, back=reverse("place_tree_at", args=[place.code]), known={"on": timezone.localdate()},
        fields=(
            Field("kind", "choice", Words("数的是什么", "What is counted"), choices=tuple(Choice(one, words) for one, words in COUNT_WORDS.items())),
            Field("number", "integer", Words("多少", "How many"), limit=rules.MOST_COUNTED, least=0),
            Field("on", "date", Words("截至哪天", "As of")),
            Field("source", "text", Words("哪本台账", "Which ledger"), limit=120,
                  help=Words("如“2026 年 6 月入户登记”。只记数，不记人", "A number only, nobody by name")),
        ),
        facts=tuple(
            (COUNT_WORDS[one.kind], f"{one.number} · {one.on:%Y-%m-%d} · {one.source}") for one in rows
        ),
    )  # fmt: skip
    return answer(request, sheet)
