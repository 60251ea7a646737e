"""Settings and an empty folder: whatever is wrong is said in one line each, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from jinlin.site.cli import main
from jinlin.site.env import BadSettings, read_env, secret_key


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JINLIN_DATABASE_URL", "mysql://h/x", "JINLIN_DATABASE_URL"),
        ("JINLIN_DATABASE_URL", "postgresql://h:port/x", "JINLIN_DATABASE_URL"),
        ("JINLIN_DATABASE_URL", "postgresql://h/", "JINLIN_DATABASE_URL"),
        ("JINLIN_HOSTS", "https://jinlin.example.cn", "without https://"),
        ("JINLIN_HOSTS", "jinlin.example.cn/app", "without a path"),
        ("JINLIN_HOSTS", "*", "'*' is no host name"),
        ("JINLIN_HOSTS", " , ", "name at least one host"),
        ("JINLIN_TRUSTED_PROXIES", "127.0.0.1,everybody", "'everybody' is no address"),
        ("JINLIN_SMS_URL", "gateway.example.cn", "JINLIN_SMS_URL: no sender"),
        ("JINLIN_NOTICE_URLS", "json://localhost,htps://x", "address 2 of the list"),
        ("JINLIN_HTTPS", "on the proxy", "write 1 or 0"),
        ("JINLIN_SERVICE_PHONE", "问社区", "a number to call"),
        ("JINLIN_SYNCHRONOUS", "OFF", "FULL or NORMAL"),
        ("JINLIN_SECOND_FACTR", "0", "JINLIN_SECOND_FACTR: no such setting"),
    ],
)
def test_a_wrong_setting_ends_the_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(BadSettings) as refused:
        read_env()

    assert refused.value.code == 2
    assert len(refused.value.faults) == 1 and said in refused.value.faults[0]


def test_all_wrong_settings_are_named_together_and_no_address_with_a_secret_is_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JINLIN_SMS_URL", "gate://user:SECRET@host")
    monkeypatch.setenv("JINLIN_NOTICE_URLS", "gate://SECRET")
    monkeypatch.setenv("JINLIN_TRUSTED_PROXIES", "x")

    with pytest.raises(BadSettings) as refused:
        read_env()

    assert [fault.split(":")[0] for fault in refused.value.faults] == [
        "JINLIN_TRUSTED_PROXIES",
        "JINLIN_SMS_URL",
        "JINLIN_NOTICE_URLS",
    ]
    assert "SECRET" not in " ".join(refused.value.faults)


def test_right_settings_of_a_real_place_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINLIN_HOSTS", "jinlin.example.cn,.example.cn,10.0.0.5,[::1]")
    monkeypatch.setenv("JINLIN_TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8,::1")
    monkeypatch.setenv("JINLIN_SMS_URL", "json://localhost/{phone}")
    monkeypatch.setenv("JINLIN_DATABASE_URL", "postgresql://user:pass@db:5432/jinlin")

    env = read_env()

    assert len(env.hosts) == 4 and len(env.trusted_proxies) == 3 and "{phone}" in env.sms_url


def test_a_data_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(BadSettings) as refused:
        secret_key(tmp_path / "file" / "data")

    assert "JINLIN_DATA" in refused.value.faults[0] and refused.value.code == 2


@pytest.mark.django_db(transaction=True)
def test_a_command_where_nothing_is_set_up_says_what_to_run() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE base_event RENAME TO base_event_away")
    try:
        answer = CliRunner().invoke(main, ["trail", "verify"])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE base_event_away RENAME TO base_event")

    assert answer.exit_code == 2
    assert "jinlin setup" in answer.stderr and "Traceback" not in answer.stderr


def test_help_of_every_command_says_what_it_does() -> None:
    """Each command and each command of a group has a sentence."""
    bare = []

    def walk(command: object, way: str) -> None:
        if not (getattr(command, "help", None) or "").strip():
            bare.append(way)
        for name in command.list_commands(None) if hasattr(command, "list_commands") else []:  # type: ignore[arg-type]
            walk(command.get_command(None, name), f"{way} {name}")  # type: ignore[attr-defined]

    walk(main, "jinlin")
    assert bare == []
