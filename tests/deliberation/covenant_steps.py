"""Covenants of the cast, made through the steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.deliberation.covenants.desk import COVENANTS
from jinlin.deliberation.covenants.effects import make_covenant
from jinlin.deliberation.covenants.models import ClauseFlag, ClauseRemark, Covenant
from tests.cast import World, at

START = at("2026-03-02 09:00")
CLAUSES = (
    ("停车", "车停在线里，不占消防通道。"),
    ("音响", "晚上十点后不放音响。"),
    ("电动车", "电动车不进楼，不飞线充电。"),
)


class Pen:
    """Somebody who takes steps of a covenant, on days that go forward."""

    def __init__(self, world: World, on: dt.datetime = START, place: str = "community") -> None:
        self.world, self.on = world, on
        name = {"community": "榕西社区居民公约", "qingrong": "青榕花园管理规约"}[place]
        self.row = make_covenant(place=world.places[place], name=name, by=world.act("worker"), at=on)

    def take(self, step: str, by: str = "worker", **given: Any) -> Covenant:
        """One step."""
        self.row = COVENANTS.take(self.row.pk, step, by=self.world.act(by), given=given, on=self.on)
        return self.row

    def days(self, days: int) -> None:
        """Let days pass."""
        self.on += dt.timedelta(days=days)

    def draft(self, *clauses: tuple[str, str]) -> None:
        """Clauses added one after another."""
        for title, text in clauses or CLAUSES:
            self.take("add_clause", title=title, text=text)

    def clause(self, title: str) -> int:
        """The id of a clause by its heading."""
        return self.row.clauses.get(title=title, dropped=False).pk

    def round(self, *remarks: tuple[str, str], days: int = 10) -> None:
        """A round with remarks (heading of the clause, words) by the resident."""
        self.take("open_round", closes_on=(self.on + dt.timedelta(days=days)).date().isoformat())
        for title, words in remarks:
            self.take(
                "remark", by="resident", text=words, **({"clause": self.clause(title)} if title else {})
            )

    def close(self, days: int = 11) -> None:
        """The round ends, and every remark is answered."""
        self.days(days)
        self.take("close_round")
        self.answer_all()

    def answer_all(self, taken: str = "taken") -> None:
        """Every open remark is answered."""
        for remark in ClauseRemark.objects.filter(round__covenant=self.row, taken=""):
            self.take("answer", remark=remark.pk, taken=taken, answer="按您说的改")

    def decide_all(self, decision: str = "keep") -> None:
        """Every open flag is decided."""
        for flag in ClauseFlag.objects.filter(
            round__covenant=self.row, round__number=self.row.round, decision=""
        ):
            self.take("decide_flag", flag=flag.pk, decision=decision, reason="这里说的是按合同退押金")

    def adopt(self, effective: str = "", **numbers: int) -> None:
        """Ready, put to the representatives, and adopted."""
        self.take("finish")
        self.take("put_to_vote", way="reps")
        self.days(3)
        day = self.on.date().isoformat()
        counted = {"entitled": 60, "present": 45, "in_favour": 40, "against": 3, "abstained": 2, **numbers}
        self.take("adopt", decided_on=day, effective_on=effective or day, **counted)
