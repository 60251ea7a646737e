"""What other apps may call of volunteering."""

__all__: list[str] = []
