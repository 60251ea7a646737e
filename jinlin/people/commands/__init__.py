"""Writes of people: one verb per function, keyword-only."""

from jinlin.people.commands.tokens import end_access, issue_token

__all__ = ["end_access", "issue_token"]
