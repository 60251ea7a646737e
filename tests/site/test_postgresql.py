"""On PostgreSQL the statements of a transaction are planned once, and mean the same as before."""

from __future__ import annotations

import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Value
from django.db.models.functions import Concat

from jinlin.base import rows
from jinlin.base.planned import planned
from jinlin.people.models import Person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a matter of the server's plans"),
]


def _prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return int(cursor.fetchone()[0])


def _ask(times: int) -> None:
    for number in range(times):
        list(Person.objects.filter(pk=number))


def test_what_a_transaction_asks_often_is_planned_once() -> None:
    before = _prepared()
    with transaction.atomic():
        _ask(8)
        assert _prepared() == before + 1


def test_a_page_that_only_reads_prepares_nothing() -> None:
    before = _prepared()
    _ask(8)
    assert _prepared() == before


def test_reads_that_are_said_to_be_planned_are_planned_once() -> None:
    before = _prepared()
    with planned():
        _ask(8)
    _ask(8)
    assert _prepared() == before + 1


def test_a_value_in_select_and_group_by_stays_one_expression() -> None:
    Person.objects.create(name="甲")
    with transaction.atomic():
        rows = (
            Person.objects.annotate(called=Concat("name", Value("先生")))
            .values("called")
            .annotate(count=Count("pk"))
        )
        assert list(rows) == [{"called": "甲先生", "count": 1}]


def test_a_list_of_seventy_thousand_values_is_asked_at_once() -> None:
    one = Person.objects.create(name="甲")
    with transaction.atomic():
        assert list(Person.objects.filter(pk__in=range(one.pk, one.pk + 70_000))) == [one]


def test_what_goes_in_one_go_is_refused_as_a_whole_and_the_connection_goes_on() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), rows.in_one_go():
        rows.insert(Person(id=990_001, name="甲"))
        rows.insert(Person(id=990_001, name="乙"))
    assert not Person.objects.filter(pk=990_001).exists()
    with transaction.atomic(), rows.in_one_go():
        rows.insert(Person(id=990_002, name="丙"))
        assert Person.objects.get(pk=990_002).name == "丙"


def test_a_connection_that_the_server_ended_is_noticed_without_a_question() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    assert connection.is_usable()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid])
        assert cursor.fetchone()[0] == "SELECT pg_backend_pid()"
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    deadline = time.monotonic() + 5
    while connection.is_usable() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not connection.is_usable()
    connection.close()
