"""The door of places: what other apps may call."""

from jinlin.places.models import LEVELS, Place
from jinlin.places.queries import above, below, by_level, paths_above, rank, under

__all__ = ["LEVELS", "Place", "above", "below", "by_level", "paths_above", "rank", "under"]
