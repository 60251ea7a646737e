"""What the room of wishes brings to the platform."""


def register() -> None:
    """Register desks, subjects, duties, panels and figures of this room."""
    from jinlin.base import subjects
    from jinlin.volunteering.wishes import desk, figures, jobs, panels, waiting  # noqa: F401

    subjects.register(desk.WISH_SUBJECT)
    subjects.register(desk.CLAIM_SUBJECT)
    waiting.register()
    panels.offer()
    figures.register()
