"""What the room of teams brings to the platform."""


def register() -> None:
    """Register desks, subjects, duties, pickers, panels and figures of this room."""
    from jinlin.base import subjects
    from jinlin.volunteering.teams import (  # noqa: F401
        desk,
        figures,
        from_activities,
        from_duty,
        jobs,
        panels,
        pickers,
        waiting,
    )
    from jinlin.volunteering.teams.shifts import desk as shifts

    for subject in (
        desk.TEAM_SUBJECT, desk.MEMBER_SUBJECT, desk.HOURS_SUBJECT, shifts.SHIFT_SUBJECT, shifts.TURN_SUBJECT, shifts.SWAP_SUBJECT,
    ):  # fmt: skip
        subjects.register(subject)
    from_activities.register()
    from_duty.register()
    pickers.register()
    waiting.register()
    panels.offer()
    figures.register()
