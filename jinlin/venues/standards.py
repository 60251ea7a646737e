"""The standards of stations as data: ``parameters/standards.toml`` loaded into the database, again without change."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

from jinlin.venues.models import StandardItem

SOURCE = Path(__file__).resolve().parent.parent.parent / "parameters" / "standards.toml"

SIX = "fuzhou_six"
"""The standard whose items every open station proves."""
PROOF_LIVES = dt.timedelta(days=366)
"""How long a photo proves an item."""


def load_standards() -> int:
    """Write what the file declares; answers how many items there are. Items no longer declared stay as they are."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    count = 0
    for standard, held in rows.items():
        for sort, item in enumerate(held["items"], 1):
            StandardItem.objects.update_or_create(
                code=f"{standard}.{item['code']}",
                defaults={
                    "standard": standard,
                    "zh": item["zh"],
                    "en": item["en"],
                    "source": held["source"],
                    "sort": sort,
                },
            )
            count += 1
    return count
