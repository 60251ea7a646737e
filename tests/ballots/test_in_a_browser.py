"""Decisions and elections in a real browser: nothing for axe to find, nothing cut off, at both widths, dark and on paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import signed_in

pytestmark = pytest.mark.browser
PUBLIC = (
    "/decisions/",
    "/decisions/1",
    "/decisions/2",
    "/decisions/check",
    "/elections/",
    "/elections/1",
    "/elections/2",
    "/elections/3",
    "/committees/1",
    "/committees/2",
)
DESK = (
    "/desk/decisions/", "/desk/decisions/new", "/desk/decisions/1", "/desk/decisions/2", "/desk/decisions/1/roll", "/desk/decisions/1/ballots",
    "/desk/decisions/1/boxes", "/desk/decisions/2/official", "/desk/elections/", "/desk/elections/new", "/desk/elections/1", "/desk/elections/2", "/desk/elections/3",
    "/desk/elections/2/voters", "/desk/elections/3/steps/add_station", "/desk/committees/1", "/desk/committees/2",
)  # fmt: skip
PAPERS = (
    "/desk/elections/2/papers/register",
    "/desk/elections/2/papers/result",
    "/desk/elections/3/papers/count",
    "/desk/committees/1/papers/filing",
)


def test_residents_read_decisions_and_elections_on_a_phone(phone: Visitor) -> None:
    for address in PUBLIC:
        phone.go(address)
        phone.assert_accessible()
        phone.assert_fits()


def test_an_owner_marks_on_a_phone_among_choices_of_equal_size(phone: Visitor) -> None:
    signed_in(phone, "13900000001")
    for large in (False, True):
        phone.go("/decisions/2/mine")
        phone.page.click('main a[href*="/vote/"]')
        phone.page.wait_for_load_state()
        if large:
            phone.page.evaluate("document.documentElement.classList.add('elder', 'elder-3')")
        sizes = phone.page.eval_on_selector_all(
            "fieldset .tile",
            "all => all.map(one => [one.offsetWidth, one.offsetHeight, one.offsetLeft].join())",
        )
        assert len(sizes) == 3
        assert len(set(sizes)) == 1, sizes
        phone.assert_accessible()
        phone.assert_fits()


def test_workers_keep_them_at_the_desk_by_day_by_night_and_on_paper(
    desk: Visitor, world_folder: Path
) -> None:
    mark = json.loads((world_folder / "demo.json").read_text(encoding="utf-8"))
    desk.go("/accounts/login/")
    desk.page.fill("#id_login", "linxiao")
    desk.page.fill("#id_password", mark["password"])
    desk.page.click("main form button.main")
    desk.page.wait_for_load_state()
    for address in DESK:
        desk.go(address)
        desk.assert_accessible()
        desk.assert_fits()
    desk.page.emulate_media(color_scheme="dark")
    for address in ("/desk/elections/2", "/desk/decisions/1", "/desk/decisions/1/ballots", *PAPERS):
        desk.go(address)
        desk.assert_accessible()
    desk.page.emulate_media(media="print")
    for address in PAPERS:
        desk.go(address)
        desk.assert_accessible()
        desk.assert_fits()
