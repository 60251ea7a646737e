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

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
