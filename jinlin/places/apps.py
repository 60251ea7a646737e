"""The app places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.places"
    label = "places"

    def ready(self) -> None:
        """Register what fields may point at, and places as nodes of figures."""
        from jinlin.places import nodes, pickers

        nodes.register()
        pickers.register()
