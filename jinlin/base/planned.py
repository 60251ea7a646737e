"""Statements that are the same for every asker, planned once a connection where the database can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import connection


@contextmanager
def planned() -> Iterator[None]:
    """What is asked within is planned once and its plan kept: for reads of single rows by their key, asked all the time.

    On PostgreSQL planning such a read costs more than doing it. Not for lists and counts, which deserve a plan for
    their very values. Elsewhere nothing changes.
    """
    wrapper = cast(Any, connection)
    before = getattr(wrapper, "preparing", None)
    if before is None:
        yield
        return
    wrapper.preparing = True
    try:
        yield
    finally:
        wrapper.preparing = before
