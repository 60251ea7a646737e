"""Django's SQLite with writers that take turns.

SQLite has one writer at a time and lets the others sleep for ever longer spans until they happen upon a free
moment: with eight clients some waited for three seconds while others went first again and again. Here the threads
of a process queue for one turn, and the one whose turn it is asks the file again every fraction of a millisecond.
The lock of the file itself stays what decides; a turn only says who asks.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

# The library that keeps the queue of jobs asks for the second kind; in WAL mode both mean: the one who writes.
_WRITING = ("IMMEDIATE", "EXCLUSIVE")
FIRST_PAUSE, LONGEST_PAUSE = 0.0002, 0.005
_turns: dict[str, threading.Lock] = defaultdict(threading.Lock)


memory = "PRAGMA cache_size = -8000; PRAGMA mmap_size = 1073741824"
"""What a connection of this process keeps of the file, and how much of it lies in the process's own memory as a map."""
WEB_MEMORY = "PRAGMA cache_size = -4000; PRAGMA mmap_size = 0"
"""A web process has several connections for months: a map that each has of its own would grow to the size of the file."""
# Longer statements, such as one with a thousand marks, are seldom asked twice and would only fill the memory.
LONGEST_KEPT = 4000


class Cursor(base.SQLiteCursorWrapper):
    """Django's cursor, which turns the marks of a statement once and not each time that it is asked."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """The statement with the marks of the embedded database."""
        if param_names is None and len(query) <= LONGEST_KEPT:
            return _turned(query)
        return str(super().convert_query(query, param_names=param_names))


@lru_cache(maxsize=512)
def _turned(query: str) -> str:
    return str(base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%"))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose write transactions begin in turn, or are refused as locked after the set patience."""

    _turn: threading.Lock | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection with the memory that this process gives each of its own."""
        made = super().get_new_connection(conn_params)
        for pragma in memory.split(";"):
            made.execute(pragma)
        return made

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor of the connection; the embedded database has none with names."""
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode not in _WRITING:
            super()._start_transaction_under_autocommit()
            return
        patience: float = self.settings_dict["OPTIONS"].get("timeout", 5)
        give_up = time.monotonic() + patience
        turn = _turns[str(self.settings_dict["NAME"])]
        if not turn.acquire(timeout=patience):
            raise OperationalError("database is locked")
        self._turn = turn
        try:
            self._begin(give_up, patience)
        except BaseException:
            self._pass_on()
            raise

    def _begin(self, give_up: float, patience: float) -> None:
        """Ask the file for its lock until it is had. Asked below Django's cursors: a refusal costs microseconds there."""
        file = self.connection
        file.execute("PRAGMA busy_timeout = 0")
        pause = FIRST_PAUSE
        try:
            with self.wrap_database_errors:
                while True:
                    try:
                        file.execute(f"BEGIN {self.transaction_mode}")
                        return
                    except sqlite3.OperationalError as error:
                        if not _busy(error) or time.monotonic() > give_up:
                            raise
                    time.sleep(pause)
                    pause = min(pause * 1.1, LONGEST_PAUSE)
        finally:
            file.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")

    def _pass_on(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()

    def _commit(self) -> Any:
        try:
            return super()._commit()
        finally:
            self._pass_on()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._pass_on()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._pass_on()


def _busy(error: sqlite3.OperationalError) -> bool:
    """Whether the file's lock was held by somebody else, and nothing worse."""
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
