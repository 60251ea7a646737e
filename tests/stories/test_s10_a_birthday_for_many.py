"""S10: a home-care station plans an elders' party: lunch, painting and dancing, staff and volunteers on one rota, elders signed up by name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import Visit, Worker, press, signed_in

pytestmark = pytest.mark.browser
DESK, DAY = "/desk/stations/YL001", dt.date.today() + dt.timedelta(days=10)
TITLE = "腊月集体生日"


def read(visitor: Visitor, way: str) -> str:
    assert visitor.go(way).status == 200, way
    visitor.assert_fits()
    visitor.assert_accessible()
    return visitor.page.locator("main").text_content() or ""


def arranged(worker: Visitor) -> str:
    """The party with its room, published; answers its number."""
    press(
        worker, "/desk/activities/new", looks=True, place="榕西社区", kind="birthday", title=TITLE, on=DAY.isoformat(), begins="10:00", minutes="180",
        space="居家养老驿站 活动室（50 人）", capacity="40", audience="elders", age_min="80", team="榕西党员助老服务队",
        about="健康午餐、一起画画、跳舞，家人一起来。", safety="忌口请先说；有人扶，地面防滑。",
    )  # fmt: skip
    number = worker.page.url.split("?")[0].rsplit("/", 1)[1]
    press(worker, f"/desk/activities/{number}/steps/publish")
    return number


def rota(worker: Visitor, volunteer: Visitor) -> None:
    """Two at the table that day: one of the staff, one volunteer; each kind is named on the wall."""
    press(
        worker,
        f"{DESK}/duty/posts/new",
        looks=True,
        code="YL001-P",
        name="照护台",
        does="量血压、扶老人入座、分餐",
        needed="2",
        longest="240",
    )
    press(
        worker,
        "/desk/duty/posts/YL001-P/promise",
        looks=True,
        since=dt.date.today().isoformat(),
        **{f"day{DAY.weekday()}": "09:30-13:30"},
    )
    press(worker, f"{DESK}/duty/people/new", looks=True, person="林晓", kind="staff", week="0", rest="0")
    press(volunteer, "/stations/YL001/duty/join", looks=True, week="0", rest="0")
    press(worker, f"{DESK}/duty/plan", looks=True, since=DAY.isoformat(), until=DAY.isoformat())
    for who in (worker, volunteer):
        who.go("/duty/")
        who.page.locator("main li", has_text="居家养老驿站").first.get_by_role("link").first.click()
        who.page.get_by_role("link", name="答应").first.click()
        with who.page.expect_navigation():
            who.page.locator("main form button.main").click()
        assert "已答应" in who.page.inner_text("main")


def test_a_party_for_those_over_eighty_with_staff_and_volunteers_on_the_rota(
    visit: Visit, world_server: str, world_folder: Path
) -> None:
    worker = Worker(visit(world_server, "phone"), world_folder, "linxiao").visitor
    family = signed_in(visit(world_server, "phone"), "13900000001")
    passer_by = visit(world_server, "phone")
    worker.allow("status of 4(09|22)")
    number = arranged(worker)
    rota(worker, family)
    for name, born in (("余阿婆", "1941"), ("郑阿公", "1938")):
        press(
            worker,
            f"/desk/activities/{number}/enrol",
            looks=True,
            name=name,
            birth_year=born,
            note="牙口不好，要软饭",
        )
    young = press(worker, f"/desk/activities/{number}/enrol", name="小李", birth_year="1990")
    assert "80" in young, "the birthday is for those of eighty and more, and says so"
    shown = read(passer_by, f"/activities/{number}")
    for words in (TITLE, "健康午餐、一起画画、跳舞", "居家养老驿站", "10:00"):
        assert words in shown, words
    assert "余阿婆" not in shown, "who comes is not for everybody to read"
    assert TITLE in read(passer_by, f"/calendar/YL001?month={DAY:%Y-%m}")
    names = read(worker, f"/desk/activities/{number}")
    for words in ("余**", "郑**", "要软饭"):
        assert words in names, words
    wall = read(passer_by, f"/stations/YL001/duty?on={DAY.isoformat()}")
    for words in ("照护台", "工作值班", "志愿服务", "王**"):
        assert words in wall, words
