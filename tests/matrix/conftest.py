"""One town for all tests of a file: built once, and taken back at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from jinlin.people.commands import ask_about_data
from jinlin.people.models import Look
from tests.matrix.crawl import Town, tell_private, town
from tests.people.neighbours import person_of


@pytest.fixture(scope="module")
def standing_town(django_db_setup, django_db_blocker) -> Iterator[Town]:
    """The town inside a transaction that is rolled back; each test has a savepoint of its own within."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = town()
        tell_private(made)
        person = person_of(made.world, "resident")
        ask_about_data(person=person, kind="correct", words="CANARYREQUEST")
        Look.objects.create(person=person, account_id=1, title="x", what="x", purpose="CANARYLOOK")
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def made(standing_town: Town, db: None) -> Town:
    """The town, with whatever a test changes taken back afterwards."""
    return standing_town
