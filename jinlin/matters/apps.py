"""The app matters."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.matters"
    label = "matters"

    def ready(self) -> None:
        """Register desks and recurring duties."""
        from jinlin.matters import desk, jobs  # noqa: F401
