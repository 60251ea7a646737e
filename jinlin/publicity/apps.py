"""The app publicity."""

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.publicity"
    label = "publicity"

    def ready(self) -> None:
        """Register subjects, pickers, panels, what waits for workers, and recurring duties."""
        from jinlin.publicity import erasing, figures, jobs, open_data, panels, pickers, subjects, waiting  # noqa: F401

        subjects.register_all()
        pickers.register()
        panels.offer()
        waiting.register()
        erasing.listen()
        figures.register()
        open_data.register()
