"""Who is told of what, in which words: members, chairs, those in charge, and everybody who follows a motion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.words import Words
from jinlin.deliberation import pages
from jinlin.deliberation.models import Body, HandOver, Item, Meeting, Member, Motion, Point, Result
from jinlin.deliberation.relations import chair_now, item_chair
from jinlin.organisations.public import clerks_of, holders_over
from jinlin.people.public import Account


def accounts_of(members: Iterable[Member | None]) -> set[int]:
    """The accounts that sit for these members now."""
    rows = [one for one in members if one is not None]
    institutions = [one.institution_id for one in rows if one.institution_id]
    people = [one.person_id for one in rows if one.person_id]
    found = set(clerks_of(institutions=institutions, on=timezone.localdate())) if institutions else set()
    if people:
        found |= set(Account.objects.filter(person__in=people, is_active=True).values_list("pk", flat=True))
    return found


def conveners(body: Body | None, path: str) -> set[int]:
    """The accounts that convene: the street's for what the street convenes, else the community's."""
    relation = "supervisor" if body is not None and body.convened_by == "street" else "community"
    return set(holders_over(path=path, relation=relation, on=timezone.localdate()))


def _body_people(body: Body, relation: str) -> set[int]:
    if relation == "member":
        return accounts_of(body.members.filter(until_on__isnull=True))
    if relation in ("convener", "staff"):
        return conveners(body, body.place.path)
    if relation == "chair":
        return accounts_of([chair_now(body.pk)])
    return set()


def _meeting_people(meeting: Meeting, relation: str) -> set[int]:
    if relation == "chair":
        return accounts_of([meeting.chair])
    if relation == "attendee":
        stays = list(meeting.stays.select_related("member"))
        return {one.account_id for one in stays if one.account_id} | accounts_of(one.member for one in stays)
    return _body_people(meeting.body, relation)


def _result_people(result: Result, relation: str) -> set[int]:
    if relation == "lead":
        return (
            set(clerks_of(institutions=[result.lead_id], on=timezone.localdate()))
            if result.lead_id
            else set()
        )
    if relation == "owner":
        return {result.owner_id} if result.owner_id else set()
    if relation == "follower":
        return set(result.motion.followers.values_list("account", flat=True)) if result.motion else set()
    if relation == "convener":
        return conveners(result.body, result.place.path)
    if relation == "supervisor":
        return set(holders_over(path=result.place.path, relation="supervisor", on=timezone.localdate()))
    return _body_people(result.body, relation) if result.body else set()


def people(subject: Any, relation: str) -> set[int]:
    """The accounts that stand in a relation to a subject now."""
    match subject:
        case Meeting():
            return _meeting_people(subject, relation)
        case Item():
            if relation == "chair":
                return accounts_of(Member.objects.filter(pk=item_chair(subject) or 0))
            return _meeting_people(subject.meeting, relation)
        case Result():
            return _result_people(subject, relation)
        case Point():
            if relation == "raiser":
                return (
                    set(
                        Account.objects.filter(person=subject.person_id, is_active=True).values_list(
                            "pk", flat=True
                        )
                    )
                    if subject.person_id
                    else set()
                )
            return _body_people(subject.body, relation)
        case HandOver():
            if relation in ("giver", "taker"):
                return accounts_of([getattr(subject, relation)])
            return _body_people(subject.body, relation)
        case Motion():
            if relation == "proposer":
                return {subject.proposer_id}
            if relation == "follower":
                return set(subject.followers.values_list("account", flat=True))
            return conveners(None, subject.place.path) if relation in ("convener", "staff") else set()
    return set()


def tell(subject: Any, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    """One notice to each person of the step's relations, but for the one who acted."""
    say(subject, [*step.tells, *extra], step.past, by)


def say(subject: Any, relations: Iterable[str], what: Words, by: Actor) -> None:
    """One notice to each person of the named relations, whatever happened."""
    found: set[int] = set()
    for relation in dict.fromkeys(relations):
        found |= people(subject, relation)
    found -= {by.account}
    if not found:
        return
    title, link, kind = pages.title_of(subject), pages.page_of(subject), pages.kind_of(subject)
    who = by.title or "平台"
    words = Words(f"{title}：{who} {what.zh}", f"{title}: {who} {what.en}")
    send(
        Letter(account=one, subject=kind, subject_id=subject.pk, words=words, link=link)
        for one in sorted(found)
    )


def tell_result(result: Result, event: Event, by: Actor) -> None:
    """Who is in charge of a new result hears it at once, with its day."""
    day = event.data["due"]
    say(result, ("lead", "owner", "follower"), Words(f"交办，{day} 前做到", f"gave it to you, due {day}"), by)


def tell_raiser_by_phone(point: Point) -> None:
    """Who left a number with a point gets its answer by message."""
    if point.phone and not point.person_id and point.answer:
        words = Words(
            f"您在“{point.body.name}”提的事：{point.answer[:200]}",
            f"Your point at “{point.body.name}”: {point.answer[:200]}",
        )
        send(
            [
                Letter(
                    address=f"sms:{point.phone}",
                    subject="point",
                    subject_id=point.pk,
                    words=words,
                    link=pages.page_of(point),
                )
            ]
        )
