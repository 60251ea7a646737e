"""Trees, seats, institutions and places in a real browser: a seat given and ended, nothing for axe to find."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor

pytestmark = pytest.mark.browser
COMMUNITY, ESTATE = "990101001001", "9901010001"
PAGES = (
    "/organisations/?tree=five_level", "/organisations/?tree=five_level&level=estate_branch",
    "/organisations/?tree=four_level&level=grid_group&missing=1", f"/organisations/community_committee-{COMMUNITY}",
    "/seats/", "/seats/?only=several", "/institutions/", "/institutions/housing", "/institutions/new", "/places/tree/",
    f"/places/tree/{COMMUNITY}", f"/places/tree/{ESTATE}", f"/places/tree/{ESTATE}/add", f"/seats/new?place={COMMUNITY}",
)  # fmt: skip


def press(visitor: Visitor, what: str) -> None:
    visitor.page.click(f"main {what}, .pane {what}")
    visitor.page.wait_for_load_state()


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
        press(visitor, "form button.main")
        return visitor

    return opened


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_fits_and_is_accessible(signed_in: Callable[[str], Visitor], size: str) -> None:
    visitor = signed_in(size)
    for way in PAGES:
        assert visitor.go(way).status == 200, way
        visitor.assert_fits()
        visitor.assert_accessible()


def test_a_seat_is_set_up_given_and_handed_over_with_a_second_look_each_time(
    signed_in: Callable[[str], Visitor],
) -> None:
    visitor = signed_in("desk")
    page = visitor.page
    visitor.allow("409")
    visitor.go(f"/seats/new?place={COMMUNITY}")
    page.check("input[value=community_worker]")
    press(visitor, "button[value=look]")
    visitor.assert_accessible()
    press(visitor, "button[value=send]")
    press(visitor, "a.btn.main")
    page.fill("#f-who", "没有这个人")
    press(visitor, "button[value=look]")
    visitor.assert_accessible()
    assert "没有这位工作人员" in page.inner_text("#faults")
    assert page.input_value("#f-who") == "没有这个人"
    page.fill("#f-who", "方新")
    page.fill("#f-username", "fangxin")
    press(visitor, "button[value=look]")
    press(visitor, "button[value=edit]")
    assert page.input_value("#f-username") == "fangxin"
    press(visitor, "button[value=look]")
    press(visitor, "button[value=send]")
    assert "方新" in page.inner_text("table") and "在任" in page.inner_text("table")
    press(visitor, "table a.btn")
    page.fill("#f-who", "linxiao")
    press(visitor, "button[value=look]")
    press(visitor, "button[value=send]")
    assert "林晓" in page.inner_text("table")
    visitor.assert_accessible()
