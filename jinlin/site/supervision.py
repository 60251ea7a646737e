"""Runs the web server and the jobs as children of one command, starts them again when they fall, ends them cleanly."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from jinlin.base.apart import end_with_parent

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
# A child that fell sooner fell while starting: then the pause before the next start grows.
STARTED = 4.0
PATIENCE = 10.0
NAMES = {"web": "网页服务", "jobs": "后台任务"}
# Every open line and every connection to the database is an open file; the usual soft limit of 1024 is soon used up.
OPEN_FILES = 65_536


def allow_open_files() -> int:
    """Raise this process's own limit of open files, and so its children's, as far as the machine lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft


@dataclass
class Child:
    """One process to keep running: its name and command, when it fell last, how long to wait before the next start."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE
    started: float = 0.0
    next_start: float = 0.0


@dataclass
class Supervisor:
    """Keeps children running until a signal to end arrives."""

    children: list[Child]
    ending: bool = field(default=False, init=False)

    def run(self) -> int:
        """Start all, watch all, answer 0 when ended by a signal."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._end)
        allow_open_files()
        while not self.ending:
            for child in self.children:
                self._look_after(child)
            time.sleep(0.1)
        self._stop_all()
        return 0

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is None:
            return
        if child.process is not None:
            _end_group(child.process)
            if now - child.started > STARTED:
                child.pause = FIRST_PAUSE
            status, name = child.process.returncode, child.name
            print(
                f"jinlin: {NAMES.get(name, name)}意外结束（{status}），重新启动 ({name} ended with {status}; starts again)",
                file=sys.stderr,
                flush=True,
            )
            child.process = None
            child.next_start = now + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
        if now >= child.next_start:
            child.process = subprocess.Popen(
                child.command, env=_environment(), start_new_session=True, preexec_fn=end_with_parent
            )
            child.started = now

    def _stop_all(self) -> None:
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End what a child started and left behind when it fell; orphans would go on answering beside their successors."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    # With an arena of memory for each of many threads that seldom work, the C library keeps what none of them needs.
    return {"MALLOC_ARENA_MAX": "2", **os.environ, "DJANGO_SETTINGS_MODULE": "jinlin.site.settings"}
