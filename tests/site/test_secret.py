"""The secret changes: nobody is signed out, old paper and old links stay good, what was sealed opens."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from django.db import connection
from django.test import Client
from django.utils import timezone

from jinlin.base import doorcode, resealing
from jinlin.base.sealed import PURPOSES, hash_key, key_of, seal, unseal
from jinlin.matters.models import Telling
from jinlin.matters.numbers import is_short, receipt_key, short_key
from jinlin.people.models import Person
from jinlin.site.env import forget_secrets, hash_keys, older_secrets, rotate_secret, secret_key
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


def drop_older(settings, tmp_path: Path) -> int:
    """What ``forget`` does, in this process."""
    keys = {purpose: hash_key(purpose).hex() for purpose in PURPOSES}
    gone = forget_secrets(tmp_path, keys)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_HASH_KEYS = older_secrets(tmp_path), hash_keys(tmp_path)
    return gone


def test_what_two_older_secrets_sealed_is_sealed_anew_and_opens_without_them(
    world: World, rotate, settings, tmp_path: Path
) -> None:
    first = Person.objects.create(name="第一", phone=NUMBER, phone_key=key_of(NUMBER))
    factor = Authenticator.objects.create(
        user=world.accounts["worker"], type="totp", data={"secret": seal("ABC"), "used": 7}
    )
    rotate()
    second = Person.objects.create(name="第二", phone=NUMBER, phone_key=key_of(NUMBER))
    rotate()
    before = key_of(NUMBER)
    assert resealing.reseal(look_only=True).older == 3

    found = resealing.reseal()

    assert (found.older, found.closed) == (3, 0)
    assert resealing.reseal(look_only=True).older == 0
    assert drop_older(settings, tmp_path) == 2
    for one in (first, second):
        assert unseal(stored("people_person", "phone", one.pk)) == NUMBER
    factor.refresh_from_db()
    assert unseal(factor.data["secret"]) == "ABC" and factor.data["used"] == 7
    assert key_of(NUMBER) == before and Person.objects.filter(phone_key=key_of(NUMBER)).count() == 2


def test_numbers_are_found_after_two_rounds_of_changing_resealing_and_forgetting(
    rotate, settings, tmp_path: Path
) -> None:
    person = Person.objects.create(name="久居", phone=NUMBER, phone_key=key_of(NUMBER))
    for _ in range(2):
        rotate()
        resealing.reseal()
        drop_older(settings, tmp_path)
    assert Person.objects.get(phone_key=key_of(NUMBER)) == person
    assert Person.objects.get(pk=person.pk).phone == NUMBER


def test_a_run_that_was_cut_goes_on_and_a_value_that_changed_meanwhile_stands(
    rotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [Person.objects.create(name=f"人{n}", phone=NUMBER) for n in range(7)]
    rotate()
    monkeypatch.setattr(resealing, "PIECE", 2)
    pieces = []

    def tell(table: str, found: resealing.Found) -> None:
        pieces.append((table, found.older))
        if len(pieces) == 2:
            Person.objects.filter(pk=people[-1].pk).update(phone="13900000009")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resealing.reseal(tell)
    assert pieces[-1][1] == 4 and resealing.reseal(look_only=True).older == 2

    assert resealing.reseal().older == 2

    phones = {one.pk: one.phone for one in Person.objects.filter(pk__in=[one.pk for one in people])}
    assert phones == {one.pk: NUMBER for one in people[:-1]} | {people[-1].pk: "13900000009"}


def test_a_value_that_somebody_changes_between_reading_and_writing_is_left_alone(rotate) -> None:
    person = Person.objects.create(name="改号", phone=NUMBER)
    rotate()
    before = stored("people_person", "phone", person.pk)
    Person.objects.filter(pk=person.pk).update(phone="13900000009")
    resealing._replace(Person, "phone", person.pk, before, seal(NUMBER))
    assert Person.objects.get(pk=person.pk).phone == "13900000009"


def test_what_no_secret_opens_is_counted_and_left_as_it_is(rotate) -> None:
    person = Person.objects.create(name="坏了", phone=NUMBER)
    broken = stored("people_person", "phone", person.pk)[:-8] + "AAAAAAA="
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = %s WHERE id = %s", [broken, person.pk])
    rotate()
    assert resealing.reseal().closed == 1
    assert stored("people_person", "phone", person.pk) == broken


def test_every_keyed_hash_is_made_for_a_purpose_whose_key_is_kept() -> None:
    with pytest.raises(ValueError):
        key_of(NUMBER, "another purpose")


def test_the_commands_reseal_and_forget_only_when_nothing_is_left(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(Path(sys.executable).parent / "jinlin"), *words, "--json"],
            env={**env, "JINLIN_DATA": str(tmp_path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def python(code: str) -> str:
        setup = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'jinlin.site.settings'; django.setup();"
        done = subprocess.run(
            [sys.executable, "-c", setup + code], env={**env, "JINLIN_DATA": str(tmp_path)}, capture_output=True, text=True, check=True
        )  # fmt: skip
        return done.stdout.strip()

    person = "from jinlin.people.models import Person; from jinlin.base.sealed import key_of;"
    python(
        "from django.core.management import call_command; call_command('migrate', verbosity=0);"
        + person
        + f"Person.objects.create(name='旧', phone='{NUMBER}', phone_key=key_of('{NUMBER}'))"
    )
    assert run("secret", "rotate").returncode == 0
    assert run("secret", "forget").returncode == 2
    early = run("secret", "forget", "--restarted")
    assert early.returncode == 2 and "still_sealed" in early.stdout and older_secrets(tmp_path)
    assert json.loads(run("secret", "reseal").stdout)["resealed"] == 1

    done = run("secret", "forget", "--restarted")

    assert json.loads(done.stdout) == {"forgotten": 1} and not (tmp_path / "secret.old").exists()
    assert (tmp_path / "secret.hashes").stat().st_mode & 0o077 == 0
    assert python(person + f"print(Person.objects.get(phone_key=key_of('{NUMBER}')).phone)") == NUMBER
