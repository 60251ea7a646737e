"""Reads, measured in one process of the platform: server time and number of statements of each page and search."""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

WARM, TIMES = 5, 40
SWEEPS = 5
"""How often the clock's duties are measured, each time with other matters."""
PAGES = (
    ("worklist of a community worker", "worker-0", "/matters/?all=1"),
    ("worklist, open and late", "worker-0", "/matters/?state=open&due=late"),
    ("worklist of a street", "street-1", "/matters/?all=1"),
    ("worklist of the district", "district", "/matters/?all=1"),
    ("worklist of the district, open", "district", "/matters/?state=open"),
    ("today", "worker-0", "/today/"),
    ("today of the district", "district", "/today/"),
    ("thread of one matter", "worker-0", "/matters/{newest}"),
    ("place page", "", "/places/E00000"),
    ("community page", "", "/places/{community}"),
    ("home", "", "/"),
    ("rates of the district", "district", "/rates/"),
    ("supervision of the district", "district", "/supervision/"),
    ("dashboard of the district", "district", "/insight/350999000000"),
    ("dashboard of a street", "street-1", "/insight/350999001000"),
    ("wall screen of the district", "district", "/insight/350999000000/wall"),
    ("figure of the district", "district", "/insight/350999000000/figures/matters.told"),
    ("public figures of a community", "", "/places/{community}/figures"),
    ("API figures of the district", "api:district", "/api/v1/figures?node=350999000000"),
    ("API list of a worker", "api:worker-0", "/api/v1/matters?state=open"),
    ("API list of the district", "api:district", "/api/v1/matters"),
    ("API one matter", "api:worker-0", "/api/v1/matters/{newest}"),
)


def summary(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(times)
    return {
        "p50": statistics.median(ordered) * 1e3,
        "p95": ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1e3,
    }


def timed(act: Callable[[], Any], times: int = TIMES) -> dict[str, float]:
    """An act done again and again, after some rounds that do not count."""
    for _ in range(WARM):
        act()
    found, busy = [], []
    for _ in range(times):
        began, worked = time.perf_counter(), time.process_time()
        act()
        found.append(time.perf_counter() - began)
        busy.append(time.process_time() - worked)
    return {**summary(found), "cpu": statistics.median(busy) * 1e3}


class _Statements:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))
        return execute(sql, params, many, context)


def pages() -> dict[str, dict[str, float]]:
    """Each page as its reader sees it: server time p50 and p95, statements, status."""
    from django.conf import settings
    from django.test import Client

    from jinlin.matters.models import Matter
    from jinlin.matters.numbers import number_of
    from jinlin.people.models import Account
    from jinlin.people.public import issue_token
    from jinlin.places.models import Place
    from jinlin.site.sqlite3 import base as embedded
    from jinlin.site.standing import settle
    from tests.people.pages import sign_in

    # As in a web process: its connections keep less of the file in memory.
    embedded.memory = embedded.WEB_MEMORY
    connection.close()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    newest = Matter.objects.order_by("-pk").values_list("pk", "told_at").first()
    community = Place.objects.filter(level="community").order_by("pk").values_list("code", flat=True).first()
    given = {"newest": number_of(*newest) if newest else "", "community": community}
    warnings.simplefilter("ignore")  # nobody collected the static files for this one process
    settle()  # as a web process does
    found = {}
    for name, who, path in PAGES:
        address, client = path.format(**given), Client(HTTP_HOST="127.0.0.1")
        kind, _, account = who.rpartition(":")
        if kind:
            client.defaults["HTTP_AUTHORIZATION"] = (
                f"Bearer {issue_token(account=Account.objects.get(username=account), audience='api')}"
            )
        elif account:
            sign_in(client, Account.objects.get(username=account))
        answer = client.get(address)
        counted = _Statements()
        with connection.execute_wrapper(counted):
            client.get(address)
        found[name] = {
            **timed(lambda a=address, c=client: c.get(a)),
            "statements": counted.count,
            "status": answer.status_code,
        }  # type: ignore[misc]
    return found


def searches() -> dict[str, dict[str, float]]:
    """Two-character words, common and rare, everywhere and in one community: time, and whether nothing is missing."""
    from jinlin.matters import search
    from jinlin.matters.models import Telling
    from jinlin.places.models import Place
    from tests.bench.texts import COMMON, RARE

    street = Place.objects.filter(level="community").order_by("pk").first()
    assert street is not None
    found = {}
    for name, word, paths in (
        ("a word that half of the texts hold", COMMON, None),
        ("a rare word", RARE, None),
        ("a word that no text holds", "犀牛", None),
        ("two common words", f"{COMMON} 漏水", None),
        ("a common word in one community", COMMON, [street.path]),
        ("a rare word in one community", RARE, [street.path]),
    ):
        found[name] = timed(lambda w=word, p=paths: search.find_ids(w, paths=p, limit=50))  # type: ignore[misc]
    limit = 3_000
    like = list(
        Telling.objects.filter(text__contains=RARE)
        .order_by("-pk")
        .values_list("matter_id", flat=True)[:limit]
    )
    common = list(
        Telling.objects.filter(text__contains=COMMON)
        .order_by("-pk")
        .values_list("matter_id", flat=True)[:limit]
    )
    began = time.perf_counter()
    scanned = Telling.objects.filter(text__contains=RARE).count()
    scan = time.perf_counter() - began
    found["complete"] = {
        "rare": search.find_ids(RARE, limit=limit) == like, "common": search.find_ids(COMMON, limit=limit) == common, "scanned": scanned,
        "scan_ms": scan * 1e3,
    }  # fmt: skip
    return found


def sweep(due: str) -> dict[str, float]:
    """The duties of the clock over a world of which so many matters are due: milliseconds for what is due (median of a few), and for nothing."""
    from jinlin.base.duties import duties
    from jinlin.matters.models import Matter

    now = timezone.now()
    own = [duties[name] for name in ("remind of deadlines", "remind of calls", "close what was answered")]
    idle = timed(lambda: [one.run(now) for one in own], 10)
    count = int(due)
    ids = list(
        Matter.objects.filter(remind_at__isnull=False)
        .order_by("-pk")
        .values_list("pk", flat=True)[: SWEEPS * count]
    )
    times, done = [], 0
    for first in range(0, len(ids), count):
        Matter.objects.filter(pk__in=ids[first : first + count]).update(remind_at=now)
        began, done = time.perf_counter(), 0
        while (swept := sum(one.run(now) for one in own)) and done < 2 * count:
            done += swept
        times.append(time.perf_counter() - began)
    return {"idle_p50": idle["p50"], "ms": statistics.median(times) * 1e3, "done": done}


def bare(seconds: str, writers: str) -> dict[str, float]:
    """What the same database does with the bare inserts of the same rows: one connection for each writer, nothing else."""
    from tests.bench import limits

    return {"per_second": limits.bare_rate(float(seconds), int(writers))}
