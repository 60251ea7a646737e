"""S12: sewage, pipes, rubbish, cars: each has its path and its result, and residents see the list shrink."""

import re

import pytest

from tests.stories.people import Teller, Worker

pytestmark = pytest.mark.browser
TOLD = ("化粪池满了，污水流到路上", "2 号楼水管漏水，楼道都是水", "垃圾桶三天没人清", "车把消防通道堵死了")


def open_count(words):
    found = re.search(r"正在办(?:的)?\D{0,6}(\d+)", words)
    return int(found[1]) if found else None


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_residents_see_the_list_of_their_estate_shrink(visit, world_server, world_folder, size):
    resident = Teller(visit(world_server, size))
    resident.look("/places/find?q=青榕花园")
    resident.page.get_by_role("link", name="青榕花园").first.click()
    place = resident.page.url.rsplit("/", 1)[1]
    numbers = [resident.tell(place, f"{text}（{size}）") for text in TOLD]

    worker = Worker(visit(world_server, "desk"), world_folder, "linxiao")
    worker.look("/matters/?state=told&q=" + f"（{size}".strip("（"))
    for number in numbers:
        worker.step(number, "accept")
        worker.step(number, "triage", choose={"category": ["下水道、污水外溢"]})
    before = resident.look(f"/places/{place}")
    assert all(text.split("，")[0] in before for text in TOLD)

    for number in numbers:
        worker.step(number, "answer", "已经办好，请看看。")
        worker.step(number, "revisit_solved", "电话问过，说办好了", choose={"satisfaction": ["满意"]})
    after = resident.look(f"/places/{place}")
    still = after.split("办好")[0] if "办好" in after else after
    assert not any(f"{text}（{size}" in still for text in TOLD)
    assert "已办结" in resident.look(resident.receipt)
    assert "解决率" in worker.look("/rates/")
