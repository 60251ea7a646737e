"""S14, told in a browser at 360 px: reporting home. An employee reports where she lives, is confirmed, takes a post, gives
hours, promises something to her neighbours; at the year's end her unit sees her record, and she sees that it looked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import Worker

pytestmark = pytest.mark.browser
HOME = "/commitments/at/9901010001"


class Member:
    """A resident with a phone, signed in by the code that the demo shows."""

    def __init__(self, visitor: Visitor, number: str) -> None:
        self.visitor, self.page = visitor, visitor.page
        visitor.go("/sign-in/")
        self.page.fill("#number", number)
        self.press()
        self.page.fill("#code", re.search(r"\b(\d{6})\b", self.page.locator("main").inner_text())[1])  # type: ignore[index]
        self.press()

    def press(self, what: str = "form button.main") -> None:
        """Press the page's main button and wait for what comes."""
        self.page.locator(f"main {what}").first.click()
        self.page.wait_for_load_state()

    def look(self, path: str = "") -> str:
        """Open a page (or stay), judge it, and answer its words."""
        if path:
            self.visitor.go(path)
        self.visitor.assert_fits()
        self.visitor.assert_accessible()
        return self.page.locator("main").inner_text()

    def step(self, name: str, *, choose: str = "", tick: str = "", fill: dict[str, str] | None = None) -> str:
        """Take a step on the page that is open."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        self.look()
        if choose:
            self.page.get_by_label(choose).first.check()
        if tick:
            self.page.get_by_label(tick).check()
        for field, value in (fill or {}).items():
            self.page.locator(f"main [name={field}]").fill(value)
        self.press()
        return self.look()


def confirm(secretary: Worker, report: str, what: str) -> str:
    """The secretary confirms what waits on a member's page; answers the page's words."""
    secretary.look(report)
    secretary.page.get_by_role("link", name=what).click()
    secretary.page.locator("main form button.main").click()
    secretary.page.wait_for_load_state()
    return secretary.judge()


def reported(phone: Member) -> str:
    """The employee reports home on her phone; answers the address of her own page."""
    phone.look("/me/")
    phone.page.get_by_role("link", name="我是党员，要到居住地报到").click()
    phone.page.get_by_label("青榕花园党支部").check()
    phone.page.get_by_label("在职党员").check()
    phone.page.locator("[name=employer_name]").fill("榕城区住建局")
    phone.page.get_by_label("同意单位党组织看我一年的服务时长和岗位").check()
    phone.look()
    phone.press()
    return phone.page.url.removeprefix(phone.visitor.root)


def test_reporting_home_is_confirmed_and_her_unit_sees_her_year(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> None:
    phone = Member(visit(world_server, "phone"), "13900000001")
    mine = reported(phone)
    assert "等支部确认" in phone.look()

    secretary = Worker(visit(world_server, "phone"), world_folder, "chenmeiyu")
    assert (
        "党员报到，等确认" in secretary.look("/today/")
        and "王秀兰" in secretary.page.locator("main").inner_text()
    )
    report = mine.replace("/me/membership", "/members")
    assert "已确认" in confirm(secretary, report, "确认报到")

    today = dt.date.today()
    assert "支部已确认" in phone.look(mine)
    assert "关爱帮扶岗" in phone.step("领岗", choose="关爱帮扶岗")
    day = today.isoformat()
    assert "待确认" in phone.step("记一次服务", fill={"on": day, "minutes": "90", "what": "陪独居老人看病"})
    due = (today + dt.timedelta(days=30)).isoformat()
    phone.step(
        "作一个公开承诺", choose="只写姓", tick="我知道", fill={"promise": "每周问候三位老人", "due_on": due}
    )
    phone.page.locator("[name=called]").first.select_option("full")
    phone.press("form[action$='member_page'] button")
    shown = phone.look()
    assert "我的党员身份在哪里看得到" in shown

    assert "已确认 1 小时 30 分钟" in confirm(secretary, report, "确认这次服务")

    public = visit(world_server, "phone")
    public.go(HOME)
    public.assert_fits()
    public.assert_accessible()
    words = public.page.locator("main").inner_text()
    assert "每周问候三位老人" in words and "王秀兰" in words

    clerk = Worker(visit(world_server, "phone"), world_folder, "xugong")
    clerk.look("/members/year")
    clerk.page.get_by_label("看来做什么").fill("年度民主评议")
    clerk.page.get_by_role("button", name="查看").click()
    clerk.page.wait_for_load_state()
    row = clerk.page.locator("tr", has_text="王秀兰")
    assert "1 小时 30 分钟" in row.inner_text() and "关爱帮扶岗" in row.inner_text()
    clerk.judge()

    assert "年度民主评议" in phone.look(mine)
    phone.press("form[action$='member_page'] button")
    public.page.reload()
    assert "王秀兰" not in public.page.locator("section", has_text="亮身份的党员").inner_text()
