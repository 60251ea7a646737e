"""Two at once: one wins, the other is told who, and what is counted stays right."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.load.serving import Site

pytestmark = [pytest.mark.load, pytest.mark.slow]
LONG = bool(os.environ.get("JINLIN_TEST_LONG"))


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """The results of acts that start at the same moment, in the order given."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        gate.wait()
        results[number] = act()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def told(site: Site, count: int, what: str, place: str = "E0001") -> list[str]:
    """Numbers of so many fresh matters."""
    answers = [site.tell(f"{what}，第 {one} 次，电梯坏了", place=place) for one in range(count)]
    assert {status for status, _ in answers} == {201}, answers[:2]
    return [body["number"] for _, body in answers]


def clean(site: Site) -> dict[str, Any]:
    """What the check found, after asking that trail and counts are whole."""
    found: dict[str, Any] = site.run("tests.load.check")
    assert found["trail"] == [] and found["tallies"] == [] and found["untold"] == [] and found["empty"] == []
    return found


def test_a_hundred_equal_posts_with_one_key_are_one_matter_and_one_answer(calm_site: Site) -> None:
    answers = at_once(*[lambda: calm_site.tell("同一个编号一百次，电梯坏了", key="one-key")] * 100)

    assert Counter(status for status, _ in answers) == {201: 100}
    assert len({json.dumps(body, sort_keys=True) for _, body in answers}) == 1
    assert clean(calm_site)["texts"]["同一个编号一百次，电梯坏了"] == 1


def test_a_key_that_comes_again_with_another_text_is_refused(calm_site: Site) -> None:
    assert calm_site.tell("编号只用一次，电梯坏了", key="used")[0] == 201

    status, body = calm_site.tell("换了内容，电梯坏了", key="used")

    assert (status, body["code"]) == (409, "wrong_key")


def test_of_two_who_accept_at_once_one_wins_and_the_other_hears_who(calm_site: Site) -> None:
    rounds = 300 if LONG else 50
    for number in told(calm_site, rounds, "两个人同时接办"):
        path = f"/api/v1/matters/{number}/steps/accept"
        answers = at_once(
            *[
                lambda by=by, path=path: calm_site.ask("POST", path, {}, by=by)
                for by in ("worker", "secretary")
            ]
        )

        assert sorted(status for status, _ in answers) == [200, 409], answers
        won = next(body for status, body in answers if status == 200)
        lost = next(body for status, body in answers if status == 409)
        assert lost["code"] == "wrong_state" and won["owner"]["name"] in lost["zh"]
    clean(calm_site)


def _merge(site: Site, one: str, other: str) -> Callable[[], Any]:
    path = f"/api/v1/matters/{one}/steps/merge"
    return lambda: site.ask("POST", path, {"into": other, "note": "同一件事"}, by="street")


def test_of_two_merges_that_cross_one_is_done_and_nothing_breaks(calm_site: Site) -> None:
    rounds = 60 if LONG else 12
    here, there = told(calm_site, rounds, "交叉并案"), told(calm_site, rounds, "交叉并案", place="E0002")
    for one, other in zip(here, there, strict=True):
        answers = at_once(_merge(calm_site, one, other), _merge(calm_site, other, one))

        assert sorted(status for status, _ in answers)[0] == 200, answers
        assert sorted(status for status, _ in answers)[1] in (409, 422), answers
    assert clean(calm_site)["states"]["merged"] >= rounds


def test_steps_that_race_on_one_matter_leave_one_unbroken_chain(calm_site: Site) -> None:
    number = told(calm_site, 1, "大家同时跟进")[0]
    path = f"/api/v1/matters/{number}/steps/follow"
    acts: Sequence[Callable[[], Any]] = [
        lambda by=by: calm_site.ask("POST", path, {"note": "去看过了"}, by=by) for by in ("worker", "secretary", "street") for _ in range(8)
    ]  # fmt: skip

    answers = at_once(*acts)

    assert Counter(status for status, _ in answers) == {200: 24}
    _, whole = calm_site.ask("GET", f"/api/v1/matters/{number}", by="worker")
    assert [line["seq"] for line in whole["thread"]] == list(range(1, 26))
    clean(calm_site)
