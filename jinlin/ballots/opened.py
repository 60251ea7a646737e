"""The list of names of an open ballot, where all consented to one: by row, who voted what. Every reading is recorded."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from jinlin.ballots import boards, roll
from jinlin.ballots.models import Decision, OpeningLook
from jinlin.ballots.words import CHANNELS, OPTION_WORDS
from jinlin.base.actor import Actor


def open_list(row: Decision, *, by: Actor) -> list[dict[str, Any]]:
    """Every row of the roll in order: units, owners, the marks that count (none where nobody voted), and how it came."""
    OpeningLook.objects.create(
        decision=row, account_id=by.account, title=by.title[:80], why="公开记名名单", at=timezone.now()
    )
    standing = boards.standing_lines(row)
    lines = [line for line in standing.values() if line is not None]
    openings = boards.openings_of(lines)
    found = []
    for one in roll.standing(row).prefetch_related("units", "people").order_by("row"):
        line = standing.get(one.row)
        marks = (
            [OPTION_WORDS[openings[line.pk][motion]["mark"]] for motion in boards.options_of(row)]
            if line
            else []
        )
        found.append({
            "row": one.row, "units": "、".join(unit.name for unit in one.units.all()), "names": "、".join(person.name for person in one.people.all()),
            "marks": marks, "channel": CHANNELS[line.channel] if line else "",
        })  # fmt: skip
    return found
