"""Service on a station's rota: a volunteer's turn becomes a record of service once they left. Staff duty and party tasks do not."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.events import publish, subscribe
from jinlin.base.models import Event
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import Account, Person
from jinlin.volunteering.models.teams import ServiceHours
from jinlin.volunteering.teams import rules
from jinlin.volunteering.teams.commands import CLASHES, Served, grade_given, record_service
from jinlin.volunteering.teams.desk import RECORDS
from jinlin.volunteering.teams.effects import Really, replace
from jinlin.volunteering.teams.procedure import HOURS, KEEPER, LEADER
from jinlin.volunteering.teams.queries import clashing

log = logging.getLogger("jinlin.volunteering")
AROUND = dt.timedelta(minutes=30)
"""Opening up and handing over: so long before the beginning and behind the end still counts as service there."""
COUNTS_ALREADY = Reason(
    "not_yours",
    Words(
        "这一班的服务记录已经有第二个人确认过，由队长或社区更正记录，离开时间才能改",
        "A second person confirmed the service of this turn: the team's leader or the community corrects it with the time",
    ),
)
ENDED = ("rejected", "voided")


def turn_left(*, subject: Any, event: Event, by: Actor) -> None:
    """Record the minutes between coming and leaving, by the platform; a second person still confirms. A turn without a
    time of leaving is left to be asked: full time is never made up. A record that cannot be (another speaks for that time)
    never keeps anybody from leaving. A time corrected afterwards corrects the record too, by a new one in its place."""
    if (
        subject.kind != "volunteer"
        or subject.fellow is None
        or subject.came_at is None
        or subject.left_at is None
    ):
        return
    begins = max(subject.came_at, subject.begins_at - AROUND)
    ends = min(subject.left_at, subject.ends_at + AROUND)
    if event.thing == "duty_turn.say_left" and (known := _standing(subject)) is not None:
        _follow(known, begins, ends, event, by, _signals(subject, event))
        return
    post = subject.post
    served = Served(
        person=subject.fellow.person_id, begins_at=begins, ends_at=ends, minutes=rules.served_minutes(begins, ends),
        what=f"{post.station.name} {post.name}", place=post.station.place_id, planned=rules.served_minutes(subject.begins_at, subject.ends_at),
    )  # fmt: skip
    try:
        record_service(
            served=served,
            signals=_signals(subject, event),
            by=None,
            source=f"duty:{subject.pk}",
            at=event.at,
        )
    except Refused as refusal:
        log.info("service on turn %s is not recorded: %s", subject.pk, refusal.reason.code)


def _standing(turn: Any) -> ServiceHours | None:
    """The record of a turn as it stands: the last of those that took one another's place."""
    row = ServiceHours.objects.filter(source=f"duty:{turn.pk}").first()
    while row is not None and (newer := ServiceHours.objects.filter(supersedes=row).first()) is not None:
        row = newer
    return row


def _follow(
    known: ServiceHours, begins: dt.datetime, ends: dt.datetime, event: Event, by: Actor, signals: list[str]
) -> None:
    """Correct the record as every record is corrected: the old one stays readable, the new one waits for a second person.

    What nobody confirmed yet follows whoever keeps the rota. What was confirmed is corrected by those alone who may correct
    records, else the time stays as it was (``not_yours``). What was rejected or voided stays so.
    """
    # In the order in which every command locks: the person first, then the record.
    Person.objects.select_for_update(no_key=True).get(pk=known.person_id)
    row = ServiceHours.objects.select_for_update(of=("self",)).select_related("team__place", "place", "person").get(pk=known.pk)  # fmt: skip
    minutes = rules.served_minutes(begins, ends)
    if row.state in ENDED or (row.begins_at, row.ends_at, row.minutes) == (begins, ends, minutes):
        return
    held = RECORDS.relations(row, by)
    if row.state != "claimed" and not held & {LEADER, KEEPER}:
        raise Refused(COUNTS_ALREADY)
    step = HOURS.ask("correct", row.state, held | {KEEPER}, RECORDS.facts(row, by, held, event.at))
    if clashing(row.person_id, begins, ends, but=row.pk).exists():
        raise Refused(CLASHES)
    grade = grade_given(rules.grade_of(signals), row.grade)
    really = Really(begins, ends, minutes, grade, tuple(sorted(set(signals))))
    taken = replace(row, really, event.text, by, event.at)
    made = RECORDS.write(row, step, by=by, at=event.at, taken=taken)
    RECORDS.tell(row, step, by, made, [])
    publish(f"{HOURS.code}.{step.code}", subject=row, event=made, by=by)


def _signals(turn: Any, event: Event) -> list[str]:
    """Somebody else who noted the coming or the leaving there and then is a second witness; one's own taps, and what was
    said afterwards, are less."""
    taps = Event.objects.filter(
        subject="duty_turn",
        subject_id=turn.pk,
        thing__in=("duty_turn.come", "duty_turn.leave"),
        actor_id__gt=0,
    )
    noted = set(taps.values_list("actor_id", flat=True))
    own = set(Account.objects.filter(person=turn.fellow.person_id).values_list("pk", flat=True))
    if noted - own:
        return ["second"]
    return ["self"] if event.thing == "duty_turn.leave" else ["leader", "self"]


def register() -> None:
    """Listen to turns that ended."""
    subscribe("duty_turn.leave", turn_left)
    subscribe("duty_turn.say_left", turn_left)
