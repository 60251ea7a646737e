"""The app places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.places"
    label = "places"

    def ready(self) -> None:
        """Register what fields may point at."""
        from jinlin.places import pickers

        pickers.register()
