"""S5 (the chair): member units take the chair in turn; items get a lead and a date; what is late stands first on the next agenda."""

import re

import pytest

from tests.stories.people import Teller, Worker

pytestmark = pytest.mark.browser


def test_the_chair_goes_round_open_items_are_handed_over_and_a_late_one_stands_first(
    visit, world_server, world_folder
):
    convener = Worker(visit(world_server, "desk"), world_folder, "zhengduban")
    assert "榕西社区联席会议" in convener.look("/meetings/?state=to_come&kind=joint")
    with convener.page.expect_navigation():
        convener.page.get_by_role("link", name=re.compile("榕西社区联席会议 第")).first.click()
    meeting = "/" + convener.page.url.split("/", 3)[3]
    words = convener.judge()
    assert words.index("到期未报结果") < words.index("经过")
    convener.look(f"{meeting}steps/add_item")
    convener.page.locator("[name=title]").fill("暑期小区晚托班场地")
    convener.page.locator("main form button.main").click()
    convener.page.wait_for_url(re.compile("done=add_item"))
    words = convener.judge()
    assert words.index("到期未报结果") < words.index("暑期小区晚托班场地"), "a missing result stands first"

    season = convener.look("/bodies/rongxi-joint-1/")
    season = season[season.index("主席轮到谁") :]
    chairs = [name for name in ("榕城区住建局", "安居物业", "榕城区城管局") if name in season]
    assert len(chairs) == 3

    assert "没有符合的事项" not in convener.look("/results/?state=late")
    with convener.page.expect_navigation():
        convener.page.locator("tbody a").first.click()
    result = "/" + convener.page.url.split("/", 3)[3]
    convener.look(f"{result}steps/supervise")
    convener.page.locator("[name=note]").fill("两次会上都说了，请本周报结果")
    convener.page.locator("main form button.main").click()
    convener.page.wait_for_url(re.compile("done=supervise"))
    assert "督办" in convener.judge()

    resident = Teller(visit(world_server, "phone"))
    assert "青榕花园停车规则" in resident.look("/talks/")
    with resident.page.expect_navigation():
        resident.page.get_by_role("link", name="青榕花园停车规则").click()
    words = resident.judge()
    assert [words.index(step) for step in ("提议", "商议", "审议", "决议")] == sorted(
        words.index(step) for step in ("提议", "商议", "审议", "决议")
    )
    assert "36 人里至少 24 人到会" in words
