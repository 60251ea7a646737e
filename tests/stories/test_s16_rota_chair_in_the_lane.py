"""S16: on every day with a 10 in its date residents talk in the lane; points raised are listed, answered in the next talk, and shown."""

import re

import pytest

from tests.stories.people import Teller, Worker

pytestmark = pytest.mark.browser


def _press(worker: Worker, address: str, step: str, note: str = "", field: str = "note", **fill: str) -> None:
    worker.look(f"{address}steps/{step}")
    for name, value in fill.items():
        worker.page.locator(f"[name={name}]").fill(value)
    if note:
        worker.page.locator(f"[name={field}]").fill(note)
    worker.page.locator("main form button.main").click()
    worker.page.wait_for_url(re.compile("done="))


def test_a_point_is_raised_stands_on_the_next_agenda_is_answered_and_shown(visit, world_server, world_folder):
    worker = Worker(visit(world_server, "desk"), world_folder, "linxiao")
    shown = worker.look("/talks/")
    assert "每月逢 10、20、30 日" in shown
    worker.page.get_by_role("link", name="青榕花园逢10说事").last.click()
    series = "/" + worker.page.url.split("/", 3)[3]

    worker.look(f"{series}raise/")
    worker.page.get_by_label("您想说的事").fill("三号门的坡道太陡，轮椅上不去。")
    worker.page.get_by_label("电话", exact=True).check()
    worker.page.get_by_role("button", name="提出").click()
    worker.page.wait_for_url(re.compile("/raised/"))
    point = "/" + worker.page.url.split("/", 3)[3].split("?")[0]
    assert "下次会上" in worker.judge()

    neighbour = Teller(visit(world_server, "phone"), elder=True)
    assert "三号门的坡道太陡" in neighbour.look(series)
    assert "下次会上回应" in neighbour.look(point)

    worker.look(series)
    worker.page.locator(".now-card a").first.click()
    meeting = "/" + worker.page.url.split("/", 3)[3]
    assert "三号门的坡道太陡" in worker.look(meeting), "it stands on the next agenda by itself"
    _press(worker, point, "answer", "社区量过了，下月改成缓坡，这之前门卫搭板子。")
    assert "下月改成缓坡" in neighbour.look(point)
    assert "已回应" in neighbour.look(series)
    assert neighbour.page.request.get(f"{world_server}{series}feed.ics").text().startswith("BEGIN:VCALENDAR")
