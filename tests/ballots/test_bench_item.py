"""The bench's vote in small: what it makes is open, what the board keeps is whole."""

import pytest

from tests.bench import vote_world
from tests.cast import build

pytestmark = pytest.mark.django_db


def test_the_vote_of_the_bench_is_open_and_its_empty_board_is_whole():
    build()
    made = vote_world.made("40")
    assert len({row for *_, row in made["voters"]}) == 40
    assert vote_world.kept(made["decision"]) == {"ballots": 0, "rows": 0, "chain": True}
