"""S7: the fire system that was dead since handover, followed up until the acceptance report lies there."""

import pytest

from tests.stories.people import Teller, Worker

pytestmark = pytest.mark.browser


def test_the_dead_fire_system_is_closed_only_with_the_acceptance_report(visit, world_server, world_folder):
    resident = Teller(visit(world_server, "phone"), elder=True)
    places = resident.look("/places/find?q=万华里")
    assert "万华里" in places
    resident.page.get_by_role("link", name="万华里").first.click()
    place = resident.page.url.rsplit("/", 1)[1]
    number = resident.tell(place, "5 号楼的消防喷淋从交房到现在都没有水，试了 5 楼和 6 楼的，都没水。")
    assert "消防" in resident.look(resident.receipt)

    worker = Worker(visit(world_server, "desk"), world_folder, "linxiao")
    assert number in worker.look("/today/")
    worker.step(number, "accept", "今晚上门看")
    worker.step(number, "triage", fill={}, choose={"category": ["消防设施"]})
    for note in ("上门看过，确认没有水", "找物业谈了一次，说等维修资金", "给区里写了一封信"):
        worker.step(number, "follow", note)
    worker.step(number, "lengthen", "要动维修资金，一时办不完", fill={"rhythm": "7"})
    worker.step(
        number,
        "whistle",
        "维修资金和责任认定，社区做不了",
        choose={"institutions": ["区住建局", "区消防大队"]},
    )
    assert "吹哨" in resident.look(resident.receipt)

    fire = Worker(visit(world_server, "desk"), world_folder, "sundui")
    assert "消防喷淋" in fire.look("/today/")
    fire.step(number, "reply", "明天上午到", call="区消防大队")
    fire.step(number, "arrive", "泵房断电，已查明", call="区消防大队")

    street = Worker(visit(world_server, "desk"), world_folder, "zhengduban")
    assert "区住建局" in street.look("/supervision/")
    street.step(number, "supervise", "请住建局三个工作日内到场")
    assert "督办" in resident.look(resident.receipt)

    house = Worker(visit(world_server, "desk"), world_folder, "xugong")
    for step in ("reply", "arrive", "act"):
        house.step(number, step, "维修资金已批，施工队进场", call="区住建局")
    fire.step(number, "act", "复通电源，试水合格", call="区消防大队")
    worker.step(number, "mark", call="区住建局", choose={"mark": ["一般"]})
    worker.step(number, "mark", call="区消防大队", choose={"mark": ["很满意"]})

    assert "还没有凭证" in worker.closed_reason(number, "办结答复")
    worker.step(number, "follow", "验收报告在此", proof=True)
    worker.step(number, "answer", "消防系统已修好并验收，报告可以看。")
    done = resident.press("确认办好了", choice="很满意")
    assert "已办结" in done
    assert "验收" in resident.look(resident.receipt)
    assert "已办结" in worker.look(f"/matters/{number}")
