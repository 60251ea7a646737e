"""What the room of talents brings to the platform."""


def register() -> None:
    """Register desks, subjects, duties, pickers, panels and figures of this room."""
    from jinlin.base import subjects
    from jinlin.visits.talents import desk, figures, jobs, panels, pickers, waiting  # noqa: F401

    subjects.register(desk.TALENT_SUBJECT)
    subjects.register(desk.REQUEST_SUBJECT)
    pickers.register()
    waiting.register()
    panels.offer()
    figures.register()
