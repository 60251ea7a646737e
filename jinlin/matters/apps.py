"""The app matters."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.matters"
    label = "matters"

    def ready(self) -> None:
        """Register desks and recurring duties; listen to seats that end."""
        from jinlin.matters import desk, handover, jobs  # noqa: F401

        handover.listen()
