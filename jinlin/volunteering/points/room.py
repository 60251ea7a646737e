"""What the room of points brings to the platform."""


def register() -> None:
    """Register desks, subjects, duties, pickers, panels and figures of this room."""
    from jinlin.base import subjects
    from jinlin.volunteering.points import desk, earning, figures, jobs, panels, waiting  # noqa: F401
    from jinlin.volunteering.points.books import desk as books

    for subject in (desk.RULE_SUBJECT, desk.REDEMPTION_SUBJECT, desk.APPEAL_SUBJECT):
        subjects.register(subject)
    books.register()
    earning.register()
    waiting.register()
    panels.offer()
    figures.register()
