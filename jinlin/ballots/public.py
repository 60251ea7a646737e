"""The door of ballots: what other apps may call."""

from jinlin.ballots import counting

__all__ = ["counting"]
