"""The API of deliberation: bodies, points, motions and every step by its address; strangers get 404."""

import datetime as dt
import json

import pytest
from django.test import Client

from jinlin.deliberation import commands
from jinlin.deliberation.models import Motion, Point
from jinlin.people.public import issue_token
from tests.cast import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def talk(world):
    return commands.make_body(
        name="逢10说事",
        kind="talk",
        place=world.places["qingrong"],
        by=world.act("worker"),
        rule="day-ends:0",
        is_open=True,
    )


def call(world, name: str, way: str, body: dict | None = None, key: str = ""):
    token = issue_token(account=world.accounts[name], audience="api")
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    if body is None:
        return Client().get(f"/api/v1{way}", headers=headers)
    return Client().post(f"/api/v1{way}", json.dumps(body), content_type="application/json", headers=headers)


def test_a_point_raised_twice_under_one_key_is_one_point(world, talk):
    for _ in range(2):
        answer = call(world, "resident", f"/bodies/{talk.code}/points", {"text": "巷口路灯坏了三天"}, key="k")
        assert answer.status_code == 201, answer.content
    assert Point.objects.count() == 1
    shown = call(world, "neighbour", f"/talk-points/{Point.objects.get().pk}").json()
    assert shown["state"] == "raised"
    assert "王" not in json.dumps(shown, ensure_ascii=False)


def test_a_resident_can_not_pretend_to_write_down_for_others(world, talk):
    call(
        world,
        "resident",
        f"/bodies/{talk.code}/points",
        {"text": "巷口路灯坏了三天", "channel": "phone", "phone": "13600000000"},
    )
    assert Point.objects.get().channel == "page"


def test_a_meeting_is_called_and_walked_by_its_steps(world, talk):
    begins = (dt.datetime.now(dt.UTC) + dt.timedelta(days=40)).isoformat()
    made = call(world, "worker", f"/bodies/{talk.code}/meetings", {"begins": begins})
    assert made.status_code == 201, made.content
    ref = made.json()["ref"]
    answer = call(world, "worker", f"/meetings/{ref}/steps/add_item", {"title": "停车"})
    assert answer.json()["items"][0]["item"] == "停车"
    assert call(world, "worker", f"/meetings/{ref}/steps/announce", {}).json()["state"] == "announced"
    assert call(world, "resident", f"/meetings/{ref}").status_code == 200
    refused = call(world, "resident", f"/meetings/{ref}/steps/call_off", {"note": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_yours")


def test_no_step_of_a_motion_is_skipped_by_the_api(world):
    made = call(world, "secretary", "/motions", {"title": "停车", "text": "先到先停", "place": "E0001"})
    ref = made.json()["ref"]
    assert call(world, "resident", f"/motions/{ref}").status_code == 404
    call(world, "secretary", f"/motions/{ref}/steps/submit", {})
    for step in ("pass_gate", "fail_gate", "advance", "conclude", "finish", "file", "sum_up"):
        answer = call(
            world,
            "secretary",
            f"/motions/{ref}/steps/{step}",
            {"note": "x", "lead": "property", "due": "2027-01-01"},
        )
        assert answer.status_code == 409, (step, answer.content)
    assert (Motion.objects.get().gate, Motion.objects.get().state) == (0, "waiting")
    assert call(world, "resident", f"/motions/{ref}").json()["gates"][2]["zh"] == "审议"


def test_lists_answer(world, talk):
    for way in (
        "/bodies?place=E0001",
        f"/bodies/{talk.code}",
        "/meetings",
        "/talk-points",
        "/results",
        "/motions",
    ):
        assert call(world, "worker", way).status_code == 200, way
