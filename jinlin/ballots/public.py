"""The door of ballots: what other apps may call."""

from jinlin.ballots import counting, sealing
from jinlin.ballots.casting import cast, rows_of
from jinlin.ballots.commands import check_receipt, draft
from jinlin.ballots.desk import DECISIONS, public_decisions
from jinlin.ballots.elections.commands import begin_committee, begin_election, enter_sheet, give_ballot
from jinlin.ballots.elections.desk import ELECTIONS
from jinlin.ballots.elections.former import enter_former
from jinlin.ballots.elections.models import BallotGiven, Committee, Election
from jinlin.ballots.elections.owners_desk import COMMITTEES
from jinlin.ballots.imports import import_roll_file
from jinlin.ballots.models import Batch, Decision, RollPerson, RollRow, Sheet
from jinlin.ballots.official import import_official
from jinlin.ballots.papers import check_code, enter
from jinlin.ballots.results import archive_of, shown_result, taking_part

__all__ = [
    "COMMITTEES", "DECISIONS", "ELECTIONS", "BallotGiven", "Batch", "Committee", "Decision", "Election", "RollPerson", "RollRow", "Sheet", "archive_of", "begin_committee", "begin_election", "cast", "check_code", "check_receipt", "counting", "draft",
    "enter", "enter_former", "enter_sheet", "give_ballot", "import_official", "import_roll_file", "public_decisions", "rows_of", "sealing", "shown_result", "taking_part",
]  # fmt: skip
