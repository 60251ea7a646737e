"""Both shares of pairings (how often, months kept) at many nodes and in many periods, from one reading of agreements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import DateField, Q, TextField, Value
from django.db.models.functions import Cast

from jinlin.base import figures
from jinlin.base.counting import roots
from jinlin.base.figures import Cells, Figure
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.organisations.models import Agreement, Evidence, Suspension
from jinlin.organisations.partners.periods import month_of
from jinlin.organisations.partners.strips import counted_months
from jinlin.places.public import under

TIMES, KEPT = "W05", "partners.months_kept"


@dataclass
class Term:
    """One agreement with its pauses and the days of its joint occurrences, each with the path where it was held."""

    agreement: Agreement
    path: str
    pauses: list[Suspension] = field(default_factory=list)
    joint: list[tuple[dt.date, str]] = field(default_factory=list)

    def binds_in(self, period: Period) -> bool:
        """Whether it bound on some day of the period."""
        one = self.agreement
        begun = one.in_force_from is not None and one.in_force_from <= period.on
        return begun and one.to_on >= period.start and (one.ended_on is None or one.ended_on > period.start)

    def counts(self, node: Node, period: Period) -> tuple[int, int, int]:
        """Months in force, months kept, and joint occurrences of the period."""
        first = month_of(period.start)
        counted = {
            month for month in counted_months(self.agreement, self.pauses, until=period.on) if month >= first
        }
        held = [
            on for on, path in self.joint if period.start <= on <= period.on and path.startswith(node.path)
        ]
        return len(counted), len(counted & {month_of(on) for on in held}), len(held)


def read(wanted: Sequence[Figure], nodes: Sequence[Node], periods: Sequence[Period]) -> Cells:
    """Every cell of both shares; one statement."""
    cells = [(node, period) for node in nodes for period in periods if wanted[0].fits(node, period)]
    if not cells:
        return {}
    terms = _terms(_rows([node for node, _ in cells], [period for _, period in cells]))
    found: Cells = {}
    for node, period in cells:
        here = [one for one in terms if one.path.startswith(node.path) and one.binds_in(period)]
        counts = [one.counts(node, period) for one in here]
        in_force, kept, times = (sum(one[place] for one in counts) for place in range(3))
        for one in wanted:
            found[one.id, node.code, period.text] = figures.Value(
                times if one.id == TIMES else kept, in_force, times
            )
    return found


def _rows(nodes: Sequence[Node], periods: Sequence[Period]) -> Iterable[tuple[Any, ...]]:
    """Agreements at or below some nodes that bound in one of the periods; then their pauses and joint occurrences."""
    at = Q()
    for path in roots(nodes):
        at |= under(path, "community__path")
    first, last = min(one.start for one in periods), max(one.on for one in periods)
    bound = Agreement.objects.filter(
        at, Q(ended_on__isnull=True) | Q(ended_on__gt=first), in_force_from__lte=last, to_on__gte=first
    )
    among = bound.values("pk")
    pauses = Suspension.objects.filter(agreement__in=among)
    joint = Evidence.objects.filter(agreement__in=among, is_joint=True, on__gte=first, on__lte=last)
    no_day = Cast(Value(None), DateField())
    return bound.values_list("pk", "in_force_from", "to_on", "ended_on", "community__path", _text("agreement")).union(
        pauses.values_list("agreement", "from_on", "until_on", no_day, _text(""), _text("pause")),
        joint.values_list("agreement", "on", no_day, no_day, "community__path", _text("joint")),
        all=True,
    )  # fmt: skip


def _text(words: str) -> Cast:
    return Cast(Value(words), TextField())


def _terms(rows: Iterable[tuple[Any, ...]]) -> list[Term]:
    terms: dict[int, Term] = {}
    beside: list[tuple[Any, ...]] = []
    for row in rows:
        pk, from_on, to_on, ended_on, path, what = row
        if what == "agreement":
            bound = Agreement(pk=pk, in_force_from=from_on, to_on=to_on, ended_on=ended_on)
            terms[pk] = Term(bound, path)
        else:
            beside.append(row)
    for pk, from_on, until_on, _, path, what in beside:
        if what == "pause":
            terms[pk].pauses.append(Suspension(from_on=from_on, until_on=until_on))
        else:
            terms[pk].joint.append((from_on, path))
    return list(terms.values())
