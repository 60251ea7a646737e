"""``jinlin meetings``: the days that a recurrence rule gives."""

from __future__ import annotations

import datetime as dt

import click

from jinlin.base.calendar_data import national_calendar
from jinlin.base.recurrence import Recurrence, dates, told
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.site.cli import fail, say


@click.group("meetings")
def command() -> None:
    """Meetings and talk series."""


@command.command("dates")
@click.option(
    "--rule", required=True, help='Such as "day-ends:0", "lunar:09-09", "RRULE:FREQ=WEEKLY;BYDAY=SU".'
)
@click.option("--from", "first", required=True, help="The first day, 2026-02-01.")
@click.option("--to", "last", required=True, help="The last day, included.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def show_dates(rule: str, first: str, last: str, as_json: bool) -> None:
    """The days of a rule from one day to another, both included. A faulty rule: every fault, status 2."""
    faults: list[Reason] = []
    ends = [_day(text, faults) for text in (first, last)]
    try:
        read = Recurrence.parse(rule)
    except Refused as refused:
        faults = [*refused.reasons, *faults]
    if faults:
        fail(faults, as_json=as_json)
    try:
        found = dates(read, ends[0], ends[1], calendar=national_calendar())
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    words = told(read)
    answer = {
        "rule": str(read), "words": words.zh, "words_en": words.en, "from": str(ends[0]), "to": str(ends[1]),
        "dates": [str(one.on) for one in found],
        "moved": [{"by_rule": str(one.by_rule), "on": str(one.on)} for one in found if one.moved],
        "provisional": [str(one.on) for one in found if one.provisional],
    }  # fmt: skip
    say(answer, as_json=as_json, text="\n".join(answer["dates"]))


def _day(text: str, faults: list[Reason]) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        words = Words(
            f"没有“{text[:20]}”这一天，请写成 2026-02-01", f"There is no day “{text[:20]}”; write 2026-02-01"
        )
        faults.append(Reason("wrong_date", words))
        return dt.date(2000, 1, 1)
