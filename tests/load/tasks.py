"""A job whose effect can be counted: it works for a while and leaves one notice, once for its number."""

from __future__ import annotations

import time

from django_tasks import task

from jinlin.base.notices import Letter, send
from jinlin.base.repeat import once
from jinlin.base.words import Words

SECONDS = 0.2


@task()
def count(number: int) -> None:
    """Leave one notice for this number, however often the job is begun."""

    def act() -> tuple[int, dict[str, int]]:
        words = Words(f"第 {number} 件", f"number {number}")
        send([Letter(subject="load", subject_id=number, words=words)])
        return 200, {"number": number}

    time.sleep(SECONDS)
    once(scope="load", key=str(number), content=number, act=act)
    time.sleep(SECONDS)
