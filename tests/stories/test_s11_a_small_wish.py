"""S11 and what stands beside it in S4 and S13: a wish from the visit to the thanks, on phones; the walls, lists and forms judged by axe."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import Worker

pytestmark = pytest.mark.browser
ALL = (
    "/wishes/", "/wishes/?show=all&sort=short", "/wishes/board", "/wishes/confirm", "/claims/", "/claims/needs/1", "/claims/resources/1", "/claims/projects/1",
    "/services/", "/services/1", "/talents/", "/talents/?q=下棋",
)  # fmt: skip
WORKER = (
    "/desk/wishes/", "/desk/wishes/?waits=verify", "/wishes/new", "/desk/claims/", "/desk/claims/?show=chair", "/desk/claims/?show=projects", "/desk/claims/lists",
    "/claims/needs/new", "/claims/resources/new", "/claims/proposals/1", "/claims/projects/1", "/services/new", "/services/mine", "/desk/talents/", "/talents/new",
    "/talents/mine",
)  # fmt: skip


def judge(visitor: Visitor, pages: tuple[str, ...]) -> None:
    for way in pages:
        assert visitor.go(way).status == 200, way
        visitor.assert_fits()
        visitor.assert_accessible()


def press(worker: Worker, way: str, **fields: str) -> None:
    """Open a step, fill what it asks, take it."""
    worker.visitor.go(way)
    page = worker.page
    for name, value in fields.items():
        place = page.locator(f"main [name={name}]").first
        if place.get_attribute("type") == "radio":
            page.locator(f"main [name={name}][value={value}]").check()
        else:
            place.fill(value)
    with page.expect_navigation():
        page.locator("main form button.main").click()


def test_walls_lists_and_forms_fit_a_phone_and_a_desk_and_axe_finds_nothing(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> None:
    judge(visit(world_server, "phone"), ALL)
    judge(visit(world_server, "desk", color_scheme="dark"), ALL[:1] + ALL[4:5] + ALL[8:9] + ALL[10:])
    for size in ("desk", "phone"):
        judge(Worker(visit(world_server, size), world_folder, "linxiao").visitor, WORKER)


def test_a_child_wishes_for_a_lamp_and_somebody_of_a_unit_brings_it(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> None:
    grid = Worker(visit(world_server, "phone"), world_folder, "zhoumin")
    grid.visitor.go("/wishes/new")
    page = grid.page
    page.locator("[name=text]").fill("王家的孩子想要一盏台灯，晚上写作业看不清")
    page.locator("[name=kind][value=thing]").check()
    page.locator("[name=place]").select_option(label="青榕花园")
    page.locator("[name=called]").fill("王家奶奶")
    page.locator("[name=child]").check()
    page.locator("[name=guardian]").fill("孩子的奶奶")
    page.locator("[name=may_show]").check()
    with page.expect_navigation():
        page.locator("main form button.main").click()
    found = re.search(r"/wishes/(\d+)", page.url)
    assert found
    way = f"/wishes/{found[1]}"
    worker = Worker(visit(world_server, "desk"), world_folder, "linxiao")
    press(worker, f"{way}/steps/verify", minutes="40", value="60")
    press(worker, f"{way}/steps/publish", text="一年级的孩子想要一盏台灯")
    clerk = Worker(visit(world_server, "phone"), world_folder, "zhaojingli")
    clerk.visitor.go("/wishes/?sort=new")
    card = clerk.page.locator(".note", has_text="一年级的孩子想要一盏台灯")
    assert "王" not in card.inner_text()
    card.locator("a").first.click()
    clerk.page.get_by_role("link", name="我来认领").first.click()
    clerk.judge()
    with clerk.page.expect_navigation():
        clerk.page.locator("main form button.main").click()
    assert "等社区同意" in clerk.judge()
    worker.visitor.go(way)
    with worker.page.expect_navigation():
        worker.page.get_by_role("link", name="同意认领").click()
    with worker.page.expect_navigation():
        worker.page.locator("main form button.main").click()
    clerk.visitor.go(way)
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name="看详情").click()
    assert "王家奶奶" in clerk.judge()
    clerk.visitor.go(way)
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("link", name="送到了、办好了").click()
    clerk.page.locator("[name=note]").fill("台灯送到，试过亮度")
    with clerk.page.expect_navigation():
        clerk.page.locator("main form button.main").click()
    secretary = Worker(visit(world_server, "phone"), world_folder, "huangjianguo")
    press(secretary, f"{way}/steps/confirm", how="call", pleased="yes")
    press(secretary, f"{way}/steps/thank", note="灯很亮，谢谢")
    clerk.visitor.go(way)
    shown = clerk.judge()
    assert "灯很亮，谢谢" in shown
    assert "已确认" in shown
