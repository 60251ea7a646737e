"""Bodies are taken in at the doorstep: only a request that is there as a whole takes one of the few working threads.

A phone on a weak line sends a photo for half a minute. Were it to hold a working thread for so long, eight of them
would close the house. So many cheap threads wait for bodies, and a few, each with its connection to the database, work.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
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
        self.workers = ThreadPoolExecutor(threads, thread_name_prefix="work")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The application's answer."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and 0 < int(length) <= LONGEST:
            environ["wsgi.input"] = _taken_in(environ["wsgi.input"], int(length))
        return self.workers.submit(self.application, environ, start_response).result()


def _taken_in(source: Any, length: int) -> Any:
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - read by the application, closed with it
    while length > 0:
        piece = source.read(min(PIECE, length))
        if not piece:
            break
        body.write(piece)
        length -= len(piece)
    body.seek(0)
    return body
