"""Random commands over the cast's two estates: what people may do in any order, most of it allowed."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from jinlin.base.engine import Faulty
from jinlin.base.procedure import Step
from jinlin.base.rule import Refused
from jinlin.matters import commands
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter
from jinlin.matters.procedure import MATTER
from tests.cast import World, at

START = at("2025-06-01 08:00")
STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("accept", "worker", {}), ("accept", "grid_worker", {}), ("contact", "worker", {"note": "已联系"}), ("follow", "worker", {"note": "看过现场"}),
    ("answer", "worker", {"note": "已处理"}), ("answer", "worker", {"note": "已处理"}), ("confirm", "resident", {"satisfaction": "5"}),
    ("confirm", "resident", {"satisfaction": "2"}), ("not_solved", "resident", {"note": "还是坏的"}), ("rate", "resident", {"satisfaction": "4"}),
    ("revisit_solved", "worker", {"note": "电话回访", "satisfaction": "4"}), ("revisit_unsolved", "worker", {"note": "还没好"}),
    ("reopen", "resident", {"note": "又坏了"}), ("supervise", "street", {"note": "请抓紧"}),
    ("whistle", "worker", {"note": "社区做不了"}), ("not_ours", "worker", {"reason": "petition", "note": "请走信访渠道"}),
    ("exclude", "street", {"reason": "force", "note": "台风"}), ("triage", "worker", {}), ("pause", "worker", {"reason": "waits_court", "note": "等鉴定"}),
    ("withdraw", "resident", {"note": "不用了"}), ("resume", "worker", {"note": "继续"}), ("extend", "worker", {"days": "3", "note": "要等配件"}), ("merge", "worker", {"note": "同一件事"}),
)  # fmt: skip
ENDS = ("not_ours", "withdraw", "merge")


def _declared(code: str) -> Step:
    step = MATTER.step(code)
    assert step is not None
    return step


class Walk:
    """One run of random commands; ``done`` counts what was tried, ``taken`` what was allowed.

    ``pace`` is the longest time between two commands, in minutes: a walk ends before today, as a stock of a period that is
    over is counted back from what is open today, and nobody acts in days to come.
    """

    def __init__(self, world: World, seed: int, pace: int = 300) -> None:
        self.world, self.pace, self.chance = world, pace, random.Random(seed)
        self.now, self.done, self.taken = START + dt.timedelta(days=seed % 300), 0, 0
        self.actors = {name: world.act(name) for name in ("resident", "worker", "grid_worker", "street")}
        self.matters: list[int] = []

    def go(self, count: int) -> None:
        """Try so many commands, the clock moving on between them."""
        for _ in range(count):
            self.now += dt.timedelta(minutes=self.chance.randrange(1, self.pace))
            self.done += 1
            if not self.matters or self.chance.random() < 0.12:
                self._tell()
            else:
                self._step()

    def _tell(self) -> None:
        world, chance = self.world, self.chance
        place = chance.choice(("qingrong", "building", "community"))
        raw: dict[str, Any] = {"text": "楼道灯不亮，晚上看不清", "place": world.places[place].pk}
        if chance.random() < 0.6:
            raw["category"] = chance.choice([one.pk for one in world.categories.values()])
        values, faults = commands.check_telling(raw)
        assert not faults
        self.matters.append(
            commands.tell(values=values, channel="page", by=self.actors["resident"], at=self.now).matter
        )
        self.taken += 1

    def _step(self) -> None:
        # Young matters first, so that lives are walked to their ends.
        matter = self.chance.choice(self.matters[-12:])
        state = Matter.objects.values_list("state", flat=True).get(pk=matter)
        fitting = [
            row for row in STEPS if self.chance.random() < 0.05 or state in MATTER.sources(_declared(row[0]))
        ]
        ending = [row for row in fitting if row[0] in ENDS and self.chance.random() < 0.8]
        step, who, given = self.chance.choice([row for row in fitting if row not in ending] or STEPS)
        given = dict(given)
        if step == "triage":
            given["category"] = self.chance.choice([one.pk for one in self.world.categories.values()])
        elif step == "whistle":
            given["institutions"] = [self.world.institutions["fire"].pk]
        elif step == "merge":
            others = Matter.objects.filter(pk__in=self.matters[-12:], closed_at__isnull=True).exclude(
                pk=matter
            )
            given["into"] = getattr(others.first(), "pk", None)
        try:
            MATTERS.take(matter, step, by=self.actors[who], given=given, on=self.now)
            self.taken += 1
        except (Refused, Faulty):
            pass
