"""S9: public green comes back by agreement, partners and government pay, a station grows before all eyes, two teams are founded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import Visit, Worker, day, photograph, press, read, signed_in, typed

pytestmark = pytest.mark.browser
LAND, STATION = "/reclaimed/S9-GREEN", "/stations/S9-PLAZA"
FUNDS = (("institution", "80000", "GJ-1"), ("town", "150000", "JD-1"), ("county", "90000.50", "QX-1"))


def reclaimed(worker: Visitor) -> None:
    """Entered, photographed, agreed, cleared and measured, all on the worker's phone."""
    press(
        worker, "/desk/reclaimed/new", looks=True, place="青榕花园", code="S9-GREEN", name="西门绿地", was="plot", area="3000", found_on=day(90),
        note="西门绿地被种了菜",
    )  # fmt: skip
    worker.allow("status of 409")
    worker.go(f"{LAND}/steps/agree")
    assert "先留下收回之前的照片" in worker.page.locator("main").inner_text()
    press(worker, f"{LAND}/steps/before", files=photograph("darkgreen"))
    press(worker, f"{LAND}/steps/agree", on=day(60), note="三次院落会后谈妥")
    press(worker, f"{LAND}/steps/clear", on=day(50), area="3050.25")


def planned(worker: Visitor) -> None:
    """The station that is to stand there, its money by source with vouchers, and how far it is."""
    press(
        worker, "/desk/stations/new", looks=True, place="青榕花园", code="S9-PLAZA", name="西门近邻广场", kind="stage", acquired="built", planned_on=day(45),
        floor_area="3260",
    )  # fmt: skip
    press(worker, "/desk/stations/S9-PLAZA/steps/begin", note="今天开工")
    for level, amount, voucher in FUNDS:
        press(
            worker,
            "/desk/stations/S9-PLAZA/steps/fund",
            level=level,
            amount=amount,
            on=day(30),
            voucher=voucher,
        )
    press(
        worker,
        "/desk/stations/S9-PLAZA/steps/progress",
        percent="60",
        note="主体做完，正在铺地",
        files=photograph("grey"),
    )


def team(worker: Visitor, member: Visitor, name: str, field: str) -> str:
    """A team is entered; somebody joins and leads it; it opens."""
    press(worker, "/desk/teams/new", looks=True, name=name, field=field, place="榕西社区")
    way = worker.page.url.split("?")[0].removeprefix(worker.root).removesuffix("/lead")
    press(member, f"{way}/join", birth_year="1975", consent=True)
    worker.go(f"{way}/lead")
    worker.page.get_by_role("link", name="接收", exact=True).first.click()
    with worker.page.expect_navigation():
        worker.page.locator("main form button.main").click()
    worker.go(f"{way}/steps/lead")
    worker.page.locator("main [name=member]").select_option(index=1)
    typed(worker, role="leader")
    with worker.page.expect_navigation():
        worker.page.locator("main form button.main").click()
    press(worker, f"{way}/steps/open")
    return way


def test_a_vegetable_patch_becomes_a_plaza_and_everybody_sees_the_money(
    visit: Visit, world_server: str, world_folder: Path
) -> None:
    worker = Worker(visit(world_server, "phone"), world_folder, "linxiao").visitor
    resident = visit(world_server, "phone")
    reclaimed(worker)
    assert "已收回，正在建" in read(resident, LAND)
    planned(worker)
    while_built = read(resident, STATION)
    for words in ("60%", "主体做完，正在铺地", "共建单位", "80,000 元", "街道乡镇", "90,000.50 元"):
        assert words in while_built, words
    press(
        worker,
        "/desk/stations/S9-PLAZA/hours",
        looks=True,
        **{f"day{one}": "00:00-24:00" for one in range(8)},
    )
    press(worker, "/desk/stations/S9-PLAZA/steps/open")
    press(worker, f"{LAND}/steps/after", files=photograph("orange"))
    press(worker, f"{LAND}/steps/use", on=day(1), becomes="plaza", station="西门近邻广场")
    shown = read(resident, LAND)
    for words in ("3,050.25 m²", "西门近邻广场", "共 320,000.50 元", "大家在用"):
        assert words in shown, words
    assert resident.page.locator("main .photos img").count() >= 2
    assert "西门绿地" in read(resident, "/reclaimed/?q=西门")
    assert "正在开放" in read(resident, STATION)


def test_a_traffic_team_and_a_civility_team_are_founded(
    visit: Visit, world_server: str, world_folder: Path
) -> None:
    worker = Worker(visit(world_server, "phone"), world_folder, "linxiao").visitor
    for name, field, phone in (
        ("西门交通队", "traffic", "13900000411"),
        ("西门文明队", "civility", "13900000412"),
    ):
        way = team(worker, signed_in(visit(world_server, "phone"), phone), name, field)
        resident = visit(world_server, "phone")
        assert "正在服务" in read(resident, way)
        assert name in read(resident, f"/teams/?q={name}")
