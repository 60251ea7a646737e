"""The app ballots."""

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.ballots"
    label = "ballots"

    def ready(self) -> None:
        """Register the desk of decisions and its duties."""
        from jinlin.ballots import desk, open_data, panels

        desk.register()
        panels.offer()
        open_data.register()
