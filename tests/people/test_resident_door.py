"""The residents' door from the page: a code by phone, a code from a letter, and nothing given away."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from jinlin.people.commands import print_letters
from jinlin.people.models import Account, Person, SignInCode
from tests.cast import World, build
from tests.people.neighbours import NUMBERS, person_of, settle

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "//evil.example", "https://evil.example", "http:evil.example", "http:///evil.example", "///evil.example", "/\\evil.example",
    "\\\\evil.example", "javascript:alert(1)", "data:text/html,x", "https:evil.example", "//evil.example/me/", "/\t/evil.example",
    "\t//evil.example", " //evil.example", "http://testserver.evil.example", "http://testserver@evil.example", "evil.example",
    "/\n/evil.example", "https://testserver:80@evil.example", "ftp://testserver/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def demo():
    place = settings.ENV.data / "demo.json"
    place.write_text(json.dumps({"accounts": []}))
    yield
    place.unlink()


@pytest.fixture
def world() -> World:
    made = build()
    settle(made)
    return made


def shown_code(page: bytes) -> str:
    found = re.search(r"<b>(\d{6})</b>", page.decode())
    assert found
    return found[1]


def ask(client: Client, number: str, way: str = "/me/") -> bytes:
    answer = client.post("/sign-in/", {"number": number, "next": way}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content


def test_a_resident_signs_in_with_the_code_that_was_sent(world, client):
    code = shown_code(ask(client, NUMBERS["resident"], "/me/settings"))
    answer = client.post("/sign-in/code", {"code": f" {code[:3]} {code[3:]} ", "next": "/me/settings"})
    assert (answer.status_code, answer["Location"]) == (302, "/me/settings")
    page = client.get("/me/settings").content.decode()
    assert "王秀兰" in page and "138****1234" in page and NUMBERS["resident"] not in page


def test_the_answer_is_the_same_for_a_known_and_an_unknown_number(world):
    pages = []
    for number in (NUMBERS["resident"], "13800001234"):
        page = ask(Client(), number).decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        pages.append(re.sub(r"<b>\d{6}</b>", "", page))
    assert pages[0] == pages[1]


def test_a_session_gets_a_new_key_at_sign_in(world, client):
    code = shown_code(ask(client, NUMBERS["resident"]))
    before = client.session.session_key
    client.post("/sign-in/code", {"code": code})
    assert client.session.session_key not in (None, before)


def test_a_code_does_not_open_another_browsers_session(world, client):
    code = shown_code(ask(client, NUMBERS["resident"]))
    other = Client()
    ask(other, "13800001234")
    assert other.post("/sign-in/code", {"code": code}).status_code == 422
    assert Client().post("/sign-in/code", {"code": code}).status_code == 302
    assert "_auth_user_id" not in other.session


def test_the_code_stands_on_no_page_outside_a_demo(world, client):
    ask(client, NUMBERS["resident"])
    code = client.session["sign_in"]["demo"]
    (settings.ENV.data / "demo.json").rename(settings.ENV.data / "away.json")
    try:
        page = client.get("/sign-in/code").content.decode()
    finally:
        (settings.ENV.data / "away.json").rename(settings.ENV.data / "demo.json")
    assert code not in page and "演示" not in page


def test_the_code_field_may_be_filled_by_the_phone_and_by_pasting(world, client):
    page = ask(client, NUMBERS["resident"]).decode()
    assert 'autocomplete="one-time-code"' in page and "onpaste" not in page


@pytest.mark.parametrize("typed", ["", "123", "没有手机", "<script>"])
def test_what_is_no_number_is_said_beside_the_field_and_costs_nothing(client, typed):
    answer = client.post("/sign-in/", {"number": typed})
    assert answer.status_code == 422
    assert "11 位手机号" in answer.content.decode() and '<script>"' not in answer.content.decode()
    assert not SignInCode.objects.exists()


@pytest.mark.parametrize("way", ELSEWHERE)
def test_nobody_is_led_to_another_host(world, client, way):
    code = shown_code(ask(client, NUMBERS["resident"], way))
    answer = client.post("/sign-in/code", {"code": code, "next": way})
    assert answer["Location"] == "/me/"
    for door in ("/elder/1", "/language/"):
        back = client.post(
            door, {"next": way, "language": "en"}, headers={"referer": f"https://evil.example/{way}"}
        )
        assert back["Location"] == "/"


def test_a_letters_code_signs_the_named_member_in_once(world, client):
    home = person_of(world, "resident").memberships.get().household
    code = print_letters(households=[home])[home.pk]
    answer = client.post("/sign-in/letter", {"code": code.lower().replace("-", " "), "name": "王秀兰"})
    assert answer.status_code == 302
    assert client.get("/me/").status_code == 200
    assert int(client.session["_auth_user_id"]) == world.accounts["resident"].pk
    again = Client().post("/sign-in/letter", {"code": code, "name": "王秀兰"})
    assert again.status_code == 422 and "已经用过" in again.content.decode()


def test_a_name_that_is_not_registered_becomes_a_new_member_of_the_household(world, client):
    home = person_of(world, "resident").memberships.get().household
    code = print_letters(households=[home])[home.pk]
    client.post("/sign-in/letter", {"code": code, "name": "王小宝"})
    assert Person.objects.get(name="王小宝").memberships.get().household == home
    assert Account.objects.get(person__name="王小宝").kind == "resident"


def test_printing_again_makes_the_earlier_letter_void(world, client):
    home = person_of(world, "resident").memberships.get().household
    old = print_letters(households=[home])[home.pk]
    print_letters(households=[home])
    assert client.post("/sign-in/letter", {"code": old, "name": "王秀兰"}).status_code == 422


def test_a_signed_in_resident_joins_the_household_of_the_letter(world, client):
    home = person_of(world, "neighbour").memberships.get().household
    code = print_letters(households=[home])[home.pk]
    client.force_login(world.accounts["stranger"])
    assert client.post("/sign-in/letter", {"code": code}).status_code == 302
    assert person_of(world, "stranger").memberships.filter(household=home).exists()


def test_guessing_letters_ends_after_twenty_tries_from_an_address(world, client):
    for turn in range(20):
        assert (
            client.post("/sign-in/letter", {"code": f"AAAA-BBBB-{turn + 2000:04d}", "name": "x"}).status_code
            == 422
        )
    home = person_of(world, "resident").memberships.get().household
    code = print_letters(households=[home])[home.pk]
    assert client.post("/sign-in/letter", {"code": code, "name": "王秀兰"}).status_code == 422


def test_one_tap_sets_the_type_size_for_the_device_and_the_account_and_returns(world, client):
    client.force_login(world.accounts["resident"])
    answer = client.post("/elder/2", {"next": "/dignity"})
    assert answer["Location"] == "/dignity"
    assert client.cookies["jinlin-elder"].value == "2"
    assert Account.objects.get(pk=world.accounts["resident"].pk).elder == 2


@pytest.mark.parametrize("level", ["4", "9", "99999999999"])
def test_a_type_size_that_does_not_exist_is_not_found(client, level):
    assert client.post(f"/elder/{level}").status_code == 404


def test_a_preference_is_never_changed_by_opening_an_address(client):
    assert client.get("/elder/1").status_code == 405
    assert client.get("/language/").status_code == 405


def test_the_language_is_kept_with_device_and_account(world, client):
    client.force_login(world.accounts["resident"])
    client.post("/language/", {"language": "en", "next": "/me/"})
    assert client.cookies["jinlin-language"].value == "en"
    assert Account.objects.get(pk=world.accounts["resident"].pk).language == "en"
    assert client.post("/language/", {"language": "xx"}).status_code == 404


def test_lists_offer_a_signed_in_resident_what_is_near_their_home_until_they_leave(world, client):
    home = world.places["qingrong"].name
    assert home not in chips(client)
    client.post("/sign-in/code", {"code": shown_code(ask(client, NUMBERS["resident"]))})
    assert home in chips(client)
    client.post("/accounts/logout/")
    assert home not in chips(client)


def chips(client: Client) -> str:
    """The links beside the list of wishes to narrower and wider places."""
    page = client.get("/wishes/").content.decode()
    return page.split('aria-label="看哪里的"')[1].split("</nav>")[0]
