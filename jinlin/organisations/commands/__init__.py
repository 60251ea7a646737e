"""Writes of organisations: trees, institutions, seats, and who holds them from when until when."""

from jinlin.organisations.commands.closing import close, close_due
from jinlin.organisations.commands.people import found_holder, take_on
from jinlin.organisations.commands.seats import end_seat, end_tenure, give_seat, make_seat
from jinlin.organisations.commands.trees import (
    change_institution,
    end_organisation,
    found_organisation,
    make_institution,
    rename,
)

__all__ = [
    "change_institution", "close", "close_due", "end_organisation", "end_seat", "end_tenure", "found_holder", "found_organisation",
    "give_seat", "make_institution", "make_seat", "rename", "take_on",
]  # fmt: skip
