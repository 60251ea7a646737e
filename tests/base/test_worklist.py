"""What waits for somebody is shown in order of need, over all modules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from jinlin.base import references, worklist
from jinlin.base.actor import ANYBODY
from jinlin.base.given import Field
from jinlin.base.words import Words

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.UTC)
WAITS = Words("等您", "Waits")


def item(title: str, hours: int | None) -> worklist.Item:
    due = None if hours is None else NOW + dt.timedelta(hours=hours)
    return worklist.Item(title, f"/{title}", WAITS, due)


@pytest.fixture(autouse=True)
def only_these() -> Iterator[None]:
    kept = dict(worklist.sources)
    worklist.sources.clear()
    yield
    worklist.sources.clear()
    worklist.sources.update(kept)


def test_lanes_with_something_late_come_first_and_the_nearest_deadline_leads() -> None:
    worklist.register(
        "calm", WAITS, lambda actor, now, limit: [item("later", 90), item("never", None)], order=1
    )
    worklist.register("late", WAITS, lambda actor, now, limit: [item("soon", 5), item("past", -2)], order=2)
    lanes = worklist.lanes(ANYBODY, NOW)
    assert [lane.code for lane in lanes] == ["late", "calm"]
    assert [(one.title, one.tone) for one in lanes[0].items] == [("past", "late"), ("soon", "soon")]
    assert [(one.title, one.tone) for one in lanes[1].items] == [("later", "calm"), ("never", "calm")]


def test_a_lane_with_nothing_is_not_shown_and_a_long_one_says_that_there_is_more() -> None:
    worklist.register("none", WAITS, lambda actor, now, limit: [])
    worklist.register("many", WAITS, lambda actor, now, limit: [item(str(n), n + 30) for n in range(limit)])
    (lane,) = worklist.lanes(ANYBODY, NOW)
    assert lane.more
    assert len(lane.items) == worklist.SHOWN


def test_codes_lead_to_ids_and_unknown_ones_are_refused_by_field() -> None:
    references.register("bench_for_tests", find={"B1": 1, "B2": 2}.get)
    fields = (
        Field("bench", "subject", WAITS, of="bench_for_tests"),
        Field("more", "subjects", WAITS, of="bench_for_tests"),
    )
    given, faults = references.resolve(fields, {"bench": "B1", "more": ["B2", 7]})
    assert (given["bench"], given["more"], faults) == (1, [2, 7], {})
    _, faults = references.resolve(fields, {"bench": "B9", "more": ["B2", "B8"]})
    assert {name: reason.code for name, reason in faults.items()} == {
        "bench": "wrong_reference",
        "more": "wrong_reference",
    }
    references.references.pop("bench_for_tests")
