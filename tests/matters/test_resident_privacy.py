"""What residents' pages never show: another person's name, words, photos, contact, or that a private matter exists."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from jinlin.base.models import Event, StoredFile
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter, Telling
from jinlin.matters.numbers import number_of, receipt_key, short_key
from tests.cast import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.SECOND_FACTOR = False
    return build()


def picture() -> SimpleUploadedFile:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "olive").save(out, "JPEG")
    return SimpleUploadedFile("灯.jpg", out.getvalue(), content_type="image/jpeg")


def receipt_of(telling: int) -> str:
    """The address of a telling's receipt."""
    row = Telling.objects.select_related("first_matter").get(pk=telling)
    return f"/follow/{number_of(row.first_matter.pk, row.first_matter.told_at)}/{receipt_key(row.pk)}"


def public_of(matter: int) -> str:
    """The public address of a matter."""
    return f"/public/{number_of(matter, Matter.objects.get(pk=matter).told_at)}"


def a_public_matter(world: World) -> int:
    """A matter of a public kind, told by the resident with name and phone."""
    lift = world.categories["lift"].pk
    text = "3 号楼电梯老是停。我腿脚不便，夜里不敢下楼"
    return world.tell(text=text, category=lift, name="王秀兰", phone="13800001111").matter


def test_a_public_page_names_workers_and_never_tellers(client, world):
    matter = a_public_matter(world)
    MATTERS.take(matter, "accept", by=world.act("worker"), given={"note": "已通知维保单位"})
    told = Telling.objects.get()
    MATTERS.take(matter, "say_more", by=world.act("resident"), given={"note": "我家门牌是 502 室"})
    page = client.get(public_of(matter)).content.decode()
    assert "林晓" in page and "已通知维保单位" in page
    for private in (
        "王秀兰",
        "王**",
        "13800001111",
        "502 室",
        "晚上看不清",
        receipt_key(told.pk),
        "您</span>",
    ):
        assert private not in page, private


def test_a_private_matter_and_one_that_never_was_answer_alike(client, world):
    private = world.tell(category=world.categories["quarrel"].pk)
    unsorted = world.tell(text="这件事还没有分类，先不公开")
    numbers = (private.number, unsorted.number, "2026-999999", "x")
    pages = {number: client.get(f"/public/{number}") for number in numbers}
    assert {page.status_code for page in pages.values()} == {404}
    own = r'(csrfmiddlewaretoken" value=")\w+|/public/[\w-]+'
    assert len({re.sub(own, "", page.content.decode()) for page in pages.values()}) == 1
    for page in ("/places/E0001", "/"):
        client.cookies["jinlin-place"] = "E0001"
        assert "还没有分类" not in client.get(page).content.decode()


def test_a_neighbour_joins_a_public_matter_and_both_are_kept_informed_and_unknown_to_each_other(
    client, world
):
    matter = a_public_matter(world)
    page = client.get(public_of(matter)).content.decode()
    assert "王秀兰" not in page
    sent = {
        **dict(re.findall(r'name="(key)" value="([^"]*)"', page)),
        "text": "我家在 601，也一样",
        "name": "李国强",
    }
    answer = client.post(public_of(matter), sent)
    assert answer.status_code == 302
    again = client.post(public_of(matter), sent)
    assert again["Location"] == answer["Location"]
    assert Matter.objects.get().teller_count == 2
    mine = client.get(answer["Location"]).content.decode()
    assert "和 1 位邻居反映的是同一件事" in mine and "我家在 601，也一样" in mine
    assert "王秀兰" not in mine and "腿脚不便" not in mine
    first = Telling.objects.order_by("pk").first()
    theirs = Client().get(receipt_of(first.pk)).content.decode()
    assert "腿脚不便" in theirs and "又有一位邻居" in theirs
    assert "李国强" not in theirs and "在 601" not in theirs
    assert client.get(public_of(matter)).content.decode().count(answer["Location"].split("?")[0]) == 1


def test_a_matter_that_is_done_takes_no_further_voice_and_offers_to_tell_it_anew(client, world):
    matter = a_public_matter(world)
    MATTERS.take(matter, "accept", by=world.act("worker"))
    MATTERS.take(matter, "answer", by=world.act("worker"), given={"note": "好了"})
    MATTERS.take(matter, "confirm", by=world.act("resident"))
    assert "再说一声" in client.get(public_of(matter)).content.decode()
    assert client.post(public_of(matter), {"text": ""}).status_code == 409
    assert Telling.objects.count() == 1


def test_what_one_teller_adds_and_confirms_is_not_read_by_the_other(world):
    one = world.tell(text="3 号楼灯不亮。我腿脚不便")
    two = world.tell(text="电梯口漆黑一片，我摔了一跤", by=world.act("neighbour"))
    MATTERS.take(two.matter, "merge", by=world.act("worker"), given={"into": one.matter})
    MATTERS.take(one.matter, "say_more", by=world.act("resident"), given={"note": "我母亲八十岁"})
    MATTERS.take(one.matter, "contact", by=world.act("worker"), given={"note": "王阿姨电话里说是三号楼"})
    reader = Client()
    second = reader.get(receipt_of(two.telling)).content.decode()
    assert "和 1 位邻居反映的是同一件事" in second and "电梯口漆黑一片" in second
    assert "联系了反映人" in second
    for private in ("我母亲八十岁", "王阿姨", "腿脚不便", "王**"):
        assert private not in second, private
    first = reader.get(receipt_of(one.telling)).content.decode()
    assert "我母亲八十岁" in first and "王阿姨" in first and "摔了一跤" not in first


def test_lines_for_staff_only_are_read_by_no_resident(client, world):
    matter = a_public_matter(world)
    MATTERS.take(matter, "accept", by=world.act("worker"))
    MATTERS.take(matter, "follow", by=world.act("worker"), given={"note": "内部情况", "inside": True})
    telling = Telling.objects.get()
    for page in (public_of(matter), receipt_of(telling.pk)):
        assert "内部情况" not in client.get(page).content.decode()


def test_a_photo_is_seen_by_its_teller_and_the_workers_and_by_nobody_else(client, world):
    page = client.get("/tell/", {"place": "E0001"}).content.decode()
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    lift = world.categories["lift"].code
    sent = {
        "key": key,
        "place": "E0001",
        "text": "灯不亮，晚上看不清",
        "category": lift,
        "act": "send",
        "photos": [picture()],
    }
    receipt = client.post("/tell/", sent)["Location"].split("?")[0]
    stored = StoredFile.objects.get()
    assert stored.subject == "matter"
    address = f"/files/{stored.pk}"
    shown = client.get(address)
    assert shown.status_code == 200 and shown["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in shown["Cache-Control"] and "sandbox" in shown["Content-Security-Policy"]
    assert client.get(receipt).content.decode().count(f"{address}/thumb") == 1
    stranger = Client()
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/thumb").status_code == 404
    assert stranger.get(address + "?k=" + receipt.rsplit("/", 1)[1]).status_code == 200
    assert stranger.get(address + "?k=" + receipt_key(999)).status_code == 404
    for name, seen in (("worker", 200), ("worker2", 404), ("stranger", 404), ("clerk", 404)):
        other = Client()
        other.force_login(world.accounts[name])
        assert other.get(address).status_code == seen, name


def test_a_photo_taken_in_ahead_belongs_to_the_browser_that_sent_it(client, world):
    taken = client.post("/photos/", {"photo": picture()}).json()
    thief = Client()
    assert thief.get(f"/files/{taken['id']}").status_code == 404
    assert client.get(taken["thumb"]).status_code == 200
    sent = {"place": "E0001", "text": "别人的照片拿不走", "act": "send", "files": [str(taken["id"])]}
    thief.post("/tell/", sent)
    assert StoredFile.objects.get().subject == ""
    client.post("/tell/", {**sent, "text": "自己的照片带得上"})
    assert StoredFile.objects.get().subject_id == Matter.objects.get(title__startswith="自己的").pk


def test_a_photo_that_is_none_is_answered_in_words_and_the_page_keeps_the_rest(client, world):
    wrong = SimpleUploadedFile("a.jpg", b"<html>", content_type="image/jpeg")
    refused = client.post("/photos/", {"photo": wrong})
    assert refused.status_code == 422 and "网页" in refused.json()["words"]
    again = SimpleUploadedFile("a.jpg", b"<html>", content_type="image/jpeg")
    sent = {"place": "E0001", "text": "灯不亮", "act": "send", "photos": [picture(), again]}
    page = client.post("/tell/", sent)
    assert page.status_code == 422 and "灯不亮" in page.content.decode()
    assert f'name="files" value="{StoredFile.objects.get().pk}"' in page.content.decode()
    assert not Matter.objects.exists()


def test_number_and_short_code_open_the_receipt_and_wrong_ones_get_one_answer(client, world):
    told = world.tell()
    number = told.number
    good = client.post("/follow/", {"number": number, "code": short_key(told.telling).lower()})
    assert good.status_code == 302 and good["Location"] == receipt_of(told.telling)
    other = Client()
    wrong = [
        other.post("/follow/", {"number": asked, "code": "ABCDEF"}).content.decode().split('name="number"')[0]
        for asked in (number, "2026-999999", "nonsense")
    ]
    assert len({re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in wrong}) == 1
    assert "对不上" in wrong[0]


def test_guessing_codes_ends_after_ten_tries_an_hour(client, world):
    told = world.tell()
    for _ in range(10):
        assert client.post("/follow/", {"number": told.number, "code": "ABCDEF"}).status_code == 422
    right = client.post("/follow/", {"number": told.number, "code": short_key(told.telling)})
    assert right.status_code == 429
    neighbour = Client(REMOTE_ADDR="10.9.9.9")
    found = neighbour.post("/follow/", {"number": told.number, "code": short_key(told.telling)})
    assert found.status_code == 302


def test_a_signed_in_resident_finds_their_own_without_a_code_and_a_neighbour_does_not(client, world):
    told = world.tell()
    client.force_login(world.accounts["resident"])
    assert receipt_of(told.telling) in client.get("/follow/").content.decode()
    other = Client()
    other.force_login(world.accounts["neighbour"])
    assert receipt_of(told.telling) not in other.get("/follow/").content.decode()


def test_a_shared_phone_forgets_the_receipts_at_one_tap(client, world):
    client.post("/tell/", {"text": "路灯不亮", "place": "E0001", "act": "send"})
    receipt = receipt_of(Telling.objects.get().pk)
    client.cookies["jinlin-place"] = "E0001"
    assert receipt in client.get("/").content.decode()
    client.post("/follow/forget")
    assert receipt not in client.get("/").content.decode()
    assert client.get(receipt).status_code == 200


def test_an_erased_telling_shows_that_it_was_erased(client, world):
    told = world.tell(text="3 号楼灯不亮。我腿脚不便")
    Telling.objects.filter(pk=told.telling).update(text="", erased_at="2026-01-01T00:00:00Z")
    page = client.get(receipt_of(told.telling)).content.decode()
    assert "已按要求删除" in page and "腿脚不便" not in page


def test_events_of_a_receipt_without_an_account_name_the_telling_and_nobody(client, world):
    told = world.tell()
    client.post(f"{receipt_of(told.telling)}/steps/say_more", {"note": "还有一盏也不亮"})
    event = Event.objects.get(thing="matter.say_more")
    assert (event.actor_id, event.actor_title, event.data["telling"]) == (0, "", told.telling)
