"""S5 (the requests): each item of the list gets a lead and a date; one is late, is seen, and is supervised."""

import pytest

from tests.stories.people import Teller, Worker

pytestmark = pytest.mark.browser


def test_an_item_gets_a_lead_and_a_date_is_disputed_dispatched_anew_and_watched_from_above(
    visit, world_server, world_folder
):
    resident = Teller(visit(world_server, "phone"))
    resident.look("/places/find?q=榕西社区")
    resident.page.get_by_role("link", name="榕西社区").first.click()
    place = resident.page.url.rsplit("/", 1)[1]
    number = resident.tell(place, "小广场的灯坏了一排，跳舞的老人怕摔，请安排修。", phone="13900000003")

    convener = Worker(visit(world_server, "desk"), world_folder, "huangjianguo")
    assert number in convener.look("/today/")
    convener.step(number, "accept", "列入联席会议清单")
    convener.step(number, "dispatch", "请住建局牵头", choose={"lead": ["区住建局"]})

    house = Worker(visit(world_server, "desk"), world_folder, "xugong")
    assert "派给我们的" in house.look("/today/")
    house.step(number, "object", "灯属于物业管的范围", choose={"reason": ["不属于本单位职责"]})
    assert "派单有异议" in convener.look("/today/")
    convener.step(
        number, "redispatch", "请物业牵头，住建局协办", choose={"lead": ["安居物业"], "helpers": ["区住建局"]}
    )

    manager = Worker(visit(world_server, "desk"), world_folder, "zhaojingli")
    manager.step(number, "receive", "周五前换好")
    manager.step(number, "extend", "灯具要订货", fill={"days": "3"})
    assert "已经延期一次" in manager.closed_reason(number, "延期")
    assert "灯具要订货" in resident.look(resident.receipt)

    street = Worker(visit(world_server, "desk"), world_folder, "zhengduban")
    street.step(number, "supervise", "联席会议的事项，请按期办")
    words = convener.look(f"/matters/{number}")
    assert "督办中" in words and "安居物业" in words
    assert "未答复" in street.look("/supervision/")
