"""Duties of organisations: seats whose term has run out are handed over."""

from __future__ import annotations

import datetime as dt

from jinlin.base.duties import duty
from jinlin.organisations.commands import close_due
from jinlin.organisations.members.commands import put_away_old


@duty("hand over ended seats", every=dt.timedelta(minutes=1))
def hand_over(now: dt.datetime) -> int:
    """Rights end by the date itself; this tidies up behind: ways in are closed, open work goes to others."""
    return close_due(now)


@duty("put old commitments away", every=dt.timedelta(hours=12))
def put_away(now: dt.datetime) -> int:
    """A commitment is shown for a year after its day; then it is put away by itself."""
    return put_away_old(now)
