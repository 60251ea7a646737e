"""The pages of venues as residents and keepers open them, and the API made from the same declarations."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jinlin.people.public import issue_token
from jinlin.venues import commands
from jinlin.venues.models import Booking
from jinlin.venues.waiting import requests
from tests.people.pages import sign_in
from tests.venues.house import House, house
from tests.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> House:
    return house()


def signed(made: House, who: str) -> Client:
    return sign_in(Client(), made.world.accounts[who])


def form(made: House, **more: str) -> dict[str, str]:
    return {
        "on": made.day.isoformat(),
        "begins": "09:00",
        "ends": "10:00",
        "people": "8",
        "purpose": "读书会",
        "noise": "talk",
        "key": "k1",
        **more,
    }


def test_residents_find_what_is_open_and_when(made: House) -> None:
    client = Client()
    listed = client.get(reverse("stations")).content.decode()
    assert "榕西近邻驿站" in listed
    page = client.get(reverse("station", args=["ST1"])).content.decode()
    assert "09:00—18:00" in page
    assert "东半厅" in page
    place = whole(client, reverse("place", args=["E0001"]))
    assert "榕西近邻驿站" in place


def test_a_resident_books_once_however_often_the_button_is_pressed(made: House) -> None:
    client, way = signed(made, "resident"), reverse("room", args=["ST1", "ST1-A"])
    assert "09:00—18:00" in client.get(f"{way}?on={made.day.isoformat()}").content.decode()
    answers = [client.post(way, form(made)) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Booking.objects.filter(state="confirmed").count() == 1
    mine = client.get(answers[0]["Location"]).content.decode()
    assert "约好了" in mine
    assert "不用了，取消" in mine


def test_a_free_time_longer_than_the_room_is_had_at_once_is_filled_in_as_far_as_it_goes(made: House) -> None:
    way = f"{reverse('room', args=['ST1', 'ST1-A'])}?on={made.day.isoformat()}&begins=09:00&ends=18:00"
    page = Client().get(way).content.decode()
    assert made.half_a.longest == 180
    assert 'value="09:00"' in page and 'value="12:00"' in page and 'value="18:00"' not in page
    shorter = Client().get(way.replace("18:00", "10:30")).content.decode()
    assert 'value="10:30"' in shorter
    for odd in ("", "9", "27:00", "früh"):
        assert Client().get(way.replace("09:00", odd)).status_code == 200


def test_a_refusal_keeps_what_was_typed_and_offers_other_ways(made: House) -> None:
    commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("neighbour"))
    answer = signed(made, "resident").post(reverse("room", args=["ST1", "ST1-A"]), form(made))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已经有人约了" in page
    assert '西半厅 <span class="range">09:00—10:00</span>' in page
    assert "读书会" in page


def test_a_visitor_who_sends_the_form_is_led_to_the_door(made: House) -> None:
    answer = Client().post(reverse("room", args=["ST1", "ST1-A"]), form(made))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("resident_sign_in"))


def test_a_booking_is_there_for_its_holder_and_keepers_alone(made: House) -> None:
    booked = commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    way = reverse("booking", args=[booked.pk])
    assert signed(made, "resident").get(way).status_code == 200
    assert signed(made, "worker").get(way).status_code == 200
    for stranger in ("neighbour", "worker2", "clerk"):
        assert signed(made, stranger).get(way).status_code == 404
    assert Client().get(way).status_code == 302


def test_keepers_see_their_stations_and_nobody_elses(made: House) -> None:
    assert "榕西近邻驿站" in signed(made, "worker").get(reverse("stations_desk")).content.decode()
    assert "榕西近邻驿站" not in signed(made, "worker2").get(reverse("stations_desk")).content.decode()
    assert signed(made, "worker2").get(reverse("station_desk", args=["ST1"])).status_code == 404
    page = signed(made, "worker").get(reverse("station_desk", args=["ST1"])).content.decode()
    assert "有党旗" in page
    assert "还没查" in page
    exported = signed(made, "worker").get(reverse("stations_export")).content.decode("utf-8-sig")
    assert "榕西近邻驿站" in exported


def test_what_waits_stands_on_the_first_page(made: House) -> None:
    commands.book(space=made.quiet, asked=made.asked(), by=made.world.act("resident"))
    page = whole(signed(made, "worker"), reverse("today"))
    assert "场所预约等您同意" in page
    assert "书画室" in page


def test_a_request_waits_for_those_alone_who_may_decide_it(made: House) -> None:
    commands.book(space=made.quiet, asked=made.asked(), by=made.world.act("resident"))
    for who, many in (("worker", 1), ("street", 0), ("district", 0), ("worker2", 0)):
        found = list(requests(made.world.act(who), timezone.now(), 9))
        assert len(found) == many, who
        assert all(signed(made, who).get(one.link).status_code == 200 for one in found)


def test_the_list_asks_as_much_for_one_station_as_for_many(made: House) -> None:
    client, way = signed(made, "worker"), reverse("stations_desk")
    client.get(way)
    with CaptureQueriesContext(connection) as few:
        client.get(way)
    for number in range(20):
        commands.enter_station(
            code=f"M{number}",
            name=f"驿站{number}",
            kind="station",
            acquired="built",
            place=made.world.places["qingrong"],
            by=made.world.act("worker"),
        )
    with CaptureQueriesContext(connection) as many:
        client.get(way)
    assert len(many) == len(few) <= 12
    public = Client()
    with CaptureQueriesContext(connection) as many:
        public.get(reverse("stations"))
    assert len(many) < 10


def test_hours_are_entered_as_people_write_them(made: House) -> None:
    client, way = signed(made, "worker"), reverse("station_hours", args=["ST1"])
    typed = {"day0": "09:00-12:00，14:00—17:30", "day7": "", "key": "h1", "act": "send"}
    assert client.post(way, typed).status_code == 302
    spans = made.station.spans.order_by("begins").values_list("day", "begins", "ends")
    assert list(spans) == [(0, 540, 720), (0, 840, 1050)]
    wrong = client.post(way, {"day0": "早上", "key": "h2", "act": "send"})
    assert wrong.status_code == 422


def test_the_api_books_cancels_and_says_why_not(made: House) -> None:
    token = issue_token(account=made.world.accounts["resident"], audience="api")
    client = Client(HTTP_AUTHORIZATION=f"Bearer {token}")
    body = {"space": "ST1-A", "on": made.day.isoformat(), "begins": "09:00", "ends": "10:00", "people": 8}
    made_one = client.post(
        "/api/v1/bookings", json.dumps(body), content_type="application/json", HTTP_IDEMPOTENCY_KEY="a"
    )
    again = client.post(
        "/api/v1/bookings", json.dumps(body), content_type="application/json", HTTP_IDEMPOTENCY_KEY="a"
    )
    assert (made_one.status_code, again.status_code) == (201, 201)
    assert made_one.json()["ref"] == again.json()["ref"]
    second = client.post(
        "/api/v1/bookings", json.dumps(body), content_type="application/json", HTTP_IDEMPOTENCY_KEY="b"
    )
    assert (second.status_code, second.json()["code"]) == (409, "not_free")
    ref = made_one.json()["ref"]
    offers = {one["step"]: one["open"] for one in client.get(f"/api/v1/bookings/{ref}").json()["offers"]}
    assert offers["cancel"]
    assert not offers["approve"]
    ended = client.post(f"/api/v1/bookings/{ref}/steps/cancel", "{}", content_type="application/json")
    assert (ended.status_code, ended.json()["state"]) == (200, "cancelled")
    free = client.get(f"/api/v1/spaces/ST1-A/free?on={made.day.isoformat()}").json()
    assert free["free"] == [["09:00", "18:00"]]
    stations = client.get("/api/v1/stations?place=350999001001").json()["items"]
    assert [one["code"] for one in stations] == ["ST1"]
