"""S10: a home-care station plans an elders' party: lunch, painting and dancing, staff and volunteers on one rota,
elders signed up by name. Then the day comes: who came is ticked, the rota is served, hours are confirmed, the year counts it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import Visit, Worker, photograph, press, signed_in
from tests.world import in_world

pytestmark = pytest.mark.browser
DESK, DAY = "/desk/stations/YL001", dt.date.today() + dt.timedelta(days=10)
TITLE = "腊月集体生日"
COMMUNITY = "990101001001"
THE_DAY_COMES = """
import datetime as dt
from django.utils import timezone
from jinlin.volunteering.models import Occurrence
from jinlin.venues.models import Turn
soon = timezone.now() + dt.timedelta(minutes=5)
Occurrence.objects.filter(pk=sys.argv[1]).update(begins_at=soon, ends_at=soon + dt.timedelta(minutes=180))
Turn.objects.filter(pk__in=sys.argv[2:]).update(begins_at=soon, ends_at=soon + dt.timedelta(minutes=240))
"""
HOURS_PASS = """
import datetime as dt
from django.db.models import F
from jinlin.volunteering.models import Attendance, Occurrence
from jinlin.venues.models import Turn
by = dt.timedelta(minutes=200)
Occurrence.objects.filter(pk=sys.argv[1]).update(begins_at=F("begins_at") - by, ends_at=F("ends_at") - by)
Attendance.objects.filter(occurrence=sys.argv[1]).update(came_at=F("came_at") - by)
Turn.objects.filter(pk__in=sys.argv[2:]).update(begins_at=F("begins_at") - by, ends_at=F("ends_at") - by, came_at=F("came_at") - by)
"""


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


def rota(worker: Visitor, volunteer: Visitor) -> list[str]:
    """Two at the table that day: one of the staff, one volunteer; each kind is named on the wall. Answers their turns."""
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
    turns = []
    for who in (worker, volunteer):
        who.go("/duty/")
        who.page.locator("main li", has_text="居家养老驿站").first.get_by_role("link").first.click()
        turns.append(who.page.url.split("?")[0].rsplit("/", 1)[1])
        who.page.get_by_role("link", name="答应").first.click()
        with who.page.expect_navigation():
            who.page.locator("main form button.main").click()
        assert "已答应" in who.page.inner_text("main")
    return turns


def counted(reader: Visitor, figure: str, year: int) -> int:
    """A figure of the community for a year, as its page says it."""
    read(reader, f"/insight/{COMMUNITY}/figures/{figure}?period={year}")
    return int(re.sub(r"\D", "", reader.page.locator("main .huge-number b").inner_text()))


def came(worker: Visitor, number: str) -> None:
    """One elder is ticked, one more comes along without having signed up, seven of the family are counted at the door."""
    way = f"/desk/activities/{number}/check-in"
    read(worker, way)
    with worker.page.expect_response(lambda answer: answer.request.method == "POST"):
        worker.page.locator("main .tap-row", has_text="余").get_by_role("button", name="到了").click()
    worker.page.locator("main .tap-row", has_text="余").get_by_role("button", name="✓ 到了").wait_for()
    read(worker, way)
    worker.page.fill("#name", "戴阿公")
    with worker.page.expect_navigation():
        worker.page.get_by_role("button", name="加入，到了").click()
    read(worker, way)
    worker.page.fill("[name=people]", "7")
    with worker.page.expect_response(lambda answer: answer.request.method == "POST"):
        worker.page.get_by_role("button", name="记下人数").click()
    read(worker, way)
    assert worker.page.locator("[data-came-count]").inner_text() == "2"
    assert worker.page.locator("[name=people]").input_value() == "7"


def told_afterwards(worker: Visitor, number: str) -> None:
    """The list is closed, a summary written with two photos; the one that nobody was asked about stays within."""
    way = f"/desk/activities/{number}"
    if "已办成" not in read(worker, way):
        press(worker, f"{way}/steps/close")
    worker.go(f"{way}/steps/summarise")
    worker.page.fill("main [name=summary]", "九位老人和家人一起吃了长寿面，画了一幅长卷。")
    worker.page.locator("main [name=files]").set_input_files(
        [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photograph(colour)} for n, colour in enumerate(("peru", "teal"))]
    )  # fmt: skip
    with worker.page.expect_navigation():
        worker.page.locator("main form button.main").click()
    read(worker, f"{way}/photos")
    for place, shows in enumerate(("agreed", "unasked")):
        worker.page.locator("main section.card").nth(place).locator(f"input[value={shows}]").check()
    worker.page.locator("main section.card").first.locator("[name^=public-]").check()
    with worker.page.expect_navigation():
        worker.page.locator("main form button.main").click()


def on_the_day(worker: Visitor, family: Visitor, number: str, turns: list[str], folder: Path) -> None:
    """Both at the table come, elders are ticked; hours later both leave, and the list is closed."""
    in_world(folder, THE_DAY_COMES, number, *turns)
    for who, turn in zip((worker, family), turns, strict=True):
        press(who, f"/duty/{turn}/steps/come")
    came(worker, number)
    in_world(folder, HOURS_PASS, number, *turns)
    for who, turn in zip((worker, family), turns, strict=True):
        press(who, f"/duty/{turn}/steps/leave", handover="血压计放回柜子里了")
    told_afterwards(worker, number)


def hours_confirmed(worker: Visitor, family: Visitor) -> None:
    """Of the two at the table only the volunteer has hours, and they count once somebody else has said so."""
    what = "居家养老驿站 照护台"
    assert what in read(family, "/me/service")
    records = read(worker, "/desk/service-records/?stands=claimed")
    assert records.count(what) == 1 and re.search(r"3 小时 2\d 分", records)
    worker.page.get_by_role("link", name=what).click()
    worker.page.get_by_role("link", name="确认", exact=True).first.click()
    with worker.page.expect_navigation():
        worker.page.locator("main form button.main").click()
    assert "已确认" in worker.page.inner_text("main")
    assert "已确认" in read(family, "/me/service/records")


def test_a_party_for_those_over_eighty_is_planned_held_and_counted(
    visit: Visit, world_server: str, world_folder: Path
) -> None:
    worker = Worker(visit(world_server, "phone"), world_folder, "linxiao").visitor
    family = signed_in(visit(world_server, "phone"), "13900000001")
    passer_by = visit(world_server, "phone")
    worker.allow("status of 4(09|22)")
    number, turns = arranged(worker), rota(worker, family)
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

    year = (dt.datetime.now() - dt.timedelta(hours=4)).year
    before = [counted(worker, figure, year) for figure in ("X07", "X08")]
    on_the_day(worker, family, number, turns, world_folder)
    shown = read(passer_by, f"/activities/{number}")
    assert "九位老人和家人一起吃了长寿面" in shown and "余阿婆" not in shown
    assert passer_by.page.locator("main .photos img").count() == 1, "only the photo whose people agreed"
    hours_confirmed(worker, family)
    assert [counted(worker, figure, year) for figure in ("X07", "X08")] == [before[0] + 1, before[1] + 9]
