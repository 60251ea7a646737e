"""What is measured inside a world's own process: ``python -m tests.bench.inside ACT …`` prints JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def make(matters: str) -> dict[str, str]:
    """Tables, district, matters; answers the tokens."""
    from django.core.management import call_command

    from tests.bench import land
    from tests.bench import matters as rows

    call_command("migrate", verbosity=0)
    tokens = land.build()
    if int(matters):
        rows.fill(int(matters))
    return tokens


def main(act: str, arguments: list[str]) -> Any:
    """Run one act."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jinlin.site.settings"
    import django

    django.setup()
    from tests.bench import reading, rooms, vote_world

    acts = {
        "make": make,
        "pages": reading.pages,
        "search": reading.searches,
        "sweep": reading.sweep,
        "bare": reading.bare,
        "venues": rooms.measure,
        "vote_made": vote_world.made,
        "vote_kept": vote_world.kept,
    }
    return acts[act](*arguments)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2:])))
