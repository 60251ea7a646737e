"""Writes of people: one verb per function, keyword-only."""

from jinlin.people.commands.looks import Found, find_people, look
from jinlin.people.commands.own import answer_request, ask_about_data, erase, erase_listed, set_consent
from jinlin.people.commands.sign_in import print_letters
from jinlin.people.commands.tokens import end_access, end_desk_tokens, issue_token

__all__ = [
    "Found", "answer_request", "ask_about_data", "end_access", "end_desk_tokens", "erase", "erase_listed", "find_people", "issue_token", "look",
    "print_letters", "set_consent",
]  # fmt: skip
