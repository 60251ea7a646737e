"""Pages and API of wishes: the wall without names, the recipient's and the claimant's own, the workers' list."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinlin.people.models import Look
from jinlin.people.public import issue_token
from jinlin.volunteering.models.wishes import Wish, WishClaim
from tests.cast import World, build
from tests.people.pages import sign_in
from tests.volunteering.wishing import SHOWN, claim, deliver, published, record
from tests.whole import whole

pytestmark = pytest.mark.django_db
SECRETS = ("王秀兰", "502", "王阿姨", "孙子")


@pytest.fixture
def world() -> World:
    return build()


def signed(world: World, who: str) -> Client:
    return sign_in(Client(), world.accounts[who])


def test_the_wall_shows_cards_without_name_door_or_private_words(world: World) -> None:
    wish = published(world)
    record(world)
    for client in (Client(), signed(world, "neighbour"), signed(world, "stranger"), signed(world, "clerk")):
        for way in (reverse("wishes"), reverse("wish", args=[wish.pk]), reverse("wishes_board")):
            page = client.get(way).content.decode()
            assert not [secret for secret in SECRETS if secret in page]
    page = Client().get(reverse("wishes")).content.decode()
    assert SHOWN in page
    assert "约 40 分钟" in page
    assert page.count('class="note"') == 1


def test_a_wish_that_is_not_published_is_there_for_its_recipient_and_workers_alone(world: World) -> None:
    way = reverse("wish", args=[record(world).pk])
    assert {who: signed(world, who).get(way).status_code for who in ("resident", "worker", "grid_worker")} == dict.fromkeys(
        ("resident", "worker", "grid_worker"), 200
    )  # fmt: skip
    for who in ("neighbour", "stranger", "worker2", "clerk", "manager"):
        assert signed(world, who).get(way).status_code == 404
    assert Client().get(way).status_code == 404


def test_a_neighbour_claims_once_however_often_the_button_is_pressed_and_the_next_is_shown_others(
    world: World,
) -> None:
    wish, other = published(world), published(world)
    way, key = reverse("wish_claim", args=[wish.pk, 1]), {"key": "k1"}
    neighbour = signed(world, "neighbour")
    assert "7 天没有动静" in neighbour.get(way).content.decode()
    assert {neighbour.post(way, key).status_code for _ in range(3)} == {302}
    assert WishClaim.objects.count() == 1
    late = signed(world, "stranger").post(way, {"key": "k2"})
    assert late.status_code == 409
    assert reverse("wish", args=[other.pk]) in late.content.decode()
    assert "我认领的" in neighbour.get(reverse("my_wishes")).content.decode()


def test_private_words_are_opened_by_a_button_and_the_look_stands_in_the_book(world: World) -> None:
    wish = published(world)
    claim(world, wish)
    way = reverse("wish_private", args=[wish.pk])
    assert signed(world, "neighbour").get(way).status_code == 405
    page = signed(world, "neighbour").post(way)
    assert "3 号楼 502" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert signed(world, "stranger").post(way).status_code == 404
    assert signed(world, "worker2").post(way).status_code == 404
    assert Look.objects.filter(what="wish").count() == 1
    assert "微心愿" in signed(world, "resident").get("/me/data").content.decode()


def test_the_recipient_confirms_and_thanks_on_the_phone_and_the_slip_has_the_code(world: World) -> None:
    wish = published(world)
    deliver(world, claim(world, wish))
    mine = signed(world, "resident")
    assert "确认收到" in mine.get(reverse("wish", args=[wish.pk])).content.decode()
    assert wish.code in mine.get(reverse("wish_slip", args=[wish.pk])).content.decode()
    assert signed(world, "neighbour").get(reverse("wish_slip", args=[wish.pk])).status_code == 404
    step = reverse("wish_step", args=[wish.pk, "confirm"])
    assert mine.post(step, {"key": "c1", "how": "tap", "pleased": "yes"}).status_code == 302
    assert (
        mine.post(
            reverse("wish_step", args=[wish.pk, "thank"]), {"key": "t1", "note": "谢谢好心人"}
        ).status_code
        == 302
    )
    assert "谢谢好心人" in Client().get(reverse("wish", args=[wish.pk])).content.decode()
    assert Wish.objects.get().pleased == "yes"


def test_anybody_may_confirm_by_the_code_alone(world: World) -> None:
    wish = published(world)
    deliver(world, claim(world, wish))
    wrong = Client().post(reverse("wish_code"), {"wish": wish.pk, "code": "12"})
    assert wrong.status_code == 409
    for _ in range(2):  # and twice is the same as once
        right = Client().post(reverse("wish_code"), {"wish": wish.pk, "code": wish.code})
        assert "已经记下" in right.content.decode()
    assert Wish.objects.get().state == "confirmed"


def test_a_resident_records_their_own_and_workers_for_others(world: World) -> None:
    place = world.places["qingrong"]
    typed = {
        "text": "想有人陪着学用手机挂号",
        "kind": "learn",
        "place": str(world.places["community"].pk),
        "way": "page",
        "may_show": "1",
        "key": "n1",
    }
    mine = signed(world, "resident")
    assert {mine.post(reverse("wish_new"), typed).status_code for _ in range(2)} == {302}
    wish = Wish.objects.get()
    assert (wish.person, wish.recorded_by.username, wish.way) == (
        world.accounts["resident"].person,
        "resident",
        "page",
    )
    typed |= {"way": "call", "called": "李伯", "phone": "13800001111", "place": str(place.pk), "key": "n2"}
    assert signed(world, "worker").post(reverse("wish_new"), typed).status_code == 302
    assert signed(world, "worker2").post(reverse("wish_new"), typed | {"key": "n3"}).status_code == 422
    money = mine.post(
        reverse("wish_new"),
        typed
        | {"way": "page", "place": str(world.places["community"].pk), "text": "想要 500 元红包", "key": "n4"},
    )
    assert money.status_code == 422
    assert "不经手钱" in money.content.decode()


def test_workers_see_what_waits_filter_export_and_nobody_elses(world: World) -> None:
    wish = record(world)
    shown = published(world)
    claim(world, shown, accept=False)
    worker = signed(world, "worker")
    assert "等核实" in whole(worker, reverse("today"))
    assert "有人认领，等您同意" in whole(worker, reverse("today"))
    desk = reverse("wishes_desk")
    assert reverse("wish", args=[wish.pk]) in worker.get(f"{desk}?waits=verify").content.decode()
    answer = worker.get(f"{desk}?waits=answer").content.decode()
    assert reverse("wish", args=[shown.pk]) in answer
    assert f'href="{reverse("wish", args=[wish.pk])}"' not in answer
    exported = worker.get(reverse("wishes_export")).content.decode("utf-8-sig")
    assert SHOWN in exported
    assert not [secret for secret in SECRETS if secret in exported]
    assert SHOWN not in signed(world, "worker2").get(desk).content.decode()
    assert signed(world, "resident").get(desk).status_code == 404


def test_lists_ask_as_much_for_one_wish_as_for_many(world: World) -> None:
    published(world)
    worker = signed(world, "worker")
    ways = [
        (worker, reverse("wishes_desk")),
        (Client(), reverse("wishes")),
        (worker, reverse("wish", args=[Wish.objects.get().pk])),
    ]
    counts = []
    for client, way in ways:
        client.get(way)
        with CaptureQueriesContext(connection) as few:
            client.get(way)
        counts.append(len(few))
    for _ in range(12):
        claim(world, published(world), accept=False) if Wish.objects.count() % 4 == 0 else published(world)
    for (client, way), before in zip(ways, counts, strict=True):
        with CaptureQueriesContext(connection) as many:
            client.get(way)
        assert len(many) <= before, way
        assert len(many) <= 12, (way, [one["sql"][:90] for one in many])


def test_the_api_lists_records_claims_and_says_why_not(world: World) -> None:
    def client(who: str) -> Client:
        return Client(HTTP_AUTHORIZATION=f"Bearer {issue_token(account=world.accounts[who], audience='api')}")

    worker, neighbour = client("worker"), client("neighbour")
    body = {
        "text": "想要老花镜",
        "kind": "thing",
        "place": "E0001",
        "way": "counter",
        "called": "李伯",
        "may_show": True,
    }
    posted = [
        worker.post(
            "/api/v1/wishes", json.dumps(body), content_type="application/json", HTTP_IDEMPOTENCY_KEY="a"
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in posted] == [201, 201]
    ref = posted[0].json()["ref"]
    assert "老花镜" not in json.dumps(posted[0].json()["text"])
    assert neighbour.get(f"/api/v1/wishes/{ref}").status_code == 404
    for step, given in (("verify", {}), ("publish", {"text": "老人想要一副老花镜"})):
        answer = worker.post(
            f"/api/v1/wishes/{ref}/steps/{step}", json.dumps(given), content_type="application/json"
        )
        assert answer.status_code == 200, answer.content
    assert [one["ref"] for one in neighbour.get("/api/v1/wishes?place=E0001").json()["items"]] == [ref]
    first = neighbour.post(f"/api/v1/wishes/{ref}/claims", "{}", content_type="application/json")
    assert (first.status_code, first.json()["state"]) == (201, "held")
    second = client("stranger").post(f"/api/v1/wishes/{ref}/claims", "{}", content_type="application/json")
    assert (second.status_code, second.json()["code"]) == (409, "not_free")
    assert client("stranger").get(f"/api/v1/wish-claims/{first.json()['ref']}").status_code == 404
