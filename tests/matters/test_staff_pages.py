"""The worker's pages: today, worklist, thread with its steps, supervision, rates."""

import re

import pytest
from django.utils import timezone

from jinlin.base import trail
from jinlin.matters import tallies
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter, Part, SavedView, Telling
from jinlin.people.models import Look
from tests.cast import build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def page(client, world):
    def opened(name):
        return sign_in(client, world.accounts[name])

    return opened


def test_today_shows_what_waits_for_the_worker_and_nothing_of_the_neighbouring_community(world, page):
    world.tell("电梯停在三楼")
    world.tell("东溪里的路灯坏了", place="dongxi")
    body = page("worker").get("/today/").content.decode()
    assert "电梯停在三楼" in body and "等接办" in body
    assert "东溪里的路灯坏了" not in body


def test_today_tells_a_called_department_what_to_come_for(world, page):
    matter = world.tell("消防喷淋没有水").matter
    MATTERS.take(matter, "accept", by=world.act("worker"))
    given = {"institutions": [world.institutions["fire"].pk], "note": "社区做不了"}
    MATTERS.take(matter, "whistle", by=world.act("worker"), given=given)
    body = page("fire_clerk").get("/today/").content.decode()
    assert "社区在吹哨" in body and "消防喷淋没有水" in body
    assert "消防喷淋没有水" not in page("clerk").get("/today/").content.decode()


@pytest.mark.parametrize("path", ["/today/", "/matters/?all=1"])
def test_a_page_asks_no_more_questions_for_fifty_rows_than_for_one(
    world, page, path, django_assert_max_num_queries
):
    world.tell()
    worker = page("worker")
    worker.get(path)
    for _ in range(49):
        world.tell()
    with django_assert_max_num_queries(12):
        assert worker.get(path).status_code == 200


def test_the_worklist_filters_searches_and_says_why_a_filter_cannot_work(world, page):
    world.tell("电梯停在三楼")
    world.tell("垃圾没人清运")
    worker = page("worker")
    found = worker.get("/matters/?q=电梯").content.decode()
    assert "电梯停在三楼" in found and "垃圾没人清运" not in found
    short = worker.get("/matters/?q=电")
    assert short.status_code == 400 and "至少两个字" in short.content.decode()
    assert "没有符合的诉求" in worker.get("/matters/?state=closed").content.decode()


def test_the_last_filter_comes_back_and_a_view_is_kept_under_a_name(world, page):
    worker = page("worker")
    worker.get("/matters/?state=open&due=late")
    assert worker.get("/matters/")["Location"].endswith("?state=open&due=late")
    worker.post("/matters/views", {"name": "逾期", "query": "due=late"})
    assert SavedView.objects.get().query == "due=late"
    worker.post("/matters/views", {"name": "逾期", "query": "", "forget": "1"})
    assert not SavedView.objects.exists()


def test_the_list_leaves_as_a_workbook_without_any_teller(world, page):
    world.tell("=1+1 电梯停在三楼", name="王秀兰", phone="13900000001")
    answer = page("worker").get("/matters/export?all=1&as=csv")
    text = answer.content.decode("utf-8-sig")
    assert "电梯停在三楼" in text and "13900000001" not in text and "王秀兰" not in text
    assert not any(cell.startswith("=") for line in text.splitlines() for cell in line.split(","))
    assert page("worker").get("/matters/export?all=1").content[:2] == b"PK"


def key_in(body):
    return re.search(r'name="key" value="([^"]+)"', body)[1]


def test_a_step_is_taken_from_its_form_and_the_same_form_twice_takes_it_once(world, page):
    receipt = world.tell()
    worker = page("worker")
    address = f"/matters/{receipt.number}/steps/accept"
    key = key_in(worker.get(address).content.decode())
    first = worker.post(address, {"key": key, "note": "我来办"})
    again = worker.post(address, {"key": key, "note": "我来办"})
    assert (first.status_code, again.status_code) == (302, 302)
    row = Matter.objects.get()
    assert (row.state, row.trail_seq) == ("working", 2)


def test_what_was_typed_stays_when_a_field_is_missing_or_somebody_was_faster(world, page):
    receipt = world.tell()
    worker = page("worker")
    MATTERS.take(receipt.matter, "accept", by=world.act("grid_worker"))
    late = worker.post(f"/matters/{receipt.number}/steps/accept", {"key": "k1", "note": "我来办这件"})
    assert late.status_code == 409
    assert "周敏" in late.content.decode() and "我来办这件" in late.content.decode()
    empty = worker.post(f"/matters/{receipt.number}/steps/follow", {"key": "k2", "note": ""})
    assert empty.status_code == 422 and "请填写" in empty.content.decode()


@pytest.mark.parametrize("who", ["worker2", "mediator", "clerk"])
def test_a_matter_is_not_found_by_those_whom_it_does_not_concern(world, page, who):
    receipt = world.tell("楼上太吵", category=world.categories["quarrel"].pk)
    staff = page(who)
    assert staff.get(f"/matters/{receipt.number}").status_code == 404
    assert staff.post(f"/matters/{receipt.number}/steps/accept", {"key": "x"}).status_code == 404
    assert "楼上太吵" not in staff.get("/matters/?all=1").content.decode()


def test_a_clerk_shown_a_matter_sees_only_the_shared_parts_and_only_until_the_end(world, page):
    receipt = world.tell("楼上漏水，约了周三看", phone="13900000001")
    MATTERS.take(receipt.matter, "accept", by=world.act("worker"))
    MATTERS.take(receipt.matter, "follow", by=world.act("worker"), given={"note": "内部先碰头"})
    until = timezone.localdate() + timezone.timedelta(days=3)
    given = {
        "institution": world.institutions["housing"].pk,
        "parts": ["text"],
        "until": until.isoformat(),
        "note": "核对房屋结构",
    }
    MATTERS.take(receipt.matter, "share", by=world.act("worker"), given=given)
    body = page("clerk").get(f"/matters/{receipt.number}").content.decode()
    assert "约了周三看" in body and "内部先碰头" not in body and "13900000001" not in body
    Part.objects.filter(kind="shared").update(until=timezone.now())
    assert page("clerk").get(f"/matters/{receipt.number}").status_code == 404
    assert Look.objects.filter(telling_id=receipt.telling, purpose="核对房屋结构").exists()


def test_a_teller_is_masked_until_a_purpose_is_given_and_the_look_is_recorded(world, page):
    receipt = world.tell("水管爆了", name="王秀兰", phone="13900000001")
    worker = page("worker")
    body = worker.get(f"/matters/{receipt.number}").content.decode()
    assert "王**" in body and "王秀兰" not in body and "13900000001" not in body
    address = f"/matters/{receipt.number}/tellings/{receipt.telling}/look"
    assert worker.post(address, {"purpose": ""}).status_code == 422
    assert not Look.objects.exists()
    shown = worker.post(address, {"purpose": "约时间上门看水管"}).content.decode()
    assert "13900000001" in shown
    assert Look.objects.get().purpose == "约时间上门看水管"


def test_one_step_for_many_says_for_each_what_came_of_it(world, page):
    first, second = world.tell(), world.tell("垃圾没人清运")
    MATTERS.take(second.matter, "accept", by=world.act("grid_worker"))
    worker = page("worker")
    chosen = {"matter": [first.matter, second.matter], "step": "accept"}
    assert "2 件一起" in worker.post("/matters/bulk", chosen).content.decode()
    done = worker.post(
        "/matters/bulk", {**chosen, "act": "send", "key": "k", "note": "一起办"}
    ).content.decode()
    assert "已办" in done and "现在是" in done
    assert Matter.objects.get(pk=first.matter).state == "working"


def test_supervision_shows_where_work_is_stuck_by_unit_and_never_by_person(world, page):
    matter = world.tell("消防喷淋没有水").matter
    Matter.objects.filter(pk=matter).update(due_at=timezone.now() - timezone.timedelta(days=2))
    body = page("street").get("/supervision/").content.decode()
    assert "榕西社区" in body and "消防喷淋没有水" in body and "看单位积压" in body
    assert page("mediator").get("/supervision/").status_code == 404


def closed(world, solved, satisfaction=None):
    matter = world.tell().matter
    MATTERS.take(matter, "accept", by=world.act("worker"))
    MATTERS.take(matter, "contact", by=world.act("worker"), given={"note": "电话联系了"})
    MATTERS.take(matter, "answer", by=world.act("worker"), given={"note": "换好了"})
    if solved:
        MATTERS.take(matter, "confirm", by=world.act("resident"), given={"satisfaction": satisfaction})
    else:
        MATTERS.take(matter, "not_solved", by=world.act("resident"), given={"note": "还是不亮"})


def test_rates_stand_beside_their_formula_and_base_and_small_bases_are_not_shown(world, page):
    for _ in range(3):
        closed(world, True, "5")
    body = page("worker").get("/rates/").content.decode()
    assert "3 ÷ 3" in body and "100.0%" not in body
    for _ in range(2):
        closed(world, True, "2")
    closed(world, False)
    body = page("worker").get("/rates/").content.decode()
    assert "5 ÷ 6" in body and "83.3%" in body
    assert "3 ÷ 5" in body and "60.0%" in body
    assert tallies.differences() == []


def test_merging_keeps_every_teller_informed_of_theirs_and_splitting_gives_a_matter_back(world, page):
    first, second = world.tell("电梯停在三楼"), world.tell("电梯又坏了", by=world.act("neighbour"))
    worker = page("worker")
    worker.post(f"/matters/{second.number}/steps/merge", {"key": "m", "into": first.matter})
    joined = Matter.objects.get(pk=first.matter)
    assert joined.teller_count == 2
    assert "已并入" in worker.get(f"/matters/{second.number}").content.decode()
    telling = Telling.objects.get(pk=second.telling)
    worker.post(
        f"/matters/{first.number}/steps/split", {"key": "s", "tellings": [telling.pk], "title": "另一部电梯"}
    )
    assert Telling.objects.get(pk=telling.pk).matter.title == "另一部电梯"
    assert tallies.differences() == []
    assert trail.verify([("matter", Matter), ("call", Part)])["faults"] == []
