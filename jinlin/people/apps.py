"""The app people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.people"
    label = "people"

    def ready(self) -> None:
        """Register duties and figures; listen to the sign-in library: a new password ends every other way in."""
        from jinlin.base import resealing
        from jinlin.people import figures, jobs
        from jinlin.people.web import endings, releases

        resealing.kept_in.add(("mfa.Authenticator", "data"))
        endings.listen()
        figures.register()
        jobs.register()
        releases.register()
