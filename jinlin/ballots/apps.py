"""The app ballots."""

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.ballots"
    label = "ballots"

    def ready(self) -> None:
        """Register the desks of decisions and elections, their duties and what waits."""
        from jinlin.ballots import desk, open_data, panels
        from jinlin.ballots.elections import desk as elections
        from jinlin.ballots.elections import owners_desk, waiting

        desk.register()
        elections.register()
        owners_desk.register()
        waiting.register()
        panels.offer()
        open_data.register()
