"""The workers' door: password and dynamic code, lock-out, sessions that end."""

import datetime as dt
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from jinlin.base.access import access_of
from jinlin.base.rule import Refused
from jinlin.people.commands import issue_token
from jinlin.people.commands.accounts import invite
from jinlin.people.commands.factors import current_code, give_factor, use_factor
from jinlin.people.models import Account
from jinlin.people.queries import account_for_token
from jinlin.site.docs.access import addresses
from tests.cast import World, build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
PAGE = "/people/find"


@pytest.fixture
def world() -> World:
    made = build()
    worker = made.accounts["worker"]
    worker.set_password(PASSWORD)
    worker.save()
    return made


def enter(client: Client, password: str = PASSWORD, name: str = "worker", **more: str):
    return client.post("/accounts/login/", {"login": name, "password": password}, **more)


def test_a_new_worker_comes_from_the_link_to_the_first_staff_page(world, client):
    account = world.accounts["secretary"]
    link = f"/invitation/{invite(account=account, by=None)}"
    assert "secretary" in client.get(link).content.decode()
    assert client.post(link, {"password": PASSWORD, "again": PASSWORD})["Location"] == "/accounts/login/"
    assert enter(client, name="secretary").status_code == 302
    assert client.get(PAGE)["Location"].startswith("/accounts/2fa/totp/activate/")
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    done = client.post("/accounts/2fa/totp/activate/", {"code": current_code(secret)})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    assert len(re.findall(r"<code>\d{8}</code>", client.get(done["Location"]).content.decode())) == 10
    assert client.get(PAGE).status_code == 200


def test_a_code_that_ran_out_while_it_was_typed_still_sets_the_factor_up_and_counts_once(world, client):
    enter(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    late, old = (current_code(secret, at=time.time() - ago) for ago in (30, 120))
    assert client.post("/accounts/2fa/totp/activate/", {"code": old}).status_code == 200
    assert client.post("/accounts/2fa/totp/activate/", {"code": late}).status_code == 302
    with pytest.raises(Refused, match="wrong_code"):
        use_factor(account=world.accounts["worker"], code=late, address="127.0.0.1")


def test_the_link_works_once(world, client):
    link = f"/invitation/{invite(account=world.accounts['secretary'], by=None)}"
    client.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert client.get(link).status_code == 404
    assert "已经用过或过期" in client.get("/invitation/nothing").content.decode()


def test_without_a_second_factor_no_staff_page_opens_but_those_to_set_it_up(world, client):
    client.force_login(world.accounts["worker"])
    opened = []
    for one in addresses():
        if one.access is None or one.access.kind != "staff" or "<" in one.route:
            continue
        if client.get(one.route).status_code == 200:
            opened.append(one.name)
    assert set(opened) <= {"mfa_activate_totp", "account_reauthenticate", "mfa_reauthenticate"}


def test_with_a_second_factor_the_password_alone_signs_nobody_in(world, client):
    secret = give_factor(account=world.accounts["worker"])
    answer = enter(client)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get(PAGE).status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": current_code(secret)}).status_code == 302
    assert client.get(PAGE).status_code == 200


def test_a_session_from_before_the_factor_was_set_must_prove_it(world):
    older, newer = Client(), Client()
    enter(older)
    enter(newer)
    page = newer.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    newer.post("/accounts/2fa/totp/activate/", {"code": current_code(secret)})
    assert newer.get(PAGE).status_code == 200
    assert older.get(PAGE)["Location"].startswith("/accounts/login/")


def test_the_factor_cannot_be_put_away_by_its_holder(world, client):
    worker = world.accounts["worker"]
    give_factor(account=worker)
    sign_in(client, worker)
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=worker, type="totp").exists()


def test_five_wrong_passwords_lock_that_address_out_and_no_other(world):
    thief, owner = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(5):
        enter(thief, "wrong password here")
    assert enter(thief).status_code == 429
    assert enter(owner).status_code == 302
    assert "_auth_user_id" in owner.session


def test_a_claimed_address_does_not_unlock_the_door(world):
    thief = Client(REMOTE_ADDR="203.0.113.9")
    for turn in range(5):
        enter(thief, "wrong password here", headers={"x-forwarded-for": f"10.0.0.{turn}"})
    assert enter(thief, headers={"x-forwarded-for": "10.0.0.99"}).status_code == 429


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(world):
    pages = []
    for name in ("worker", "nobody"):
        page = enter(Client(), "wrong password here", name=name).content.decode()
        page = page.replace(f'value="{name}"', "")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert pages[0] == pages[1]


def test_a_resident_has_no_password_to_guess(world, client):
    enter(client, "", name="resident")
    enter(client, "!", name="resident")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "way", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/password/set/", "/accounts/email/"]
)
def test_what_the_library_offers_beyond_this_is_closed(world, client, way):
    assert client.get(way).status_code == 404
    sign_in(client, world.accounts["worker"])
    assert client.get(way).status_code == 404


def test_a_session_gets_a_new_key_at_sign_in(world, client):
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    enter(client)
    assert client.session.session_key != before


def age(client: Client, **by: int) -> None:
    session = client.session
    for name, seconds in by.items():
        session[name] = session[name] - seconds
    session.save()


@pytest.mark.parametrize(
    ("by", "open_"), [({"seen": 29 * 60}, True), ({"seen": 30 * 60}, False), ({"began": 12 * 3600}, False)]
)
def test_a_workers_session_ends_after_half_an_hour_idle_and_after_twelve_hours(world, client, by, open_):
    sign_in(client, world.accounts["worker"])
    assert client.get(PAGE).status_code == 200
    age(client, **by)
    assert (client.get(PAGE).status_code == 200) is open_


@pytest.mark.parametrize(
    ("by", "open_"), [({"seen": 29 * 86400, "began": 29 * 86400}, True), ({"began": 30 * 86400}, False)]
)
def test_a_residents_session_lasts_thirty_days(world, client, by, open_):
    client.force_login(world.accounts["resident"])
    assert client.get("/me/").status_code == 200
    age(client, **by)
    assert (client.get("/me/").status_code == 200) is open_


def test_losing_a_seat_ends_sessions_and_tokens_at_once(world, client):
    worker = world.accounts["worker"]
    token = issue_token(account=worker, audience="api")
    sign_in(client, worker)
    assert client.get(PAGE).status_code == 200
    worker.person.tenures.update(ended_on=timezone.localdate() - dt.timedelta(days=1))
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert account_for_token(token, "api") is None


def test_a_changed_password_ends_every_other_session_and_token(world):
    worker = world.accounts["worker"]
    here, there = Client(), Client()
    enter(there)
    token = issue_token(account=worker, audience="api")
    sign_in(here, worker)
    changed = here.post(
        "/accounts/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "another fine long sentence",
            "password2": "another fine long sentence",
        },
    )
    assert changed["Location"] == "/me/settings"
    assert Account.objects.get(pk=worker.pk).check_password("another fine long sentence")
    assert there.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200
    assert account_for_token(token, "api") is None


def test_signing_out_ends_the_session_for_good(world, client):
    sign_in(client, world.accounts["worker"])
    client.get(PAGE)
    stolen = client.cookies["jinlin"].value
    client.post("/accounts/logout/")
    other = Client()
    other.cookies["jinlin"] = stolen
    assert other.get(PAGE)["Location"].startswith("/accounts/login/")


def test_one_sees_ones_sessions_and_ends_the_others(world):
    here, there = Client(), Client()
    enter(there)
    enter(here)
    assert here.get("/me/sessions").content.decode().count('name="session"') == 3
    here.post("/me/sessions", {"session": "others"})
    assert there.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200


def test_nobody_ends_another_persons_session(world, client):
    enter(there := Client())
    from allauth.usersessions.models import UserSession

    theirs = UserSession.objects.get(user=world.accounts["worker"])
    client.force_login(world.accounts["resident"])
    assert client.post("/me/sessions", {"session": str(theirs.pk)}).status_code == 404
    assert there.get("/me/").status_code == 200


def test_pages_behind_a_sign_in_are_kept_in_no_cache(world, client):
    sign_in(client, world.accounts["worker"])
    for way in ("/me/", "/me/data", PAGE):
        assert "no-store" in client.get(way)["Cache-Control"]


def test_every_library_view_that_is_open_declares_who_may_open_it():
    assert [
        one.name for one in addresses() if one.route.startswith("/accounts/") and access_of(one.view) is None
    ] == []
