"""One's own pages: what they cost, and that each shows only one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jinlin.base.models import Notice
from jinlin.base.notices import Letter, send
from jinlin.base.panels import fill, panels
from jinlin.base.words import Words
from jinlin.people.commands import look
from jinlin.people.models import Account, Consent
from tests.cast import World, build
from tests.people.neighbours import NUMBERS, person_of, settle
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
WAYS = (
    "/me/",
    "/me/notices",
    "/me/settings",
    "/me/sessions",
    "/me/data",
    "/me/data/look",
    "/me/data/telling",
    "/me/data/erase",
    "/me/phone",
)


@pytest.fixture
def world() -> World:
    made = build()
    settle(made)
    return made


def notice(account: Account, words: str, link: str = "/me/data") -> None:
    send([Letter(subject="x", subject_id=1, words=Words(words, words), link=link, account=account.pk)])


@pytest.mark.parametrize("way", WAYS)
def test_a_page_costs_the_same_for_one_row_and_for_fifty(world, client, way):
    account = world.accounts["resident"]
    client.force_login(account)
    client.get(way)
    costs = []
    for count in (1, 49):
        for turn in range(count):
            notice(account, f"第 {turn} 条")
            look(by=world.act("worker"), person=person_of(world, "resident"), purpose=f"核对第 {turn} 次")
            world.tell(f"第 {turn} 件事", by=world.act("resident"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(way).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


def test_nobody_reads_another_persons_notice(world, client):
    notice(world.accounts["neighbour"], "只给李国强")
    client.force_login(world.accounts["resident"])
    assert "只给李国强" not in client.get("/me/notices").content.decode()
    theirs = Notice.objects.get()
    assert client.post(f"/me/notices/{theirs.pk}").status_code == 404
    assert Notice.objects.get().read_at is None


def test_a_notice_leads_to_its_subject_and_counts_as_read(world, client):
    notice(world.accounts["resident"], "有进展", "/me/settings")
    client.force_login(world.accounts["resident"])
    answer = client.post(f"/me/notices/{Notice.objects.get().pk}")
    assert answer["Location"] == "/me/settings"
    assert Notice.objects.get().read_at is not None


def test_a_notice_leads_to_no_other_host(world, client):
    notice(world.accounts["resident"], "有进展", "//evil.example")
    client.force_login(world.accounts["resident"])
    assert client.post(f"/me/notices/{Notice.objects.get().pk}")["Location"] == "/me/notices"


def test_settings_take_name_doors_and_quiet_hours(world, client):
    client.force_login(world.accounts["resident"])
    given = {"name": "王阿姨", "doors": ["sms", "robot", "spy"], "quiet_from": "22:00", "quiet_to": "08:15"}
    assert client.post("/me/settings", given).status_code == 302
    account = Account.objects.get(pk=world.accounts["resident"].pk)
    assert (account.notice_doors, account.quiet_from, account.quiet_to) == (["sms"], 1320, 495)
    assert person_of(world, "resident").pk and account.person.name == "王阿姨"


def test_reminders_come_unless_somebody_says_no(world, client):
    client.force_login(world.accounts["resident"])
    given = {"name": "王阿姨", "quiet_from": "22:00", "quiet_to": "08:15"}
    account = Account.objects.filter(pk=world.accounts["resident"].pk)
    assert account.get().reminders
    for said in (False, True):
        client.post("/me/settings", given | ({"reminders": "1"} if said else {}))
        assert account.get().reminders is said
        box = client.get("/me/settings").content.decode().split('name="reminders" value="1"')[1][:9]
        assert ("checked" in box) is said


def test_a_worker_does_not_rename_themselves(world, client):
    sign_in(client, world.accounts["worker"])
    client.post("/me/settings", {"name": "别人", "quiet_from": "22:00", "quiet_to": "08:15"})
    assert Account.objects.get(username="worker").person.name == "林晓"


@pytest.mark.parametrize(
    "extra", [{"is_active": "0"}, {"kind": "staff"}, {"person": "1"}, {"username": "x"}, {"elder": "9"}]
)
def test_a_form_changes_nothing_that_it_does_not_show(world, client, extra):
    account = world.accounts["resident"]
    client.force_login(account)
    before = Account.objects.values("is_active", "kind", "person", "username", "elder").get(pk=account.pk)
    client.post("/me/settings", {"name": "王", "quiet_from": "22:00", "quiet_to": "08:15", **extra})
    assert (
        Account.objects.values("is_active", "kind", "person", "username", "elder").get(pk=account.pk)
        == before
    )


def test_giving_and_withdrawing_a_consent_are_one_tap_each(world, client):
    client.force_login(world.accounts["resident"])
    client.post("/me/consents/photos", {"given": "1"})
    assert Consent.objects.get().withdrawn_at is None
    client.post("/me/consents/photos", {"given": "0"})
    assert Consent.objects.get().withdrawn_at is not None
    assert client.post("/me/consents/everything", {"given": "1"}).status_code == 404


def test_another_persons_number_is_not_taken_over(world, client):
    import json

    from django.conf import settings

    from jinlin.base.rule import Refused
    from jinlin.people.commands.sign_in import send_sign_in_code, use_code_for_phone

    place = settings.ENV.data / "demo.json"
    place.write_text(json.dumps({"accounts": []}))
    try:
        code = send_sign_in_code(number=NUMBERS["neighbour"], attempt="a", address="203.0.113.9")
    finally:
        place.unlink()
    account = Account.objects.select_related("person").get(username="resident")
    with pytest.raises(Refused):
        use_code_for_phone(account=account, number=NUMBERS["neighbour"], attempt="a", code=code)
    assert person_of(world, "resident").phone == NUMBERS["resident"]


def test_the_copies_are_files_with_everything(world, client):
    world.tell("我说的话在副本里", by=world.act("resident"))
    client.force_login(world.accounts["resident"])
    made = client.get("/me/data/copy.json")
    assert made["Content-Disposition"].startswith("attachment")
    assert made.json()["telling"]["rows"][0]["内容"] == "我说的话在副本里"
    assert client.get("/me/data/copy.xlsx").content[:2] == b"PK"
    assert client.get("/me/data/copy.exe").status_code == 404


def test_erasing_needs_a_tick_and_ends_the_session(world, client):
    client.force_login(world.accounts["resident"])
    assert client.post("/me/data/erase").status_code == 422
    assert Account.objects.get(username="resident").is_active
    assert client.post("/me/data/erase", {"sure": "1"}).status_code == 200
    assert client.get("/me/").status_code == 302


def test_higher_apps_fill_the_slot_of_the_start_page(world, client, rf):
    def empty(request):
        return ""

    def full(request):
        return "<p>小区的事</p>"

    fill("slot of a test", full, order=2)
    fill("slot of a test", empty, order=1)
    fill("slot of a test", full, order=1)
    assert panels("slot of a test", rf.get("/")) == ["<p>小区的事</p>"]
