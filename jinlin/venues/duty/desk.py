"""The desk of turns: relations, facts, who is told; and how a turn is found and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from jinlin.base import days
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject
from jinlin.base.words import Words
from jinlin.venues import limits
from jinlin.venues.desk import keepers_of
from jinlin.venues.duty import effects
from jinlin.venues.duty.procedure import TURN, TurnFacts
from jinlin.venues.duty.queries import fellow_of, on_rota, turn_relations
from jinlin.venues.models import DutyFellow, Turn


def turn_facts(turn: Turn, actor: Actor, held: frozenset[str], on: dt.datetime) -> TurnFacts:
    """Minutes, what speaks against the one who would have the turn, how standby stands."""
    chosen: DutyFellow | None = None
    if turn.state == "offered":
        chosen = turn.fellow
    elif turn.state in ("open", "wanted") and held & {"fellow", "mine"}:
        chosen = fellow_of(turn, actor)
    late = turn.state in ("accepted", "covered", "wanted") and turn.begins_at <= on
    uncalled = turn.standbys.filter(called_at__isnull=True).count() if late else 0
    return TurnFacts(
        minutes_to_start=int((turn.begins_at - on).total_seconds() // 60),
        minutes_to_end=int((turn.ends_at - on).total_seconds() // 60),
        against=effects.against(turn, chosen) if chosen is not None else None,
        called_ago=int((on - turn.called_at).total_seconds() // 60) if turn.called_at else None,
        uncalled=uncalled,
        swap_asked=turn.swap_id is not None,
        early=limits.number("duty.come_early", timezone.localdate(on)),
        late=limits.number("duty.late_minutes", timezone.localdate(on)),
    )


def time_of(turn: Turn) -> Words:
    """A turn's time as people say it."""
    return days.span(turn.begins_at, turn.ends_at)


def _tell(turn: Turn, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts = {int(one.partition(":")[2]) for one in extra if one.startswith("account:")}
    if "mine" in step.tells and turn.fellow is not None and turn.fellow.account_id:
        accounts.add(turn.fellow.account_id)
    if "partner" in step.tells and turn.swap is not None and turn.swap.fellow is not None:
        accounts.add(turn.swap.fellow.account_id or 0)
    if "fellow" in step.tells:
        rota = on_rota(turn.post.station_id, timezone.localdate(event.at))
        accounts |= {one for one in rota.values_list("account", flat=True) if one}
    if "keeper" in step.tells:
        accounts |= keepers_of(turn.post.station)
    place, hours = f"{turn.post.station.name} {turn.post.name}", time_of(turn)
    said = Words(f"{place} {hours.zh}：{step.past.zh}", f"{place} {hours.en}: {step.past.en}")
    link = reverse("duty_turn", args=[turn.pk])
    send(Letter("duty_turn", turn.pk, said, link, account=one) for one in sorted(accounts - {by.account, 0}))


TURNS = Desk(
    procedure=TURN, model=Turn, relations=turn_relations, facts=turn_facts, effects=effects.EFFECTS, tell=_tell,
    related=("post__station__place", "post__station__owner", "fellow__person", "swap__fellow"),
)  # fmt: skip


def _find(ref: str, actor: Actor) -> Turn:
    row = Turn.objects.select_related(
        "post__station__place",
        "post__station__owner",
        "fellow__person",
        "roster",
        "swap__fellow",
        "swap__post",
    ).get(pk=int(ref))
    if not turn_relations(row, actor):
        raise Turn.DoesNotExist
    return row


def _seen(row: Turn, actor: Actor) -> tuple[str, ...]:
    """Who did what, by name, is read by the keepers and by whoever has the turn; others on the rota see how it stands."""
    return ("public", "teller", "staff") if turn_relations(row, actor) & {"keeper", "mine"} else ("public",)


def _shown(row: Turn, actor: Actor) -> dict[str, Any]:
    return {
        "station": row.post.station.code, "post": row.post.code, "begins_at": stamp(row.begins_at), "ends_at": stamp(row.ends_at),
        "kind": row.kind, "mine": "mine" in turn_relations(row, actor), "came_at": stamp(row.came_at), "left_at": stamp(row.left_at),
    }  # fmt: skip


TURN_SUBJECT = Subject(
    desk=TURNS, plural="turns", find=_find, ref=lambda row: str(row.pk), title=lambda row: f"{row.post.station.name} {row.post.name} {time_of(row)}",
    page=lambda row, actor: reverse("duty_turn", args=[row.pk]), seen=_seen, shown=_shown,
    other={"duty_turn.planned": Words("排进了值班表", "was put on the rota")},
)  # fmt: skip
