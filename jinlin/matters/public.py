"""The door of matters: what other apps may call."""

from jinlin.matters.commands import check_telling, join, tell
from jinlin.matters.desk import CALLS, MATTERS
from jinlin.matters.models import Category, Matter, Part, Tally, Telling
from jinlin.matters.numbers import number_of, read_number

__all__ = [
    "CALLS", "MATTERS", "Category", "Matter", "Part", "Tally", "Telling", "check_telling", "join", "number_of",
    "read_number", "tell",
]  # fmt: skip
