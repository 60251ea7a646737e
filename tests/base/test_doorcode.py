"""A code at a door is good for those who stand before it, and for nobody who got a picture of it later."""

from __future__ import annotations

import datetime as dt

from jinlin.base import doorcode

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.UTC)


def test_the_code_of_the_moment_counts_and_that_of_a_slow_phone_too() -> None:
    given = doorcode.code("gathering", 7, NOW)
    for late in (0, 20, 60, 89):
        assert doorcode.is_fresh("gathering", 7, given.lower(), NOW + dt.timedelta(seconds=late))


def test_a_picture_sent_home_counts_no_more() -> None:
    given = doorcode.code("gathering", 7, NOW)
    assert not doorcode.is_fresh("gathering", 7, given, NOW + dt.timedelta(minutes=2))
    assert not doorcode.is_fresh("gathering", 7, given, NOW - dt.timedelta(minutes=2))


def test_each_door_has_its_own_code() -> None:
    given = doorcode.code("gathering", 7, NOW)
    assert not doorcode.is_fresh("gathering", 8, given, NOW)
    assert not doorcode.is_fresh("meeting", 7, given, NOW)
    assert not doorcode.is_fresh("gathering", 7, "", NOW)
