"""The app venues."""

from django.apps import AppConfig


class VenuesConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.venues"
    label = "venues"

    def ready(self) -> None:
        """Register desks, subjects, duties, what fields may point at, what waits for somebody, panels, figures."""
        from jinlin.base import subjects
        from jinlin.venues import (  # noqa: F401
            calendars,
            desk,
            erasing,
            figures,
            jobs,
            open_data,
            panels,
            pickers,
            reminding,
            waiting,
        )
        from jinlin.venues.duty import desk as duty
        from jinlin.venues.duty import jobs as duty_jobs  # noqa: F401
        from jinlin.venues.duty import waiting as duty_waiting
        from jinlin.venues.reclaimed import desk as land
        from jinlin.venues.stage import desk as stage
        from jinlin.venues.stage import jobs as stage_jobs  # noqa: F401

        for subject in (
            desk.STATION_SUBJECT,
            desk.BOOKING_SUBJECT,
            desk.ASSET_SUBJECT,
            duty.TURN_SUBJECT,
            stage.ROUND_SUBJECT,
            land.SPACE_SUBJECT,
        ):
            subjects.register(subject)
        pickers.register()
        waiting.register()
        duty_waiting.register()
        panels.offer()
        calendars.register()
        erasing.listen()
        figures.register()
        open_data.register()
