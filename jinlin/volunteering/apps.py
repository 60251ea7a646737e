"""The app volunteering."""

from importlib import import_module

from django.apps import AppConfig

# Each room registers its own desks, subjects, duties, pickers, panels and figures.
ROOMS = ("activities", "teams", "wishes", "claims", "points")


class VolunteeringConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.volunteering"
    label = "volunteering"

    def ready(self) -> None:
        """Let every room register what it brings."""
        for room in ROOMS:
            import_module(f"jinlin.volunteering.{room}.room").register()
