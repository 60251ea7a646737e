"""What the tests of this part share: the cast's world and signing in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import World, build


@pytest.fixture
def world(db: None) -> World:
    """Two estates and one person for every role."""
    return build()


@pytest.fixture
def as_(world: World, settings: Any) -> Callable[[str], Client]:
    """``as_("worker")`` is a browser in which that person is signed in."""

    settings.SECOND_FACTOR = False

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(
            world.accounts[name], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return signed_in
