"""In a browser: a resident with a seat enters the desk from the phone; what is kept how long; lists, ledgers, sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import Worker, sign_in

pytestmark = pytest.mark.browser
ESTATE, COMMUNITY = "9901010004", "990101001001"
STAFF = (
    f"/places/tree/{COMMUNITY}", f"/places/tree/{COMMUNITY}/counts", f"/places/tree/{ESTATE}", "/organisations/import", "/exports/", "/occasions/",
    f"/insight/{COMMUNITY}/figures?group=homes",
)  # fmt: skip


def looked_at(visitor: Visitor, way: str) -> None:
    assert visitor.go(way).status == 200, way
    visitor.assert_fits()
    visitor.assert_accessible()


def test_a_neighbour_who_heads_the_building_enters_the_desk_on_the_phone(phone: Visitor) -> None:
    page = phone.page
    phone.go("/sign-in/")
    page.fill("#number", "13900000002")
    page.click("main form button.main")
    page.fill("input[name=code]", page.locator("p[role=note] b").inner_text())
    page.click("main form button.main")
    page.wait_for_url("**/me/")
    looked_at(phone, "/me/")
    page.click("text=进入工作台")
    phone.assert_fits()
    phone.assert_accessible()
    page.click("main form button.main")
    page.wait_for_url("**/today/")
    assert "楼栋长" in page.content()
    looked_at(phone, "/me/desk")
    page.click("text=关上工作台")
    page.wait_for_url("**/me/")
    phone.allow("404")
    assert phone.go("/today/").status == 404
    looked_at(phone, "/dignity/keeping")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_pages_of_workers_fit_and_are_accessible(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path, size: str
) -> None:
    visitor = Worker(visit(world_server, size), world_folder, "zhengduban").visitor
    for way in STAFF:
        looked_at(visitor, way)


def test_on_a_workers_phone_the_room_one_is_in_is_in_sight_and_one_button_shows_every_room(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> None:
    visitor = Worker(visit(world_server, "phone"), world_folder, "linxiao").visitor
    visitor.go("/matters/import/")
    here = visitor.page.locator(".side [aria-current=page]").bounding_box()
    assert here is not None
    assert 0 <= here["x"] <= here["x"] + here["width"] <= 360
    unfold = visitor.page.get_by_role("button", name="全部菜单")
    assert unfold.get_attribute("aria-expanded") == "false"
    unfold.click()
    assert unfold.get_attribute("aria-expanded") == "true"
    beyond = "[...document.querySelectorAll('#rooms a')].filter((one) => one.getBoundingClientRect().right > innerWidth).length"
    assert visitor.page.evaluate(beyond) == 0
    assert visitor.page.locator("#rooms .section").first.is_visible()
    visitor.assert_fits()
    visitor.assert_accessible()
    unfold.click()
    assert visitor.page.evaluate(beyond) > 0
    visitor.page.set_viewport_size({"width": 1440, "height": 900})
    visitor.page.reload()
    assert not visitor.page.get_by_role("button", name="全部菜单").is_visible()


def test_what_was_written_survives_a_sign_in_that_ended_and_a_page_that_stood_open_too_long(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> None:
    visitor = Worker(visit(world_server, "phone"), world_folder, "linxiao").visitor
    visitor.allow("403")
    page = visitor.page
    visitor.go("/matters/new")
    page.fill("main textarea[name=text]", "楼下的垃圾两天没有收")
    visitor.context.clear_cookies(name="jinlin")
    page.click("main form button.main")
    page.wait_for_url("**/accounts/login/**")
    assert "刚才那一页没有交上去" in page.inner_text("main")
    visitor.assert_fits()
    visitor.assert_accessible()
    sign_in(page, world_folder, "linxiao")
    page.wait_for_url("**/matters/new")
    assert page.input_value("main textarea[name=text]") == "楼下的垃圾两天没有收"
    visitor.go("/tell/?place=" + ESTATE)
    page.fill("main textarea[name=text]", "电梯厅的灯不亮")
    visitor.context.clear_cookies(name="jinlin-csrf")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="这一页放得太久了").wait_for()
    visitor.assert_fits()
    visitor.assert_accessible()
    page.get_by_role("button", name="再交一次").click()
    page.wait_for_url("**/follow/**")
    assert "电梯厅的灯不亮" in page.inner_text("main")
