"""The app deliberation."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.deliberation"
    label = "deliberation"

    def ready(self) -> None:
        """Register desks, subjects, pickers, duties, panels, the worklist; listen to votes and notices; check the towns' procedures."""
        from jinlin.deliberation import calendars, desk, figures, jobs, panels, pickers, subjects, variants  # noqa: F401
        from jinlin.deliberation.covenants.desk import register_all as register_covenants
        from jinlin.deliberation.serving import elections, motions, owners, verdicts

        figures.register()
        panels.offer()
        calendars.register()
        register_covenants()
        pickers.register()
        subjects.register_all()
        variants.variants()
        for one in (owners, motions, verdicts, elections):
            one.listen()
