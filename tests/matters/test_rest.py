"""The API under /api/v1, generated from the same declarations as the pages."""

import json

import pytest

from jinlin.matters.models import Matter, Part
from jinlin.people.public import issue_token
from tests.cast import build

pytestmark = pytest.mark.django_db


class Caller:
    """A program that calls the API with one person's token."""

    def __init__(self, client, world, name):
        token = issue_token(account=world.accounts[name], audience="api")
        self.client, self.head = client, {"HTTP_AUTHORIZATION": f"Bearer {token}"}

    def get(self, path):
        return self.client.get(f"/api/v1{path}", **self.head)

    def post(self, path, body=None, key=""):
        head = {**self.head, **({"HTTP_IDEMPOTENCY_KEY": key} if key else {})}
        return self.client.post(
            f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", **head
        )


@pytest.fixture
def world():
    return build()


@pytest.fixture
def call(client, world):
    return lambda name: Caller(client, world, name)


TOLD = {"text": "3 号楼电梯厅的灯不亮", "place": "E0001", "category": "lift"}


def test_telling_answers_with_a_number_an_owner_and_a_deadline(call):
    answer = call("resident").post("/matters", TOLD)
    assert answer.status_code == 201
    body = answer.json()
    assert body["number"] and body["owner"]["name"] == "周敏" and body["due_at"]
    assert body["follow"].startswith("/follow/")


def test_the_same_key_tells_once_and_another_content_under_it_is_refused(call):
    resident = call("resident")
    first = resident.post("/matters", TOLD, key="k1")
    again = resident.post("/matters", TOLD, key="k1")
    other = resident.post("/matters", {**TOLD, "text": "别的事情"}, key="k1")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == again.json()
    assert other.json()["code"] == "wrong_key"
    assert Matter.objects.count() == 1


def test_a_matter_shows_state_owner_deadline_thread_and_every_step_with_its_reason(call):
    number = call("resident").post("/matters", TOLD).json()["number"]
    body = call("worker").get(f"/matters/{number}").json()
    assert (body["state"], body["owner"]["name"]) == ("told", "周敏")
    assert body["due_at"] and body["thread"][0]["thing"] == "matter.told"
    offers = {offer["step"]: offer for offer in body["offers"]}
    assert offers["accept"]["open"] and not offers["answer"]["open"]
    assert {"code", "zh", "en"} <= set(offers["answer"]["why"][0])


def test_the_whole_way_from_told_to_closed_by_program(call):
    resident, worker, fire = call("resident"), call("worker"), call("fire_clerk")
    number = resident.post("/matters", TOLD).json()["number"]
    assert worker.post(f"/matters/{number}/steps/accept").json()["state"] == "working"
    body = worker.post(
        f"/matters/{number}/steps/whistle", {"institutions": ["fire"], "note": "社区做不了"}
    ).json()
    closed = worker.post(f"/matters/{number}/steps/answer", {"note": "好了"})
    assert closed.status_code == 409 and closed.json()["code"] == "not_all_acted"
    part = body["calls"][0]["id"]
    for step in ("reply", "arrive", "act"):
        assert fire.post(f"/calls/{part}/steps/{step}", {"note": "办"}).status_code == 200
    assert worker.post(f"/calls/{part}/steps/mark", {"mark": "4"}).status_code == 200
    assert Part.objects.get(pk=part).mark == 4
    assert worker.post(f"/matters/{number}/steps/answer", {"note": "好了"}).json()["state"] == "answered"
    assert (
        resident.post(f"/matters/{number}/steps/confirm", {"satisfaction": "5"}).json()["state"] == "closed"
    )


def test_a_closed_step_is_409_and_a_fault_is_422_and_an_unknown_step_has_a_reason(call):
    number = call("resident").post("/matters", TOLD).json()["number"]
    worker = call("worker")
    assert worker.post(f"/matters/{number}/steps/answer", {"note": "好"}).status_code == 409
    worker.post(f"/matters/{number}/steps/accept")
    missing = worker.post(f"/matters/{number}/steps/follow", {})
    assert missing.status_code == 422 and missing.json()["faults"][0]["field"] == "note"
    unknown = worker.post(f"/matters/{number}/steps/fly", {})
    assert unknown.status_code == 409 and unknown.json()["code"] == "no_step"


@pytest.mark.parametrize("who", ["stranger", "worker2"])
def test_a_private_matter_is_not_found_by_those_it_does_not_concern(call, who):
    number = (
        call("resident").post("/matters", {"text": "楼上太吵了睡不着", "place": "E0001"}).json()["number"]
    )
    assert call(who).get(f"/matters/{number}").status_code == 404
    assert call(who).post(f"/matters/{number}/steps/accept").status_code == 404
    assert call(who).get("/matters").json()["items"] == []


def test_without_a_token_nothing_is_answered_but_the_description(client, world):
    assert client.get("/api/v1/matters").status_code == 401
    assert client.post("/api/v1/matters", "{}", content_type="application/json").status_code == 401
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/matters/{number}/steps/accept" in described["paths"]


def test_wrong_bodies_are_told_field_by_field(call):
    resident = call("resident")
    assert resident.post("/matters", {"text": "", "place": "E0001"}).status_code == 422
    assert (
        resident.post("/matters", {"text": "灯坏了", "place": "nowhere"}).json()["faults"][0]["field"]
        == "place"
    )
    assert resident.post("/matters", {"place": "E0001"}).status_code == 422
    raw = resident.client.post("/api/v1/matters", "{", content_type="application/json", **resident.head)
    assert raw.status_code == 400


def test_lists_filter_by_state_place_word_and_deadline(call, world):
    resident, worker = call("resident"), call("worker")
    number = resident.post("/matters", TOLD).json()["number"]
    resident.post("/matters", {"text": "垃圾没人清运", "place": "E0001"})
    assert [row["number"] for row in worker.get("/matters?q=电梯").json()["items"]] == [number]
    assert len(worker.get("/matters?place=E0001&state=open").json()["items"]) == 2
    assert worker.get("/matters?state=closed").json()["items"] == []
    assert worker.get("/matters?due=late").json()["items"] == []


@pytest.mark.parametrize(
    ("field", "value"), [("state", "nothing"), ("page", "0"), ("place", "nowhere"), ("due", "gestern")]
)
def test_a_filter_that_cannot_be_read_is_named(call, world, field, value):
    answer = call("worker").get(f"/matters?{field}={value}")
    assert answer.status_code == 422 and answer.json()["code"] == f"wrong_{field}"
    assert [fault["field"] for fault in answer.json()["faults"]] == [field]


def test_a_list_asks_the_same_number_of_questions_for_one_row_and_for_thirty(
    call, world, django_assert_max_num_queries
):
    resident, worker = call("resident"), call("worker")
    resident.post("/matters", TOLD)
    with django_assert_max_num_queries(8):
        worker.get("/matters")
    for _ in range(29):
        resident.post("/matters", TOLD)
    with django_assert_max_num_queries(8):
        assert len(worker.get("/matters").json()["items"]) == 30


def test_one_teller_never_reads_what_another_teller_said(call, world):
    from jinlin.matters.desk import MATTERS

    first, second = world.tell("电梯停在三楼"), world.tell("电梯又停了", by=world.act("neighbour"))
    MATTERS.take(second.matter, "merge", by=world.act("worker"), given={"into": first.matter})
    MATTERS.take(first.matter, "say_more", by=world.act("neighbour"), given={"note": "我家老人被关过一次"})
    mine = call("resident").get(f"/matters/{first.number}").json()
    assert "我家老人被关过一次" not in json.dumps(mine, ensure_ascii=False)
    assert "李国强" not in json.dumps(mine, ensure_ascii=False)
    theirs = call("neighbour").get(f"/matters/{first.number}").json()
    assert "我家老人被关过一次" in json.dumps(theirs, ensure_ascii=False)


def test_a_body_of_the_wrong_shape_is_refused_with_each_field_in_words(call):
    answer = call("resident").post("/matters", {"place": [1], "private": "maybe"})
    assert answer.status_code == 422
    told = {fault["field"]: (fault["zh"], fault["en"]) for fault in answer.json()["faults"]}
    assert told == {
        "text": ("缺少“text”", "“text” is missing"),
        "place": ("“place”要写成文字", "“place” must be a text"),
        "private": ("“private”要写成 true 或 false", "“private” must be true or false"),
    }
    assert call("resident").post("/matters", [1]).json()["faults"] and Matter.objects.count() == 0


def test_fields_that_are_not_asked_for_change_nothing(call, world):
    forged = {
        "state": "closed",
        "owner": 1,
        "number": "1",
        "told_at": "2020-01-01",
        "is_staff": True,
        "community": 1,
    }
    told = call("resident").post("/matters", {**TOLD, **forged}).json()
    matter = Matter.objects.get()
    assert (told["state"], matter.state, told["owner"]["name"]) == ("told", "told", "周敏")
    assert matter.told_at.year > 2020 and told["number"] != "1"
    world.accounts["resident"].refresh_from_db()
    assert not world.accounts["resident"].is_staff


def test_what_a_token_opens_is_kept_in_no_cache_and_read_by_no_other_site(call, client):
    caller = call("resident")
    caller.head["HTTP_ORIGIN"] = "https://other.example"
    caller.post("/matters", TOLD)
    for answer in (
        caller.get("/matters"),
        caller.get("/me"),
        client.get("/api/v1/matters", HTTP_ORIGIN="https://other.example"),
    ):
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    assert "no-store" in caller.get("/matters")["Cache-Control"]
