"""The app insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.insight"
    label = "insight"

    def ready(self) -> None:
        """Register the layers of the map, the panels and the open data of insight."""
        from jinlin.insight import figure_panel, panels
        from jinlin.insight.maps import layers
        from jinlin.insight.opendata import sets

        layers.register()
        panels.offer()
        figure_panel.offer()
        sets.register()
