"""The door of places: what other apps may call."""

from jinlin.places.commands import end_places, give_wall_token, move_place, rename_place
from jinlin.places.imports import import_divisions, import_estates, import_places, import_rows
from jinlin.places.models import LEVELS, FormerName, Place
from jinlin.places.queries import above, below, by_level, living, of_code, paths_above, rank, under

__all__ = [
    "LEVELS", "FormerName", "Place", "above", "below", "by_level", "end_places", "give_wall_token", "import_divisions",
    "import_estates", "import_places", "import_rows", "living", "move_place", "of_code", "paths_above", "rank",
    "rename_place", "under",
]  # fmt: skip
