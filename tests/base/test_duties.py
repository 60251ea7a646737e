"""Recurring duties: each has a name of its own, for a second one of that name would silently never run."""

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.duties import Duty, duties, duty, run_due, take_up
from jinlin.base.models import DutyMark


def test_two_duties_of_one_name_are_refused_when_they_are_registered():
    name = next(iter(duties))
    before = dict(duties)
    with pytest.raises(ValueError, match="two duties are called"):
        duty(name, every=dt.timedelta(hours=1))(lambda now: 0)
    assert duties == before


def test_contacts_and_both_kinds_of_results_have_duties_of_their_own():
    for name in (
        "forget contacts",
        "remind of results",
        "remind of results to publish",
    ):
        assert name in duties


@pytest.mark.django_db
def test_a_second_look_right_after_the_first_asks_one_question_and_writes_nothing(django_assert_num_queries):
    now = timezone.now()
    run_due(now)
    with django_assert_num_queries(1):
        assert run_due(now) == {}
    assert set(run_due(now + dt.timedelta(seconds=3))) == {
        name for name, one in duties.items() if one.every <= dt.timedelta(seconds=3)
    }


@pytest.mark.django_db
def test_a_duty_whose_process_was_killed_is_taken_up_again_after_an_hour(monkeypatch):
    now = timezone.now()
    nightly = Duty("a nightly duty", dt.timedelta(hours=24), lambda at: 7)
    monkeypatch.setattr("jinlin.base.duties.duties", {nightly.name: nightly})
    assert take_up(nightly, now)

    assert run_due(now + dt.timedelta(minutes=59)) == {}, "somebody may still be at it"
    assert run_due(now + dt.timedelta(minutes=61)) == {nightly.name: 7}


@pytest.mark.django_db
@pytest.mark.parametrize("ended", [{"fault": "ValueError: no"}, {"done": True}])
def test_a_duty_that_was_done_or_failed_waits_for_its_next_time(ended):
    now = timezone.now()
    nightly = Duty("a nightly duty", dt.timedelta(hours=24), lambda at: 0)
    take_up(nightly, now)
    mark = DutyMark.objects.get(name=nightly.name)
    mark.done_at, mark.fault = (
        (now + dt.timedelta(minutes=1) if "done" in ended else None),
        ended.get("fault", ""),
    )
    mark.save()

    assert not take_up(nightly, now + dt.timedelta(hours=2))
    assert take_up(nightly, now + dt.timedelta(hours=25))
