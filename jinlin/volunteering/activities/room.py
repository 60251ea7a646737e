"""What the room of activities brings to the platform."""


def register() -> None:
    """Register desks, subjects, duties, pickers, panels and figures of this room."""
    from jinlin.base import subjects
    from jinlin.volunteering.activities import (  # noqa: F401
        calendars,
        desk,
        evidence,
        figures,
        jobs,
        keeping,
        open_data,
        panels,
        pickers,
        reminding,
        waiting,
    )

    for subject in (desk.ACTIVITY_SUBJECT, desk.SIGN_UP_SUBJECT, desk.SERIES_SUBJECT):
        subjects.register(subject)
    pickers.register()
    calendars.register()
    panels.offer()
    waiting.register()
    figures.register()
    evidence.register()
    keeping.register()
    open_data.register()
