"""Many at once: the same page sent by impatient fingers is one telling, whatever the database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from jinlin.matters import tallies
from jinlin.matters.models import Matter, Telling
from tests.cast import build

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 12


def at_once(sent: dict[str, str], path: str = "/tell/") -> list[tuple[int, str]]:
    """The same form sent many times at the same moment: status and where each answer leads."""

    def send(_: int) -> tuple[int, str]:
        try:
            answer = Client().post(path, sent)
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, range(AT_ONCE)))


def test_a_page_sent_many_times_at_once_is_one_telling_and_all_answers_lead_to_it():
    build()
    sent = {"place": "E0001", "text": "路灯不亮，连点了很多下", "key": "a" * 32, "act": "send"}
    answers = set(at_once(sent))
    assert len(answers) == 1 and next(iter(answers))[0] == 302
    assert Matter.objects.count() == 1 and tallies.differences() == []


def test_without_a_key_one_of_many_is_recorded_and_the_others_are_asked():
    build()
    sent = {"place": "E0001", "text": "路灯不亮，连点了很多下", "act": "send"}
    statuses = sorted(status for status, _ in at_once(sent))
    assert statuses == [302] + [409] * (AT_ONCE - 1)
    assert Matter.objects.count() == 1


def test_a_neighbour_who_joins_many_times_at_once_is_one_more_voice():
    world = build()
    told = world.tell(category=world.categories["lift"].pk)
    answers = set(at_once({"key": "b" * 32, "text": ""}, f"/public/{told.number}"))
    assert len(answers) == 1 and next(iter(answers))[0] == 302
    assert Telling.objects.count() == 2 and Matter.objects.get().teller_count == 2


def test_of_many_tries_at_once_no_more_than_allowed_get_through():
    world = build()
    told = world.tell()
    answers = at_once({"number": told.number, "code": "ABCDEF"}, "/follow/")
    assert 0 < sum(status == 422 for status, _ in answers) <= 10
    assert {status for status, _ in answers} == {422, 429}
