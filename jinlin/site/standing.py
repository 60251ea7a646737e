"""A process that is about to serve: everything loaded, and what stays for ever left alone by the collector of garbage."""

from __future__ import annotations

import gc

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
    # What says "not now" must not need to open a file first: there may be none left to open.
    for status in (400, 403, 404, 500):
        addresses.resolve_error_handler(status)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
