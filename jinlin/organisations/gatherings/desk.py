"""The desk of gatherings: relations, facts, notices; and the subject by which pages and the API find one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from jinlin.base import days, references, subjects
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.subjects import Subject, attach
from jinlin.base.words import Words
from jinlin.organisations.gatherings import rolls
from jinlin.organisations.gatherings.effects import EFFECTS
from jinlin.organisations.gatherings.kinds import Kind, kinds
from jinlin.organisations.gatherings.procedure import GATHERING
from jinlin.organisations.gatherings.rules import Facts
from jinlin.organisations.models import Gathering
from jinlin.people.public import Account

RELATED = ("organisation__place", "organisation__level", "drafted_by__person", "owner__person")


def kind_of(gathering: Gathering) -> Kind:
    """The kind of a gathering; one that left the file is shown as another gathering."""
    return kinds().get(gathering.kind) or kinds()["other"]


def facts(gathering: Gathering, actor: Actor, held: frozenset[str], on: dt.datetime) -> Facts:
    """The facts that the rules of a gathering ask for. One query."""
    kind = kind_of(gathering)
    counted = gathering.attendances.filter(state="present").aggregate(
        present=Count("pk"), voters=Count("pk", filter=Q(has_vote=True))
    )
    return Facts(
        on=on,
        starts_at=gathering.starts_at,
        opens=kind.opens,
        entitled=gathering.entitled_count,
        voters_present=counted["voters"],
        present=counted["present"],
        has_agenda=bool(gathering.agenda),
        is_drafter=gathering.drafted_by_id is not None and gathering.drafted_by_id == actor.account,
        is_birthday=kind.is_birthday,
        basis=kind.basis,
    )


def _tell(gathering: Gathering, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts: set[int] = set()
    told = {*step.tells, *extra}
    if "invited" in told:
        on_roll = Account.objects.filter(person__attendances__gathering=gathering, is_active=True)
        accounts |= set(on_roll.values_list("pk", flat=True))
    if "branch" in told and gathering.owner_id:
        accounts.add(gathering.owner_id)
    accounts -= {by.account}
    when, name = days.day_time(gathering.starts_at), gathering.organisation.name
    words = Words(
        f"{name}：{gathering.title}（{when.zh}）{step.past.zh}",
        f"{name}: {gathering.title} ({when.en}) — {step.past.en}",
    )
    link = reverse("gathering", args=[gathering.pk])
    send(Letter("gathering", gathering.pk, words, link, account=one) for one in sorted(accounts))


def _after(gathering: Gathering, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
    attach(gathering, "gathering", event, list(values.get("files") or []))


GATHERINGS = Desk(
    procedure=GATHERING, model=Gathering, relations=rolls.relations, facts=facts, effects=EFFECTS, tell=_tell, after=_after,
)  # fmt: skip


def find(ref: str, actor: Actor) -> Gathering:
    """The gathering of that number, where the actor has anything to do with it."""
    row = Gathering.objects.select_related(*RELATED).get(pk=int(ref))
    if not rolls.relations(row, actor):
        raise Gathering.DoesNotExist
    return row


def seen(gathering: Gathering, actor: Actor) -> tuple[str, ...]:
    """The branch reads the whole thread, those on the roll what is meant for them, those above that it was held."""
    held = rolls.relations(gathering, actor)
    if "branch" in held:
        return ("public", "teller", "staff")
    return ("public", "teller") if "invited" in held else ("public",)


def shown(gathering: Gathering, actor: Actor) -> dict[str, Any]:
    """A gathering as the API answers it; minutes for the branch and those on the roll."""
    may_read = {"branch", "invited"} & rolls.relations(gathering, actor)
    return {
        "organisation": gathering.organisation.code,
        "kind": gathering.kind,
        "agenda": gathering.agenda,
        "starts_at": timezone.localtime(gathering.starts_at).isoformat(timespec="minutes"),
        "venue": gathering.venue,
        "attendance_count": gathering.attendance_count,
        "entitled_count": gathering.entitled_count,
        "minutes": gathering.minutes if may_read else "",
    }


SUBJECT = Subject(
    desk=GATHERINGS, plural="gatherings", find=find, ref=lambda row: str(row.pk), title=lambda row: row.title,
    page=lambda row, actor: reverse("gathering", args=[row.pk]), seen=seen, shown=shown,
    other={
        "gathering.planned": Words("计划了这次活动", "planned it"),
        "gathering.handed_over": Words("随岗位交接", "handed over with the seat"),
    },
)  # fmt: skip


def _members(gathering: Any, actor: Actor) -> list[tuple[Any, str]]:
    if not isinstance(gathering, Gathering):
        return []
    on_roll = gathering.attendances.filter(person__isnull=False).values("person")
    found = rolls.callable_by(gathering.organisation, on=timezone.localdate()).exclude(pk__in=on_roll)
    return list(found.distinct().values_list("pk", "name")[: references.MOST])


def _roll(gathering: Any, actor: Actor) -> list[tuple[Any, str]]:
    if not isinstance(gathering, Gathering):
        return []
    rows = gathering.attendances.filter(person__isnull=False).order_by("person__name", "pk")
    return list(rows.values_list("person", "person__name")[: references.MOST])


def register() -> None:
    """Register the subject and what its fields point at."""
    subjects.register(SUBJECT)
    references.register("gathering_member", options=_members)
    references.register("gathering_roll", options=_roll)
