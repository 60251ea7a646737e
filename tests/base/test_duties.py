"""Recurring duties: each has a name of its own, for a second one of that name would silently never run."""

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.duties import duties, duty, run_due


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
