"""The secret changes: nobody is signed out, old paper and old links stay good, what was sealed opens."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection
from django.test import Client
from django.utils import timezone

from jinlin.base import doorcode
from jinlin.base.sealed import key_of, unseal
from jinlin.matters.models import Telling
from jinlin.matters.numbers import is_short, receipt_key, short_key
from jinlin.people.models import Person
from jinlin.site.env import older_secrets, rotate_secret, secret_key
from tests.cast import World, build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
NUMBER = "13812341234"


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def rotate(settings, tmp_path: Path):
    """The deployment gets a new secret, and starts again with it."""

    def turn() -> None:
        rotate_secret(tmp_path)
        start()

    def start() -> None:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = secret_key(tmp_path), older_secrets(tmp_path)

    start()
    return turn


def stored(table: str, column: str, pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [pk])
        return str(cursor.fetchone()[0])


def test_a_worker_stays_signed_in_through_two_changes(world: World, rotate) -> None:
    client = sign_in(Client(), world.accounts["worker"])
    assert client.get("/today/").status_code == 200

    rotate()
    rotate()

    assert client.get("/today/").status_code == 200


def test_an_old_receipt_lives_and_a_new_one_is_made_with_the_new_secret(world: World, rotate) -> None:
    told = world.tell()
    telling = Telling.objects.get(matter_id=told.matter)
    old, paper = receipt_key(telling.pk), short_key(telling.pk)

    rotate()

    new = receipt_key(telling.pk)
    assert new != old and short_key(telling.pk) != paper
    for key, status in ((old, 200), (new, 200), ("a" * 26, 404)):
        assert Client().get(f"/follow/{told.number}/{key}").status_code == status
    assert is_short(telling.pk, paper) and is_short(telling.pk, short_key(telling.pk))


def test_a_sealed_number_opens_is_found_by_its_number_and_a_new_one_uses_the_new_secret(
    world: World, rotate, settings
) -> None:
    before = Person.objects.create(name="旧号码", phone=NUMBER, phone_key=key_of(NUMBER))

    rotate()

    after = Person.objects.create(name="新号码", phone=NUMBER, phone_key=key_of(NUMBER))
    assert Person.objects.get(pk=before.pk).phone == NUMBER
    assert set(Person.objects.filter(phone_key=key_of(NUMBER))) == {before, after}
    old, new = (stored("people_person", "phone", one.pk) for one in (before, after))
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(new) == NUMBER
    with pytest.raises(InvalidTag):
        unseal(old)


def test_a_code_at_the_door_counts_for_those_who_scanned_it_before_the_change(rotate) -> None:
    now = timezone.now()
    old = doorcode.code("meeting", 7, now)

    rotate()

    assert doorcode.code("meeting", 7, now) != old
    assert doorcode.is_fresh("meeting", 7, old, now)
    assert not doorcode.is_fresh("meeting", 7, old, now + dt.timedelta(minutes=3))


def test_the_command_keeps_every_former_secret_for_the_owner_alone(tmp_path: Path) -> None:
    first = secret_key(tmp_path)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))}
    for _ in range(2):
        done = subprocess.run(
            [str(Path(sys.executable).parent / "jinlin"), "secret", "rotate", "--json"],
            env={**env, "JINLIN_DATA": str(tmp_path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    older = older_secrets(tmp_path)
    assert len(older) == 2 and older[-1] == first and secret_key(tmp_path) not in older
    for name in ("secret.key", "secret.old"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
