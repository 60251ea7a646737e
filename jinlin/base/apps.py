"""The ground floor as a Django app."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Everything without business: procedures, rules, words, clocks, trail, files, spreadsheets, ui."""

    name = "jinlin.base"
    label = "base"

    def ready(self) -> None:
        """Register the ground floor's recurring duties."""
        from jinlin.base import jobs, scanning, uploads  # noqa: F401
