"""Writes of the stage besides its steps: a round announced, a group entered or changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.venues.commands import keeper
from jinlin.venues.limits import stage_weights
from jinlin.venues.models import Space, StageGroup, StageRound
from jinlin.venues.stage.rules import StageWeights, fits_people

MOST_EVENINGS = 40
CLOSED = Reason("too_late", Words("报名已经截止", "Entering is over"))


def announce(
    *, space: Space, code: str, name: str, evenings: Sequence[dt.date], hours: tuple[int, int], enter_until: dt.datetime, seed_source: str, by: Actor,
    weights: StageWeights | None = None,
) -> StageRound:  # fmt: skip
    """Publish the evenings, the weights, and which public number will be used, before anybody enters.

    Refused: ``not_yours``, ``wrong_time``, ``wrong_date`` where an evening lies before entering is over, ``too_many_dates``.
    """
    keeper(space.station, by)
    days = sorted(set(evenings))
    if not days or len(days) > MOST_EVENINGS:
        raise Refused(
            Reason(
                "too_many_dates",
                Words(f"一轮 1 到 {MOST_EVENINGS} 个晚上", f"From 1 to {MOST_EVENINGS} evenings"),
            )
        )
    if days[0] <= timezone.localdate(enter_until) or enter_until <= timezone.now():
        raise Refused(
            Reason(
                "wrong_date",
                Words(
                    "报名要在第一个晚上之前截止，并且在将来",
                    "Entering ends in the future and before the first evening",
                ),
            )
        )
    begins, ends = hours
    if not (0 <= begins < ends <= 1440 and begins % 15 == 0 and ends % 15 == 0):
        raise Refused(
            Reason(
                "wrong_time",
                Words("时间要按一刻钟写，结束晚于开始", "Quarters of an hour, the end after the beginning"),
            )
        )
    with transaction.atomic():
        made = StageRound.objects.create(
            space=space, code=code, name=name, begins=begins, ends=ends, evenings=[one.isoformat() for one in days],
            weights=asdict(weights or stage_weights()), seed_source=seed_source, enter_until=enter_until,
        )  # fmt: skip
        trail.record(
            made,
            "stage_round",
            "stage_round.announced",
            by=by,
            data={"evenings": len(days), "weights": made.weights},
        )
        made.save(update_fields=["trail_seq", "trail_hash"])
    return made


def enter(
    *, round: StageRound, name: str, people: int, loud: bool, evenings: Sequence[str], by: Actor
) -> StageGroup:
    """Enter a group, or change what one entered before: size, loudness, evenings wanted.

    Refused: ``too_late``, ``not_yours`` where the name is another's, ``no_evenings``, ``too_many_people``.
    """
    with transaction.atomic():
        row = StageRound.objects.select_for_update(of=("self",)).select_related("space").get(pk=round.pk)
        if row.state != "entering" or row.enter_until <= timezone.now():
            raise Refused(CLOSED)
        wanted = [one for one in row.evenings if one in set(evenings)]
        if not wanted:
            raise Refused(Reason("no_evenings", Words("请至少选一个晚上", "Choose at least one evening")))
        too_many = fits_people(people, row.space.seats)
        if too_many is not None:
            raise Refused(too_many)
        known = row.groups.filter(by=by.account).first()
        named = row.groups.filter(name=name).first()
        if named is not None and named.by_id != by.account:
            raise Refused(
                Reason("not_yours", Words("这个团队已经由别人报了名", "Somebody else entered this group"))
            )
        made = known or StageGroup(round=row, code=f"G{row.groups.count() + 1:02}", by_id=by.account)
        made.name, made.people, made.loud, made.evenings = name, people, loud, wanted
        made.save()
        trail.record(
            row,
            "stage_round",
            "stage_round.entered",
            by=by,
            data={"group": made.code, "evenings": len(wanted)},
            text=name,
            seen="staff",
        )
        row.save(update_fields=["trail_seq", "trail_hash"])
    return made
