"""The desk of alliances: members by their own word, a chair in turn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Desk, Faulty, Taken
from jinlin.base.models import Event
from jinlin.base.procedure import Step
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.models import Alliance, ChairTurn, JointProject, Membership
from jinlin.organisations.partners import rules
from jinlin.organisations.partners.periods import Period
from jinlin.organisations.partners.procedure_alliances import ALLIANCE
from jinlin.organisations.partners.sides import standing, tell_accounts
from jinlin.organisations.queries import clerks_of, holders_over
from jinlin.organisations.roles import roles

Given = dict[str, Any]
IN_ALREADY = Reason(
    "not_twice", Words("这家单位已经在联盟里或已受邀", "The institution is a member or invited already")
)
NO_MEMBER = Reason("no_member", Words("这家单位不是联盟成员", "The institution is no member"))
OPEN_PROJECTS = Reason(
    "not_settled",
    Words("联盟还有没完成的联合项目", "The alliance has projects that are not finished"),
)


def keeps(actor: Actor, path: str) -> bool:
    """Whether one of the actor's seats keeps alliances at a place: works on its matters or supervises it."""
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is not None and seat.covers(path) and role.relations & {"community", "supervisor"}:
            return True
    return False


def relations(alliance: Alliance, actor: Actor) -> frozenset[str]:
    """Who keeps the alliance, whose institution is a member, whose is invited."""
    found: set[str] = set()
    if keeps(actor, alliance.place.path):
        found.add("keeper")
    if actor.institutions:
        rows = Membership.objects.filter(
            alliance=alliance, institution__in=actor.institutions, to_on__isnull=True
        )
        found |= {
            "invited" if begun is None else "member" for begun in rows.values_list("from_on", flat=True)
        }
    return frozenset(found)


def _note(values: Given, **data: Any) -> Taken:
    return Taken(text=values.get("note") or "", data=data, seen="staff")


def _invite(alliance: Alliance, values: Given, by: Actor, at: dt.datetime) -> Taken:
    one = standing(values["institution"])
    if Membership.objects.filter(alliance=alliance, institution=one, to_on__isnull=True).exists():
        raise Faulty({"institution": IN_ALREADY})
    Membership.objects.create(alliance=alliance, institution=one, invited_on=timezone.localdate(at))
    return _note(values, institution=one.name)


def _mine(alliance: Alliance, by: Actor, *, invited: bool) -> list[Membership]:
    return list(
        Membership.objects.select_related("institution").filter(
            alliance=alliance, institution__in=by.institutions, to_on__isnull=True, from_on__isnull=invited
        )
    )


def _join(alliance: Alliance, values: Given, by: Actor, at: dt.datetime) -> Taken:
    rows = _mine(alliance, by, invited=True)
    for row in rows:
        row.from_on = timezone.localdate(at)
        row.save(update_fields=["from_on"])
    return _note(values, institution="、".join(row.institution.name for row in rows))


def _decline(alliance: Alliance, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return _out(alliance, values, by, at, invited=True)


def _leave(alliance: Alliance, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return _out(alliance, values, by, at, invited=False)


def _out(alliance: Alliance, values: Given, by: Actor, at: dt.datetime, *, invited: bool) -> Taken:
    rows = _mine(alliance, by, invited=invited)
    for row in rows:
        row.to_on = timezone.localdate(at)
        row.save(update_fields=["to_on"])
    return _note(values, institution="、".join(row.institution.name for row in rows))


def _chair(alliance: Alliance, values: Given, by: Actor, at: dt.datetime) -> Taken:
    one = standing(values["institution"])
    member = Membership.objects.filter(
        alliance=alliance, institution=one, from_on__isnull=False, to_on__isnull=True
    )
    if not member.exists():
        raise Faulty({"institution": NO_MEMBER})
    taken = [Period(turn.from_on, turn.to_on) for turn in alliance.turns.all()]
    wrong = rules.turns_overlap(from_on=values["from_on"], to_on=values["to_on"], taken=taken)
    if wrong:
        raise Faulty({"from_on": wrong})
    ChairTurn.objects.create(
        alliance=alliance, institution=one, from_on=values["from_on"], to_on=values["to_on"]
    )
    return _note(values, institution=one.name, from_on=values["from_on"].isoformat())


def _rename(alliance: Alliance, values: Given, by: Actor, at: dt.datetime) -> Taken:
    before, alliance.name = alliance.name, values["name"]
    return Taken(text=f"{before} → {alliance.name}", seen="staff")


def _end(alliance: Alliance, values: Given, by: Actor, at: dt.datetime) -> Taken:
    open_states = ("proposed", "working")
    if JointProject.objects.filter(alliance=alliance, state__in=open_states).exists():
        raise Refused(OPEN_PROJECTS)
    today = timezone.localdate(at)
    alliance.ended_on = today
    Membership.objects.filter(alliance=alliance, to_on__isnull=True).update(to_on=today)
    return _note(values)


def page(alliance: Alliance, actor: Actor | None = None) -> str:
    """The address of an alliance."""
    return f"/alliances/{alliance.code}"


def _tell(alliance: Alliance, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    on, wanted, accounts = timezone.localdate(), set(step.tells), set()
    if "keeper" in wanted:
        accounts |= set(holders_over(path=alliance.place.path, relation="community", on=on))
    rows = Membership.objects.filter(alliance=alliance, to_on__isnull=True)
    told: list[int] = []
    if "member" in wanted:
        told += rows.filter(from_on__isnull=False).values_list("institution", flat=True)
    if "invited" in wanted:
        told += rows.filter(from_on__isnull=True).values_list("institution", flat=True)
    accounts |= set(clerks_of(institutions=told, on=on)) if told else set()
    zh, en = f"{alliance.name}：{by.title} {step.past.zh}", f"{alliance.name}: {by.title} {step.past.en}"
    tell_accounts(accounts, by, subject="alliance", pk=alliance.pk, words=Words(zh, en), link=page(alliance))


ALLIANCE_DESK = Desk(
    procedure=ALLIANCE, model=Alliance, relations=relations, facts=lambda row, actor, held, on: None, tell=_tell,
    effects={
        "invite": _invite, "join": _join, "decline": _decline, "leave": _leave, "chair": _chair, "rename": _rename, "end": _end,
    },
)  # fmt: skip
