"""The app people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.people"
    label = "people"
