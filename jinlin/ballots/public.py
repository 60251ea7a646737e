"""The door of ballots: what other apps may call."""

from jinlin.ballots import counting, sealing

__all__ = ["counting", "sealing"]
