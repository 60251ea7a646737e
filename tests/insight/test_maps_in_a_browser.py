"""The map, a briefing and open data in a real browser: they fit, axe finds nothing, the keyboard moves the map."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor

pytestmark = pytest.mark.browser
STREET, COMMUNITY = "990101001000", "990101001001"


@pytest.fixture
def signed_in(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> Callable[[str], Visitor]:
    """A street supervisor's window of a size."""
    mark = json.loads((world_folder / "demo.json").read_text(encoding="utf-8"))

    def opened(size: str) -> Visitor:
        visitor = visit(world_server, size)
        visitor.go("/accounts/login/")
        visitor.page.fill("#id_login", "zhengduban")
        visitor.page.fill("#id_password", mark["password"])
        visitor.page.click("form button.main")
        visitor.page.wait_for_load_state()
        return visitor

    return opened


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_fits_and_is_accessible(signed_in: Callable[[str], Visitor], size: str) -> None:
    visitor = signed_in(size)
    for way in (
        f"/map/?at={STREET}",
        f"/map/?at={COMMUNITY}",
        "/briefing/",
        f"/briefing/template/{STREET}",
        "/open/",
    ):
        assert visitor.go(way).status == 200, way
        if way.startswith("/map/"):
            visitor.page.wait_for_selector(".mark")
        visitor.assert_fits()
        visitor.assert_accessible()


def test_marks_are_reached_by_keyboard_and_lead_somewhere_and_layers_are_switched(phone: Visitor) -> None:
    page = phone.page
    phone.go(f"/map/?at={COMMUNITY}")
    page.wait_for_selector(".mark")

    assert "未办结的诉求" in page.inner_text(".map-card [data-status]")
    before = page.locator(".mark").count()
    page.uncheck("input[name=layer][value=estates]")
    page.wait_for_function("(n) => document.querySelectorAll('.mark').length < n", arg=before)
    named = page.locator(".mark:not([aria-label*='点开放大'])").first
    named.focus()
    named.press("Enter")
    page.wait_for_url("**/places/**")


def test_the_map_zooms_by_the_plus_key_and_asks_only_the_platform(phone: Visitor) -> None:
    page = phone.page
    phone.go(f"/map/?at={STREET}")
    page.wait_for_selector(".mark")
    page.focus("#map")

    with page.expect_request(lambda request: "/map/marks/matters" in request.url):
        page.keyboard.press("+")


def test_marks_bear_a_letter_on_an_english_page_and_the_table_is_read_without_scrolling(
    signed_in: Callable[[str], Visitor],
) -> None:
    visitor = signed_in("desk")
    visitor.page.set_viewport_size({"width": 1440, "height": 900})
    for language, sign in (("en", "M"), ("zh-hans", "诉")):
        visitor.page.context.add_cookies(
            [{"name": "jinlin-language", "value": language, "url": visitor.root}]
        )
        visitor.go(f"/map/?at={STREET}")
        visitor.page.wait_for_selector(".mark")
        signs = visitor.page.locator(".mark span").evaluate_all(
            "(all) => [...new Set(all.map((one) => one.dataset.sign))]"
        )
        assert signs == [sign]
        over = visitor.page.locator(".map-beside .scroll").evaluate(
            "(one) => one.scrollWidth - one.clientWidth"
        )
        assert over == 0
