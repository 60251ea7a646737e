"""What publicity erases when a person is erased: the words, name and number of their questions. Answers stay without them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.base.events import subscribe
from jinlin.publicity.models import Inquiry

ERASED = "（内容已按本人要求删除）"


def listen() -> None:
    """Subscribe to the erasure of persons; called once at start."""
    subscribe("person.erased", erase_words_of)


def erase_words_of(*, person: Any, account: int | None, at: dt.datetime, **more: object) -> None:
    """Empty what the person asked. What was published beside an answer holds no name and stays."""
    Inquiry.objects.filter(person=person, erased_at__isnull=True).update(
        text=ERASED, name="", phone="", person=None, erased_at=at
    )
