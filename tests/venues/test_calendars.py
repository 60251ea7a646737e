"""What is on at a place or a venue, by month and day, as a feed that two readers take alike, and in other sites' frames."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from jinlin.base.calendar_sources import CalendarEntry
from jinlin.venues import commands
from jinlin.venues.desk import BOOKINGS
from jinlin.venues.free import Asked
from jinlin.venues.models import Booking
from tests.venues.house import House, house

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> House:
    return house()


def booked(made: House, day: int = 0, *, is_open: bool = True, begins: int = 540) -> Booking:
    asked = Asked(made.day + dt.timedelta(days=day), begins, begins + 60, 8)
    about = commands.For("开放排练，欢迎来听；请带\n水杯", "葫芦丝队", for_whom="三楼陈阿姨", open=is_open)
    return commands.book(space=made.half_a, asked=asked, by=made.world.act("worker"), about=about)


def plain_reader(text: str) -> list[dict[str, str]]:
    """A second client's way: unfold the lines, cut them at the colon, undo the escapes. Knows nothing of the library."""
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    events: list[dict[str, str]] = []
    inside = False
    for line in lines:
        if line == "BEGIN:VEVENT":
            events.append({})
            inside = True
        elif line == "END:VEVENT":
            inside = False
        elif inside:
            name, _, value = line.partition(":")
            value = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
            events[-1][name.partition(";")[0]] = value
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return events


def test_the_feed_is_read_alike_by_two_readers_and_names_nobody(made: House) -> None:
    first, hidden = booked(made), booked(made, 1, is_open=False)
    commands.change_day(
        station=made.station, on=made.day + dt.timedelta(days=5), why="停电检修", by=made.world.act("worker")
    )
    for code in ("ST1", "350999001001"):
        answer = Client().get(reverse("calendar_feed", args=[code]))
        assert answer["Content-Type"].startswith("text/calendar")
        text = answer.content.decode()
        assert "陈阿姨" not in text
        assert "王秀兰" not in text
        mine = {str(one["uid"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
        theirs = {one["UID"]: one for one in plain_reader(text)}
        assert mine.keys() == theirs.keys()
        assert len(mine) == 2
        uid = next(one for one in mine if one.startswith(f"booking-{first.pk}@"))
        assert not any(one.startswith(f"booking-{hidden.pk}@") for one in mine)
        assert str(mine[uid]["summary"]) == theirs[uid]["SUMMARY"]
        assert mine[uid]["dtstart"].dt == timezone.localtime(first.begins_at)
        assert theirs[uid]["DTSTART"] == f"{timezone.localtime(first.begins_at):%Y%m%dT%H%M%S}"
        assert "停电检修" in text


def test_what_is_called_off_stays_in_the_feed_marked_with_the_same_uid(made: House) -> None:
    row = booked(made)
    BOOKINGS.take(row.pk, "cancel", by=made.world.act("worker"))
    (event,) = Calendar.from_ical(Client().get(reverse("calendar_feed", args=["ST1"])).content).walk("VEVENT")
    assert (str(event["status"]), str(event["uid"]).split("@")[0]) == ("CANCELLED", f"booking-{row.pk}")
    assert int(event["sequence"]) >= 2


def test_month_and_day_show_it_and_the_free_rooms(made: House) -> None:
    booked(made)
    client, month = Client(), f"?month={made.day:%Y-%m}"
    page = client.get(reverse("venue_calendar", args=["ST1"]) + month).content.decode()
    assert "葫芦丝队" in page
    assert "陈阿姨" not in page
    day = client.get(reverse("venue_calendar_day", args=["ST1", made.day.isoformat()])).content.decode()
    assert "09:00—10:00" in day
    assert "东半厅" in day
    assert "10:00—18:00" in day
    assert client.get(reverse("venue_calendar", args=["nothing"])).status_code == 404
    assert client.get(reverse("venue_calendar_day", args=["ST1", "someday"])).status_code == 404


def test_other_sites_may_frame_the_embedded_page_and_no_other_and_it_needs_no_script(made: House) -> None:
    booked(made)
    month = f"?month={made.day:%Y-%m}"
    framed = Client().get(reverse("calendar_embed", args=["ST1"]) + month)
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "<script" not in framed.content.decode()
    assert "葫芦丝队" in framed.content.decode()
    other = Client().get(reverse("venue_calendar", args=["ST1"]))
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"


def test_a_month_asks_as_much_for_one_booking_as_for_many(made: House) -> None:
    client, way = Client(), reverse("venue_calendar", args=["ST1"]) + f"?month={made.day:%Y-%m}"
    booked(made)
    client.get(way)
    with CaptureQueriesContext(connection) as few:
        client.get(way)
    for begins in range(600, 1020, 60):
        booked(made, begins=begins)
    with CaptureQueriesContext(connection) as many:
        client.get(way)
    assert len(many) == len(few) <= 12


def test_the_tablet_at_the_door_lists_today_without_names_of_persons(made: House) -> None:
    now = timezone.localtime()
    row = booked(made)
    begins = now.replace(hour=9, minute=0, second=0, microsecond=0)
    Booking.objects.filter(pk=row.pk).update(
        begins_at=begins, ends_at=begins + dt.timedelta(hours=1), group=""
    )
    page = Client().get(reverse("station_door", args=["ST1"])).content.decode()
    assert "09:00—10:00" in page
    assert "东半厅" in page
    assert "开放排练" in page
    assert "陈阿姨" not in page
    assert reverse("station_check_in", args=["ST1"]) not in page  # a code to scan, no words to type
    assert 'class="qr"' in page


def test_the_tablet_lists_what_another_app_holds_in_a_room_once(
    made: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = booked(made)
    begins = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    ends = begins + dt.timedelta(hours=1)
    Booking.objects.filter(pk=row.pk).update(begins_at=begins, ends_at=ends, group="", purpose="义诊")
    same = CalendarEntry(
        "activity", 1, "义诊", begins, ends, begins, where="榕西近邻驿站 东半厅", room=made.half_a.pk
    )
    other = CalendarEntry(
        "activity", 2, "读书会", begins, ends, begins, where="榕西近邻驿站 西半厅", room=made.half_b.pk
    )
    monkeypatch.setattr("jinlin.venues.calendars.entries_of", lambda *asked: [same, other])
    page = Client().get(reverse("station_door", args=["ST1"])).content.decode()
    assert page.count("义诊") == 1
    assert page.count("读书会") == 1
