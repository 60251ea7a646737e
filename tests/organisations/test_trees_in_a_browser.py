"""The pages of trees and gatherings in a real browser: they fit, axe finds nothing, and the code at the door is there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor

pytestmark = pytest.mark.browser
ESTATE = "9901010001"
STREET_PAGES = (
    "/organisations/", "/organisations/coverage", "/organisations/overlaps?kind=both", "/organisations/then", "/seats/vacancies",
    "/organisations/templates",
)  # fmt: skip
BRANCH_PAGES = (
    "/gatherings/",
    "/gatherings/?kind=birthday",
    "/gatherings/new?org={branch}",
    "/organisations/{branch}",
    "/organisations/{branch}/history",
)


def entered(visitor: Visitor, name: str, folder: Path) -> Visitor:
    mark = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    visitor.go("/accounts/login/")
    visitor.page.fill("#id_login", name)
    visitor.page.fill("#id_password", mark["password"])
    visitor.page.click("main form button.main")
    visitor.page.wait_for_load_state()
    return visitor


def looked_at(visitor: Visitor, name: str) -> None:
    """Where a folder is named, a picture of the page is left there for people to look at."""
    folder = os.environ.get("PICTURES_TO")
    if folder:
        visitor.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_of_trees_fits_and_is_accessible(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path, size: str
) -> None:
    street = entered(visit(world_server, size), "zhengduban", world_folder)
    for number, way in enumerate(STREET_PAGES):
        assert street.go(way).status == 200, way
        looked_at(street, f"street-{number}-{size}")
        street.assert_fits()
        street.assert_accessible()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_of_gatherings_fits_and_is_accessible(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path, size: str
) -> None:
    secretary = entered(visit(world_server, size), "chenmeiyu", world_folder)
    secretary.go("/gatherings/?state=called")
    secretary.page.click("main table a >> nth=0")
    one = secretary.page.url.removeprefix(world_server)
    link = secretary.page.locator("a[href*='/door']").first
    branch = "estate_branch-" + ESTATE
    ways = [one, f"{one}/door", f"{one}/print", *(way.format(branch=branch) for way in BRANCH_PAGES)]
    assert link.count() == 1
    for number, way in enumerate(ways):
        assert secretary.go(way).status == 200, way
        looked_at(secretary, f"branch-{number}-{size}")
        secretary.assert_fits()
        secretary.assert_accessible()
