"""Appraisals in the demo world: the cast's community has given its own where it is time; the other side's are awaited."""

from __future__ import annotations

from jinlin.base.models import Notice
from jinlin.organisations.public import AGREEMENTS, Agreement, open_stages
from jinlin.site.demo.world import World

SAID = ("活动都办了，讲座少一次", "走访和活动都按约定做到了")


def live_appraisals(world: World) -> None:
    """By the same step that people take, once the world's rows are written."""
    worker = world.cast["community_worker"].actor
    rows = Agreement.objects.filter(community=world.places["榕西"], standing__gt=0).order_by("pk")
    for number, row in enumerate(rows):
        stages = open_stages(row, "community", world.on)
        if not stages:
            continue
        given = {"stage": min(stages), "kept": "mostly", "next": "go_on", "remark": SAID[number % len(SAID)]}
        AGREEMENTS.take(row.pk, "appraise", by=worker, given=given, on=world.now)
    Notice.objects.filter(subject="agreement", sent_at__isnull=True).update(sent_at=world.now)
