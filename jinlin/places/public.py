"""The door of places: what other apps may call."""

from jinlin.places.boundaries.datum import DATUMS, to_gcj, to_wgs
from jinlin.places.boundaries.importing import import_boundaries, outlined
from jinlin.places.commands import add_place, end_places, give_wall_token, lay_grid, move_place, rename_place
from jinlin.places.counts import counts_at, counts_then, enter_count
from jinlin.places.imports import import_divisions, import_estates, import_places, import_rows
from jinlin.places.models import LEVELS, Boundary, FormerName, Place, RegisterCount
from jinlin.places.nodes import node_of
from jinlin.places.queries import (
    Standing,
    above,
    below,
    by_level,
    living,
    of_code,
    paths_above,
    rank,
    standing,
    under,
)
from jinlin.places.sight import reaches, roots, sees, within
from jinlin.places.words import level_words

__all__ = [
    "DATUMS", "LEVELS", "Boundary", "FormerName", "Place", "RegisterCount", "Standing", "above", "add_place", "below", "by_level", "counts_at", "counts_then", "end_places", "enter_count", "give_wall_token",
    "import_boundaries", "import_divisions", "import_estates", "import_places", "import_rows", "lay_grid", "level_words", "living", "move_place", "node_of",
    "of_code", "outlined", "paths_above", "rank", "reaches", "rename_place", "roots", "sees", "standing", "to_gcj", "to_wgs", "under", "within",
]  # fmt: skip
