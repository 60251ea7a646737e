"""Reads of covenants: wordings of a round, the text in force on a day, the pedigree of a clause, remarks with answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from jinlin.deliberation.covenants.comparing import Version
from jinlin.deliberation.covenants.models import (
    Adoption,
    Clause,
    ClauseRemark,
    ClauseWording,
    Covenant,
    Round,
)
from jinlin.deliberation.rules import text_hash


def drafted(covenant: Covenant) -> list[Clause]:
    """The clauses of the draft in order."""
    return list(covenant.clauses.filter(dropped=False).order_by("position", "pk"))


def as_draft(covenant: Covenant) -> list[Version]:
    """The draft as a version."""
    return [Version(one.pk, place, one.title, one.text) for place, one in enumerate(drafted(covenant), 1)]


def as_round(made: Round) -> list[Version]:
    """A round as a version."""
    rows = ClauseWording.objects.filter(round=made).order_by("position", "pk")
    return [Version(one.clause_id, one.position, one.title, one.text) for one in rows]


def whole_text(versions: list[Version]) -> str:
    """A version as one text: numbered clauses, one after another."""
    return "\n".join(f"第{one.position}条 {one.title}\n{one.text}" for one in versions)


def hash_of(versions: list[Version]) -> str:
    """The fingerprint of a version; the same as that of a motion with the same words."""
    return text_hash(whole_text(versions))


def last_round(covenant: Covenant) -> Round | None:
    """The newest round."""
    return covenant.rounds.order_by("-number").first()


def in_force(covenant: Covenant, on: dt.date) -> Adoption | None:
    """The adoption whose text is in force on a day; None before the first and after the covenant ended."""
    rows = Adoption.objects.filter(covenant=covenant, effective_on__lte=on).select_related("round", "motion")
    return rows.order_by("-effective_on", "-number").first()


def text_at(covenant: Covenant, on: dt.date) -> list[Version]:
    """The text in force on a day; empty where there was none."""
    adoption = in_force(covenant, on)
    return as_round(adoption.round) if adoption else []


@dataclass(frozen=True)
class Step:
    """One stage of a clause's pedigree: its wording from a day on, by which decision; ``same`` where the words stayed."""

    adoption: Adoption
    wording: ClauseWording | None
    same: bool


def pedigree(clause: Clause) -> list[Step]:
    """Every adoption since the clause first stood in one: its wording then, or None where it was taken out. Oldest first."""
    adoptions = (
        Adoption.objects.filter(covenant=clause.covenant_id)
        .select_related("round", "motion")
        .order_by("number")
    )
    wordings = {one.round_id: one for one in clause.wordings.all()}
    found: list[Step] = []
    for adoption in adoptions:
        now = wordings.get(adoption.round_id)
        before = found[-1].wording if found else None
        if now is None and not found:
            continue
        same = now is not None and before is not None and (now.title, now.text) == (before.title, before.text)
        if now is None and before is None:
            continue
        found.append(Step(adoption, now, same))
    return found


def remarks_of(made: Round) -> QuerySet[ClauseRemark]:
    """The remarks of a round in the order of the clauses; those on the whole first."""
    return made.remarks.select_related("clause").order_by("clause__position", "pk")


def with_counts(rows: QuerySet[Covenant]) -> QuerySet[Covenant]:
    """Covenants with how many remarks of all rounds wait for an answer, and how many clauses the draft holds."""
    waiting = Count("rounds__remarks", filter=Q(rounds__remarks__taken=""), distinct=True)
    clauses = Count("clauses", filter=Q(clauses__dropped=False), distinct=True)
    return rows.select_related("place").annotate(waiting=waiting, held=clauses)
