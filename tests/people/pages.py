"""Signing in for tests of pages: an account with its second factor proven, as after a whole sign-in."""

from __future__ import annotations

from django.test import Client

from jinlin.people.models import Account


def sign_in(client: Client, account: Account) -> Client:
    """Sign an account in; a worker has given the second factor too."""
    client.force_login(account)
    if account.is_staff:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
        session["account_authentication_methods_user"] = str(account.pk)
        session.save()
    return client
