"""Recurring duties: each has a name of its own, for a second one of that name would silently never run."""

import datetime as dt

import pytest

from jinlin.base.duties import duties, duty


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
