"""On PostgreSQL the statements of a transaction are planned once, and mean the same as before."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.models import Count, Value
from django.db.models.functions import Concat

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
