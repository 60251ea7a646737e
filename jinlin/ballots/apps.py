"""The app ballots."""

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.ballots"
    label = "ballots"
