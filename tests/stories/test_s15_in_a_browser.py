"""S15 at a browser: a hall let for gambling is taken back before all eyes, becomes a reading room with a timetable, and the
ledger of quarrels, handed in as the office kept it, shows fewer of them since."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from jinlin.base.spreadsheets import Heading, Page, write_xlsx
from tests.browser import Visitor
from tests.stories.people import Visit, Worker, day, photograph, press, read

pytestmark = pytest.mark.browser
LAND, DESK, PLACE = "/reclaimed/S15-CARDS", "/desk/stations/S15-READ", "万华里"
SMALL = 4
BEFORE, SINCE = (152, 155, 160, 168, 175, 183, 190, 199), (12, 40)
"""How many days ago each quarrel was told: in the sixty days before the hall came back, and in the sixty it is read in."""


QUARRELS = (
    "打牌输了钱，两口子半夜在架空层吵到楼上都醒", "棋牌室门口停车堵了单元门，和一楼住户推搡起来", "嫌搓麻将声音大，三楼下来理论，差点动手",
    "输赢对不上账，四个人在楼下对骂", "儿子不让老人再去打牌，当街吵翻", "烟头扔到二楼晾的被子上，邻居找上门", "欠的牌钱不还，堵在电梯口要账",
    "深夜散场大声喧哗，楼上泼水下来", "装修敲墙太早，对门两家拌嘴", "晾衣滴水，上下楼说不到一块",
)  # fmt: skip


def around(visitor: Visitor) -> tuple[int, int]:
    """Quarrels and disorder told before and since, as everybody reads them on the page of the hall; "fewer than 5" is 4."""
    found = re.search(r"收回前 60 天 ?(\d+|不足 5) 件 ?用上后 60 天 ?(\d+|不足 5) 件", read(visitor, LAND))
    before, since = (SMALL if one == "不足 5" else int(one) for one in found.groups()) if found else (0, 0)
    return before, since


def taken_back(worker: Visitor) -> None:
    """Entered as it was found, photographed, agreed, cleared and measured."""
    press(
        worker, "/desk/reclaimed/new", looks=True, place=PLACE, code="S15-CARDS", name="南门架空层", was="cards", area="86", found_on=day(200),
        note="架空层被租作棋牌室，夜里吵闹",
    )  # fmt: skip
    press(worker, f"{LAND}/steps/before", files=photograph("maroon"))
    press(worker, f"{LAND}/steps/agree", on=day(160), note="三方谈妥，月底腾退")
    press(worker, f"{LAND}/steps/clear", on=day(150), area="86.40")


def made_a_reading_room(worker: Visitor) -> None:
    """A station with hours, a room, and children reading together every week."""
    press(
        worker, "/desk/stations/new", looks=True, place=PLACE, code="S15-READ", name="南门书屋", kind="station", acquired="converted", planned_on=day(140),
        floor_area="86.4",
    )  # fmt: skip
    press(worker, f"{DESK}/hours", looks=True, **{f"day{one}": "09:00-21:00" for one in range(8)})
    press(
        worker,
        f"{DESK}/rooms/new",
        looks=True,
        code="S15-READ-1",
        name="阅览室",
        use="activity",
        area="60",
        seats="20",
    )
    press(worker, f"{DESK}/steps/open")
    press(
        worker, f"{DESK}/rooms/S15-READ-1/series", looks=True, since=day(-7), until=day(-35), rule="weekly", begins="15:00", ends="17:00", people="12",
        purpose="亲子读书会", noise="quiet", open=True,
    )  # fmt: skip
    press(worker, f"{LAND}/steps/after", files=photograph("wheat"))
    press(worker, f"{LAND}/steps/use", on=day(60), becomes="reading", station="南门书屋")


def ledger_handed_in(worker: Visitor, table: Path) -> None:
    """The office's own ledger of quarrels goes in as it is; told on their own days, not today."""
    headings = [Heading(text) for text in ("编号", "反映人", "反映内容", "受理时间", "小区", "类别")]
    rows = [
        (f"S15-{number}", f"住户{number}", QUARRELS[number], f"{day(ago)} 20:30", PLACE, "邻里纠纷")
        for number, ago in enumerate(BEFORE + SINCE)
    ]  # fmt: skip
    write_xlsx(table, Page("台账", headings, rows))
    worker.go("/matters/import/")
    worker.page.set_input_files("#f-file", table)
    worker.page.click("main form.card button.main")
    worker.page.wait_for_selector("text=哪一列是什么", timeout=60_000)
    worker.page.click("main button[name=start]")
    worker.page.wait_for_selector("text=看导入的诉求", timeout=60_000)


def test_a_card_room_becomes_a_reading_room_and_everybody_reads_that_quarrels_fell(
    visit: Visit, world_server: str, world_folder: Path, tmp_path: Path
) -> None:
    worker = Worker(visit(world_server, "phone"), world_folder, "linxiao").visitor
    passer_by = visit(world_server, "phone")
    taken_back(worker)
    assert "已收回，正在建" in read(passer_by, LAND)
    made_a_reading_room(worker)
    known = around(passer_by)
    ledger_handed_in(worker, tmp_path / "纠纷台账.xlsx")

    before, since = around(passer_by)
    assert len(BEFORE) <= before <= known[0] + len(BEFORE)
    assert SMALL <= since <= max(SMALL, known[1] + len(SINCE)), "two quarrels are never told as two"
    assert since < before
    shown = read(passer_by, LAND)
    for words in ("棋牌室", "阅读学习", "南门书屋", "86.40 m²", "只是前后对照，不说明原因"):
        assert words in shown, words
    assert "住户" not in shown, "who quarrelled is nobody's to read here"
    assert "亲子读书会" in read(
        passer_by, f"/calendar/S15-READ?month={(dt.date.today() + dt.timedelta(days=7)):%Y-%m}"
    )
