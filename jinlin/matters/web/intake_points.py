"""Several points at once, from a pasted text: looked at, changed, picked, then recorded. Only what is picked is sent on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from jinlin.base.actor import Actor
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.matters.web.intake_desk import check

MOST = 300
NOTHING_PICKED = Reason("no_choice", Words("请至少勾选一条", "Pick at least one"))
NOTHING_FOUND = Reason(
    "no_text", Words("没有认出任何一条，请检查粘贴的内容", "Nothing was recognised; check what you pasted")
)


@dataclass
class Point:
    """One row of the page: who, what, where; whether it was picked; what is wrong with it."""

    number: int
    name: str = ""
    time: str = ""
    text: str = ""
    place: str = ""
    spot: str = ""
    picked: bool = False
    faults: dict[str, Reason] = field(default_factory=dict)


def posted(request: HttpRequest) -> list[Point]:
    """The rows of the form as they came back."""
    found = []
    for number in range(MOST):
        if f"text-{number}" not in request.POST:
            continue
        given = {
            name: request.POST.get(f"{name}-{number}", "")
            for name in ("name", "time", "text", "place", "spot")
        }
        found.append(Point(number, picked=f"pick-{number}" in request.POST, **given))
    return found


def checked(points: list[Point], actor: Actor, place: str) -> tuple[list[dict[str, Any]], dict[str, Reason]]:
    """The values of the picked rows, with the common place where a row names none; faults by field of the page."""
    picked = [point for point in points if point.picked]
    if not picked:
        return [], {"pick": NOTHING_PICKED}
    values: list[dict[str, Any]] = []
    faults: dict[str, Reason] = {}
    for point in picked:
        typed = {"text": point.text, "name": point.name, "place": point.place or place, "spot": point.spot}
        value, point.faults = check(actor, typed)
        own = {name: reason for name, reason in point.faults.items() if name != "place" or point.place}
        faults |= {f"{name}-{point.number}": reason for name, reason in own.items()}
        if len(own) < len(point.faults):
            faults["place"] = point.faults["place"]
        values.append(value)
    return values, faults


def content(points: list[Point], **common: str) -> dict[str, Any]:
    """What a repeated sending is known by: the picked rows alone."""
    rows = [[point.name, point.text, point.place, point.spot] for point in points if point.picked]
    return {**common, "rows": rows}
