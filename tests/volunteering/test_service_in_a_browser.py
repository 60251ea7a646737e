"""Join, take a shift, what was served, one sweep, one's own record, points: on a phone, with nothing for axe to find."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import Worker, signed_in

pytestmark = pytest.mark.browser
TEAM = "/teams/ZY001"


def judged(who: Visitor, path: str = "") -> str:
    if path:
        assert who.go(path).status == 200, path
    who.assert_fits()
    who.assert_accessible()
    return who.page.locator("main").inner_text()


def press(who: Visitor, name: str) -> str:
    with who.page.expect_navigation():
        who.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    return judged(who)


def test_service_from_joining_to_ones_own_record_on_a_phone(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> None:
    # Somebody new joins; the leader (王秀兰) takes them in.
    new = signed_in(visit(world_server, "phone"), "13900000321")
    assert "我要加入" in judged(new, TEAM)
    judged(new, f"{TEAM}/join")
    new.page.fill("[name=birth_year]", "1975")
    new.page.locator("[name=consent]").check()
    press(new, "报名")
    leader = signed_in(visit(world_server, "phone"), "13900000001")
    assert "想加入的人" in judged(leader, f"{TEAM}/lead")
    leader.page.get_by_role("link", name="接收", exact=True).last.click()
    press(leader, "接收入队")
    # The leader plans a shift that begins at once; the new member takes it, signs in and out.
    judged(leader, f"{TEAM}/shifts/new")
    leader.page.fill("[name=post]", "楼道清理")
    zone = "new Date(Date.now() + {}).toLocaleString('sv-SE', {{timeZone: 'Asia/Shanghai'}}).slice(0, 16).replace(' ', 'T')"
    leader.page.fill("[name=begins_at]", leader.page.evaluate(zone.format(-20 * 60000)))
    leader.page.fill("[name=ends_at]", leader.page.evaluate(zone.format(40 * 60000)))
    press(leader, "发布")
    shift = leader.page.url.split("?")[0].removeprefix(leader.root)
    judged(leader, f"{shift}/door")
    judged(new, shift)
    press(new, "我来这一班")
    turn = new.page.url.split("?")[0].removeprefix(new.root)
    judged(new, turn)
    judged(leader, f"{turn}/steps/note_out")
    leader.page.fill("[name=minutes]", "15")
    press(leader, "记离场")
    # Whoever noted does not confirm; the community does, in one sweep. Then the record is printed and points are opened.
    assert "要由另一位负责人确认" in judged(leader, f"{TEAM}/lead")
    worker = Worker(visit(world_server, "desk"), world_folder, "linxiao")
    assert "楼道清理" in worker.look(f"{TEAM}/lead")
    worker.page.get_by_role("button", name="勾选的都确认").click()
    worker.page.wait_for_url(re.compile("swept="))
    assert "已确认" in judged(new, "/me/service")
    judged(new, "/me/service/paper")
    press(new, "生成")
    assert "FW" in judged(new, "/me/service")
    assert "有效" in judged(
        new, new.page.get_by_role("link", name="核对页").first.get_attribute("href") or ""
    )
    judged(new, "/me/points")
    press(new, "开通积分")


def test_points_are_exchanged_on_the_phone_and_handed_over_against_the_code(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> None:
    leader = signed_in(visit(world_server, "phone"), "13900000001")
    worker = Worker(visit(world_server, "desk"), world_folder, "linxiao")
    assert "可以换什么" in judged(leader, "/me/points")
    judged(leader, "/points/rewards")
    leader.page.get_by_role("button", name="换荣誉栏上写一笔").click()
    leader.page.wait_for_url(re.compile("/redemptions/"))
    said = judged(leader)
    code = re.search(r"\b[A-Z2-9]{6}\b", said)
    assert code
    redemption = leader.page.url.split("?")[0].removeprefix(leader.root)
    worker.look("/desk/points/")
    worker.look(f"{redemption}/steps/fulfil")
    worker.page.fill("[name=code]", code[0])
    worker.page.locator("main form button.main").click()
    worker.page.wait_for_url(re.compile("done=fulfil"))
    assert "已领到" in judged(leader, redemption)


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_pages_fit_and_are_accessible(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path, size: str
) -> None:
    who = visit(world_server, size)
    for path in ("/teams/", TEAM, "/points/proof", "/points/rewards?place=990101001000"):
        judged(who, path)
    worker = Worker(visit(world_server, size), world_folder, "linxiao")
    for path in (
        "/desk/teams/",
        "/desk/service-records/",
        "/desk/points/",
        "/desk/points/rules/1",
        f"{TEAM}/lead",
        f"{TEAM}/group",
        "/desk/teams/new",
    ):
        worker.look(path)
