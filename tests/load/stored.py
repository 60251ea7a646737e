"""Rows of files taken in, in a process of its own: ``python -m tests.load.stored N`` adds N and tells how many there are.

``… N APP=STEP …`` then takes the tables of these apps back to where they stood at that migration.
"""

from __future__ import annotations

import json
import os
import sys


def stored(count: int, *before: str) -> int:
    """Add so many rows; answers how many stand in the table, before its app is taken back."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jinlin.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from jinlin.base.models import StoredFile

    StoredFile.objects.bulk_create(
        (
            StoredFile(
                name="旧.jpg",
                kind="image/jpeg",
                size=1,
                digest="0" * 64,
                path=f"taken/00/{n:032x}.jpg",
                subject="old",
            )
            for n in range(count)
        ),
        batch_size=1000,
    )
    kept = StoredFile.objects.count()
    for one in before:
        call_command("migrate", *one.split("="), verbosity=0)
    return kept


if __name__ == "__main__":
    print(json.dumps(stored(int(sys.argv[1]), *sys.argv[2:])))
