"""Residents' pages: telling, following, public matters and places, without an account and without script."""

import re

import pytest
from django.test import Client

from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter, Telling
from tests.cast import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def told(client: Client, world: World, **more: object) -> object:
    """Open the page of telling and send it, as a browser does."""
    page = client.get("/tell/", {"place": "E0001"}).content.decode()
    sent = {**fields(page), "text": "3 号楼电梯厅的灯不亮，晚上看不清", "act": "send", **more}
    return client.post("/tell/", sent)


def test_a_visitor_tells_something_in_one_page_and_gets_number_code_owner_and_deadline(client, world):
    answer = told(client, world)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    matter = Matter.objects.get()
    assert f"-{matter.pk:06d}" in page and "查询码" in page
    assert "周敏" in page and "网格员" in page
    assert "前答复" in page
    assert matter.place == world.places["qingrong"] and matter.channel == "page"


def test_nothing_typed_is_lost_when_something_is_wrong(client, world):
    answer = told(client, world, text="", phone="12", spot="东门口", name="王秀兰")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写“什么事”" in page and "电话号码不对" in page
    assert 'value="东门口"' in page and 'value="王秀兰"' in page and 'value="12"' in page
    assert not Matter.objects.exists()


def test_a_place_is_found_by_its_name_without_script_and_the_words_stay(client, world):
    page = client.get("/tell/").content.decode()
    sent = {**fields(page), "text": "路灯不亮", "place_q": "青榕", "act": "find"}
    found = client.post("/tell/", sent).content.decode()
    assert "路灯不亮" in found and 'value="E0001"' in found
    picked = client.post("/tell/", {**sent, "place": "E0001", "act": "pick"}).content.decode()
    assert "3 号楼" in picked and 'name="place" value="E0001"' in picked
    client.post("/tell/", {**fields(picked), "text": "路灯不亮", "part": "E0001-03", "act": "send"})
    assert Matter.objects.get().place == world.places["building"]


def test_the_same_page_sent_twice_is_recorded_once_with_one_receipt(client, world):
    page = client.get("/tell/", {"place": "E0001"}).content.decode()
    sent = {**fields(page), "text": "路灯不亮", "act": "send"}
    first, second = client.post("/tell/", sent), client.post("/tell/", sent)
    assert first["Location"] == second["Location"]
    assert Matter.objects.count() == 1


def test_another_matter_written_into_a_page_that_was_sent_is_asked_for_and_then_recorded(client, world):
    page = client.get("/tell/", {"place": "E0001"}).content.decode()
    sent = {**fields(page), "text": "路灯不亮", "act": "send"}
    receipt = client.post("/tell/", sent)["Location"]
    asked = client.post("/tell/", {**sent, "text": "井盖松动"})
    again = asked.content.decode()
    assert asked.status_code == 409 and "井盖松动" in again
    assert receipt.split("?")[0] in again
    assert client.post("/tell/", {**fields(again), "text": "井盖松动", "act": "send"}).status_code == 302
    assert Matter.objects.count() == 2


def test_the_same_words_without_a_key_within_ten_seconds_are_asked_for_again(client, world):
    sent = {"text": "路灯不亮", "place": "E0001", "act": "send"}
    assert client.post("/tell/", sent).status_code == 302
    asked = client.post("/tell/", sent)
    assert asked.status_code == 409 and "刚刚提交过" in asked.content.decode()
    assert Matter.objects.count() == 1
    again = fields(asked.content.decode())
    assert again["again"] == "1"
    assert client.post("/tell/", {**sent, **again}).status_code == 302
    assert Matter.objects.count() == 2


def test_another_persons_same_words_are_not_held_up(world):
    sent = {"text": "路灯不亮", "place": "E0001", "act": "send"}
    for address in ("10.0.0.1", "10.0.0.2"):
        assert Client(REMOTE_ADDR=address).post("/tell/", sent).status_code == 302


def test_the_twenty_first_telling_of_an_hour_from_one_address_is_sent_to_the_telephone(client, world):
    world.places["community"].phone = "0591-5550101"
    world.places["community"].save()
    for number in range(20):
        assert told(client, world, text=f"第 {number} 件事要说").status_code == 302
    answer = told(client, world, text="第 21 件事要说")
    assert answer.status_code == 429 and answer["Retry-After"]
    assert "0591-5550101" in answer.content.decode()
    assert Matter.objects.count() == 20
    client.force_login(world.accounts["resident"])
    assert told(client, world, text="登录的居民照样能说").status_code == 302


def test_a_daughter_tells_for_her_mother_and_both_names_are_kept_and_shown(client, world):
    answer = told(client, world, on_behalf="1", for_name="王秀兰", name="陈丽", phone="13800001111")
    telling = Telling.objects.get()
    assert telling.on_behalf and telling.name == "王秀兰（陈丽 代）"
    assert "王秀兰（陈丽 代）" in client.get(answer["Location"]).content.decode()
    missing = told(client, world, text="楼道堆物", on_behalf="1", for_name="")
    assert missing.status_code == 422 and "替谁反映" in missing.content.decode()


def test_a_position_is_taken_as_whole_millionths_and_nonsense_is_left_away(client, world):
    told(client, world, lat_e6="26081234", lon_e6="119301234")
    told(client, world, text="第二件事没有位置", lat_e6="991234567", lon_e6="abc")
    assert list(Telling.objects.order_by("pk").values_list("lat_e6", "lon_e6")) == [
        (26081234, 119301234),
        (None, None),
    ]


def test_where_nobody_is_in_charge_the_words_stay_and_the_page_says_to_call(client, world):
    from jinlin.organisations.models import Tenure

    Tenure.objects.all().delete()
    answer = told(client, world)
    assert answer.status_code == 503
    assert "3 号楼电梯厅的灯不亮" in answer.content.decode() and not Matter.objects.exists()


def test_a_workers_own_word_on_the_residents_page_goes_to_whoever_is_in_charge(client, world):
    client.force_login(world.accounts["secretary"])
    told(client, world)
    assert Matter.objects.get().owner == world.accounts["grid_worker"]


def test_the_teller_confirms_through_the_receipt_and_a_second_tap_changes_nothing(client, world):
    receipt = told(client, world)["Location"].split("?")[0]
    matter = Matter.objects.get()
    early = client.get(receipt).content.decode()
    assert "等工作人员答复以后，由您来确认" in early and f"{receipt}/steps/confirm" not in early
    MATTERS.take(matter.pk, "accept", by=world.act("worker"))
    MATTERS.take(matter.pk, "answer", by=world.act("worker"), given={"note": "灯已换好"})
    page = client.get(f"{receipt}/steps/confirm").content.decode()
    sent = {**fields(page), "satisfaction": "5"}
    assert client.post(f"{receipt}/steps/confirm", sent).status_code == 302
    assert client.post(f"{receipt}/steps/confirm", sent).status_code == 302
    late = client.post(f"{receipt}/steps/confirm", {"satisfaction": "1"})
    assert late.status_code == 409
    matter.refresh_from_db()
    assert (matter.state, matter.satisfaction) == ("closed", 5)
    assert "已办结" in client.get(receipt).content.decode()


def test_a_step_without_its_words_says_so_beside_the_field(client, world):
    receipt = told(client, world)["Location"].split("?")[0]
    answer = client.post(f"{receipt}/steps/say_more", {"note": ""})
    assert answer.status_code == 422 and "请填写“要补充的话”" in answer.content.decode()


def test_steps_of_workers_and_unknown_receipts_do_not_exist_on_residents_pages(client, world):
    receipt = told(client, world)["Location"].split("?")[0]
    assert client.get(f"{receipt}/steps/accept").status_code == 404
    assert client.post(f"{receipt}/steps/accept", {}).status_code == 404
    assert client.get(receipt[:-1] + ("a" if receipt[-1] != "a" else "b")).status_code == 404
    assert client.get("/follow/2026-999999/abc").status_code == 404
