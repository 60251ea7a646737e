"""The door of people: what other apps may call."""

from jinlin.base.sealed import key_of
from jinlin.people.commands import end_access, erase, erase_listed, issue_token, print_letters
from jinlin.people.commands.accounts import invite
from jinlin.people.commands.looks import look
from jinlin.people.initials import initials
from jinlin.people.masks import mask_name, mask_phone
from jinlin.people.models import AccessToken, Account, Consent, Holding, Household, Look, Member, Person
from jinlin.people.posts import Holder, register_posts
from jinlin.people.preferences import ELDER_COOKIE, Preferences, preferences
from jinlin.people.queries import account_for_token
from jinlin.people.register import personal_fields
from jinlin.people.sessions import is_over as session_is_over

__all__ = [
    "ELDER_COOKIE", "AccessToken", "Account", "Consent", "Holder", "Holding", "Household", "Look", "Member",
    "Person", "Preferences", "account_for_token", "end_access", "erase", "erase_listed", "initials", "invite", "issue_token", "key_of", "look",
    "mask_name", "mask_phone", "personal_fields", "preferences", "print_letters", "register_posts", "session_is_over",
]  # fmt: skip
