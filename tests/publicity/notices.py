"""Notices of the cast, made through the steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.publicity import commands
from jinlin.publicity.desk import PUBLICATIONS
from jinlin.publicity.models import Publication
from tests.cast import World, at

BEGUN = at("2026-09-10 09:00")


def raw(world: World, **more: Any) -> dict[str, Any]:
    """What a draft of the community gives."""
    return {
        "kind": "affairs_money", "place": world.places["community"].pk, "publisher": "榕西社区居民委员会",
        "title": "三季度救助款物发放情况", "body": "第三季度收到救助款 12,000 元，发放 11,400 元。", "channel": "榕西社区服务窗口", **more,
    }  # fmt: skip


def drafted(world: World, *, by: str = "worker", on: dt.datetime = BEGUN, **more: Any) -> Publication:
    """A draft."""
    return commands.draft(raw=raw(world, **more), by=world.act(by), at=on)


def published(
    world: World, *, on: dt.datetime = BEGUN, given: dict[str, Any] | None = None, **more: Any
) -> Publication:
    """Drafted by the worker, checked and published by the secretary."""
    row = drafted(world, on=on, **more)
    PUBLICATIONS.take(row.pk, "check", by=world.act("secretary"), on=on)
    return PUBLICATIONS.take(row.pk, "publish", by=world.act("secretary"), given=given, on=on)


def hung(world: World, row: Publication, *, on: dt.datetime, spot: str = "board") -> Publication:
    """The worker records that it hangs."""
    given = {"spot": spot, "hung_on": on.date().isoformat()}
    return PUBLICATIONS.take(row.pk, "hang", by=world.act("worker"), given=given, on=on)
