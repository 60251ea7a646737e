"""A resident who is given a seat: enters the desk after a second factor, and is a resident in everything else."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.matters.desk import MATTERS
from jinlin.organisations.models import Seat, Tenure
from jinlin.organisations.public import actor, charge, end_tenure, give_seat
from jinlin.organisations.queries import today
from jinlin.people.commands import erase
from jinlin.people.commands.factors import current_code, give_factor
from jinlin.people.models import Account
from jinlin.people.sessions import IDLE, WHOLE
from jinlin.site.docs.access import GONE, OPEN, SIGN_IN, outcome, readers
from tests.cast import SINCE, World, build
from tests.matrix.crawl import readable

pytestmark = pytest.mark.django_db
PAGE = "/people/find"
NUMBER = "13712345678"


@pytest.fixture
def world() -> World:
    made = build()
    seat = Seat.objects.create(role="building_head", place=made.places["building"], duty=15)
    person = made.accounts["resident"].person
    assert person is not None
    give_seat(seat=seat, person=person, from_on=today(), by=made.act("secretary"))
    return made


def by_phone(client: Client, settings) -> Account:
    """The resident of a number signs in by the code that the demo's page shows."""
    from jinlin.base.sealed import key_of

    account = Account.objects.select_related("person").get(username="resident")
    assert account.person is not None
    account.person.phone, account.person.phone_key = NUMBER, key_of(NUMBER)
    account.person.save()
    client.post("/sign-in/", {"number": NUMBER})
    code = client.session["sign_in"]["demo"]
    assert client.post("/sign-in/code", {"code": code}).status_code == 302
    return account


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes stand on the page, as in a demo world."""
    for module in ("people.web.sign_in", "people.senders"):
        monkeypatch.setattr(f"jinlin.{module}.is_demo", lambda: True)


def activated(client: Client) -> str:
    """Set the dynamic code up; answers its secret."""
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    done = client.post("/accounts/2fa/totp/activate/", {"code": current_code(secret)})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    return secret


def test_the_seat_is_told_and_stands_on_the_residents_own_page(world, client):
    assert "楼栋长" in Notice.objects.get(account=world.accounts["resident"]).zh
    client.force_login(world.accounts["resident"])
    assert "进入工作台" in client.get("/me/").content.decode()
    client.force_login(world.accounts["neighbour"])
    assert "工作台" not in client.get("/me/").content.decode()
    assert "没有担任岗位" in client.get("/me/desk").content.decode()
    assert client.post("/me/desk", {"act": "open"}).status_code == 404


def test_from_the_phone_code_through_the_first_factor_to_the_desk_and_back(world, client, settings, shown):
    by_phone(client, settings)
    assert client.get(PAGE).status_code == 404
    assert client.post("/me/desk", {"act": "open"})["Location"] == "/today/"
    assert client.get(PAGE)["Location"].startswith("/accounts/2fa/totp/activate/")
    activated(client)
    page = client.get("/today/").content.decode()
    assert "王秀兰" in page and client.get(PAGE).status_code == 200
    client.post("/me/desk", {"act": "leave"})
    assert client.get(PAGE).status_code == 404 and client.get("/me/").status_code == 200
    client.post("/me/desk", {"act": "open"})
    assert client.get(PAGE)["Location"].startswith("/accounts/2fa/reauthenticate/")


def test_a_letter_or_an_old_code_is_not_enough_for_the_first_factor(world, client, settings, shown):
    client.force_login(world.accounts["resident"])
    assert "再登录一次" in client.get("/me/desk").content.decode()
    assert client.post("/me/desk", {"act": "open"})["Location"].startswith("/sign-in/?next=")
    assert "_auth_user_id" not in client.session
    by_phone(client, settings)
    session = client.session
    session["account_authentication_methods"] = [{"method": "phone", "at": time.time() - 3600}]
    session.save()
    assert client.post("/me/desk", {"act": "open"})["Location"].startswith("/sign-in/?next=")


def at_desk(client: Client, account: Account) -> Client:
    """The resident's session with the desk open and the factor proven."""
    client.force_login(account)
    session = client.session
    now = int(time.time())
    session.update({"began": now, "seen": now, "staff": False, "desk": now})
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": now}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


@pytest.mark.parametrize("part", ["desk", "seen"])
def test_the_desk_closes_by_itself_and_the_resident_stays_signed_in(world, client, part):
    at_desk(client, world.accounts["resident"])
    assert client.get(PAGE).status_code == 200
    session = client.session
    session[part] = int(time.time()) - (WHOLE if part == "desk" else IDLE) - 1
    session.save()
    assert client.get(PAGE).status_code == 404
    assert client.get("/me/").status_code == 200
    assert [one for one in client.session["account_authentication_methods"] if one["method"] == "mfa"] == []


def test_when_the_seat_is_over_the_desk_closes_and_the_resident_stays(world, client):
    at_desk(client, world.accounts["resident"])
    assert client.get(PAGE).status_code == 200
    tenure = Tenure.objects.get(person=world.accounts["resident"].person)
    end_tenure(tenure=tenure, on=today(), by=world.act("secretary"))
    assert client.get(PAGE).status_code == 404
    assert client.get("/me/").status_code == 200


def test_whoever_takes_the_desk_gets_the_work_and_is_named_in_full_with_the_seat(world):
    account = world.accounts["resident"]
    Seat.objects.filter(role="grid_worker").update(role="grid_head")
    found = charge(world.places["building"], on=today())
    named = actor(account, desk=True)
    assert actor(account).seats == () and actor(account).name == "王**"
    assert named.title == "王秀兰 · 楼栋长" and named.staff
    assert found is None or found.name != "王**"


def test_a_resident_without_the_desk_takes_no_step_by_the_seat(world):
    receipt = world.tell(by=world.act("neighbour"))
    with pytest.raises(Refused):
        MATTERS.take(receipt.matter, "accept", by=actor(world.accounts["resident"]))


def test_nobody_is_erased_while_in_a_seat(world):
    person = world.accounts["resident"].person
    with pytest.raises(Refused) as refusal:
        erase(person=person)
    assert "not_while_in_office" in str([reason.code for reason in refusal.value.reasons])


def test_a_password_alone_gives_no_right_of_a_seat_on_any_page(world, client):
    """A worker who has set no second factor yet is nobody but a signed-in person, on pages open to all as well."""
    receipt = world.tell(by=world.act("neighbour"))
    client.force_login(world.accounts["grid_worker"])
    from jinlin.matters.models import Matter
    from jinlin.matters.numbers import number_of

    told = Matter.objects.get(pk=receipt.matter)
    way = f"/matters/{number_of(told.pk, told.told_at)}"
    assert client.get(way)["Location"].startswith("/accounts/2fa/totp/activate/")
    assert 'href="/today/"' not in client.get("/").content.decode()


def test_the_operator_renews_a_resident_whose_phone_with_the_factor_is_lost(world, client):
    from tests.people.pages import sign_in

    account = world.accounts["resident"]
    give_factor(account=account)
    operator = Account.objects.create(username="operator", kind="staff", person_id=None)
    from jinlin.people.models import Person

    operator.person = Person.objects.create(name="信息员")
    operator.save()
    seat = Seat.objects.create(role="operator", place=world.places["district"])
    Tenure.objects.create(seat=seat, person=operator.person, from_on=SINCE)
    sign_in(client, operator)
    assert "王秀兰" in client.get("/people/accounts").content.decode()
    assert client.post(f"/people/accounts/{account.pk}/renew").status_code == 302
    assert not Authenticator.objects.filter(user=account).exists()
    assert client.post(f"/people/accounts/{world.accounts['neighbour'].pk}/disable").status_code == 404


def test_at_the_desk_every_address_answers_as_to_a_worker_in_that_seat_and_without_as_to_a_resident(world):
    """The matrix for the third kind of session: role × address, walked whole."""
    account = world.accounts["resident"]
    held = readers()["楼栋长"]
    for reader, client in ((held, at_desk(Client(), account)), (readers()["居民"], Client())):
        if reader is not held:
            client.force_login(account)
        client.raise_request_exception = False
        wrong = []
        for one, way in readable({}):
            expected = outcome(one.access, reader)
            answer = client.get(way)
            led = answer.headers.get("Location", "").startswith(("/accounts/login/", "/sign-in/"))
            found = GONE if answer.status_code == 404 else SIGN_IN if led else OPEN
            # What is open may still hold nothing for whoever looks; what is closed is never open.
            if answer.status_code >= 500 or (expected != OPEN and found == OPEN):
                wrong.append(f"{way}: {expected} expected, {answer.status_code}")
            if expected == OPEN and one.access.kind == "staff" and found == SIGN_IN:
                wrong.append(f"{way}: led to a door")
        assert wrong == []
