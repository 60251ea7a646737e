"""One's own data: all of it, nobody else's; consents, corrections, erasure."""

import json

import pytest
from django.conf import settings
from django.db import connection

from jinlin.base.events import _handlers, subscribe
from jinlin.base.models import Notice
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.people.commands import (
    answer_request,
    ask_about_data,
    erase,
    erase_listed,
    issue_token,
    look,
    set_consent,
)
from jinlin.people.consents import PURPOSES
from jinlin.people.models import Account, Consent, DataRequest, Holding, Look, Person
from jinlin.people.queries import account_for_token, copy_of, held_about
from jinlin.people.register import sections
from tests.cast import World, build
from tests.people.neighbours import NUMBERS, person_of, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = build()
    settle(made)
    return made


def fill(world: World, key: str, canary: str) -> None:
    """Leave a marked word of a person in every table that they can fill."""
    person, account = person_of(world, key), world.accounts[key]
    world.tell(
        text=f"{canary}telling 电梯坏了", by=world.act(key), name=f"{canary}name", spot=f"{canary}spot"
    )
    look(
        by=world.act("worker" if key != "stranger" else "worker2"), person=person, purpose=f"{canary}purpose"
    )
    ask_about_data(person=person, kind="correct", words=f"{canary}request")
    set_consent(person=person, purpose="photos", given=True, by_title=f"{canary}consent")
    issue_token(account=account, audience="api", name=f"{canary}token")
    send([Letter(subject="x", subject_id=1, words=Words(f"{canary}notice", ""), account=account.pk)])
    Account.objects.filter(pk=account.pk).update(email=f"{canary}@example.org")


KINDS = ("telling", "name", "spot", "purpose", "request", "consent", "token", "notice")


def test_the_copy_holds_everything_of_mine_and_nothing_of_others(world):
    fill(world, "resident", "MINE")
    fill(world, "neighbour", "THEIRS")
    person = Person.objects.get(pk=person_of(world, "resident").pk)
    text = json.dumps([one.rows for one in copy_of(person)], ensure_ascii=False)
    assert [kind for kind in KINDS if f"MINE{kind}" not in text] == []
    assert "MINE@example.org" in text and NUMBERS["resident"] in text
    assert "THEIRS" not in text and NUMBERS["neighbour"] not in text and "李国强" not in text


def test_digests_and_secrets_are_named_but_not_printed(world):
    person = person_of(world, "resident")
    text = json.dumps([one.rows for one in copy_of(person)], ensure_ascii=False)
    assert person.phone_key not in text
    assert world.accounts["resident"].password not in text


def test_a_section_costs_one_query_for_one_row_and_for_fifty(world, django_assert_num_queries):
    person = Person.objects.select_related("account").get(pk=person_of(world, "resident").pk)
    for count in (1, 49):
        for turn in range(count):
            set_consent(person=person, purpose="asked", given=turn % 2 == 0)
        with django_assert_num_queries(1):
            held_about(person, sections()["consent"])


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_a_consent_is_withdrawn_as_easily_as_given(world, purpose):
    person = person_of(world, "resident")
    set_consent(person=person, purpose=purpose, given=True)
    set_consent(person=person, purpose=purpose, given=True)
    assert Consent.objects.filter(person=person, withdrawn_at__isnull=True).count() == 1
    set_consent(person=person, purpose=purpose, given=False)
    set_consent(person=person, purpose=purpose, given=False)
    row = Consent.objects.get(person=person)
    assert row.withdrawn_at is not None and row.version == PURPOSES[purpose].version


def test_an_unknown_consent_is_refused(world):
    with pytest.raises(Refused):
        set_consent(person=person_of(world, "resident"), purpose="everything", given=True)


def test_a_request_is_answered_once_with_a_reason_and_the_person_is_told(world):
    row = ask_about_data(person=person_of(world, "resident"), kind="correct", words="门牌应是 501")
    with pytest.raises(Refused):
        answer_request(request=row.pk, answer=" ", by=world.act("worker"))
    answered = answer_request(request=row.pk, answer="已按产权证改正", by=world.act("worker"))
    assert answered.by_title.startswith("林晓")
    assert Notice.objects.filter(account=world.accounts["resident"], subject="data").count() == 1
    with pytest.raises(Refused) as again:
        answer_request(request=row.pk, answer="再答复一次", by=world.act("secretary"))
    assert "林晓" in again.value.reason.words.zh


def test_erasing_leaves_no_trace_of_the_person_and_ends_every_way_in(world):
    fill(world, "resident", "MINE")
    person, account = person_of(world, "resident"), world.accounts["resident"]
    token = issue_token(account=account, audience="api")
    assert erase(person=person) == ()
    assert account_for_token(token, "api") is None
    gone = Person.objects.get(pk=person.pk)
    assert (gone.name, gone.phone, gone.phone_key) == ("已删除", "", "")
    account.refresh_from_db()
    assert not account.is_active and account.username == f"erased-{account.pk}" and account.email == ""
    assert not Notice.objects.filter(account=account).exists()
    assert DataRequest.objects.get().words == ""
    assert Look.objects.filter(person=person).count() == 1, "who looked stays for three years"


def test_erasing_tells_higher_apps_in_the_same_transaction(world):
    told: list[int] = []

    def fail(person: Person, **facts: object) -> None:
        told.append(person.pk)
        raise RuntimeError("a higher app could not")

    subscribe("person.erased", fail)
    try:
        with pytest.raises(RuntimeError):
            erase(person=person_of(world, "resident"))
    finally:
        _handlers["person.erased"].remove(fail)
    assert told and Person.objects.get(pk=told[0]).phone == NUMBERS["resident"]


def test_who_was_erased_after_a_backup_is_erased_again_after_its_restore(
    world, django_capture_on_commit_callbacks
):
    listed = settings.ENV.data / "erased.jsonl"
    listed.unlink(missing_ok=True)
    person = person_of(world, "resident")
    with django_capture_on_commit_callbacks(execute=True):
        erase(person=person)
    Person.objects.filter(pk=person.pk).update(name="王秀兰", erased_at=None)
    assert erase_listed(listed=listed) == 1
    assert Person.objects.get(pk=person.pk).name == "已删除"
    assert erase_listed(listed=listed) == 0
    assert NUMBERS["resident"] not in listed.read_text()
    listed.unlink()


def test_an_owners_title_stays_while_they_own_and_the_reason_is_said(world):
    person = person_of(world, "resident")
    Holding.objects.create(dwelling=world.places["building"], person=person, source="register")
    kept = erase(person=person)
    assert [reason.code for reason in kept] == ["not_while_owner"]
    gone = Person.objects.get(pk=person.pk)
    assert (gone.name, gone.phone) == ("王秀兰", "")


def test_a_worker_in_office_is_not_erased(world):
    with pytest.raises(Refused) as refused:
        erase(person=person_of(world, "worker"))
    assert refused.value.reason.code == "not_while_in_office"


def test_the_database_holds_no_number_of_a_person_in_plain(world):
    fill(world, "resident", "MINE")
    world.tell(text="水管漏水", phone=NUMBERS["neighbour"], by=world.act("neighbour"))
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(cursor.fetchall())
            found += [(table, number) for number in NUMBERS.values() if number in rows]
    assert found == []
