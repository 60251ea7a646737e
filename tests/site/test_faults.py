"""A database that is away or busy is "not now", in words, and passes by itself."""

from __future__ import annotations

import errno
import sqlite3
import threading
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client, RequestFactory

from jinlin.site import faults


def _failing(error: BaseException, path: str = "/") -> Any:
    try:
        raise error
    except type(error):
        return faults.failed(RequestFactory().get(path))


def test_a_database_that_is_away_is_answered_with_try_again_in_chinese() -> None:
    answer = _failing(OperationalError("connection refused"))

    assert answer.status_code == 503 and answer["Retry-After"] == "2"
    assert "系统正忙" in answer.content.decode() and "重交一次不会重复登记" in answer.content.decode()


def test_a_program_gets_the_reason_as_json() -> None:
    answer = _failing(OperationalError("server closed the connection"), "/api/v1/matters")

    assert answer.status_code == 503 and '"code": "not_now"' in answer.content.decode()


def test_where_no_file_can_be_opened_any_more_it_is_try_again_too() -> None:
    answer = _failing(OSError(errno.EMFILE, "Too many open files"))

    assert answer.status_code == 503 and "系统正忙" in answer.content.decode()
    assert _failing(OSError(errno.ENOENT, "No such file")).status_code == 500


def test_any_other_fault_stays_a_500() -> None:
    assert _failing(ValueError("a fault of ours")).status_code == 500
    wrong = OperationalError("no such column")
    wrong.__cause__ = sqlite3.OperationalError("no such column")
    wrong.__cause__.sqlite_errorcode = sqlite3.SQLITE_ERROR
    assert _failing(wrong).status_code == 500


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the one writer of the embedded database")
def test_a_writer_that_waits_too_long_is_told_so_and_the_next_one_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    seen: list[str] = []

    def write() -> None:
        try:
            with transaction.atomic():
                seen.append("wrote")
        except OperationalError as error:
            seen.append("away" if faults.is_away(error) else str(error))
        finally:
            connection.close()

    with transaction.atomic():
        other = threading.Thread(target=write)
        other.start()
        other.join()
    again = threading.Thread(target=write)
    again.start()
    again.join()

    assert seen == ["away", "wrote"]


@pytest.mark.django_db
def test_the_last_handler_is_the_one_that_django_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*arguments: Any, **named: Any) -> Any:
        raise OperationalError("the database is away")

    monkeypatch.setattr("jinlin.site.urls.connection.cursor", away)
    client = Client(raise_request_exception=False)

    assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
def test_a_mark_and_a_percent_sign_are_each_what_they_were_for_whichever_database() -> None:
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute("SELECT %s, '5%%'", [7])
            assert tuple(cursor.fetchone()) == (7, "5%")
        cursor.execute("SELECT %(one)s", {"one": 8})
        assert cursor.fetchone()[0] == 8
