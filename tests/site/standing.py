"""The small demo world of one day, made once for all tests of a file and taken back at its end."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from jinlin.site.demo.make import make_world

ON = dt.date(2026, 11, 20)


@contextlib.contextmanager
def standing_world(data: Path, unblocked: Any) -> Iterator[dict[str, Any]]:
    """The world inside a transaction that is rolled back; each test has a savepoint of its own within.

    ``data`` is the folder of its mark, ``unblocked`` pytest-django's key to the database. Answers what making
    the world answered.
    """
    with unblocked.unblock(), transaction.atomic():
        yield make_world(scale="small", data=data, on=ON)
        transaction.set_rollback(True)
