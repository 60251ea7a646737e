"""Walks in a browser have a world of their own: sign-ins of others would count against the limits of one number."""

from tests.stories.conftest import world_folder, world_server  # noqa: F401
