"""Writes that can be repeated safely: the same key gives the same answer and no second effect."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils import timezone

from jinlin.base.models import Repeat
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

KEY_LIMIT = 80
REUSED = Reason(
    "wrong_key",
    Words(
        "这个提交编号已经用于另一份内容，请重新打开页面再交",
        "This key was used for a different content; open the page again",
    ),
)


def digest_of(content: Any) -> str:
    """A digest of what was sent, so that one key can't stand for two different contents."""
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, default=str, ensure_ascii=False).encode()
    ).hexdigest()


def once(
    *, scope: str, key: str, content: Any, act: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any], bool]:
    """Do ``act`` once for this scope and key. Answers (status, answer, whether it was a repeat).

    The key's row and the effect stand or fall together. Two at once: the second waits for the first and gets its
    answer. Without a key ``act`` simply runs. Refused with ``wrong_key`` where the key came with other content.
    """
    return settled(lambda: _once(scope, key[:KEY_LIMIT], content, act))


DEADLOCKS = ("40P01", "40001")
TRIES = 4
Outcome = TypeVar("Outcome")


def settled(act: Callable[[], Outcome]) -> Outcome:
    """Run a whole transaction, and run it again where the database ended it to break a deadlock.

    Two steps that lock the same rows in opposite order (A merged into B while B is merged into A) are so done one
    after the other; the second then sees the first's result. Inside another transaction only the outermost repeats.
    """
    for left in range(TRIES - 1, -1, -1):
        try:
            return act()
        except OperationalError as error:
            deadlock = getattr(error.__cause__, "sqlstate", "") in DEADLOCKS
            if not deadlock or not left or connection.in_atomic_block:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def _once(
    scope: str, key: str, content: Any, act: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any], bool]:
    if not key:
        with transaction.atomic():
            status, answer = act()
        return status, answer, False
    digest = digest_of(content)
    with transaction.atomic():
        mine = _take_key(scope[:64], key, digest)
        if mine is None:
            row = Repeat.objects.get(scope=scope[:64], key=key)
            if row.digest != digest:
                raise Refused(REUSED)
            return row.status, row.answer, True
        status, answer = act()
        with connection.cursor() as cursor:
            cursor.execute(_ANSWERED, [status, json.dumps(answer), mine])
    return status, answer, False


# Every write passes here: two plain statements instead of a search, a savepoint and an insert.
_TAKE = (
    "INSERT INTO base_repeat (scope, key, digest, status, answer, at) VALUES (%s, %s, %s, 200, '{}', %s) "
    "ON CONFLICT (scope, key) DO NOTHING RETURNING id"
)
_ANSWERED = "UPDATE base_repeat SET status = %s, answer = %s WHERE id = %s"


def _take_key(scope: str, key: str, digest: str) -> int | None:
    """The id of the key's new row; None where somebody has it, once they are through."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [scope, key, digest, now])
        row = cursor.fetchone()
    return row[0] if row else None
