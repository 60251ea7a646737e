"""A series' feed read by two clients that share nothing, and the days of a rule by command: interfaces that others rest on."""

from __future__ import annotations

import datetime as dt
import json
import re

import icalendar
import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from jinlin.deliberation.desk import MEETINGS
from jinlin.site.cli import main
from tests.cast import build
from tests.deliberation.circle import lane

_LINE = re.compile(r'(?P<name>[A-Z-]+)(?P<more>(?:;[A-Z-]+=(?:"[^"]*"|[^;:]*))*):(?P<value>.*)')
_ESCAPED = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


def read(data: bytes) -> list[dict[str, object]]:
    """The events of a calendar by the letter of RFC 5545: lines unfolded, text unescaped, local times by the feed's own zone."""
    lines = re.sub(r"\r\n[ \t]", "", data.decode()).split("\r\n")
    events: list[dict[str, object]] = []
    inside: list[str] = []
    offsets: dict[str, dt.timezone] = {}
    zone = ""
    for line in filter(None, lines):
        found = _LINE.fullmatch(line)
        assert found, f"not a content line: {line!r}"
        name, value = found["name"], found["value"]
        if name == "BEGIN":
            inside.append(value)
            events += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert inside.pop() == value, "components are nested"
        elif inside[-1] == "VTIMEZONE" and name == "TZID":
            zone = value
        elif inside[-1] == "STANDARD" and name == "TZOFFSETTO":
            offsets[zone] = dt.timezone(dt.timedelta(hours=int(value[:3]), minutes=int(value[3:5])))
        elif inside[-1] == "VEVENT":
            events[-1][name] = _value(name, value, found["more"], offsets)
    assert inside == []
    return events


def _value(name: str, value: str, more: str, offsets: dict[str, dt.timezone]) -> object:
    if name in ("DTSTART", "DTEND"):
        zone = re.search(r"TZID=([^;:]+)", more)
        return dt.datetime.strptime(value, "%Y%m%dT%H%M%S").replace(
            tzinfo=offsets[zone[1]] if zone else dt.UTC
        )
    if name == "SEQUENCE":
        return int(value)
    return re.sub(r"\\[nN,;\\]", lambda one: _ESCAPED[one[0]], value)


@pytest.mark.django_db
def test_two_clients_read_the_same_meetings_from_a_feed_moved_and_called_off_ones_too():
    world = build()
    talk = lane(world, on=timezone.now())
    first, second, *_ = talk.meetings.order_by("begins_at")
    worker = world.act("worker")
    MEETINGS.take(first.pk, "call_off", by=worker, given={"note": "下雨"})
    moved = timezone.localtime(second.begins_at + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    MEETINGS.take(
        second.pk, "move", by=worker, given={"begins": moved, "where": "巷口，大树下；北侧", "note": "修路"}
    )
    data = Client().get(f"/bodies/{talk.code}/feed.ics").content
    ours = {str(one["UID"]): one for one in read(data)}
    theirs = {str(one["uid"]): one for one in icalendar.Calendar.from_ical(data).walk("VEVENT")}
    assert ours.keys() == theirs.keys()
    for uid, one in ours.items():
        other = theirs[uid]
        assert one["DTSTART"] == other.decoded("dtstart")
        assert (one["SUMMARY"], one["STATUS"], one["SEQUENCE"]) == (
            str(other["summary"]),
            str(other["status"]),
            int(other["sequence"]),
        )
    for meeting in talk.meetings.all():
        assert ours[f"meeting-{meeting.pk}@testserver"]["DTSTART"] == meeting.begins_at
    called_off, changed = (ours[f"meeting-{one.pk}@testserver"] for one in (first, second))
    assert (called_off["STATUS"], called_off["SEQUENCE"]) == ("CANCELLED", 1)
    assert (changed["STATUS"], changed["SEQUENCE"], changed["LOCATION"]) == (
        "CONFIRMED",
        1,
        "巷口，大树下；北侧",
    )


@pytest.mark.parametrize(
    ("rule", "first", "last", "days"),
    [
        (
            "day-ends:0",
            "2026-02-01",
            "2026-03-31",
            ["2026-02-10", "2026-02-20", "2026-03-10", "2026-03-20", "2026-03-30"],
        ),
        ("lunar:09-09", "2026-01-01", "2027-12-31", ["2026-10-18", "2027-10-08"]),
        (
            "RRULE:FREQ=MONTHLY;BYDAY=3SA",
            "2026-01-01",
            "2026-03-31",
            ["2026-01-17", "2026-02-21", "2026-03-21"],
        ),
    ],
)
def test_the_days_of_a_rule_by_command(rule, first, last, days):
    answer = CliRunner().invoke(
        main, ["meetings", "dates", "--rule", rule, "--from", first, "--to", last, "--json"]
    )
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)
    assert found["dates"] == days
    assert set(found) == {"rule", "words", "words_en", "from", "to", "dates", "moved", "provisional"}


def test_every_fault_of_a_rule_is_told_at_once_with_status_two():
    answer = CliRunner().invoke(
        main,
        ["meetings", "dates", "--rule", "day-ends:x", "--from", "2026-02-30", "--to", "2026-03-01", "--json"],
    )
    assert answer.exit_code == 2
    assert "2026-02-30" in answer.output
