"""The pages of venues in a real browser, on a phone and on a desk: they fit, axe finds nothing, and a turn is accepted by hand."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor

pytestmark = pytest.mark.browser
TODAY = dt.date.today()
PUBLIC = (
    "/stations/", "/stations/YZ001", "/stations/YZ001/rooms/YZ001-A", "/stations/YZ001/duty", "/stations/YZ001/door", "/stations/GC001/stage",
    "/stage/WT01", "/stage/WT01/replay", "/stage/WT02", "/reclaimed/", "/reclaimed/SH001", f"/calendar/GC001?month={TODAY:%Y-%m}",
    f"/calendar/YZ001/{TODAY.isoformat()}", "/calendar/YZ001/embed",
)  # fmt: skip
# Every stretch of hours in the page's text that the window's edge tears into two lines.
TORN = """
() => {
  const torn = [], walk = document.createTreeWalker(document.getElementById('main'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) for (const hit of walk.currentNode.data.matchAll(/\\d{1,2}:\\d{2} ?— ?\\d{1,2}:\\d{2}/g)) {
    const range = document.createRange();
    range.setStart(walk.currentNode, hit.index);
    range.setEnd(walk.currentNode, hit.index + hit[0].length);
    if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) torn.push(hit[0]);
  }
  return torn;
}
"""
RESIDENT = ("/duty/", "/stations/YZ001/duty/join", "/stage/WT02/enter", "/stations/YZ001/check-in")
WORKER = (
    "/desk/stations/", "/desk/stations/YZ001", "/desk/stations/YZ001/day", "/desk/stations/YZ001/duty", "/desk/stations/YZ001/duty/plan",
    "/desk/stations/YZ001/duty/posts/new", "/desk/stations/YZ001/duty/people/new", "/desk/duty/posts/YZ001-D/promise", "/desk/stations/import",
    "/desk/stations/YZ001/rooms/YZ001-A/series", "/desk/series/1", "/desk/stations/GC001/stage/new", "/desk/reclaimed/new", "/reclaimed/SH001/steps/after",
)  # fmt: skip


def entered(visitor: Visitor, name: str, folder: Path) -> Visitor:
    mark = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    visitor.go("/accounts/login/")
    visitor.page.fill("#id_login", name)
    visitor.page.fill("#id_password", mark["password"])
    visitor.page.click("main form button.main")
    visitor.page.wait_for_load_state()
    return visitor


def at_home(visitor: Visitor) -> Visitor:
    """The resident of the cast, signed in by the code that the demo shows on the page."""
    visitor.go("/sign-in/")
    visitor.page.fill("#number", "13900000001")
    visitor.page.click("main form button.main")
    visitor.page.wait_for_load_state()
    code = re.search(r"\d{6}", visitor.page.inner_text("[role=note]"))
    assert code
    visitor.page.fill("#code", code[0])
    visitor.page.click("main form button.main")
    visitor.page.wait_for_url("**/me/")
    return visitor


def looked_at(visitor: Visitor, name: str) -> None:
    """Where a folder is named, a picture of the page is left there for people to look at."""
    folder = os.environ.get("PICTURES_TO")
    if folder:
        visitor.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def walked(visitor: Visitor, ways: tuple[str, ...], name: str) -> None:
    for number, way in enumerate(ways):
        assert visitor.go(way).status == 200, way
        looked_at(visitor, f"{name}-{number:02}")
        visitor.assert_fits()
        visitor.assert_accessible()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_of_venues_fits_and_is_accessible(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path, size: str
) -> None:
    walked(visit(world_server, size), PUBLIC, f"public-{size}")
    walked(entered(visit(world_server, size), "linxiao", world_folder), WORKER, f"worker-{size}")


def test_from_and_until_stand_on_one_line_however_narrow_the_page(
    visit: Callable[..., Visitor], world_server: str
) -> None:
    visitor = visit(world_server, "phone")
    visitor.context.add_cookies([{"name": "jinlin-elder", "value": "1", "url": visitor.root}])
    seen = 0
    for way in (
        "/stations/YZ001",
        "/stations/YZ001/rooms/YZ001-A",
        "/stations/YZ001/duty",
        f"/calendar/YZ001/{TODAY.isoformat()}",
    ):
        visitor.go(way)
        visitor.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        seen += len(re.findall(r"\d:\d\d—\d", visitor.page.inner_text("main")))
        for width in range(360, 480, 12):
            visitor.page.set_viewport_size({"width": width, "height": 740})
            assert visitor.page.evaluate(TORN) == [], (way, width)
    assert seen > 3


def test_a_broken_thing_is_told_in_two_taps_and_becomes_a_matter_that_is_followed_up(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> None:
    """What is behind the sticker's code, on the phone of whoever scanned it; then at the community's desk until it is mended."""
    passer_by = visit(world_server, "phone")
    passer_by.go("/assets/demo-asset-2")
    assert passer_by.page.locator("main svg.qr, main .qr").count() >= 1
    passer_by.page.get_by_role("link", name="坏了，报修").click()
    passer_by.assert_fits()
    passer_by.assert_accessible()
    with passer_by.page.expect_navigation():
        passer_by.page.locator("main form button.main").click()
    assert "已报修" in passer_by.page.inner_text("main")
    worker = entered(visit(world_server, "phone"), "linxiao", world_folder)
    worker.go("/matters/?all=1&q=投影机坏了")
    worker.page.get_by_role("link", name=re.compile("投影机坏了")).first.click()
    worker.page.wait_for_load_state()
    assert "榕西近邻驿站" in worker.page.inner_text("body"), "where it stands is known without a word typed"
    worker.go("/assets/demo-asset-2")
    worker.page.get_by_role("link", name="修好了").first.click()
    with worker.page.expect_navigation():
        worker.page.locator("main form button.main").click()
    passer_by.go("/assets/demo-asset-2")
    assert "好用" in passer_by.page.inner_text("main")


def test_a_residents_own_pages_and_a_turn_accepted_by_hand(
    visit: Callable[..., Visitor], world_server: str
) -> None:
    """One sign-in for both sizes: a further code is not sent within the minute."""
    visitor = at_home(visit(world_server, "phone"))
    walked(visitor, RESIDENT, "resident-phone")
    visitor.page.set_viewport_size({"width": 1440, "height": 900})
    walked(visitor, RESIDENT, "resident-desk")
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    visitor.go("/duty/")
    visitor.page.click("section.soon ul.rows a >> nth=0")
    visitor.page.wait_for_load_state()
    looked_at(visitor, "turn-phone")
    visitor.assert_accessible()
    visitor.page.get_by_role("link", name="答应").first.click()
    visitor.page.wait_for_load_state()
    visitor.page.click("main form button.main")
    visitor.page.wait_for_load_state()
    assert "已答应" in visitor.page.inner_text("main")
