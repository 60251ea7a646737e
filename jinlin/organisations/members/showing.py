"""Where membership is shown, by the member's own consent alone: given and withdrawn with one tap, effective at once."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.members.words import SHOWINGS
from jinlin.organisations.models import ReportIn
from jinlin.people.public import Consent

NOT_THERE = Reason("no_purpose", Words("没有这一项", "There is no such consent"))


def give(row: ReportIn, purpose: str, *, by: Actor, at: dt.datetime | None = None) -> None:
    """The member agrees to be shown there; twice changes nothing. Refused: ``no_purpose``, ``not_a_person``."""
    known = SHOWINGS.get(purpose)
    if known is None:
        raise Refused(NOT_THERE)
    if row.person_id is None:
        raise Refused(
            Reason("not_a_person", Words("单位报到不用这一项", "An institution needs no such consent"))
        )
    Consent.objects.get_or_create(
        person_id=row.person_id, purpose=purpose, withdrawn_at=None,
        defaults={"version": known.version, "given_at": at or timezone.now(), "how": by.channel[:12], "by_title": by.acting_for and by.title},
    )  # fmt: skip


def withdraw(row: ReportIn, purpose: str, *, at: dt.datetime | None = None) -> None:
    """The member takes it back: from the next page on nothing is shown there. Refused: ``no_purpose``."""
    if purpose not in SHOWINGS:
        raise Refused(NOT_THERE)
    _open([row.person_id], [purpose]).update(withdrawn_at=at or timezone.now())


def withdraw_all(person: int, *, at: dt.datetime | None = None) -> None:
    """Every showing ends: the member moved away, or is erased."""
    _open([person], list(SHOWINGS)).update(withdrawn_at=at or timezone.now())


def given(person: int | None) -> dict[str, Consent]:
    """The consents that stand, by purpose."""
    return {one.purpose: one for one in _open([person], list(SHOWINGS))} if person else {}


def agreed(people: list[int], purpose: str) -> set[int]:
    """Who of these persons agreed to that purpose, in one query."""
    return set(_open(people, [purpose]).values_list("person", flat=True))


def _open(people: list[int | None], purposes: list[str]):  # type: ignore[no-untyped-def,type-arg]
    return Consent.objects.filter(person__in=people, purpose__in=purposes, withdrawn_at__isnull=True)
