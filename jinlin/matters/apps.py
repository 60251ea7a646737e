"""The app matters."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.matters"
    label = "matters"

    def ready(self) -> None:
        """Register desks and recurring duties; listen to seats that end and the erasure of persons."""
        from jinlin.matters import desk, erasing, handover, jobs  # noqa: F401

        erasing.listen()
        handover.listen()
