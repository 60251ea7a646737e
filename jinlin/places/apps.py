"""The app places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.places"
    label = "places"
