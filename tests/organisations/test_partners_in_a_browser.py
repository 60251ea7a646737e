"""Partners in a real browser: every page fits at two sizes, nothing for axe to find; a month is tapped open."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def worker(visit: Callable[..., Visitor], world_server: str, world_folder: Path) -> Callable[[str], Visitor]:
    """The window of the community's worker, of a size."""
    mark = json.loads((world_folder / "demo.json").read_text(encoding="utf-8"))

    def opened(size: str) -> Visitor:
        visitor = visit(world_server, size)
        visitor.go("/accounts/login/")
        visitor.page.fill("#id_login", "linxiao")
        visitor.page.fill("#id_password", mark["password"])
        visitor.page.click("main form button.main, .pane form button.main")
        visitor.page.wait_for_load_state()
        return visitor

    return opened


def first(visitor: Visitor, way: str, pattern: str) -> str:
    """The first address of a kind on a page."""
    visitor.go(way)
    found = re.findall(rf'href="({pattern})"', visitor.page.content())
    assert found, way
    return found[0]


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_fits_and_is_accessible(worker: Callable[[str], Visitor], size: str) -> None:
    visitor = worker(size)
    agreement = first(visitor, "/agreements/?sort=number", r"/agreements/XY[\d-]+")
    duty = first(visitor, "/obligations/?only=late", r"/obligations/\d+")
    record = first(visitor, "/occasions/", r"/occasions/GJ[\d-]+")
    alliance = first(visitor, "/alliances/", r"/alliances/LM[\d-]+")
    project = first(visitor, alliance, r"/joint-projects/XM[\d-]+")
    ways = (
        "/partners/", "/partners/partner-02", "/agreements/", agreement, f"{agreement}/print", f"{agreement}/steps/propose", "/agreements/new",
        "/obligations/", duty, "/occasions/", record, "/occasions/new", "/alliances/", alliance, project, "/places/990101001001/partners",
    )  # fmt: skip
    for way in ways:
        assert visitor.go(way).status == 200, way
        visitor.assert_fits()
        visitor.assert_accessible()


def test_a_kept_month_leads_to_what_was_done_in_it(worker: Callable[[str], Visitor]) -> None:
    visitor = worker("desk")
    visitor.go(first(visitor, "/agreements/?sort=number", r"/agreements/XY[\d-]+"))
    month = visitor.page.locator(".strip a").first
    where = month.get_attribute("href") or ""
    month.click()
    assert visitor.page.locator(where).is_visible()
    assert "人次" in visitor.page.locator(where).inner_text()
