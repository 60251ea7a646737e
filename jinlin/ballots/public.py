"""The door of ballots: what other apps may call."""

from jinlin.ballots import counting, sealing
from jinlin.ballots.casting import cast, rows_of
from jinlin.ballots.commands import check_receipt, draft
from jinlin.ballots.desk import DECISIONS, public_decisions
from jinlin.ballots.imports import import_roll_file
from jinlin.ballots.models import Batch, Decision, RollPerson, RollRow, Sheet
from jinlin.ballots.papers import check_code, enter
from jinlin.ballots.results import archive_of, shown_result, taking_part

__all__ = [
    "DECISIONS", "Batch", "Decision", "RollPerson", "RollRow", "Sheet", "archive_of", "cast", "check_code", "check_receipt", "counting", "draft",
    "enter", "import_roll_file", "public_decisions", "rows_of", "sealing", "shown_result", "taking_part",
]  # fmt: skip
