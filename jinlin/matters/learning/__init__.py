"""Learning from what residents wrote: suggested categories, repeated tellings, hot spots.

Pure functions and objects over texts; no database, no network, no pickle. A person decides on every suggestion.
"""

from jinlin.matters.learning.categories import Model, RunnerUp, Suggestion
from jinlin.matters.learning.faults import Faults
from jinlin.matters.learning.heat import FORMULA, Heat
from jinlin.matters.learning.hotspots import Topic, hotspots
from jinlin.matters.learning.repeats import RepeatGroup, repeats
from jinlin.matters.learning.similar import Alike, Similar
from jinlin.matters.learning.tables import (
    hotspots_in_rows,
    repeats_in_rows,
    suggest_rows,
    topic_as_dict,
    train_from_rows,
)
from jinlin.matters.learning.tellings import Row
from jinlin.matters.learning.training import train

__all__ = [
    "FORMULA",
    "Alike",
    "Faults",
    "Heat",
    "Model",
    "RepeatGroup",
    "Row",
    "RunnerUp",
    "Similar",
    "Suggestion",
    "Topic",
    "hotspots",
    "hotspots_in_rows",
    "repeats",
    "repeats_in_rows",
    "suggest_rows",
    "topic_as_dict",
    "train",
    "train_from_rows",
]
