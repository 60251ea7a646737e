"""S8: a spare hall becomes a station; members take posts, a weekend school and a recital class run by a timetable."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import Visit, Worker, press, signed_in

pytestmark = pytest.mark.browser
DESK = "/desk/stations/S8-HALL"


def the_saturday_after_next() -> dt.date:
    today = dt.date.today()
    return today + dt.timedelta(days=(5 - today.weekday()) % 7 + 7)


def read(visitor: Visitor, way: str) -> str:
    assert visitor.go(way).status == 200, way
    visitor.assert_fits()
    visitor.assert_accessible()
    return visitor.page.locator("main").text_content() or ""


def opened(worker: Visitor) -> None:
    """The spare hall of the property firm is entered with its hours and two rooms, and opened."""
    press(
        worker, "/desk/stations/new", looks=True, place="青榕花园", code="S8-HALL", name="九溪红驿站", kind="station", acquired="shared", owner="安居物业",
        planned_on=dt.date.today().isoformat(), floor_area="320",
    )  # fmt: skip
    press(worker, f"{DESK}/hours", looks=True, **{f"day{one}": "09:00-21:00" for one in range(8)})
    for code, name, seats in (("S8-HALL-1", "学堂", "30"), ("S8-HALL-2", "调解室", "8")):
        press(
            worker,
            f"{DESK}/rooms/new",
            looks=True,
            code=code,
            name=name,
            use="activity",
            area="60",
            seats=seats,
        )
    press(worker, f"{DESK}/steps/open")


def timetable(worker: Visitor, saturday: dt.date) -> None:
    """A weekend school, a recital class and the hour in the mediation room, open to all."""
    for room, name, begins, ends in (
        ("S8-HALL-1", "周末学堂", "09:00", "10:30"),
        ("S8-HALL-1", "朗诵课", "15:00", "16:30"),
        ("S8-HALL-2", "有话来说", "19:00", "20:00"),
    ):
        last = (saturday + dt.timedelta(days=28)).isoformat()
        made = press(
            worker, f"{DESK}/rooms/{room}/series", looks=True, since=saturday.isoformat(), until=last, rule="weekly",
            begins=begins, ends=ends, people="8", purpose=name, noise="talk", open=True,
        )  # fmt: skip
        assert last in made, "five Saturdays"


def rota(worker: Visitor, member: Visitor, saturday: dt.date) -> None:
    """A post with promised hours; a member takes a place on the rota; the rota asks; the member says yes."""
    sunday = saturday + dt.timedelta(days=1)
    press(
        worker,
        f"{DESK}/duty/posts/new",
        looks=True,
        code="S8-HALL-D",
        name="前台",
        does="开门接待",
        needed="1",
        longest="240",
    )
    press(
        worker,
        "/desk/duty/posts/S8-HALL-D/promise",
        looks=True,
        day5="09:00-12:00",
        day6="09:00-12:00",
        since=dt.date.today().isoformat(),
    )
    press(member, "/stations/S8-HALL/duty/join", looks=True, week="0", rest="8")
    press(worker, f"{DESK}/duty/plan", looks=True, since=saturday.isoformat(), until=sunday.isoformat())
    assert "九溪红驿站" in read(member, "/duty/")
    member.page.locator("main li", has_text="九溪红驿站").first.get_by_role("link").first.click()
    member.page.get_by_role("link", name="答应").first.click()
    with member.page.expect_navigation():
        member.page.locator("main form button.main").click()
    assert "已答应" in member.page.inner_text("main")


def test_a_room_for_strangers(visit: Visit, world_server: str, world_folder: Path) -> None:
    worker = Worker(visit(world_server, "phone"), world_folder, "linxiao").visitor
    member = signed_in(visit(world_server, "phone"), "13900000001")
    stranger, saturday = visit(world_server, "phone"), the_saturday_after_next()
    opened(worker)
    timetable(worker, saturday)
    rota(worker, member, saturday)
    month = read(stranger, f"/calendar/S8-HALL?month={saturday:%Y-%m}")
    for words in ("周末学堂", "朗诵课", "有话来说"):
        assert words in month, words
    wall = read(stranger, f"/stations/S8-HALL/duty?on={saturday.isoformat()}")
    assert "王**" in wall
    assert "还没人" in wall, "Sunday waits for a word"
    assert "调解室" in read(stranger, "/stations/S8-HALL")
