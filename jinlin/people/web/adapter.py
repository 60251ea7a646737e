"""How the sign-in library meets our accounts."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account by a form: staff are invited, residents sign in by phone or letter code."""

    def is_open_for_signup(self, request: object) -> bool:
        """Never by a form."""
        return False


class SocialAdapter(DefaultSocialAccountAdapter):
    """Outside doors only lead to accounts that exist and have linked them."""

    def is_open_for_signup(self, request: object, sociallogin: object) -> bool:
        """Never by an outside door alone."""
        return False
