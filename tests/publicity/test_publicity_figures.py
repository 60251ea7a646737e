"""Figures of publicity on a world counted by hand."""

import datetime as dt

import pytest

from jinlin.base.figures import figure, values
from jinlin.base.nodes import find
from jinlin.base.periods import Period
from jinlin.publicity import asking, jobs, powers
from jinlin.publicity.desk import INQUIRIES, POWERS, PUBLICATIONS
from tests.cast import at, build
from tests.publicity.notices import hung, published

pytestmark = pytest.mark.django_db
YEAR = Period("year", dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2026, 11, 20))
OCTOBER = Period("month", dt.date(2026, 10, 1), dt.date(2026, 10, 31), dt.date(2026, 11, 20))


@pytest.fixture
def lively():
    """Six notices: one served, one not, one withdrawn, one correction, a decision without a result and one with."""
    world = build()
    act = world.act
    first = hung(world, published(world, on=at("2026-09-01 09:00")), on=at("2026-09-01 10:00"))
    jobs.serve(at("2026-09-17 00:10"))
    published(
        world, on=at("2026-09-02 09:00"), title="没有贴的", kind="general", place=world.places["qingrong"].pk
    )
    wrong = published(world, on=at("2026-10-08 09:00"), title="有错的")
    published(world, on=at("2026-10-09 09:00"), title="更正", corrects=wrong.pk)
    PUBLICATIONS.take(
        wrong.pk, "withdraw", by=act("secretary"), given={"why": "有误"}, on=at("2026-10-10 09:00")
    )
    given = {"result_by": "2026-10-20"}
    published(world, on=at("2026-09-20 09:00"), kind="decision", title="没有结果的", given=given)
    done = published(world, on=at("2026-09-20 09:00"), kind="decision", title="有结果的", given=given)
    published(world, on=at("2026-11-05 09:00"), kind="result", title="结果", result_of=done.pk)
    for day in (2, 3):
        asked = asking.ask(
            raw={"kind": "question", "text": "问"}, publication=first, at=at(f"2026-09-0{day} 10:00")
        )
        when = "2026-09-05 10:00" if day == 2 else "2026-09-30 10:00"
        INQUIRIES.take(
            asked.pk, "answer", by=act("worker"), given={"outcome": "told", "answer": "答"}, on=at(when)
        )
    power = powers.list_power(
        place=world.places["community"], raw={"name": "盖章", "basis": "办法", "holder": "窗口", "steps": "受理", "within_days": 2}, by=act("secretary"),
    )  # fmt: skip
    for n in range(3):
        use = {"what": "一次", "used_on": f"2026-10-1{n}", "outcome": "done"}
        POWERS.take(power.pk, "use", by=act("worker"), given=use, on=at("2026-11-01 09:00"))
    return world


def read(world, place, period, *ids):
    node = find(world.places[place].code)
    cells = values([figure(f"publicity.{one}") for one in ids], [node], [period])
    found = {key[0].partition(".")[2]: value for key, value in cells.items()}
    return [
        (found[one].number, found[one].base) if found[one].base is not None else found[one].number
        for one in ids
    ]


def test_the_figures_of_a_year_are_those_counted_by_hand(lively):
    ids = ("published", "affairs", "corrected", "asked", "powers_used", "results_late")
    assert read(lively, "community", YEAR, *ids) == [7, 2, 2, 2, 3, 1]
    assert read(lively, "street", YEAR, *ids) == [7, 2, 2, 2, 3, 1]
    assert read(lively, "community2", YEAR, *ids) == [0, 0, 0, 0, 0, 0]
    assert read(lively, "qingrong", YEAR, "published") == [1]


def test_shares_say_of_what(lively):
    """Six notices by days have passed their last day; one was served. Two questions were due; one was answered in time."""
    (served, base), (answered, due) = read(lively, "community", YEAR, "served", "answered")
    assert (served, base) == (1, 5)
    assert (answered, due) == (1, 2)


def test_a_result_was_overdue_at_the_end_of_october_and_is_not_any_more(lively):
    assert read(lively, "community", OCTOBER, "results_late", "published", "powers_used") == [2, 2, 3]
