"""The app organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Register recurring duties."""
        from jinlin.organisations import jobs  # noqa: F401
