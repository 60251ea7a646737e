"""The desk of stage rounds: relations, facts, what each step writes; how a round is found and shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Desk, Effect, Faulty, Taken
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.rest import stamp
from jinlin.base.rule import Reason, Refused
from jinlin.base.subjects import Subject
from jinlin.base.words import Words
from jinlin.venues import commands, limits
from jinlin.venues.desk import keepers_of
from jinlin.venues.free import Asked
from jinlin.venues.models import OCCUPYING, Booking, StageEvening, StageGroup, StageRound
from jinlin.venues.queries import relations
from jinlin.venues.stage.procedure import ROUND, RoundFacts
from jinlin.venues.stage.rules import Entrant, StageWeights, draw, list_digest

Given = dict[str, Any]


def entrants(row: StageRound) -> list[Entrant]:
    """The groups of a round as the draw reads them."""
    return [
        Entrant(one.code, one.name, one.people, one.loud, one.recent, tuple(one.evenings))
        for one in row.groups.order_by("code")
    ]


def weights_of(row: StageRound) -> StageWeights:
    """The published weights of a round."""
    return StageWeights(**row.weights)


def round_relations(row: StageRound, actor: Actor) -> frozenset[str]:
    """What an actor is to a round: keeper of the stage, or somebody who entered a group."""
    held = relations(row.space.station, actor)
    found = {"keeper"} if held & {"keeper", "supervisor"} else set()
    if "clock" in held:
        found.add("clock")
    if actor.signed_in and row.groups.filter(by=actor.account).exists():
        found.add("leader")
    return frozenset(found)


def round_facts(row: StageRound, actor: Actor, held: frozenset[str], on: dt.datetime) -> RoundFacts:
    """Groups, whether the published times are over, objections."""
    return RoundFacts(
        row.groups.count(),
        row.enter_until <= on,
        row.object_until is not None and row.object_until <= on,
        row.unanswered,
    )


def _close(row: StageRound, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """Recent use is counted now, and with the list it is sealed by its digest."""
    recent = dt.timedelta(days=limits.number("stage.recent_days", timezone.localdate(at)))
    for one in row.groups.all():
        used = Booking.objects.filter(
            space=row.space_id,
            group=one.name,
            state__in=(*OCCUPYING, "completed"),
            begins_at__gte=at - recent,
            begins_at__lt=at,
        )
        one.recent = used.count()
        one.save(update_fields=["recent"])
    row.closed_at = at
    row.digest = list_digest(entrants(row), row.evenings, weights_of(row))
    return Taken(data={"digest": row.digest}, text=row.digest)


def _draw(row: StageRound, values: Given, by: Actor, at: dt.datetime) -> Taken:
    seed = "".join(values["seed"].split())
    if seed == row.seed:
        raise Faulty(
            {"seed": Reason("wrong_key", Words("重抽要用新的号码", "A new draw needs a new number"))}
        )
    row.seed = seed
    row.object_until = at + dt.timedelta(days=limits.number("stage.objection_days", timezone.localdate(at)))
    row.drawn.all().delete()
    codes = {one.code: one for one in row.groups.all()}
    found = draw(row.code, seed, entrants(row), row.evenings, weights_of(row))
    StageEvening.objects.bulk_create(
        StageEvening(
            round=row, on=dt.date.fromisoformat(one.on), group=codes.get(one.group), number=one.number
        )
        for one in found
    )
    return Taken(data={"seed": seed, "digest": row.digest}, text=seed)


def _object(row: StageRound, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.unanswered += 1
    return Taken(text=values["note"])


def _answer(row: StageRound, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.unanswered -= 1
    return Taken(text=values["note"])


def _uphold(row: StageRound, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.unanswered, row.object_until = 0, None
    row.drawn.all().delete()
    return Taken(text=values["note"])


def _fix(row: StageRound, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """Each evening becomes a booking by itself; what cannot be had is kept with its reason."""
    booked = 0
    for one in row.drawn.select_related("group").order_by("on"):
        if one.group is None:
            continue
        asked = Asked(
            one.on,
            row.begins,
            row.ends,
            one.group.people,
            "loud" if one.group.loud else "talk",
            adult=one.group.name,
        )
        try:
            with transaction.atomic():
                one.booking = commands.book(
                    space=row.space,
                    asked=asked,
                    by=by,
                    about=commands.For(row.name, one.group.name, one.group.name, open=True),
                    at=at,
                )
                booked += 1
        except Refused as refusal:
            one.refused = refusal.reason.words.zh[:200]
        one.save(update_fields=["booking", "refused"])
    return Taken(data={"booked": booked})


EFFECTS: dict[str, Effect] = {
    "close": _close, "draw": _draw, "object": _object, "answer": _answer, "uphold": _uphold, "fix": _fix,
}  # fmt: skip


def _tell(row: StageRound, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts: set[int] = set()
    if "leader" in step.tells:
        accounts |= {one for one in row.groups.values_list("by", flat=True) if one}
    if "keeper" in step.tells:
        accounts |= keepers_of(row.space.station)
    said = Words(f"{row.name}：{step.past.zh}", f"{row.name}: {step.past.en}")
    send(
        Letter("stage_round", row.pk, said, reverse("stage_round", args=[row.code]), account=one)
        for one in sorted(accounts - {by.account})
    )


ROUNDS = Desk(
    procedure=ROUND, model=StageRound, relations=round_relations, facts=round_facts, effects=EFFECTS, tell=_tell,
    related=("space__station__place", "space__station__owner"),
)  # fmt: skip


def _find(ref: str, actor: Actor) -> StageRound:
    row = StageRound.objects.select_related("space__station__place", "space__station__owner").get(code=ref)
    if not row.space.station.public and not relations(row.space.station, actor):
        raise StageRound.DoesNotExist
    return row


def as_data(row: StageRound) -> dict[str, Any]:
    """Everything that the draw read, for whoever wants to do it again: ``jinlin venues replay FILE``."""
    return {
        "code": row.code, "name": row.name, "seed": row.seed, "seed_source": row.seed_source, "digest": row.digest, "evenings": row.evenings,
        "weights": asdict(weights_of(row)), "groups": [asdict(one) for one in entrants(row)],
        "drawn": [{"on": one.on.isoformat(), "number": one.number, "group": one.group.code if one.group else ""}
                  for one in row.drawn.select_related("group").order_by("on")],
    }  # fmt: skip


ROUND_SUBJECT = Subject(
    desk=ROUNDS, plural="stage-rounds", find=_find, ref=lambda row: row.code, title=lambda row: row.name,
    page=lambda row, actor: reverse("stage_round", args=[row.code]), seen=lambda row, actor: ("public", "teller", "staff") if "keeper" in round_relations(row, actor) else ("public",),
    shown=lambda row, actor: as_data(row) | {"station": row.space.station.code, "space": row.space.code, "enter_until": stamp(row.enter_until), "object_until": stamp(row.object_until)},
    other={"stage_round.announced": Words("公布了这一轮的晚上和权重", "announced evenings and weights"), "stage_round.entered": Words("有团队报名", "a group entered")},
)  # fmt: skip


def opened(row: StageRound) -> bool:
    """Whether groups may still enter."""
    return row.state == "entering" and timezone.now() < row.enter_until


def group_of(row: StageRound, account: int) -> StageGroup | None:
    """The group that an account entered, or None."""
    return row.groups.filter(by=account).first() if account else None
