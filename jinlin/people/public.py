"""The door of people: what other apps may call."""

from jinlin.base.sealed import key_of
from jinlin.people.commands import (
    end_access,
    end_desk_tokens,
    erase,
    erase_listed,
    issue_token,
    print_letters,
)
from jinlin.people.commands.accounts import invite
from jinlin.people.commands.factors import has_factor
from jinlin.people.commands.looks import look
from jinlin.people.commands.releases import Kind as List
from jinlin.people.commands.releases import Sheet, ask_release, most_rows, register_list
from jinlin.people.initials import initials
from jinlin.people.masks import mask_name, mask_phone
from jinlin.people.models import AccessToken, Account, Consent, Holding, Household, Look, Member, Person
from jinlin.people.posts import Holder, register_on_duty, register_posts
from jinlin.people.preferences import ELDER_COOKIE, Preferences, preferences
from jinlin.people.queries import account_for_token
from jinlin.people.register import personal_fields
from jinlin.people.sessions import at_desk, close_desk, desk_left, open_desk, phone_is_fresh
from jinlin.people.sessions import is_over as session_is_over

__all__ = [
    "ELDER_COOKIE", "AccessToken", "Account", "Consent", "Holder", "Holding", "Household", "List", "Look", "Member",
    "Person", "Preferences", "Sheet", "account_for_token", "ask_release", "at_desk", "close_desk", "desk_left", "end_access", "end_desk_tokens", "erase", "erase_listed", "has_factor", "initials", "invite", "issue_token", "key_of", "look",
    "mask_name", "mask_phone", "most_rows", "open_desk", "personal_fields", "phone_is_fresh", "preferences", "print_letters", "register_list", "register_on_duty", "register_posts", "session_is_over",
]  # fmt: skip
