"""S4: a skill found at a door becomes a Sunday course; it fills, a list forms, beginners get a class of their own, the year is counted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor
from tests.stories.people import Worker

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
COMMUNITY = "990101001001"
TITLE = "周日围棋启蒙课"


class Resident:
    """A resident with a phone, signed in by the code that was sent to it."""

    def __init__(self, visitor: Visitor, number: str) -> None:
        self.visitor, self.page = visitor, visitor.page
        visitor.go("/sign-in/")
        self.page.locator("input[name=number]").fill(number)
        self.page.locator("main form button.main").click()
        code = re.search(r"\b\d{6}\b", self.page.locator("main").inner_text())
        assert code
        self.page.locator("input[name=code]").fill(code[0])
        self.page.locator("main form button.main").click()
        self.page.wait_for_url(re.compile(r"^(?!.*sign-in)"))

    def judge(self) -> str:
        """The page fits the phone and keeps every rule of access; answers its words."""
        self.visitor.assert_fits()
        self.visitor.assert_accessible()
        return self.page.locator("main").inner_text()

    def look(self, path: str) -> str:
        """Open a page and judge it."""
        assert self.visitor.go(path).status == 200, path
        return self.judge()


def send(who: Worker | Resident, name: str = "") -> str:
    """Press the main button of the form (or the one of that name), wait for the next page and judge it."""
    button = (
        who.page.get_by_role("button", name=name).first
        if name
        else who.page.locator("main form button.main").first
    )
    with who.page.expect_navigation():
        button.click()
    return who.judge()


def follow(who: Worker | Resident, name: str, within: str = "body") -> str:
    """Follow a link and judge what it leads to."""
    with who.page.expect_navigation():
        who.page.locator(within).get_by_role("link", name=name, exact=True).first.click()
    return who.judge()


def coming_sunday() -> dt.date:
    """A Sunday more than a week ahead, so that every clock of the list is a long one."""
    today = dt.date.today()
    return today + dt.timedelta(days=8 + (6 - today.weekday() - 8) % 7)


def found_at_a_door(visit: Visit, root: str, folder: Path) -> None:
    """The grid worker suggests him, he says yes by telephone, the secretary has seen him teach: then he stands on the list."""
    grid = Worker(visit(root, "phone"), folder, "zhoumin")
    grid.look("/talents/new")
    grid.page.locator("[name=who][value=other]").check()
    grid.page.locator("[name=called]").fill("郑师傅")
    grid.page.locator("[name=phone]").fill("13900007788")
    send(grid)
    worker = Worker(visit(root, "phone"), folder, "linxiao")
    assert "郑师傅" not in worker.look(
        "/desk/talents/?stands=suggested&sort=new"
    )  # masked before and after his word
    follow(worker, "郑**", "main")
    talent = re.search(r"/talents/(\d+)", worker.page.url)
    assert talent
    way = f"/talents/{talent[1]}"
    worker.look(f"{way}/steps/accept_for")
    worker.page.locator("[name=how]").first.check()
    worker.page.locator("[name=seen][value=public]").check()
    worker.page.locator("[name=most_week]").fill("2")
    worker.page.locator("[name=bio]").fill("下了三十年棋，愿意带孩子")
    send(worker)
    worker.look(f"{way}/steps/add_skill")
    worker.page.locator("select[name=skill]").select_option(label="文艺 · 围棋")
    worker.page.locator("[name=evidence]").fill("上门走访时看过他教孙子")
    send(worker)
    secretary = Worker(visit(root, "phone"), folder, "huangjianguo")
    secretary.look(f"{way}/steps/verify")
    secretary.page.locator("select[name=held]").select_option(index=1)
    send(secretary)
    public = visit(root, "phone")
    public.go("/talents/?q=围棋")
    public.assert_fits()
    shown = public.page.locator("main").inner_text()
    assert "围棋" in shown and "郑" not in shown and "13900007788" not in shown


def opened(worker: Worker) -> tuple[str, str]:
    """The Sunday course with two places and its room; answers the ways to its first date and to its series, as workers see them."""
    worker.look("/desk/activities/new")
    page = worker.page
    page.locator("select[name=place]").select_option(label="青榕花园")
    page.locator("input[name=kind][value=class]").check()
    page.locator("input[name=title]").fill(TITLE)
    page.locator("input[name=on]").fill(coming_sunday().isoformat())
    page.locator("input[name=begins]").fill("18:30")
    page.locator("input[name=repeats][value='RRULE:FREQ=WEEKLY']").check()
    page.locator("input[name=lead_called]").fill("郑师傅")
    page.locator("input[name=capacity]").fill("2")
    page.locator("input[name=where]").fill("小区凉亭")
    assert TITLE in send(worker)
    send(worker, "安排")
    desk = page.url.removeprefix(worker.visitor.root).split("?")[0]
    series = page.locator("a[href*='/desk/activity-series/']").first.get_attribute("href")
    assert series
    follow(worker, "发布", "aside")
    send(worker)
    return desk, series


def signed_up(who: Resident, public: str, child: str = "") -> str:
    """Sign oneself up, or a child with a guardian's consent; answers what the page says of the place."""
    assert TITLE in who.look(public)
    follow(who, "报名" if who.page.get_by_role("link", name="报名", exact=True).count() else "排候补", "main")
    if child:
        who.page.locator("label", has_text="我自己").locator("input").uncheck()
        who.page.locator("label", has_text=child).locator("input").check()
        who.page.get_by_text("孩子参加：监护人同意").click()
        who.page.locator("input[name=consent]").check()
    return send(who)


def course_of(worker: Worker, on: dt.date) -> tuple[int, int]:
    """Sessions and attendances of the course that was held most, in a year, as the figures' pages say."""
    found = []
    for figure in ("X01", "X02"):
        worker.look(f"/insight/{COMMUNITY}/figures/{figure}?period={on.year}")
        said = worker.page.locator("main .huge-number b").inner_text()
        found.append(int(re.sub(r"\D", "", said)))
    return found[0], found[1]


def test_the_go_teacher(visit: Visit, world_server: str, world_folder: Path) -> None:
    found_at_a_door(visit, world_server, world_folder)
    worker = Worker(visit(world_server, "phone"), world_folder, "linxiao")
    before = course_of(worker, dt.date.today())
    desk, series = opened(worker)
    public, course = desk.removeprefix("/desk"), series.removeprefix("/desk")

    mother = Resident(visit(world_server, "phone"), "13900000001")
    neighbour = Resident(visit(world_server, "phone"), "13900000002")
    assert "报上了" in signed_up(mother, public, child="王小宝")
    worker.look(f"{desk}/enrol")
    worker.page.locator("input[name=name]").fill("许奶奶")
    worker.page.locator("input[name=birth_year]").fill("1950")
    send(worker)
    with worker.page.expect_navigation():
        worker.page.get_by_role("button", name="报名").first.click()
    assert "候补" in signed_up(neighbour, public)
    assert "满了，候补 1" in neighbour.look(f"/activities/?q={TITLE}")

    for who in (mother, neighbour):  # both would rather begin in a smaller class
        who.look(course)
        assert "已经记下" in send(who, "想上小课（零基础）")
    assert "2 人" in worker.look(series)
    follow(worker, "开一班", "main")
    worker.page.locator("input[name=title]").fill("围棋小课（零基础）")
    worker.page.locator("input[name=on]").fill((coming_sunday() + dt.timedelta(days=1)).isoformat())
    worker.page.locator("input[name=begins]").fill("19:00")
    worker.page.locator("input[name=capacity]").fill("6")
    send(worker)
    send(worker, "开班，通知要求的人")
    assert "围棋小课（零基础）" in neighbour.look(course)
    follow(neighbour, "围棋小课（零基础）", "main")

    mother.look("/activities/mine")
    follow(mother, f"{TITLE} · 王小宝", "main")
    follow(mother, "不来了，取消报名", "main")
    send(mother)
    assert TITLE in neighbour.look("/activities/mine")
    follow(neighbour, TITLE, "main")
    assert "有空位了，请确认" in neighbour.judge()
    follow(neighbour, "我要来", "main")
    assert "报上了" in send(neighbour)

    assert course_of(worker, dt.date.today()) == before  # what was only arranged is not counted
    assert before[0] > 0 and before[1] > before[0]
