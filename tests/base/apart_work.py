"""Small pieces of work that a test has done in a process of their own."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path


def note(path: str, words: str) -> None:
    """Write down in which process this is done, how far behind, and what was given."""
    from jinlin.matters.models import Matter

    said = {
        "pid": os.getpid(),
        "behind": os.nice(0),
        "words": words,
        "table": Matter._meta.db_table,
    }
    Path(path).write_text(json.dumps(said), "utf-8")


def stay(path: str) -> None:
    """Write down the process and stay for a minute."""
    Path(path).write_text(str(os.getpid()), "utf-8")
    time.sleep(60)


def fall() -> None:
    """End badly."""
    raise ValueError("on purpose")
