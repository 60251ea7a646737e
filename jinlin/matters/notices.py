"""Who is told of a step on a matter, in which words, by which door."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.words import Words
from jinlin.matters.models import Matter, Part, Telling
from jinlin.matters.numbers import number_of, receipt_key
from jinlin.organisations.public import clerks_of, holders_over


def tell(
    matter: Matter, step: Step, by: Actor, event: Event, relations: Iterable[str], *, part: Part | None = None,
    line: Words | None = None,
) -> None:  # fmt: skip
    """One notice to each person of the named relations, but for the one who acted."""
    wanted = set(relations)
    number = number_of(matter.pk, matter.told_at)
    said = line or step.past
    who = by.title or "平台"
    words = Words(f"{number} {matter.title}：{who} {said.zh}", f"{number} {matter.title}: {who} {said.en}")
    accounts = accounts_of(matter, wanted - {"teller"}, part=part) - {by.account}
    letters = [
        Letter(
            account=account, subject="matter", subject_id=matter.pk, words=words, link=f"/matters/{number}"
        )
        for account in sorted(accounts)
    ]
    if "teller" in wanted:
        letters += list(_to_tellers(matter, words, by))
    send(letters)


def accounts_of(matter: Matter, relations: set[str], *, part: Part | None = None) -> set[int]:
    """The accounts that stand in the named relations to a matter now."""
    on = timezone.localdate()
    found: set[int] = set()
    if relations & {"owner", "asked"}:
        found.add(matter.owner_id)
    kinds = relations & {"lead", "helper", "called"}
    if kinds:
        parts = Part.objects.filter(matter=matter, kind__in=kinds, ended_at__isnull=True)
        if part is not None:
            institutions = [part.institution_id] if "called" in kinds else []
        else:
            institutions = list(parts.values_list("institution_id", flat=True))
        if institutions:
            found.update(clerks_of(institutions=institutions, on=on))
    for relation in relations & {"supervisor", "dispatcher", "community"}:
        found.update(holders_over(path=matter.place.path, relation=relation, on=on, grid=matter.grid_id))
    return found


def _to_tellers(matter: Matter, words: Words, by: Actor) -> Iterable[Letter]:
    rows = Telling.objects.filter(matter=matter, erased_at__isnull=True).select_related("person__account")
    told: set[int] = set()
    for telling in rows:
        account = getattr(telling.person, "account", None) if telling.person_id else None
        key = f"/follow/{number_of(telling.first_matter_id, telling.told_at)}/{receipt_key(telling.pk)}"
        if account is not None:
            if account.pk != by.account and account.pk not in told:
                told.add(account.pk)
                yield Letter(
                    account=account.pk, subject="matter", subject_id=matter.pk, words=words, link=key
                )
        elif telling.phone and telling.pk not in by.follows:
            yield Letter(
                address=f"sms:{telling.phone}", subject="matter", subject_id=matter.pk, words=words, link=key
            )
