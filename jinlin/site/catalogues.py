"""The languages of the pages: simplified Chinese is written in the sources, English and traditional Chinese are catalogues.

``compile_stale`` runs at every start and makes what is out of date; ``fill_traditional`` makes the traditional catalogue
from the sources by OpenCC, so that only English is written by hand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polib

log = logging.getLogger("jinlin.site")
FOLDER = Path(__file__).resolve().parent / "locale"
APPS = Path(__file__).resolve().parent.parent


def catalogues() -> list[Path]:
    """The catalogues that ship: one for the older apps here, one in each further app's own folder ``locale``."""
    return sorted(APPS.glob("*/locale/*/LC_MESSAGES/django.po"))


def books(language: str) -> list[polib.POFile]:
    """The catalogues of one language, such as ``en``."""
    import polib

    return [polib.pofile(str(path)) for path in catalogues() if path.parent.parent.name == language]


def compile_stale() -> int:
    """Compile every catalogue that is newer than its compiled form; answers how many."""
    made = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        import polib

        part = target.with_suffix(".part")
        try:
            polib.pofile(str(source)).save_as_mofile(str(part))
            part.replace(target)
        except OSError as error:
            log.warning("catalogue %s is not compiled: %s", source, error)
            continue
        made += 1
    return made


def fill_traditional() -> int:
    """Write traditional Chinese for every message by OpenCC; answers how many changed."""
    from opencc import OpenCC

    turn = OpenCC("s2twp").convert
    return sum(_fill(book, turn) for book in books("zh_Hant"))


def _fill(book: polib.POFile, turn: Callable[[str], str]) -> int:
    changed = 0
    for entry in book:
        wanted = turn(entry.msgid)
        if entry.msgid_plural:
            entry.msgstr_plural = {0: wanted}
        elif entry.msgstr != wanted:
            entry.msgstr, changed = wanted, changed + 1
        if "fuzzy" in entry.flags:
            entry.flags.remove("fuzzy")
    book.save()
    return changed


def untranslated() -> list[str]:
    """Messages that have no English yet."""
    return [
        entry.msgid
        for book in books("en")
        for entry in book
        if not entry.obsolete and (not said(entry) or "fuzzy" in entry.flags)
    ]


def said(entry: polib.POEntry) -> str:
    """What a catalogue says for a message; the first form of a plural."""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
