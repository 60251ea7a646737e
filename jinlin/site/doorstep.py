"""Bodies are taken in at the doorstep: only a request that is there as a whole takes one of the few working threads.

A phone on a weak line sends a photo for half a minute. Were it to hold a working thread for so long, eight of them
would close the house. So many cheap threads wait for bodies, and a few, each with its connection to the database, work.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from queue import SimpleQueue
from typing import Any

# Each holds a connection to the database; more of them would only wait for each other.
WORKING_THREADS = 4
IN_MEMORY = 256 * 1024
# More than any upload may have; what claims to be longer is left to be refused unread.
LONGEST = 32 * 1024 * 1024
PIECE = 64 * 1024
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Doorstep:
    """A WSGI application that reads the body first and then lets one of ``threads`` working threads answer."""

    def __init__(self, application: Application, threads: int) -> None:
        self.application = application
        self.waiting: SimpleQueue[_Call] = SimpleQueue()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"work-{number}", daemon=True).start()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The application's answer."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and 0 < int(length) <= LONGEST:
            environ["wsgi.input"] = _taken_in(environ["wsgi.input"], int(length))
        call = _Call(environ, start_response)
        self.waiting.put(call)
        call.done.acquire()
        if call.fault is not None:
            raise call.fault
        return call.answer

    def _work(self) -> None:
        while True:
            call = self.waiting.get()
            try:
                call.answer = self.application(call.environ, call.start_response)
            except BaseException as fault:
                call.fault = fault
            call.done.release()


class _Call:
    """One request on its way to a working thread and back; a queue and a lock cost a fraction of a future."""

    __slots__ = ("answer", "done", "environ", "fault", "start_response")

    def __init__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> None:
        self.environ, self.start_response = environ, start_response
        self.answer: Iterable[bytes] = ()
        self.fault: BaseException | None = None
        self.done = threading.Lock()
        self.done.acquire()


def _taken_in(source: Any, length: int) -> Any:
    if length <= IN_MEMORY:
        return BytesIO(source.read(length))
    body = tempfile.TemporaryFile()  # noqa: SIM115 - read by the application, closed with it
    while length > 0:
        piece = source.read(min(PIECE, length))
        if not piece:
            break
        body.write(piece)
        length -= len(piece)
    body.seek(0)
    return body
