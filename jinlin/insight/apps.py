"""The app insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.insight"
    label = "insight"

    def ready(self) -> None:
        """Register the layers of the map and the panels of insight."""
        from jinlin.insight import figure_panel, panels
        from jinlin.insight.maps import layers

        layers.register()
        panels.offer()
        figure_panel.offer()
