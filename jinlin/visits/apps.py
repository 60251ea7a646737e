"""The app visits."""

from importlib import import_module

from django.apps import AppConfig

# Each room registers its own desks, subjects, duties, pickers, panels and figures.
ROOMS = ("talents",)


class VisitsConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.visits"
    label = "visits"

    def ready(self) -> None:
        """Let every room register what it brings."""
        for room in ROOMS:
            import_module(f"jinlin.visits.{room}.room").register()
