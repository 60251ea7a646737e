"""Search in what was told: words of two characters and up, complete, newest first, on both databases.

The index holds one entry a telling: its pairs of characters, and a token for each place above it, so that a search
within one community costs what that community has. SQLite: FTS5 without stored content. PostgreSQL: GIN.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from jinlin.base import rows
from jinlin.base.bigrams import read_query, runs, token_line, tokens
from jinlin.base.rule import Reason, Refused
from jinlin.matters.models import Matter, Telling

BATCH = 2000
LONGEST = 16000
PIECE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Entry:
    """One telling as the index takes it: its id, its text (with where exactly), the codes of its place and above.

    ``line`` holds the tokens of the text (``bigrams.token_line``) where another process made them already.
    """

    telling: int
    text: str
    codes: tuple[str, ...]
    line: str = ""


@dataclass(frozen=True)
class Hit:
    """One telling that was found, with the matter to which it belongs now."""

    telling: int
    matter: int


def place_tokens(codes: Iterable[str]) -> list[str]:
    """Tokens of places: the code's letters and digits, each as a number, behind a letter that no text token has."""
    return [_place_token(code) for code in codes]


@lru_cache(maxsize=8192)
def _place_token(code: str) -> str:
    return "p" + "".join(f"{ord(c):x}" for c in code)


def codes_of(path: str) -> tuple[str, ...]:
    """The codes from the district down that a place's path names; a search within any of them uses its token."""
    return tuple(path.split("/")[2:-1])


def line_of(texts: list[str]) -> str:
    """The tokens of a telling's texts, as ``add_line`` takes them."""
    return token_line(runs("\n".join(texts)))


def add_line(matter: Matter, line: str, *, telling: int) -> None:
    """Put one telling into the index, in the caller's transaction; its tokens were made before."""
    add_many([Entry(telling, "", codes_of(matter.place.path), line)])


def add(matter: Matter, texts: list[str], *, telling: int) -> None:
    """Put one telling into the index, in the caller's transaction."""
    add_line(matter, line_of(texts), telling=telling)


def add_many(entries: Sequence[Entry]) -> None:
    """Put many tellings into the index, in the caller's transaction."""
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                sql = "INSERT INTO matters_search (rowid, tokens) VALUES (%s, %s)"
                rows.write_all(cursor, sql, [(one.telling, _line(one)) for one in batch])
            else:
                sql = "INSERT INTO matters_search (telling_id, tokens) VALUES (%s, %s::tsvector)"
                rows.write_all(cursor, sql, [(one.telling, _vector(_all(one))) for one in batch])


def expect_many() -> None:
    """Let the entries of one transaction be written as one piece of the index, not as many small ones to be merged.

    SQLite keeps this with the index; run again it changes nothing.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO matters_search (matters_search, rank) VALUES ('hashsize', %s)", [PIECE_BYTES]
            )


def drop(entry: Entry) -> None:
    """Take one telling out again; the entry must be what was put in."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            sql = "INSERT INTO matters_search (matters_search, rowid, tokens) VALUES ('delete', %s, %s)"
            cursor.execute(sql, [entry.telling, " ".join(_all(entry))])
        else:
            cursor.execute("DELETE FROM matters_search WHERE telling_id = %s", [entry.telling])


def _all(entry: Entry) -> list[str]:
    made = entry.line.split() if entry.line else tokens(entry.text)
    return place_tokens(entry.codes) + made[:LONGEST]


def _line(entry: Entry) -> str:
    short = entry.line and entry.line.count(" ") < LONGEST
    return " ".join((*place_tokens(entry.codes), entry.line)) if short else " ".join(_all(entry))


def _vector(words: list[str]) -> str:
    return " ".join(f"{word}:{place}" for place, word in enumerate(words, 1))


def hits(
    phrases: list[list[str]], *, codes: Sequence[str] = (), before: int | None = None, limit: int = 200
) -> list[Hit]:
    """Tellings that hold every phrase, newest first, within any of the places; ``before`` continues behind a telling."""
    places = place_tokens(codes)
    if connection.vendor == "sqlite":
        match = " AND ".join('"' + " ".join(phrase) + '"' for phrase in phrases)
        if places:
            match += " AND (" + " OR ".join(places) + ")"
        sql = (
            "SELECT s.rowid, t.matter_id FROM matters_search s JOIN matters_telling t ON t.id = s.rowid "
            "WHERE s.tokens MATCH %s AND s.rowid < %s ORDER BY s.rowid DESC LIMIT %s"
        )
    else:
        match = " & ".join("(" + " <-> ".join(phrase) + ")" for phrase in phrases)
        if places:
            match += " & (" + " | ".join(places) + ")"
        sql = (
            "SELECT s.telling_id, t.matter_id FROM matters_search s JOIN matters_telling t ON t.id = s.telling_id "
            "WHERE s.tokens @@ %s::tsquery AND s.telling_id < %s ORDER BY s.telling_id DESC LIMIT %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, [match, before or 2**62, limit])
        return [Hit(*row) for row in cursor.fetchall()]


def find_ids(q: str, *, paths: Sequence[str] | None = None, limit: int = 1000) -> list[int]:
    """Ids of matters whose tellings hold every word of ``q``, newest first, each once.

    ``paths`` narrows to places (any of them). Refused (``too_short`` …) where a word has fewer than two characters.
    """
    phrases = read_query(q)
    if isinstance(phrases, Reason):
        raise Refused(phrases)
    codes = [path.rstrip("/").rsplit("/", 1)[-1] for path in paths or ()]
    found: dict[int, None] = {}
    before: int | None = None
    while len(found) < limit:
        batch = hits(phrases, codes=codes, before=before, limit=max(limit, 50))
        found.update({hit.matter: None for hit in batch})
        if len(batch) < max(limit, 50):
            break
        before = batch[-1].telling
    return list(found)[:limit]


def rebuild() -> int:
    """Build the whole index anew from the tellings; answers how many entries it holds."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO matters_search (matters_search) VALUES ('delete-all')")
        else:
            cursor.execute("DELETE FROM matters_search")
    count = 0
    rows = Telling.objects.filter(erased_at__isnull=True).values_list(
        "id", "text", "spot", "place__path", "matter__place__path"
    )
    batch: list[Entry] = []
    for pk, text, spot, path, other in rows.iterator(BATCH):
        batch.append(Entry(pk, f"{text}\n{spot}", codes_of(path or other)))
        if len(batch) == BATCH:
            add_many(batch)
            count, batch = count + len(batch), []
    add_many(batch)
    return count + len(batch)
