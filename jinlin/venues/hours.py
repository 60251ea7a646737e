"""Opening hours as people type them."""

from __future__ import annotations

from jinlin.base.engine import Faulty
from jinlin.base.rule import Reason
from jinlin.base.words import Words


def read_spans(day: int, text: str) -> list[tuple[int, int, int]]:
    """Hours as people type them, ``09:00-12:00，14:00-17:30``; refused as ``wrong_time``."""
    found = []
    for part in (
        text.replace("，", ",")
        .replace("、", ",")
        .replace("—", "-")
        .replace("－", "-")
        .replace("：", ":")
        .split(",")
    ):
        ends = [bit.strip() for bit in part.split("-")]
        if not part.strip():
            continue
        try:
            (first_h, first_m), (last_h, last_m) = (bit.split(":") for bit in ends)
            found.append((day, int(first_h) * 60 + int(first_m), int(last_h) * 60 + int(last_m)))
        except ValueError:
            raise Faulty(
                {f"day{day}": Reason("wrong_time", Words("请写成 09:00-12:00", "Write 09:00-12:00"))}
            ) from None
    return found
