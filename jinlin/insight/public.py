"""The door of insight: what the site may call."""

from jinlin.insight.answers import answer, cells_of
from jinlin.insight.asking import Asked, home, read_asked
from jinlin.insight.briefing.commands import write as write_briefing
from jinlin.insight.briefing.contents import briefing
from jinlin.insight.briefing.slots import SLOTS
from jinlin.insight.commands import publish
from jinlin.insight.guarding import guarded
from jinlin.insight.models import Publication
from jinlin.insight.verifying import verify

__all__ = [
    "SLOTS", "Asked", "Publication", "answer", "briefing", "cells_of", "guarded", "home", "publish", "read_asked", "verify", "write_briefing",
]  # fmt: skip
