"""Work that takes much memory, done in a process of its own: what it took goes back to the machine when it ends."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_BEHIND = 10
_long_running = False


def end_with_parent() -> None:
    """Ask the kernel (Linux) to end this process when the one that started it is gone, however that happened."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def runs_long() -> None:
    """Say that this process runs for weeks and has to stay small: ``done_apart`` starts a process from now on."""
    global _long_running
    _long_running = True


def done_apart(work: Callable[..., object], *args: int | str) -> None:
    """Do a function of a module with plain arguments, and wait for it; ``RuntimeError`` where it did not end well.

    It may read from the database and write files, but not hold the right to write to the database for long: it runs
    behind everything else, and others would wait for it. In a process that ends soon (a command, a test) it is
    simply called.
    """
    if not _long_running:
        work(*args)
        return
    named = f"{work.__module__}:{work.__qualname__}"
    command = [sys.executable, "-m", __name__, named, json.dumps(args)]
    status = subprocess.run(command, stdin=subprocess.DEVNULL, preexec_fn=_behind, check=False).returncode
    if status != 0:
        raise RuntimeError(f"{named} ended with {status}")


def _behind() -> None:
    end_with_parent()
    os.nice(_BEHIND)


def _main(named: str, args: str) -> None:
    import django

    django.setup()
    module, _, name = named.partition(":")
    getattr(importlib.import_module(module), name)(*json.loads(args))


if __name__ == "__main__":
    _main(*sys.argv[1:])
