"""The app people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.people"
    label = "people"

    def ready(self) -> None:
        """Register duties; listen to the sign-in library: a new password ends every other way in."""
        from jinlin.people import jobs  # noqa: F401 - its duties register themselves
        from jinlin.people.web import endings

        endings.listen()
