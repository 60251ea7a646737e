"""What the room of claims brings to the platform."""


def register() -> None:
    """Register desks, subjects, duties, pickers, panels, evidence and figures of this room."""
    from jinlin.base import subjects
    from jinlin.volunteering.claims import desk, figures, jobs, panels, pickers, proofs, services, waiting  # noqa: F401

    for subject in (
        desk.NEED_SUBJECT,
        desk.RESOURCE_SUBJECT,
        desk.PROPOSAL_SUBJECT,
        desk.PROJECT_SUBJECT,
        services.ORDER_SUBJECT,
    ):
        subjects.register(subject)
    pickers.register()
    proofs.register()
    waiting.register()
    panels.offer()
    figures.register()
