"""Dashboards in a browser: charts stand over their tables, nothing is refused, nothing is wider than the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor

pytestmark = pytest.mark.browser
STREET, COMMUNITY = "990101001000", "990101001001"
PAGES = (
    f"/insight/{STREET}", f"/insight/{COMMUNITY}?period=2026-Q3", f"/insight/{STREET}/figures", f"/insight/{STREET}/figures/matters.told",
    f"/insight/{STREET}/figures/matters.open", f"/insight/{STREET}/wall", f"/places/{COMMUNITY}/figures",
)  # fmt: skip


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_of_figures_fits_is_accessible_and_draws_its_charts(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path, size: str
) -> None:
    mark = json.loads((world_folder / "demo.json").read_text(encoding="utf-8"))
    visitor = visit(world_server, size)
    visitor.go("/accounts/login/")
    visitor.page.fill("#id_login", "zhengduban")
    visitor.page.fill("#id_password", mark["password"])
    visitor.page.click("main form button.main")
    visitor.page.wait_for_load_state()
    for way in PAGES:
        assert visitor.go(way).status == 200, way
        visitor.assert_fits()
        visitor.assert_accessible()
    visitor.go(f"/insight/{STREET}/figures/matters.told")
    assert visitor.page.locator(".chart-drawn svg path").count() > 2
    with visitor.page.expect_download() as saved:
        visitor.page.click(".tools-row button >> nth=0")
    assert saved.value.suggested_filename.endswith(".svg")
    assert "<svg" in Path(saved.value.path()).read_text(encoding="utf-8")
    visitor.page.emulate_media(media="print")
    heights = "[...document.querySelectorAll('.chart-drawn')].map(one => one.getBoundingClientRect().height)"
    assert min(visitor.page.evaluate(heights)) > 80, "on paper the charts stand too"


def test_a_wall_screen_of_any_size_keeps_its_numbers_on_one_line_and_everything_in_sight(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> None:
    mark = json.loads((world_folder / "demo.json").read_text(encoding="utf-8"))
    visitor = visit(world_server, "desk")
    visitor.go("/accounts/login/")
    visitor.page.fill("#id_login", "zhengduban")
    visitor.page.fill("#id_password", mark["password"])
    visitor.page.click("main form button.main")
    visitor.page.wait_for_load_state()
    for width, height in ((1920, 1080), (1280, 720), (3840, 2160)):
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.go(f"/insight/{STREET}/wall")
        lines = visitor.page.eval_on_selector_all(
            ".wall-now b",
            "found => found.map(b => b.offsetHeight / parseFloat(getComputedStyle(b).fontSize))",
        )
        assert len(lines) == 6 and max(lines) < 1.5, f"a number breaks at {width}"
        foot = visitor.page.locator(".wall-foot").bounding_box()
        assert foot is not None and foot["y"] + foot["height"] <= height, (
            f"the foot is out of sight at {width}"
        )
        large = visitor.page.eval_on_selector(".wall-now b", "b => parseFloat(getComputedStyle(b).fontSize)")
        assert abs(large - 76 * width / 1920) < 1
