"""The pages of duty as residents, people on the rota, keepers and strangers open them; and the API."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jinlin.people.public import issue_token
from jinlin.venues.duty import commands
from jinlin.venues.models import DutyFellow, Turn
from jinlin.venues.queries import instant
from tests.people.pages import sign_in
from tests.venues.test_duty import Rota, rota
from tests.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Rota:
    return rota()


def signed(made: Rota, who: str) -> Client:
    return sign_in(Client(), made.world.accounts[who])


def test_the_wall_shows_masked_names_to_all_and_whole_ones_to_keepers(made: Rota) -> None:
    made.accepted("resident")
    week = f"?on={made.monday.isoformat()}"
    public = Client().get(reverse("duty_wall", args=["ST1"]) + week).content.decode()
    assert "王**" in public
    assert "王秀兰" not in public
    assert "志愿服务" in public
    assert '还没人：<span class="range">13:00—17:00</span>' in public
    desk = signed(made, "worker").get(reverse("duty_desk", args=["ST1"]) + week).content.decode()
    assert "王秀兰" in desk
    assert "处没人答应" in desk
    assert signed(made, "worker2").get(reverse("duty_desk", args=["ST1"])).status_code == 404
    assert "本周谁值班" in Client().get(reverse("station", args=["ST1"])).content.decode()


def test_a_week_that_is_over_says_when_nobody_was_there_and_names_nobody_who_did_not_come(made: Rota) -> None:
    turn = made.accepted("resident")
    back = turn.begins_at - dt.timedelta(days=28)
    Turn.objects.filter(pk=turn.pk).update(
        state="missed", begins_at=back, ends_at=back + (turn.ends_at - turn.begins_at)
    )
    made.post.promises.update(since=timezone.localdate(back) - dt.timedelta(days=7))
    week = f"?on={timezone.localdate(back).isoformat()}"
    public = Client().get(reverse("duty_wall", args=["ST1"]) + week).content.decode()
    assert "没有人在：" in public and "还没人" not in public
    assert "没有人到" in public and "王**" not in public
    desk = signed(made, "worker").get(reverse("duty_desk", args=["ST1"]) + week).content.decode()
    assert "王秀兰" in desk


def test_a_turn_is_there_for_its_rota_and_keepers_alone_and_others_on_the_rota_read_no_name(
    made: Rota,
) -> None:
    turn = made.accepted("resident")
    way = reverse("duty_turn", args=[turn.pk])
    assert "王秀兰" in signed(made, "resident").get(way).content.decode()
    fellow = signed(made, "neighbour").get(way)
    assert fellow.status_code == 200
    assert "王秀兰" not in fellow.content.decode()
    picker = (
        signed(made, "neighbour").get(reverse("duty_turn_step", args=[turn.pk, "offer"])).content.decode()
    )
    assert "王秀兰" not in picker
    for stranger in ("stranger", "worker2", "clerk"):
        assert signed(made, stranger).get(way).status_code == 404
    assert Client().get(way).status_code == 302


def test_one_accepts_on_the_phone_and_finds_the_word_of_the_turn_before(made: Rota) -> None:
    first = made.accepted("neighbour")
    made.take(first, "come", "neighbour", on=first.begins_at)
    made.take(first, "leave", "neighbour", on=first.ends_at, handover="电池换好了")
    second = Turn.objects.create(post=made.post, begins_at=first.ends_at, ends_at=instant(made.monday, 1020))
    made.take(second, "offer", "worker", fellow=made.fellows["resident"].pk)
    client = signed(made, "resident")
    assert "1 班等您答应" in client.get(reverse("my_duty")).content.decode()
    page = client.get(reverse("duty_turn", args=[second.pk])).content.decode()
    assert "电池换好了" in page
    assert "答应" in page
    answer = client.post(reverse("duty_turn_step", args=[second.pk, "accept"]), {"key": "k"})
    assert answer.status_code == 302
    again = client.post(reverse("duty_turn_step", args=[second.pk, "accept"]), {"key": "k"})
    assert again.status_code == 302
    second.refresh_from_db()
    assert second.state == "accepted"
    assert "我的值班" in whole(client, reverse("me"))


def test_a_keeper_sets_up_a_post_plans_a_week_and_asks(made: Rota) -> None:
    client = signed(made, "worker")
    typed = {
        "code": "ST1-K",
        "name": "儿童角",
        "does": "看孩子",
        "needed": "1",
        "longest": "240",
        "key": "p",
        "act": "send",
    }
    answer = client.post(reverse("duty_post_new", args=["ST1"]), typed)
    assert answer["Location"] == reverse("duty_promise", args=["ST1-K"])
    since = made.monday.isoformat()
    assert (
        client.post(
            answer["Location"], {"day5": "09:00-12:00", "since": since, "key": "q", "act": "send"}
        ).status_code
        == 302
    )
    assert "李国强" in client.get(reverse("duty_plan", args=["ST1"])).content.decode()
    plan = {
        "since": since, "until": (made.monday + dt.timedelta(days=6)).isoformat(), "evening": "120", "night": "150", "weekend": "120", "holiday": "200", "key": "r",
    }  # fmt: skip
    look = client.post(reverse("duty_plan", args=["ST1"]), plan)
    assert look.status_code == 200
    assert not Turn.objects.exists()  # rehearsed, not written
    assert client.post(reverse("duty_plan", args=["ST1"]), {**plan, "act": "send"}).status_code == 302
    assert client.post(reverse("duty_plan", args=["ST1"]), {**plan, "act": "send"}).status_code == 302
    assert Turn.objects.filter(state="offered").count() == 15
    assert "第 1 版" in client.get(reverse("duty_desk", args=["ST1"]) + f"?on={since}").content.decode()


def test_keepers_put_on_the_rota_whom_they_may_ask_and_a_resident_joins_by_a_form(made: Rota) -> None:
    page = signed(made, "worker").get(reverse("duty_fellow_new", args=["ST1"])).content.decode()
    assert "黄建国" in page
    assert "陈外来" not in page
    wrong = {
        "person": str(made.world.accounts["stranger"].person_id),
        "kind": "staff",
        "key": "a",
        "act": "send",
    }
    assert signed(made, "worker").post(reverse("duty_fellow_new", args=["ST1"]), wrong).status_code == 422
    client = signed(made, "stranger")
    typed = {"week": "4", "rest": "8", "not_days": ["0", "6"], "key": "j", "act": "send"}
    assert client.post(reverse("duty_join", args=["ST1"]), typed).status_code == 302
    row = DutyFellow.objects.get(person=made.world.accounts["stranger"].person)
    assert (row.kind, row.week, row.rest, row.not_days) == ("volunteer", 240, 480, "0,6")
    assert client.post(reverse("duty_leave", args=[row.pk]), {"key": "l", "act": "send"}).status_code == 302
    assert (
        signed(made, "neighbour").get(reverse("duty_leave", args=[made.fellows["resident"].pk])).status_code
        == 404
    )


def test_pages_of_duty_ask_as_much_for_one_turn_as_for_many(made: Rota) -> None:
    ways = [
        (Client(), reverse("duty_wall", args=["ST1"])),
        (signed(made, "worker"), reverse("duty_desk", args=["ST1"])),
        (signed(made, "resident"), reverse("my_duty")),
    ]
    week = f"?on={made.monday.isoformat()}"
    made.accepted("resident")

    def counts() -> list[int]:
        found = []
        for client, way in ways:
            client.get(way + week)
            with CaptureQueriesContext(connection) as asked:
                client.get(way + week)
            found.append(len(asked))
        return found

    few = counts()
    commands.make_roster(
        station=made.station,
        since=made.monday,
        until=made.monday + dt.timedelta(days=20),
        by=made.act("worker"),
    )
    assert counts() == few
    assert few[0] <= 12


def test_the_api_shows_the_week_and_takes_steps(made: Rota) -> None:
    turn = Turn.objects.create(
        post=made.post, begins_at=instant(made.monday, 540), ends_at=instant(made.monday, 780)
    )
    token = issue_token(account=made.world.accounts["resident"], audience="api")
    client = Client(HTTP_AUTHORIZATION=f"Bearer {token}")
    listed = client.get("/api/v1/turns").json()
    assert [one["ref"] for one in listed["open"]] == [str(turn.pk)]
    taken = client.post(f"/api/v1/turns/{turn.pk}/steps/take", "{}", content_type="application/json")
    assert (taken.status_code, taken.json()["state"]) == (200, "accepted")
    second = client.post(
        f"/api/v1/turns/{turn.pk}/steps/take", json.dumps({}), content_type="application/json"
    )
    assert second.status_code == 409
    week = client.get(f"/api/v1/stations/ST1/duty?on={made.monday.isoformat()}").json()
    day = week["posts"][0]["days"][0]
    assert day["promised"] == [["09:00", "17:00"]]
    assert day["open"] == [["13:00", "17:00"]]
    assert day["turns"][0]["who"] == "王**"
