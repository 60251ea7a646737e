"""Codes by phone: once, for ten minutes, for this number in this attempt; few, and the same for everybody."""

import datetime as dt
import json
import threading

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from jinlin.base.rule import Refused
from jinlin.base.sealed import key_of
from jinlin.people.commands.sign_in import check_sign_in_code, send_sign_in_code
from jinlin.people.models import Account, Person, SignInCode

NUMBER = "13812341234"
HERE = "203.0.113.9"
NOON = timezone.make_aware(dt.datetime(2026, 11, 19, 12, 0))


@pytest.fixture(autouse=True)
def demo():
    place = settings.ENV.data / "demo.json"
    place.write_text(json.dumps({"accounts": []}))
    yield
    place.unlink()


def later(**more: float) -> dt.datetime:
    return NOON + dt.timedelta(**more)


def send(number: str = NUMBER, attempt: str = "a", address: str = HERE, at: dt.datetime = NOON) -> str:
    return send_sign_in_code(number=number, attempt=attempt, address=address, at=at)


def check(code: str, number: str = NUMBER, attempt: str = "a", at: dt.datetime = NOON) -> Account:
    return check_sign_in_code(number=number, attempt=attempt, code=code, at=at)


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason.code


@pytest.mark.django_db
def test_a_new_number_makes_a_resident_with_a_person():
    account = check(send())
    assert (account.kind, account.person.phone) == ("resident", NUMBER)
    assert not account.has_usable_password()


@pytest.mark.django_db
def test_a_known_number_leads_to_the_same_resident():
    first = check(send())
    assert check(send(at=later(minutes=2), attempt="b"), attempt="b", at=later(minutes=2)) == first
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_a_code_counts_once():
    code = send()
    check(code)
    assert refusal(lambda: check(code)) == "wrong_code"


@pytest.mark.django_db
def test_a_code_ends_after_ten_minutes():
    code = send()
    assert refusal(lambda: check(code, at=later(minutes=10))) == "wrong_code"
    assert not Account.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"attempt": "b"}, {"number": "13900000000"}])
def test_a_code_is_bound_to_its_attempt_and_its_number(other):
    code = send()
    send("13900000000", attempt="c")
    assert refusal(lambda: check(code, **other)) == "wrong_code"


@pytest.mark.django_db
def test_after_five_wrong_tries_the_right_code_counts_no_more():
    code = send()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(5):
        assert refusal(lambda: check(wrong)) == "wrong_code"
    assert refusal(lambda: check(code)) == "wrong_code"


@pytest.mark.django_db
def test_only_the_newest_code_of_an_attempt_counts():
    old = send()
    new = send(at=later(minutes=1))
    if old != new:
        assert refusal(lambda: check(old, at=later(minutes=1))) == "wrong_code"
    assert check(new, at=later(minutes=1))


@pytest.mark.django_db
def test_one_code_a_minute_for_a_number():
    send()
    assert refusal(lambda: send(at=later(seconds=59))) == "too_soon"
    send(at=later(seconds=60))


@pytest.mark.django_db
def test_five_codes_a_day_for_a_number_and_again_tomorrow():
    for turn in range(5):
        send(at=later(minutes=turn))
    assert refusal(lambda: send(at=later(minutes=30))) == "too_many"
    send(at=later(days=1))


@pytest.mark.django_db
def test_twenty_codes_a_day_from_an_address_whatever_the_numbers():
    for turn in range(20):
        send(f"139000000{turn:02d}")
    assert refusal(lambda: send("13700000000")) == "too_many_from_here"
    send("13700000000", address="203.0.113.10")


@pytest.mark.django_db
def test_a_refused_number_is_refused_alike_whether_known_or_not():
    check(send())
    send("13900000000")
    known, unknown = (refusal(lambda n=n: send(n, at=later(seconds=5))) for n in (NUMBER, "13900000000"))
    assert known == unknown == "too_soon"


@pytest.mark.django_db
def test_a_workers_number_does_not_open_the_residents_door():
    person = Person.objects.create(name="林晓", phone=NUMBER, phone_key=key_of(NUMBER))
    Account.objects.create_user("linxiao", kind="staff", person=person)
    code = send()
    assert refusal(lambda: check(code)) == "wrong_door"
    assert not Account.objects.filter(kind="resident").exists()


@pytest.mark.django_db
def test_a_disabled_resident_cannot_sign_in():
    account = check(send())
    Account.objects.filter(pk=account.pk).update(is_active=False)
    code = send(at=later(minutes=2), attempt="b")
    assert refusal(lambda: check(code, attempt="b", at=later(minutes=2))) == "not_active"


@pytest.mark.django_db
def test_the_database_holds_neither_code_nor_number_in_plain():
    code = send()
    check(code)
    rows = [str(row) for row in SignInCode.objects.values()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_person")
        rows += [str(row) for row in cursor.fetchall()]
    assert NUMBER not in "".join(rows)
    assert f"'{code}'" not in "".join(rows)


@pytest.mark.django_db
def test_without_a_sender_outside_a_demo_the_door_says_so(demo):
    (settings.ENV.data / "demo.json").rename(settings.ENV.data / "away.json")
    try:
        assert refusal(send) == "no_sender"
    finally:
        (settings.ENV.data / "away.json").rename(settings.ENV.data / "demo.json")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_for_one_number_exactly_one_gets_a_code():
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def ask() -> None:
        start.wait()
        try:
            send(attempt=threading.current_thread().name)
            outcomes.append("sent")
        except Refused as refused:
            outcomes.append(refused.reason.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["sent"] + ["too_soon"] * 5
