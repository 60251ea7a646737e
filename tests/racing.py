"""Everybody at the same moment: what became of each."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connections

from jinlin.base.engine import Faulty
from jinlin.base.rule import Refused

Act = Callable[[], object]
SECONDS = 60


def results(*acts: Act) -> list[Any]:
    """Run every act in a thread of its own, all at once: its answer, or the code of the reason why it was refused.

    Any other exception ends the test where it is called; an act that never ends does so too.
    """
    gate = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)
    fallen: list[BaseException] = []

    def run(place: int, act: Act) -> None:
        try:
            gate.wait(SECONDS)
            found[place] = act()
        except Refused as refusal:
            found[place] = refusal.reason.code
        except Faulty as faulty:
            found[place] = next(iter(faulty.faults.values())).code
        except BaseException as error:  # raised again in the test's own thread
            fallen.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one, daemon=True) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
        assert not thread.is_alive(), f"an act did not end within {SECONDS} s"
    for error in fallen:
        raise error
    return found


def at_once(*acts: Act) -> Counter[str]:
    """How many were ``done``, and how many refused with each code."""

    def done(act: Act) -> Act:
        return lambda: (act(), "done")[1]

    return Counter(results(*map(done, acts)))
