"""S3: the ping-pong table with nobody in charge: heard on reception day, mended, and told back."""

import re

import pytest

from tests.stories.people import Teller, Worker

pytestmark = pytest.mark.browser


def test_what_is_heard_on_reception_day_becomes_a_matter_and_its_result_is_seen_at_the_place(
    visit, world_server, world_folder
):
    worker = Worker(visit(world_server, "desk"), world_folder, "linxiao")
    worker.look("/matters/lists")
    page = worker.page
    page.get_by_label("党员接待日").check()
    page.locator("[name=place]").fill("青榕花园")
    page.locator("[name=hosts]").fill("周敏、保安队长")
    page.locator("[name=pasted]").fill("老邱\t乒乓球桌旧了没人管，想买新的又怕弄坏\n阿芳\t晚上打球太吵")
    page.get_by_role("button", name="分开来看").click()
    worker.judge()
    boxes = page.locator("input[name^=pick-]")
    boxes.nth(0).check()
    boxes.nth(1).uncheck()
    page.get_by_role("button", name="登记勾选的").click()
    page.wait_for_load_state()
    words = worker.judge()
    number = re.search(r"\d{4}-\d{6}", words)[0]

    assert "阿芳" not in worker.look("/matters/?all=1&q=打球太吵")
    worker.step(number, "accept", "茶叙室里谈过了")
    worker.step(number, "triage", choose={"category": ["健身、文体设施"]})
    worker.step(number, "dispatch", "请物业装摄像头、修门锁", choose={"lead": ["安居物业"]})
    manager = Worker(visit(world_server, "phone"), world_folder, "zhaojingli")
    assert number in manager.look("/today/")
    manager.step(number, "receive", "本周装好")
    manager.step(number, "follow", "摄像头装好，门锁修好，借球登记簿放在门岗")
    manager.step(number, "answer", "球桌换了新台面，门锁和摄像头都好了，由保安队长看管。")
    worker.step(number, "revisit_solved", "老邱说挺好", choose={"satisfaction": ["很满意"]})

    resident = Teller(visit(world_server, "phone"), elder=True)
    resident.look("/places/find?q=青榕花园")
    resident.page.get_by_role("link", name="青榕花园").first.click()
    resident.judge()
    assert "乒乓球桌" in resident.page.locator("main").text_content()
    assert "保安队长看管" in resident.look(f"/public/{number}")
