"""The limit beside a telling: the very statements that one telling sent, replayed without any of the platform's work.

They are recorded from a real telling, so the limit moves with the rows. Each writer is a process with one connection;
ids and keys are made fresh, nothing is read, nothing is reckoned.
"""

from __future__ import annotations

import multiprocessing
import re
import sqlite3
import time
import uuid
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

Statement = tuple[str, list[Any]]


class _Record:
    def __init__(self) -> None:
        self.said: list[Statement] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(("INSERT", "UPDATE")):
            rows = list(params) if many else [params]
            self.said += [(sql, list(row)) for row in rows]
            params = rows if many else params
        return execute(sql, params, many, context)


def recorded() -> list[Statement]:
    """The writing statements of one telling, taken back afterwards."""
    from jinlin.base.repeat import once
    from jinlin.matters import commands
    from jinlin.places.models import Place

    place = Place.objects.filter(level="estate").order_by("pk").values_list("pk", flat=True).first()
    values, faults = commands.check_telling(
        {"text": "3 号楼电梯厅的灯不亮，晚上看不清，请物业尽快来修", "place": place, "spot": "一层"}
    )
    assert not faults, faults
    record = _Record()

    def act() -> tuple[int, dict[str, Any]]:
        return 201, {"number": commands.tell(values=values, channel="api").number}

    with transaction.atomic(), connection.execute_wrapper(record):
        once(scope="bench", key="recorded", content="", act=act)
        transaction.set_rollback(True)
    return record.said


def _plain(said: list[Statement]) -> list[Statement]:
    """Values as the driver takes them without the platform."""
    return [
        (sql, [getattr(value, "obj", value) if type(value).__name__ == "Jsonb" else value for value in row])
        for sql, row in said
    ]


def bare_rate(seconds: float, writers: int) -> float:
    """Rows of one telling written a second, over so many processes with one connection each."""
    said, vendor = _plain(recorded()), connection.vendor
    where = str(settings.DATABASES["default"]["NAME"]) if vendor == "sqlite" else settings.ENV.database_url
    connection.close()
    pool = multiprocessing.get_context("spawn")
    answers: Any = pool.Queue()
    gate = pool.Barrier(writers)
    processes = [
        pool.Process(target=_write, args=(vendor, where, said, seconds, number, gate, answers), daemon=True)
        for number in range(writers)
    ]
    for process in processes:
        process.start()
    counts = [answers.get(timeout=seconds + 60) for _ in processes]
    for process in processes:
        process.join()
    return sum(counts) / seconds


def _fresh(sql: str, row: list[Any], made: dict[str, int]) -> list[Any]:
    """The row with a new id or key where the statement brings one."""
    table = re.search(r'(?:INTO|UPDATE) "?(\w+)"?', sql)
    row = list(row)
    name = table[1] if table else ""
    if name == "base_repeat" and sql.startswith("INSERT"):
        row[1] = uuid.uuid4().hex
    elif name == "base_repeat":
        row[-1] = made["repeat"]
    elif name == "matters_matter":
        row[0] = made["id"]
    elif name == "matters_telling":
        row[0], row[1], row[2] = made["id"], made["id"], made["id"]
    elif name == "base_event":
        row[0], row[2] = made["id"], made["id"]
    elif name == "matters_search":
        row[0] = made["id"]
    elif name == "matters_tally":
        row[0] -= made[
            "writer"
        ]  # every writer counts in a place of its own, as tellings all over a district do
    return row


def _write(
    vendor: str, where: str, said: list[Statement], seconds: float, number: int, gate: Any, answers: Any
) -> None:
    rate = _on_sqlite if vendor == "sqlite" else _on_postgres
    # Ids of this round and writer alone, behind all that exist.
    first = (number + 1) * 10**15 + time.time_ns() // 10**6 * 1000
    answers.put(rate(where, said, seconds, first, gate))


def _on_sqlite(where: str, said: list[Statement], seconds: float, first: int, gate: Any) -> int:
    line = sqlite3.connect(where, timeout=30, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=8000"):
        line.execute(f"PRAGMA {pragma}")
    said = [(sql.replace("%s", "?"), row) for sql, row in said]
    count, made = 0, {"repeat": 0, "writer": first // 10**15}
    gate.wait()
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        made["id"] = first + count
        line.execute("BEGIN IMMEDIATE")
        for sql, row in said:
            got = line.execute(sql, _fresh(sql, row, made))
            if "RETURNING" in sql and "base_repeat" in sql:
                made["repeat"] = got.fetchone()[0]
        line.execute("COMMIT")
        count += 1
    line.close()
    return count


def _on_postgres(where: str, said: list[Statement], seconds: float, first: int, gate: Any) -> int:
    line = psycopg.connect(where)
    count, made = 0, {"repeat": 0, "writer": first // 10**15}
    gate.wait()
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        made["id"] = first + count
        with line.cursor() as cursor:
            for sql, row in said:
                ready = [
                    psycopg.types.json.Jsonb(value) if isinstance(value, dict | list) else value
                    for value in _fresh(sql, row, made)
                ]
                cursor.execute(sql, ready)
                if "RETURNING" in sql and "base_repeat" in sql:
                    found = cursor.fetchone()
                    made["repeat"] = found[0] if found else 0
        line.commit()
        count += 1
    line.close()
    return count
