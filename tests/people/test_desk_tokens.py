"""A resident's token for programs: without the desk a resident's, from the desk with the seats for as long as they are the same."""

import datetime as dt
import json
import re

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from jinlin.organisations.models import Seat, Tenure
from jinlin.organisations.public import end_tenure, give_seat
from jinlin.organisations.queries import holder, today
from jinlin.people.commands.factors import give_factor
from jinlin.people.models import AccessToken
from jinlin.people.public import issue_token
from jinlin.site.cli import main
from tests.cast import World, build
from tests.people.test_desk_of_a_resident import at_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = build()
    seat = Seat.objects.create(role="building_head", place=made.places["building"], duty=15)
    person = made.accounts["resident"].person
    assert person is not None
    give_seat(seat=seat, person=person, from_on=today(), by=made.act("secretary"))
    return made


def from_desk(world: World, client: Client) -> str:
    """The token that the page of one's seats shows once."""
    at_desk(client, world.accounts["resident"])
    assert "发一个接口令牌" in client.get("/me/desk").content.decode()
    page = client.post("/me/desk", {"act": "token"})
    assert "no-store" in page.headers["Cache-Control"]
    found = re.search(r"<code[^>]*>(jl_[\w-]+)</code>", page.content.decode())
    assert found is not None and found[1] not in client.get("/me/desk").content.decode()
    return found[1]


def seats(token: str) -> list[str]:
    found = holder(token)
    assert found is not None
    return [seat.role for seat in found.seats]


def command(*words: str) -> tuple[int, dict]:
    done = CliRunner().invoke(main, ["token", *words, "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_a_token_from_the_desk_carries_the_seats_for_twelve_hours_at_most(world, client):
    token = from_desk(world, client)
    assert seats(token) == ["building_head"] and holder(token).name == "王秀兰"
    kept = AccessToken.objects.get()
    assert kept.until - timezone.now() <= dt.timedelta(hours=12)
    assert seats(issue_token(account=world.accounts["resident"], audience="api")) == []


def test_a_program_with_it_asks_as_that_seat_and_with_a_residents_token_as_a_resident(world, client):
    plain = issue_token(account=world.accounts["resident"], audience="api")
    place = world.places["building"].code
    ways = {
        token: Client().get(f"/api/v1/figures?node={place}", HTTP_AUTHORIZATION=f"Bearer {token}").json()
        for token in (from_desk(world, client), plain)
    }
    at, without = ways.values()
    assert len(at["figures"]) > len(without.get("figures", []))


def test_no_token_before_the_factor_is_proven_nor_with_the_desk_closed(world, client):
    client.force_login(world.accounts["resident"])
    assert client.post("/me/desk", {"act": "token"}).status_code == 404
    at_desk(client, world.accounts["resident"])
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert "发一个接口令牌" not in client.get("/me/desk").content.decode()
    assert client.post("/me/desk", {"act": "token"}).status_code == 404
    assert not AccessToken.objects.exists()


def test_it_ends_when_the_desk_is_left(world, client):
    token = from_desk(world, client)
    client.post("/me/desk", {"act": "leave"})
    assert holder(token) is None


def test_with_other_seats_it_is_a_residents_token(world, client):
    token = from_desk(world, client)
    more = Seat.objects.create(role="grid_worker", place=world.places["building"], duty=16)
    Tenure.objects.create(seat=more, person=world.accounts["resident"].person, from_on=today())
    assert seats(token) == []


def test_when_the_seat_is_over_it_carries_none(world, client):
    token = from_desk(world, client)
    tenure = Tenure.objects.get(person=world.accounts["resident"].person)
    end_tenure(tenure=tenure, on=today(), by=world.act("secretary"))
    found = holder(token)
    assert found is None or found.seats == ()


def test_the_command_makes_one_only_with_a_seat_and_a_second_factor(world, settings):
    settings.SECOND_FACTOR = True
    assert command("--as", "neighbour", "--desk")[1]["faults"][0]["code"] == "no_seat"
    assert command("--as", "worker", "--desk")[1]["faults"][0]["code"] == "not_a_resident"
    assert command("--as", "resident", "--desk")[1]["faults"][0]["code"] == "no_factor"
    give_factor(account=world.accounts["resident"])
    status, told = command("--as", "resident", "--desk")
    assert status == 0 and told["hours"] == 12 and seats(told["token"]) == ["building_head"]
    assert seats(command("--as", "resident")[1]["token"]) == []
