"""Planning a gathering: the one write that is no step of its procedure."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.given import clean_text
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations import rules
from jinlin.organisations.gatherings import rolls
from jinlin.organisations.gatherings.effects import put_on_roll
from jinlin.organisations.gatherings.kinds import kinds
from jinlin.organisations.models import Gathering, Organisation
from jinlin.organisations.queries import today

WRONG_KIND = Reason("wrong_kind", Words("没有这种活动", "There is no such kind of gathering"))
NOT_BRANCH = Reason(
    "not_yours",
    Words("支部活动由本支部的班子和社区来安排", "Gatherings are planned by the branch and its community"),
)
NO_TITLE = Reason("no_title", Words("请写主题", "A topic is needed"))


def plan_gathering(
    *, organisation: Organisation, kind: str, title: str, starts_at: dt.datetime, by: Actor, agenda: str = "", venue: str = "",
    host: str = "", entitled: int | None = None,
) -> Gathering:  # fmt: skip
    """Plan a gathering of an organisation; its roll is made from those who belong to it now.

    ``entitled`` (members with a vote) is taken from the roll where it is not said. Refused: ``not_yours``,
    ``not_living``, ``wrong_kind``, ``no_title``.
    """
    known = kinds().get(kind)
    text = " ".join(clean_text(title).split())[:120]
    reasons = [
        None if "branch" in rolls.relations_to(organisation, by) else NOT_BRANCH,
        rules.NOT_LIVING if organisation.ended_on else None,
        None if known else WRONG_KIND,
        None if text else NO_TITLE,
    ]
    found = [reason for reason in reasons if reason]
    if found or known is None:
        raise Refused(*found)
    with transaction.atomic():
        made = Gathering.objects.create(
            organisation=organisation, kind=kind, title=text, agenda=clean_text(agenda)[:2000], venue=clean_text(venue)[:120],
            host=clean_text(host)[:60], starts_at=starts_at, entitled_count=entitled, owner_id=by.account or None,
        )  # fmt: skip
        people = _roll(organisation, known.roll)
        put_on_roll(made, people, has_vote=known.opens is not None)
        if known.opens is not None and not entitled:
            made.entitled_count = len(people) or None
        trail.record(made, "gathering", "gathering.planned", by=by, data={"kind": kind}, seen="public")
        made.save()
        publish("gathering.planned", subject=made, by=by)
    return made


def _roll(organisation: Organisation, whom: str) -> list[int]:
    find = {"members": rolls.members_of, "committee": rolls.committee_of}.get(whom)
    if find is None:
        return []
    return list(find(organisation, on=today()).values_list("pk", flat=True).distinct()[: rolls.MOST])
