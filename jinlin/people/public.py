"""The door of people: what other apps may call."""

from jinlin.base.sealed import key_of
from jinlin.people.commands import end_access, issue_token
from jinlin.people.models import AccessToken, Account, Consent, Household, Look, Person
from jinlin.people.queries import account_for_token

__all__ = [
    "AccessToken", "Account", "Consent", "Household", "Look", "Person", "account_for_token", "end_access",
    "issue_token", "key_of",
]  # fmt: skip
