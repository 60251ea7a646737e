"""The pages of report-in in a real browser at three widths: they fit, nothing for axe to find."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import Worker

pytestmark = pytest.mark.browser
BRANCH = "/members/branches/estate_branch-9901010001"


def judged(who: Visitor, path: str) -> None:
    assert who.go(path).status == 200, path
    who.assert_fits()
    who.assert_accessible()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_branchs_pages_fit_and_are_accessible(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path, size: str
) -> None:
    who = Worker(visit(world_server, size), world_folder, "chenmeiyu").visitor
    for path in (
        BRANCH,
        f"{BRANCH}?state=reported",
        f"{BRANCH}/letters",
        f"{BRANCH}/invite",
        "/members/import",
    ):
        judged(who, path)
    who.go(BRANCH)
    first = who.page.locator("tbody a").first.get_attribute("href")
    assert first
    judged(who, first)
    clerk = Worker(visit(world_server, size), world_folder, "xugong").visitor
    judged(clerk, "/members/year")


def test_what_anybody_sees_fits_and_is_accessible(visit: Callable[..., Visitor], world_server: str) -> None:
    who = visit(world_server, "phone")
    judged(who, "/commitments/at/9901010001")
    for text in ("每周六清一次 3 号楼楼道", "中心花园的长椅修好三张"):
        who.page.get_by_role("link", name=text).click()
        who.page.wait_for_url(re.compile(r"/commitments/\d+"))
        who.assert_fits()
        who.assert_accessible()
        who.page.go_back()
    judged(who, "/places/9901010001")
    judged(who, "/report-in/")
