"""Writes of organisations: trees, institutions, seats, and who holds them from when until when."""

from jinlin.organisations.commands.changes import merge, move, rename, resite, split
from jinlin.organisations.commands.closing import close, close_due
from jinlin.organisations.commands.coverage import cover, enter_village, say_why, share, uncover, unshare
from jinlin.organisations.commands.people import found_holder, take_on
from jinlin.organisations.commands.seats import end_seat, end_tenure, give_seat, make_seat
from jinlin.organisations.commands.templates import (
    add_level,
    end_level,
    make_template,
    move_level,
    rename_level,
)
from jinlin.organisations.commands.trees import (
    change_institution,
    end_organisation,
    found_organisation,
    make_institution,
)

__all__ = [
    "add_level", "change_institution", "close", "close_due", "cover", "end_level", "end_organisation", "end_seat", "end_tenure",
    "enter_village", "found_holder", "found_organisation", "give_seat", "make_institution", "make_seat", "make_template", "merge", "move",
    "move_level", "rename", "rename_level", "resite", "say_why", "share", "split", "take_on", "uncover", "unshare",
]  # fmt: skip
