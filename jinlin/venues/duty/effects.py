"""What each step of a turn writes besides state and event. Who says yes takes the quarters of an hour, or is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import Person
from jinlin.venues.duty import rules
from jinlin.venues.duty.queries import fellow_of, held_by, limits_of, on_rota, stretch
from jinlin.venues.models import DutyFellow, DutyTick, Turn
from jinlin.venues.queries import instant, tick_of

Given = dict[str, Any]
NO_FELLOW = Reason("wrong_reference", Words("值班表上没有这个人", "Nobody of that kind is on the rota"))
NO_TURN = Reason(
    "wrong_reference", Words("没有这一班，或者它已经变了", "There is no such turn, or it changed")
)


def against(turn: Turn, fellow: DutyFellow, *, without: tuple[int, ...] = ()) -> Reason | None:
    """Why somebody may not have a turn, from everything that they have said yes to at any station."""
    held = held_by([fellow.person_id], turn.begins_at, turn.ends_at)[fellow.person_id]
    others = [one for one, pk in held if pk not in (turn.pk, *without)]
    return rules.why_not(stretch(turn), others, limits_of(fellow))


def take_time(turn: Turn, fellow: DutyFellow, *, without: tuple[int, ...] = ()) -> None:
    """The quarters of an hour become this person's. Two turns of one person are said yes to one after the other."""
    list(Person.objects.select_for_update(of=("self",)).filter(pk=fellow.person_id))
    reason = against(turn, fellow, without=without)
    if reason is not None:
        raise Refused(reason)
    DutyTick.objects.filter(turn=turn).delete()
    try:
        with transaction.atomic():
            DutyTick.objects.bulk_create(
                DutyTick(person_id=fellow.person_id, tick=tick, turn=turn)
                for tick in range(tick_of(turn.begins_at), tick_of(turn.ends_at))
            )
    except IntegrityError:
        raise Refused(rules.TWO_PLACES) from None


def let_go(turn: Turn) -> None:
    """The time is nobody's any more."""
    DutyTick.objects.filter(turn=turn).delete()


def _give(turn: Turn, fellow: DutyFellow, at: dt.datetime, source: str) -> None:
    take_time(turn, fellow)
    turn.fellow, turn.kind, turn.accepted_at, turn.source = fellow, fellow.kind, at, source


def _kind(turn: Turn) -> dict[str, Any]:
    return {"kind": turn.kind, "fellow": turn.fellow_id}


def _offer(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    fellow = on_rota(turn.post.station_id, timezone.localdate(at)).filter(pk=values["fellow"]).first()
    if fellow is None:
        raise Faulty({"fellow": NO_FELLOW})
    reason = against(turn, fellow)
    if reason is not None:
        raise Refused(reason)
    turn.fellow, turn.kind, turn.source = fellow, fellow.kind, ""
    return Taken(data=_kind(turn))


def _take(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    fellow = fellow_of(turn, by)
    if fellow is None:
        raise Refused(NO_FELLOW)
    _give(turn, fellow, at, "self")
    return Taken(data=_kind(turn))


def _accept(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    assert turn.fellow is not None
    own = turn.fellow.person_id == by.person
    _give(turn, turn.fellow, at, "asked" if own else "desk")
    return Taken(data=_kind(turn) | {"source": turn.source})


def _decline(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    data = _kind(turn)
    turn.fellow, turn.kind, turn.source = None, "", ""
    return Taken(data=data, text=values.get("note") or "")


def _cover(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    fellow = fellow_of(turn, by)
    if fellow is None:
        raise Refused(NO_FELLOW)
    before = turn.fellow_id
    # Whoever asked for cover is told by the name on the row before it changes.
    account = turn.fellow.account_id if turn.fellow else None
    _give(turn, fellow, at, "self")
    turn.swap = None
    return Taken(data=_kind(turn) | {"instead_of": before}, tell=[f"account:{account}"] if account else [])


def _freed(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    let_go(turn)
    turn.swap = None
    return Taken(text=values.get("note") or "", data=_kind(turn))


def _ask_swap(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    other = Turn.objects.filter(
        pk=values["other"],
        post__station=turn.post.station_id,
        state__in=("accepted", "covered"),
        begins_at__gt=at,
    ).first()
    if other is None or other.pk == turn.pk or other.fellow_id == turn.fellow_id:
        raise Faulty({"other": NO_TURN})
    turn.swap = other
    return Taken(data={"other": other.pk})


def _agree_swap(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """Both turns change hands in one transaction, or neither does."""
    other = Turn.objects.select_for_update(of=("self",)).select_related("post").get(pk=turn.swap_id)
    mine, theirs = turn.fellow, other.fellow
    if (
        other.state not in ("accepted", "covered")
        or mine is None
        or theirs is None
        or theirs.person_id != by.person
    ):
        raise Refused(NO_TURN)
    list(
        Person.objects.select_for_update(of=("self",))
        .filter(pk__in=[mine.person_id, theirs.person_id])
        .order_by("pk")
    )
    let_go(turn)
    let_go(other)
    take_time(turn, theirs, without=(other.pk,))
    take_time(other, mine, without=(turn.pk,))
    for row, fellow in ((turn, theirs), (other, mine)):
        row.fellow, row.kind, row.accepted_at, row.source, row.swap = fellow, fellow.kind, at, "self", None
    trail.record(
        other,
        "duty_turn",
        "duty_turn.agree_swap",
        by=by,
        at=at,
        data={"other": turn.pk} | _kind(other),
        seen="staff",
    )
    other.save()
    tell = [f"account:{mine.account_id}"] if mine.account_id else []
    return Taken(data={"other": other.pk} | _kind(turn), tell=tell)


def _decline_swap(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    turn.swap = None
    return Taken()


def _call(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    following = turn.standbys.filter(called_at__isnull=True).select_related("fellow").order_by("rank").first()
    assert following is not None
    following.called_at = turn.called_at = at
    following.save(update_fields=["called_at"])
    account = following.fellow.account_id
    return Taken(
        data={"standby": following.fellow_id, "rank": following.rank},
        tell=[f"account:{account}"] if account else [],
    )


def _come(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    turn.came_at = at
    return Taken(data=_kind(turn))


def _leave(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    turn.left_at = at
    turn.handover = values["handover"] or ""
    let_go(turn)
    return Taken(data=_kind(turn), text=turn.handover)


def _end(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    let_go(turn)
    return Taken(data=_kind(turn))


def _say_left(turn: Turn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    left = instant(timezone.localdate(turn.begins_at), values["left"])
    if turn.came_at is None or left < turn.came_at or left > at:
        raise Faulty(
            {
                "left": Reason(
                    "wrong_time", Words("要在到岗之后、现在之前", "After the arrival and not in the future")
                )
            }
        )
    turn.left_at = left
    return Taken(data={"left_at": left.isoformat()}, text=values["note"])


EFFECTS: dict[str, Effect] = {
    "offer": _offer, "take": _take, "accept": _accept, "decline": _decline, "cover": _cover, "ask_swap": _ask_swap,
    "agree_swap": _agree_swap, "decline_swap": _decline_swap, "call_standby": _call, "come": _come, "leave": _leave, "end": _end,
    "say_left": _say_left, "miss": _freed, "excuse": _freed, "drop": _freed,
}  # fmt: skip
