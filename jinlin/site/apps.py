"""The roof: settings, addresses, navigation, composition, demo world."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.site"
    label = "site"

    def ready(self) -> None:
        """Compile the catalogues that are out of date."""
        from jinlin.site.catalogues import compile_stale

        compile_stale()
