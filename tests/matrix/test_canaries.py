"""Marked private words never reach those who may not read them, on whatever page (every role: ``test_access``)."""

from __future__ import annotations

import pytest

from tests.matrix.crawl import MARKS, TAG, Town
from tests.people.neighbours import NUMBERS

# One process walks for all of them: what a reader was told is remembered.
pytestmark = [pytest.mark.xdist_group("canaries"), pytest.mark.once]


def _found(pages: dict[str, str], *marks: str) -> list[str]:
    return [f"{way}: {mark}" for way, text in pages.items() for mark in marks if mark in text]


def test_private_words_reach_no_neighbour(made: Town) -> None:
    assert _found(made.said("neighbour"), *MARKS) == []


@pytest.mark.parametrize("reader", ["worker", "own_grid_worker", "secretary", "street", "district"])
def test_a_tellers_name_and_number_reach_nobody_who_has_not_asked_with_a_purpose(
    made: Town, reader: str
) -> None:
    pages = made.said(reader)
    assert _found(pages, "CANARYNAME", "13612345678", NUMBERS["resident"], "王秀兰") == []


def test_the_operator_reads_nothing_private(made: Town) -> None:
    pages = made.said("operator")
    assert _found(pages, "CANARY", "13612345678", NUMBERS["resident"], "王秀兰") == []


@pytest.mark.parametrize("reader", ["worker", "secretary", "operator", "auditor"])
def test_no_staff_page_shows_two_purposes_of_one_person(made: Town, reader: str) -> None:
    """R5: no page joins a person's telling, home, data request and looks."""
    purposes = {
        "CANARYTEXT": "telling",
        "CANARYREQUEST": "request",
        "CANARYLOOK": "look",
        "13812341234": "home",
    }
    joined = [
        way
        for way, text in made.said(reader).items()
        if len({purpose for mark, purpose in purposes.items() if mark in text}) > 1
    ]
    assert joined == []


def test_the_teller_reads_everything_of_their_own(made: Town) -> None:
    pages = made.said("resident", receipt=True)
    missing = [
        mark
        for mark in ("CANARYTEXT", "CANARYREQUEST", "CANARYLOOK", "CANARYSPOT")
        if not _found(pages, mark)
    ]
    assert missing == []


@pytest.mark.parametrize("reader", ["resident", "worker", "own_grid_worker", "secretary", "street"])
def test_what_a_teller_writes_is_text_on_every_page_and_never_a_tag(made: Town, reader: str) -> None:
    pages = made.said(reader, receipt=reader == "resident")
    assert [way for way, text in pages.items() if TAG in text and "Content-Type: text/html" in text] == []
    assert _found(pages, TAG.replace("<", "&lt;").replace(">", "&gt;")), "so that the silence says something"


@pytest.mark.parametrize("reader", ["worker", "own_grid_worker", "secretary", "street"])
def test_who_works_on_the_matter_reads_its_words(made: Town, reader: str) -> None:
    """So that the silence elsewhere says something."""
    assert _found(made.said(reader), "CANARYTEXT")
