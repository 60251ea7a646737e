"""Many phones at once: every ballot is on the board once, none is lost, and one person never votes twice."""

import pytest

from jinlin.ballots import casting, results
from jinlin.ballots.models import BoardLine
from tests import racing
from tests.ballots.estate import OPEN, opened

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_one_owner_on_two_phones_one_ballot_stands_and_of_neighbours_none_is_lost():
    made = opened(may_change=False)
    numbers = {
        name: made.row(unit).row
        for name, unit in (("resident", "3号楼101室"), ("neighbour", "3号楼103室"), ("owner5", "3号楼106室"))
    }

    def phone(name, key):
        by = made.act(name)
        return lambda: casting.cast(
            decision=made.decision.pk, row=numbers[name], marks={"m1": "yes"}, by=by, on=OPEN, key=key
        )

    found = racing.results(
        phone("resident", "a"),
        phone("resident", "b"),
        phone("resident", "a"),
        phone("neighbour", "c"),
        phone("owner5", "d"),
    )
    assert "not_twice" in found
    lines = list(BoardLine.objects.filter(decision=made.decision).order_by("n"))
    assert [line.n for line in lines] == list(range(4))
    assert sorted(line.row for line in lines if line.kind == "ballot") == sorted(numbers.values())
    assert results.taking_part(made.decision)[1].persons == 3
