"""What the room of teams brings to the platform."""


def register() -> None:
    """Register desks, subjects, duties, pickers, panels and figures of this room."""
