"""The door of matters: what other apps may call."""

from jinlin.matters.catalogue import load_categories
from jinlin.matters.clocks import start_clock, until
from jinlin.matters.commands import check_telling, join, tell, title_of
from jinlin.matters.desk import CALLS, MATTERS
from jinlin.matters.figures import LISTING as MATTERS_LISTED
from jinlin.matters.imports import files as imports
from jinlin.matters.imports import tables as learned
from jinlin.matters.kept import Kind, Standing, kinds, standing
from jinlin.matters.kept import read as read_figures
from jinlin.matters.models import Category, Matter, Part, Tally, Telling
from jinlin.matters.numbers import number_of, read_number, receipt_key
from jinlin.matters.queries import Stuck, stuck_institutions
from jinlin.matters.recounting import recount_deadlines
from jinlin.matters.search import Entry, add_many, codes_of
from jinlin.matters.search import rebuild as rebuild_search
from jinlin.matters.tallies import as_rows, differences, recount

__all__ = [
    "CALLS",
    "MATTERS",
    "MATTERS_LISTED",
    "Category",
    "Entry",
    "Kind",
    "Matter",
    "Part",
    "Standing",
    "Stuck",
    "Tally",
    "Telling",
    "add_many",
    "as_rows",
    "check_telling",
    "codes_of",
    "differences",
    "imports",
    "join",
    "kinds",
    "learned",
    "load_categories",
    "number_of",
    "read_figures",
    "read_number",
    "rebuild_search",
    "receipt_key",
    "recount",
    "recount_deadlines",
    "standing",
    "start_clock",
    "stuck_institutions",
    "tell",
    "title_of",
    "until",
]  # fmt: skip
