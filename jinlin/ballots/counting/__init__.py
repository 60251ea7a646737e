"""Counting of votes, pure and in integers: one file in, one verdict out. No Django, no database, no floats.

``read`` turns a file of ``jinlin.count/1`` into a vote (or all its faults), ``count`` into a result, ``answer`` into
``jinlin.count/1#result``. The pages, the archive of a decision and the import of an official result use these alone.
"""

from jinlin.ballots.counting.amounts import Amount, read_area, show_area
from jinlin.ballots.counting.choosing import Choosing, Tally, tally, winners_by_cost
from jinlin.ballots.counting.count import Counted, Tests, count
from jinlin.ballots.counting.district_file import DistrictVote, read_district
from jinlin.ballots.counting.reading import read, read_data
from jinlin.ballots.counting.shown import answer
from jinlin.ballots.counting.thresholds import (
    MATTERS,
    UNANIMOUS,
    Threshold,
    day_of,
    region_of,
    show_share,
    thresholds,
)
from jinlin.ballots.counting.vote import Ballot, Motion, PersonKey, Rules, Unit, Vote

__all__ = [
    "MATTERS", "UNANIMOUS", "Amount", "Ballot", "Choosing", "Counted", "DistrictVote", "Motion", "PersonKey", "Rules", "Tally", "Tests",
    "Threshold", "Unit", "Vote", "answer", "count", "day_of", "read", "read_area", "read_data", "read_district", "region_of",
    "show_area", "show_share", "tally", "thresholds", "winners_by_cost",
]  # fmt: skip
