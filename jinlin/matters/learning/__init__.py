"""Learning from what residents wrote: suggested categories, repeated tellings, hot spots.

Pure functions and objects over texts; no database, no network, no pickle. A person decides on every suggestion.
"""

from jinlin.matters.learning.categories import Model, RunnerUp, Suggestion
from jinlin.matters.learning.faults import Faults
from jinlin.matters.learning.repeats import RepeatGroup, repeats
from jinlin.matters.learning.similar import Alike, Similar
from jinlin.matters.learning.training import train

__all__ = ["Alike", "Faults", "Model", "RepeatGroup", "RunnerUp", "Similar", "Suggestion", "repeats", "train"]
