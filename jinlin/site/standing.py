"""A process that is about to serve: everything loaded, and what stays for ever left alone by the collector of garbage."""

from __future__ import annotations

import gc
import logging

YOUNG = 20_000
"""New objects between two looks at the youngest; a page makes some thousands that live no longer than it."""


def settle() -> None:
    """Load all addresses, then take what stands out of every later collection.

    Classes, templates' code, models and words are some hundred thousand objects that all stay. Gone through at every
    full collection, they made one page in twenty wait twice as long. Processes that are forked share them the longer, too.
    """
    from django.urls import get_resolver

    addresses = get_resolver()
    _ = addresses.url_patterns
    for status in (400, 403, 404, 500):
        addresses.resolve_error_handler(status)
    _rehearse()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)


def _rehearse() -> None:
    """Say "not now" once to nobody: what says it must not need to open a file first, for there may be none left to open."""
    from django.db.utils import InterfaceError
    from django.http import HttpRequest
    from django.utils.log import log_response

    from jinlin.site import faults

    said = logging.getLogger("jinlin.rehearsal")
    said.propagate = False
    said.addHandler(logging.NullHandler())
    for path in ("/", "/api/"):
        request = HttpRequest()
        request.path = path
        try:
            raise InterfaceError("a rehearsal")
        except InterfaceError:
            log_response("%s", path, response=faults.failed(request), request=request, logger=said)
