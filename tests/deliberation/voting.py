"""A vote of owners that a motion or a covenant was handed to, walked from its roll to its published result."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.ballots import casting
from jinlin.ballots.models import Decision
from tests.ballots.estate import Estate, estate

RULES = {
    "parking": "no", "conflict": "paper", "may_change": False, "by_phone": True, "by_proxy": False, "silent": "absent", "publication": "witnessed",
}  # fmt: skip
VOTERS = {
    "resident": "3号楼101室",
    "neighbour": "3号楼103室",
    **{f"owner{n}": f"3号楼{101 + n}室" for n in range(5, 12)},
}


def owners() -> Estate:
    """The estate with its owners; its own draft is left aside."""
    return estate()


def listed(made: Estate, decision: Decision, on: dt.datetime, **rules: Any) -> dt.datetime:
    """Rules, roll and its publication; answers a day on which it may be frozen."""
    made.decision = decision
    made.take("build_roll", on=on)
    made.take("set_rules", on=on, **(RULES | rules))
    made.take("publish_roll", on=on)
    return on + dt.timedelta(days=17)


def frozen(made: Estate, on: dt.datetime) -> dt.datetime:
    """Frozen and announced; answers the moment at which it may open."""
    made.take("freeze", on=on, closes_at=on + dt.timedelta(days=30))
    return on + dt.timedelta(days=16)


def published(made: Estate, on: dt.datetime, mark: str = "yes") -> dt.datetime:
    """Opened, voted on by nine of eleven, counted, verified and published; answers when."""
    made.take("open", on=on)
    for name, unit in VOTERS.items():
        casting.cast(
            decision=made.decision.pk,
            row=made.row(unit).row,
            marks={"m1": mark},
            by=made.act(name),
            on=on,
            key=name,
        )
    end = made.decision.closes_at + dt.timedelta(hours=1)
    made.take("close", "counter", on=end)
    made.take("count", "counter", on=end)
    made.take("verify", "monitor", on=end)
    made.take("publish", on=end)
    return end
