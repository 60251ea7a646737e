"""Hot spots of a place in the last thirty days: what many people tell, found by the job process and kept as a file.

``matters.learning`` finds the topics; the page shows each with the sum of its heat and the matters behind it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils import timezone
from django_tasks import task

from jinlin.base.apart import done_apart
from jinlin.base.duties import duty
from jinlin.base.words import Words
from jinlin.matters.models import Matter, Telling
from jinlin.places.public import Place

WINDOW = dt.timedelta(days=30)
MOST = 4_000
TOPICS = 12
LEVELS = ("district", "street", "community")
FEWEST = 3


def _path(place: int) -> Path:
    return Path(settings.ENV.data) / "hot" / f"{place}.json"


def within(place: Place) -> Q:
    """The condition on matters of a place, by the index of its level."""
    return Q() if place.level == "district" else Q(**{f"{place.level}_id": place.pk})


def kept(place: Place) -> dict[str, Any] | None:
    """The topics as they were found last, with ``as_of``; None where nobody looked yet."""
    try:
        return dict(json.loads(_path(place.pk).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def look(place: Place, now: dt.datetime) -> dict[str, Any]:
    """Find the topics among what was told at the place in the last thirty days, and keep them."""
    from jinlin.matters.learning import FORMULA, Row, hotspots

    since = now - WINDOW
    rows = list(
        Telling.objects.filter(
            told_at__gte=since, erased_at__isnull=True, matter__in=Matter.objects.filter(within(place))
        )
        .exclude(matter__state="withdrawn")
        .order_by("-told_at")
        .select_related("matter")[:MOST]
    )
    found = hotspots(
        (
            Row(id=row.pk, title=row.matter.title, detail=row.text, at=timezone.localtime(row.told_at).replace(tzinfo=None), teller=_teller(row))
            for row in reversed(rows)
        ),
        limit=TOPICS,
    )  # fmt: skip
    matter_of = {row.pk: row.matter_id for row in rows}
    answer = {
        "as_of": now.isoformat(), "since": since.isoformat(), "tellings": len(rows), "formula": {"zh": FORMULA.zh, "en": FORMULA.en},
        "topics": [
            {
                "name": topic.name, "places": list(topic.places), "from": _day(topic.first_at), "to": _day(topic.last_at),
                "heat": topic.heat.total, "heat_zh": topic.heat.words.zh, "heat_en": topic.heat.words.en, "tellers": topic.heat.tellers,
                "matters": list(dict.fromkeys(matter_of[pk] for pk in topic.ids)),
            }
            for topic in found
        ],
    }  # fmt: skip
    path = _path(place.pk)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)
    return answer


def _teller(row: Telling) -> str:
    """Who told, as far as it can be known: whoever tells often makes no heat."""
    return f"p{row.person_id}" if row.person_id else row.phone_key or row.name


def _day(at: dt.datetime | None) -> str:
    return at.date().isoformat() if at else ""


def counts(place: Place, now: dt.datetime) -> list[dict[str, Any]]:
    """Estates (or communities) and kinds with most tellings of thirty days, beside the thirty days before."""
    half, since = now - WINDOW, now - 2 * WINDOW
    below = "estate" if place.level == "community" else "community"
    rows = (
        Matter.objects.filter(within(place), told_at__gte=since)
        .exclude(state__in=("merged", "withdrawn"))
        .values(f"{below}__name", "category__zh", "category__en")
        .annotate(
            now=Count("pk", filter=Q(told_at__gte=half)), before=Count("pk", filter=Q(told_at__lt=half))
        )
        .filter(now__gte=FEWEST)
        .order_by("-now", f"{below}__name")[:20]
    )
    return [
        {
            "place": row[f"{below}__name"] or place.name,
            "category": Words(row["category__zh"], row["category__en"]) if row["category__zh"] else None,
            "now": row["now"],
            "before": row["before"],
        }
        for row in rows
    ]


@task(queue_name="default")
def look_everywhere(only: int = 0) -> None:
    """Look at one place, or at every place of whom somebody told something since it was looked at last."""
    done_apart(look_at, only)


def look_at(only: int) -> None:
    """What ``look_everywhere`` does, in a process of its own where the jobs are done."""
    now = timezone.now()
    for place in [Place.objects.get(pk=only)] if only else _changed(now):
        look(place, now)


def _changed(now: dt.datetime) -> Iterable[Place]:
    """Places with tellings newer than their topics, or with topics older than a day."""
    recent = Matter.objects.filter(told_at__gte=now - WINDOW)
    newest: dict[int, dt.datetime] = {}
    for level in ("community", "street"):
        newest |= dict(
            recent.exclude(**{f"{level}": None})
            .values_list(level)
            .annotate(last=Max("told_at"))
            .values_list(level, "last")
        )
    last = max(newest.values(), default=None)
    for place in Place.objects.filter(level__in=LEVELS, valid_to__isnull=True).order_by("pk"):
        told = last if place.level == "district" else newest.get(place.pk)
        seen = kept(place)
        if told is None and seen is None:
            continue
        as_of = dt.datetime.fromisoformat(seen["as_of"]) if seen else None
        if as_of is None or (told is not None and told > as_of) or now - as_of > dt.timedelta(days=1):
            yield place


@duty("find hot spots", every=dt.timedelta(hours=1))
def hourly(now: dt.datetime) -> int:
    """Put the look into the queue: it takes longer than a duty may."""
    look_everywhere.enqueue()
    return 1
