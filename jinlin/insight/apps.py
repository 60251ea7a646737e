"""The app insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.insight"
    label = "insight"
