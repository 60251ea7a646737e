"""What the room of activities brings to the platform."""


def register() -> None:
    """Register desks, subjects, duties, pickers, panels and figures of this room."""
