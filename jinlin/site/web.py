"""The web processes of ``jinlin serve``: the platform is loaded once, and each process is a fork of what was loaded.

So a start costs one loading however many processes answer, one that fell is back at once, and what stands for ever
(programs, models, addresses) lies in memory once. Loading opens no connection and starts no thread: both would not
survive the fork.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinlin.site.doorstep import Application, Doorstep

BODY_THREADS = 64
"""Threads of a process that wait for bodies; they cost little, the few behind the doorstep do the work."""
SAID = {
    "Unexpected exit from": "一个网页进程意外结束，马上重新启动 (a web process ended unexpectedly; it starts again)",
    "Worker crash loop": "网页进程一再意外结束，全部重新启动 (web processes end again and again; all of them start anew)",
    "Killing": "一个网页进程没有按时结束，已强行结束 (a web process did not end in time; it was killed)",
}
"""What the server's library says about its processes, in the platform's own words."""


class Voice(logging.Handler):
    """What the server's library has to say: its errors in the platform's words, its advice about threads not at all.

    It counts the threads that only wait for bodies as if they worked, and those that work it does not see.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        text = record.getMessage()
        own = next((words for start, words in SAID.items() if text.startswith(start)), None)
        if own or record.levelno >= logging.ERROR:
            print(f"jinlin: {own or text}", file=sys.stderr, flush=True)


def load() -> Application:
    """The platform as an application, everything loaded and nothing begun."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinlin.site.settings")
    from django.core.wsgi import get_wsgi_application

    from jinlin.site import patience
    from jinlin.site.sqlite3 import base as embedded
    from jinlin.site.standing import settle

    patience.seconds = patience.WEB_SECONDS
    embedded.memory = embedded.WEB_MEMORY
    loaded = get_wsgi_application()
    settle()
    return loaded


def begin(loaded: Application) -> Doorstep:
    """What a process that answers needs of its own: threads that work, and to end with the one over it."""
    from jinlin.base.apart import end_with_parent
    from jinlin.site.doorstep import WORKING_THREADS, Doorstep

    end_with_parent()
    return Doorstep(loaded, WORKING_THREADS)


def main() -> None:
    """Serve at a port until ended."""
    reader = argparse.ArgumentParser(prog="jinlin.site.web")
    reader.add_argument("--host", default="127.0.0.1")
    reader.add_argument("--port", type=int, default=8000)
    reader.add_argument("--workers", type=int, default=2)
    asked = reader.parse_args()
    # What loading makes nearly all stays: looking through it for garbage again and again only costs time.
    gc.disable()
    loaded = load()
    gc.enable()
    raise SystemExit(_serve(loaded, asked.host, asked.port, asked.workers))


def _serve(loaded: Application, host: str, port: int, workers: int) -> int:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    server = Granian(
        "jinlin.site.wsgi:application", address=host, port=port, workers=workers, interface=Interfaces.WSGI,
        blocking_threads=BODY_THREADS, blocking_threads_idle_timeout=600, backlog=2048, respawn_failed_workers=True,
        respawn_interval=0.5, workers_kill_timeout=5, http=HTTPModes.http1, http1_settings=HTTP1Settings(header_read_timeout=15000),
        log_level=LogLevels.warning, log_dictconfig={"handlers": {"console": {"class": "jinlin.site.web.Voice"}, "access": {"class": "logging.NullHandler"}}},
    )  # fmt: skip
    server.on_startup(lambda: _ready(host, port))
    try:
        server.serve(target_loader=lambda: begin(loaded), wrap_loader=False)
    except RuntimeError as error:
        # Where it cannot listen the library says so in this way; the rest of it is its own inner story.
        said = str(error).partition("\n")[0]
        print(f"jinlin: {host}:{port} 用不了 (cannot serve there: {said})", file=sys.stderr, flush=True)
        return 1
    return 0


def _ready(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    print(
        f"jinlin: 已启动，请打开 http://{shown}:{port} ，按 Ctrl+C 结束 (ready; end with Ctrl+C)",
        file=sys.stderr,
        flush=True,
    )


if __name__ == "__main__":
    main()
