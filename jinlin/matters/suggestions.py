"""Suggestions for a matter, from the deployment's own matters: its kind, and open matters that tell the same.

A person decides on every one of them. Nothing is suggested about people, and nothing leaves the deployment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django_tasks import task

from jinlin.base.apart import done_apart
from jinlin.base.bigrams import runs, token
from jinlin.base.duties import duty
from jinlin.matters.models import Category, Matter, Telling
from jinlin.matters.numbers import number_of
from jinlin.matters.search import place_tokens

if TYPE_CHECKING:
    from jinlin.matters.learning import Model

OWN, FILED = "own.npz", "categories.npz"
FEWEST = 60  # labelled matters below which nothing is learned
MOST_OF_A_KIND = 300
LEAST_SCORE = 0.02
ASKED = 24
NEWEST = 400
CANDIDATES = 40
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """A suggested category with its certainty in per cent and the words of the text that led to it."""

    category: Category
    percent: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """An open matter of the same community that may tell the same: ``repeat`` or ``same_topic``, with shared words."""

    matter: Matter
    number: str
    percent: int
    kind: str
    words: tuple[str, ...]


def models_folder() -> Path:
    """Where learned categories lie."""
    return Path(settings.ENV.data) / "models"


def category_suggestions(matter: Matter) -> list[Kind]:
    """Up to three categories for what was told, likeliest first; none before anything was learned."""
    model = _model()
    if model is None:
        return []
    text = _text_of(matter)
    found = model.suggest([text])[0]
    kinds = _kinds()
    rows = [
        (found.category, found.score, found.words),
        *((one.category, one.score, one.words) for one in found.runner_ups),
    ]
    return [
        Kind(kinds[label], round(score * 100), words)
        for label, score, words in rows
        if label in kinds and score >= LEAST_SCORE and words
    ]


def duplicate_suggestions(matter: Matter) -> list[Same]:
    """Open matters of the same community (or street) that tell the same, likeliest first.

    The cost is bounded: the search index names a few dozen candidates, these are compared in full.
    """
    from jinlin.matters.learning import Similar

    text = _text_of(matter)
    candidates = _candidates(matter, text)
    if not candidates:
        return []
    told: dict[int, str] = {}
    for pk, words in Telling.objects.filter(pk__in=candidates.values(), erased_at__isnull=True).values_list(
        "matter_id", "text"
    ):
        told.setdefault(pk, words)
    index = Similar()
    for pk in candidates:
        if pk in told:
            index.add(pk, told[pk])
    alike = index.query(text, limit=SHOWN)
    rows = Matter.objects.select_related("place").in_bulk([one.id for one in alike])
    return [
        Same(row, number_of(row.pk, row.told_at), round(one.score * 100), one.kind, one.words)
        for one in alike
        if (row := rows.get(one.id)) is not None
    ]


def _text_of(matter: Matter) -> str:
    first = (
        Telling.objects.filter(matter=matter, erased_at__isnull=True)
        .order_by("pk")
        .values_list("text", flat=True)
        .first()
    )
    return first or matter.title


def _kinds() -> dict[str, Category]:
    """Living categories by code and by name: a model may have learned either."""
    found: dict[str, Category] = {}
    for category in Category.objects.filter(ended_on__isnull=True):
        found |= {category.code: category, category.zh: category}
    return found


def _model() -> Model | None:
    """What was learned from the deployment's own matters, else from a file that the operator handed in."""
    for name in (OWN, FILED):
        path = models_folder() / name
        if path.is_file():
            return _loaded(str(path), path.stat().st_mtime_ns)
    return None


@lru_cache(maxsize=1)
def _loaded(path: str, changed: int) -> Model | None:
    from jinlin.matters.learning import Faults, Model

    try:
        return Model.load(Path(path))
    except Faults:
        return None


def _threes(text: str) -> list[tuple[str, str]]:
    """What to look for: three characters in a row, of the beginning, where people say what it is about.

    Two would stand in too many texts: the cost has to be bounded where a hundred thousand were told.
    """
    found: dict[tuple[str, str], None] = {}
    for run in runs(text[:200]):
        for one, two, three in zip(run, run[1:], run[2:], strict=False):
            if not _EMPTY & {one, two, three}:
                found[token(one, two), token(two, three)] = None
    rows = list(found)
    return rows[:: max(1, len(rows) // ASKED)][:ASKED]


_EMPTY = frozenset(
    "的了是在和与及有就都而我你他她它们这那也不没被把对于为以请您吗呢吧啊地得着过又还很太更到从向给让使等个之其该将会能可要"
)
_SQLITE = (
    "SELECT t.matter_id, s.id FROM "
    "(SELECT rowid AS id, rank AS r FROM matters_search WHERE tokens MATCH %s ORDER BY rank LIMIT %s) s "
    "JOIN matters_telling t ON t.id = s.id JOIN matters_matter m ON m.id = t.matter_id "
    "WHERE m.id <> %s AND m.closed_at IS NULL ORDER BY s.r LIMIT %s"
)
_POSTGRESQL = (
    "SELECT t.matter_id, s.telling_id FROM (SELECT telling_id, ts_rank(tokens, q) AS r FROM matters_search, "
    "to_tsquery('simple', %s) q WHERE tokens @@ q ORDER BY telling_id DESC LIMIT %s) s "
    "JOIN matters_telling t ON t.id = s.telling_id JOIN matters_matter m ON m.id = t.matter_id "
    "WHERE m.id <> %s AND m.closed_at IS NULL ORDER BY s.r DESC LIMIT %s"
)


def _candidates(matter: Matter, text: str) -> dict[int, int]:
    """Ids of open matters of the same place that share most with the text, each with one of its tellings."""
    threes = _threes(text)
    above = matter.community or matter.street or matter.place
    if not threes:
        return {}
    within = place_tokens([above.code])[0]
    if connection.vendor == "sqlite":
        asked = f"{within} AND (" + " OR ".join(f'"{one} {two}"' for one, two in threes) + ")"
    else:
        asked = f"{within} & (" + " | ".join(f"({one} <-> {two})" for one, two in threes) + ")"
    sql = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, NEWEST, matter.pk, CANDIDATES])
        found: dict[int, int] = {}
        for pk, telling in cursor.fetchall():
            found.setdefault(pk, telling)
    return found


def train_own() -> dict[str, Any]:
    """Learn the categories anew from the deployment's own matters, newest first, some of every kind.

    Answers how many texts were learned, 0 where there are too few yet. The model before stays until then.
    """
    from jinlin.matters.learning import Faults, train

    texts, labels = _labelled()
    if len(texts) < FEWEST:
        return {"trained_on": 0, "labelled": len(texts)}
    try:
        model = train(texts, labels)
    except Faults:
        return {"trained_on": 0, "labelled": len(texts)}
    models_folder().mkdir(parents=True, exist_ok=True)
    model.save(models_folder() / OWN)
    return {"trained_on": model.trained_on, "labelled": len(texts), "categories": list(model.categories)}


def _labelled() -> tuple[Sequence[str], Sequence[str]]:
    texts: list[str] = []
    labels: list[str] = []
    for pk, code in (
        Category.objects.filter(ended_on__isnull=True).order_by("sort", "code").values_list("pk", "code")
    ):
        ids = (
            Matter.objects.filter(category_id=pk)
            .order_by("-pk")
            .values_list("pk", flat=True)[:MOST_OF_A_KIND]
        )
        told = (
            Telling.objects.filter(first_matter__in=list(ids), erased_at__isnull=True)
            .order_by("-pk")
            .values_list("text", flat=True)
        )
        some = list(told[:MOST_OF_A_KIND])
        texts += some
        labels += [code] * len(some)
    return texts, labels


@task(queue_name="default")
def learn_categories() -> None:
    """The weekly lesson, in a process of its own where the jobs are done."""
    done_apart(train_own)


@duty("learn categories", every=dt.timedelta(days=7))
def weekly(now: dt.datetime) -> int:
    """Put the weekly lesson into the queue: it takes longer than a duty may."""
    learn_categories.enqueue()
    return 1
