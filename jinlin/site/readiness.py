"""Whether a deployment can be served, looked at without loading it: settings, migrations, files of the pages.

Loading everything only to learn that nothing changed since yesterday made each start half again as long. Here the
names of the migrations on disk are held against those that the database has seen; where that does not answer, Django is
asked, which knows more (replaced migrations) and says what is wrong.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

OTHER_LABELS = {"django_tasks_db": "django_tasks_database"}
"""Apps whose migrations go by another name than the last word of their own."""
_QUESTION = "SELECT app, name FROM django_migrations"


def stands() -> bool:
    """Whether database and files of the pages are those of these programs; False also where that cannot be told.

    Wrong settings are named and end the process with status 2, as everywhere.
    """
    from jinlin.site import settings

    if not pages_stand(settings.STATIC_ROOT):
        return False
    try:
        seen = _seen(settings.DATABASES["default"])
    except Exception:
        return False
    return on_disk(settings.INSTALLED_APPS) <= seen


def pages_stand(collected: Path) -> bool:
    """Whether the files of the pages were collected from these very programs: an update without a migration counts too."""
    if not (collected / "staticfiles.json").exists():
        return False
    for folder in Path(__file__).parents[1].glob("*/static"):
        for one in folder.rglob("*"):
            copy = collected / one.relative_to(folder)
            if one.is_file() and not (copy.is_file() and copy.read_bytes() == one.read_bytes()):
                return False
    return True


def on_disk(apps: Iterable[str]) -> set[tuple[str, str]]:
    """The migrations that ship, as label of the app and name; no app is loaded to find them."""
    found = set()
    for app in apps:
        top, *rest = app.split(".")
        spec = find_spec(top)
        folder = Path((spec.submodule_search_locations or [""])[0] if spec else "", *rest, "migrations")
        label = OTHER_LABELS.get(app, app.rpartition(".")[2])
        found |= {(label, one.stem) for one in folder.glob("*.py") if one.stem[0] not in "_~"}
    return found


def _seen(database: dict[str, Any]) -> set[tuple[str, str]]:
    if database["ENGINE"].endswith("sqlite3"):
        with closing(sqlite3.connect(f"file:{database['NAME']}?mode=rw", uri=True, timeout=5)) as file:
            return set(file.execute(_QUESTION))
    import psycopg

    # What else an address says is for the connections that work.
    line = {
        "host": database["HOST"], "port": database["PORT"], "user": database["USER"], "password": database["PASSWORD"],
        "dbname": database["NAME"],
    }  # fmt: skip
    options = {name: value for name, value in database["OPTIONS"].items() if name.startswith("ssl")}
    with psycopg.connect(
        **{name: value for name, value in line.items() if value}, **options, connect_timeout=2
    ) as connection:
        return set(connection.execute(_QUESTION))
