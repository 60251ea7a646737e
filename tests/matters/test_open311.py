"""Open311 GeoReport v2: discovery, services, requests read and written, updates; public kinds only."""

import json
from xml.etree import ElementTree as ET

import pytest

from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter
from jinlin.people.models import Account
from jinlin.people.public import issue_token
from tests.cast import build
from tests.shared_data import shared

pytestmark = pytest.mark.django_db
BASE = "/open311/v2"


@pytest.fixture
def world():
    return build()


@pytest.fixture
def key(world):
    account = Account.objects.create(username="city", kind="service")
    return issue_token(account=account, audience="open311", name="city")


def post(client, key, **fields):
    return client.post(f"{BASE}/requests.json", {"api_key": key, **fields})


def test_discovery_and_services_answer_in_both_forms(client, world):
    tree = ET.fromstring(client.get(f"{BASE}/discovery.xml").content)
    assert tree.tag == "discovery" and tree.find("endpoints/endpoint/formats/format").text == "text/xml"
    assert {"changeset", "contact", "key_service", "endpoints"} <= set(
        client.get(f"{BASE}/discovery.json").json()
    )
    listed = client.get(f"{BASE}/services.json").json()
    assert {row["service_code"] for row in listed} == {"lift", "fire"}
    assert {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"} <= set(
        listed[0]
    )
    xml = client.get(f"{BASE}/services.xml")
    assert xml["Content-Type"] == "text/xml; charset=utf-8"
    assert ET.fromstring(xml.content).tag == "services"


def test_a_definition_of_an_unknown_or_private_kind_is_not_found(client, world):
    assert client.get(f"{BASE}/services/lift.json").status_code == 200
    assert client.get(f"{BASE}/services/quarrel.json").status_code == 404
    answer = client.get(f"{BASE}/services/nothing.xml")
    assert answer.status_code == 404
    assert ET.fromstring(answer.content).find("error/code").text == "404"


def test_a_request_is_told_read_and_followed_to_its_end(client, world, key):
    answer = post(
        client, key, service_code="lift", address_id="E0001", description="电梯停在三楼", phone="13900000009"
    )
    assert answer.status_code == 201
    number = answer.json()[0]["service_request_id"]
    row = client.get(f"{BASE}/requests/{number}.json").json()[0]
    assert (row["status"], row["service_code"], row["address_id"]) == ("open", "lift", "E0001")
    assert "13900000009" not in json.dumps(row)
    matter = Matter.objects.get()
    MATTERS.take(matter.pk, "accept", by=world.act("worker"))
    MATTERS.take(matter.pk, "answer", by=world.act("worker"), given={"note": "修好了"})
    MATTERS.take(matter.pk, "revisit_solved", by=world.act("secretary"), given={"note": "电话回访，已好"})
    assert client.get(f"{BASE}/requests/{number}.json").json()[0]["status"] == "closed"
    states = [one["status"] for one in client.get(f"{BASE}/servicerequestupdates.json").json()]
    assert "FIXED" in states


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"service_code": "lift", "address_id": "E0001", "api_key": "wrong"}, 403),
        ({"address_id": "E0001"}, 400),
        ({"service_code": "quarrel", "address_id": "E0001"}, 404),
        ({"service_code": "lift"}, 400),
        ({"service_code": "lift", "address_id": "nowhere"}, 400),
        ({"service_code": "lift", "lat": "x", "long": "1"}, 400),
        ({"service_code": "lift", "address_id": "E0001", "description": "长" * 4001}, 400),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_right_status(client, world, key, fields, status):
    answer = client.post(f"{BASE}/requests.json", {"api_key": key, **fields})
    assert answer.status_code == status
    assert answer.json()[0]["description"]
    assert not Matter.objects.exists()


def test_the_same_key_twice_makes_one_request(client, world, key):
    fields = {"service_code": "lift", "address_string": "青榕花园 3 号楼", "description": "电梯坏了"}
    head = {"HTTP_IDEMPOTENCY_KEY": "abc"}
    first = client.post(f"{BASE}/requests.json", {"api_key": key, **fields}, **head).json()
    again = client.post(f"{BASE}/requests.json", {"api_key": key, **fields}, **head).json()
    assert first == again and Matter.objects.count() == 1


def test_a_private_matter_is_not_in_lists_and_not_found_by_its_number(client, world):
    private = world.tell("楼上太吵", category=world.categories["quarrel"].pk).number
    public = world.tell("电梯坏了", category=world.categories["lift"].pk).number
    listed = [row["service_request_id"] for row in client.get(f"{BASE}/requests.json").json()]
    assert listed == [public]
    assert client.get(f"{BASE}/requests/{private}.json").status_code == 404
    assert (
        client.get(f"{BASE}/requests.json?service_request_id={private},{public}").json()[0][
            "service_request_id"
        ]
        == public
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("status=open", 200), ("status=shut", 400), ("start_date=2026-01-01T00:00:00", 400),
        ("start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z", 400), ("page=0", 400), ("service_code=nothing", 404),
        ("jurisdiction_id=", 200), ("start_date=2026-01-01T00:00:00%2B08:00", 200),
    ],
)  # fmt: skip
def test_list_arguments_are_checked(client, world, query, status):
    assert client.get(f"{BASE}/requests.json?{query}").status_code == status


def test_only_the_key_that_told_may_add_a_word(client, world, key):
    number = post(client, key, service_code="lift", address_id="E0001", description="电梯坏了").json()[0][
        "service_request_id"
    ]
    body = {"update_id": "7", "service_request_id": number, "description": "现在有人被困"}
    done = client.post(f"{BASE}/servicerequestupdates.json", {"api_key": key, **body})
    assert done.status_code == 201 and done.json()[0]["update_id"]
    other = issue_token(
        account=Account.objects.create(username="other", kind="service"), audience="open311", name="o"
    )
    assert client.post(f"{BASE}/servicerequestupdates.json", {"api_key": other, **body}).status_code == 404


def test_answers_hold_the_fields_that_the_published_schemas_ask_for(client, world, key):
    post(client, key, service_code="lift", address_id="E0001", description="电梯坏了")
    schema = json.loads(shared("open311-fixtures/spec/requests.json").read_text())
    wanted = set(json.dumps(schema).split('"')) & {
        "service_request_id", "status", "service_name", "service_code", "requested_datetime", "updated_datetime", "address",
    }  # fmt: skip
    row = client.get(f"{BASE}/requests.json").json()[0]
    assert wanted <= set(row)
    tree = ET.fromstring(client.get(f"{BASE}/requests.xml").content)
    assert {child.tag for child in tree.find("request")} == set(row)
