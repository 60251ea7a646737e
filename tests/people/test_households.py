"""Households of a place: for its own workers, masked, a letter with a code."""

import re

import pytest

from jinlin.people.models import Household, Look, Member, Person
from jinlin.places.models import Place
from tests.cast import World, build
from tests.people.neighbours import NUMBERS, person_of, settle
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
WAY = "/people/households/E0001-03"


@pytest.fixture
def world() -> World:
    made = build()
    settle(made)
    return made


def test_names_are_masked_until_a_purpose_is_given(world, client):
    sign_in(client, world.accounts["worker"])
    page = client.get(WAY).content.decode()
    assert "王**" in page and "李**" in page
    assert "王秀兰" not in page and NUMBERS["resident"] not in page
    person = person_of(world, "resident")
    refused = client.post(f"/people/look/{person.pk}", {"purpose": ""})
    assert refused.status_code == 422 and "王秀兰" not in refused.content.decode()
    shown = client.post(f"/people/look/{person.pk}", {"purpose": "核对住户登记"}).content.decode()
    assert "王秀兰" in shown and NUMBERS["resident"] in shown
    assert "李国强" not in shown
    assert Look.objects.get().person == person


@pytest.mark.parametrize("who", ["worker2", "street", "district", "clerk", "manager", "mediator"])
def test_only_workers_of_the_place_see_its_households(world, client, who):
    sign_in(client, world.accounts[who])
    assert client.get(WAY).status_code == 404
    assert (
        client.post(
            f"/people/look/{person_of(world, 'resident').pk}", {"purpose": "核对住户登记"}
        ).status_code
        == 404
    )


def test_a_community_worker_does_not_open_another_community(world, client):
    sign_in(client, world.accounts["worker"])
    assert client.get("/people/households/E0002").status_code == 404
    assert client.get("/people/households/350999001000").status_code == 404
    assert client.get("/people/households/nowhere").status_code == 404


def count(client, django_capture, way: str) -> int:
    with django_capture() as queries:
        assert client.get(way).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_for_one_household_and_for_fifty(world, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, world.accounts["worker"])
    client.get(WAY)
    costs = []
    for start, end in ((0, 0), (0, 50)):
        for turn in range(start, end):
            code = f"E0001-03-{turn + 600}"
            above = world.places["building"]
            place = Place.objects.create(
                level="dwelling", code=code, name=code[-3:], parent=above, path=f"{above.path}{code}/"
            )
            home = Household.objects.create(dwelling=place)
            Member.objects.create(
                household=home, person=Person.objects.create(name=f"张{turn}"), tie="tenant"
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(WAY).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


def test_letters_are_printed_with_a_code_for_each_household_and_no_name(world, client):
    sign_in(client, world.accounts["worker"])
    page = client.post(f"{WAY}/letters").content.decode()
    codes = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert len(set(codes)) == 2
    assert "王" not in page.replace("王**", "") and "data:image/svg+xml" in page
    assert all(code.replace("-", "") not in str(list(Household.objects.values())) for code in codes)
    assert client.get(f"{WAY}/letters").status_code == 405


def test_letters_are_not_printed_for_a_whole_community(world, client):
    sign_in(client, world.accounts["worker"])
    assert client.post("/people/households/350999001001/letters").status_code == 404


def test_a_search_page_finds_masks_and_shows_one_at_a_time(world, client):
    from jinlin.matters.numbers import number_of

    receipt = world.tell()
    number = receipt.number
    assert number.endswith(number_of(receipt.matter, world_told(receipt))[5:])
    sign_in(client, world.accounts["worker"])
    given = {"words": "王秀兰", "matter": number, "purpose": "核对报修的联系人"}
    page = client.post("/people/find", given).content.decode()
    assert "王**" in page and "138****1234" in page and NUMBERS["resident"] not in page
    person = person_of(world, "resident")
    shown = client.post(
        f"/people/find/{person.pk}", {"matter": number, "purpose": "核对报修的联系人"}
    ).content.decode()
    assert NUMBERS["resident"] in shown
    other = person_of(world, "neighbour")
    assert client.post(f"/people/find/{other.pk}", {"matter": number, "purpose": "核对"}).status_code == 404


def world_told(receipt):
    from jinlin.matters.models import Matter

    return Matter.objects.get(pk=receipt.matter).told_at


def test_requests_about_data_reach_the_own_community_only(world, client):
    from jinlin.people.commands import ask_about_data

    row = ask_about_data(person=person_of(world, "resident"), kind="correct", words="门牌应是 501")
    sign_in(client, world.accounts["worker"])
    assert "门牌应是 501" in client.get("/people/requests").content.decode()
    assert client.post("/people/requests", {"request": row.pk, "answer": "已按产权证改正"}).status_code == 302
    sign_in(client, world.accounts["worker2"])
    assert client.post("/people/requests", {"request": row.pk, "answer": "再答一次吧"}).status_code == 404
