"""The roof: settings, addresses, navigation, composition, demo world."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.site"
    label = "site"
