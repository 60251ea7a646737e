"""Looks through a database after the storm: trail, counts, owners, and which texts were recorded how often.

``python -m tests.load.check`` prints what it found as JSON.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any


def check() -> dict[str, Any]:
    """Faults of the trail, differences of the counts, matters without owner or event, tellings by text."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jinlin.site.settings"
    import django

    django.setup()
    from jinlin.base import trail
    from jinlin.base.engine import desks
    from jinlin.base.models import Event, Notice
    from jinlin.matters import search, tallies
    from jinlin.matters.models import Matter, Telling
    from jinlin.matters.numbers import number_of

    texts = Counter(Telling.objects.values_list("text", flat=True))
    first = {
        text: number_of(pk, at)
        for text, pk, at in Telling.objects.values_list("text", "first_matter", "told_at")
    }
    told = set(Event.objects.filter(subject="matter", seq=1).values_list("subject_id", flat=True))
    return {
        "trail": [str(fault) for fault in trail.verify([(code, desk.model) for code, desk in desks.items()])["faults"]],
        "tallies": tallies.differences(),
        "untold": list(Matter.objects.exclude(pk__in=told).values_list("pk", flat=True)),
        "empty": list(Matter.objects.filter(tellings=None).exclude(state="merged").values_list("pk", flat=True)),
        "texts": texts,
        "numbers": first,
        "states": Counter(Matter.objects.values_list("state", flat=True)),
        "found": len(search.find_ids("电梯", limit=100_000)),
        "matters": Matter.objects.count(),
        "jobs": Counter(Notice.objects.filter(subject="load").values_list("subject_id", flat=True)),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(check(), ensure_ascii=False))
