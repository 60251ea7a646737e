"""Calendar feeds: read back by outside clients, the same UID for ever, a called-off meeting says so."""

import datetime as dt
import shutil
import subprocess
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.parser import isoparse

from jinlin.base.feeds import Entry, feed, uid_of
from tests.shared_data import shared

ZONE = ZoneInfo("Asia/Shanghai")
AT = dt.datetime(2026, 3, 10, 19, 0, tzinfo=ZONE)


def entry(**more) -> Entry:
    return Entry(**{
        "uid": uid_of("meeting", 7, "jinlin.example"), "title": "逢10说事，第 7 次；桂花里", "begins": AT, "ends": AT + dt.timedelta(hours=2),
        "changed_at": dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC), "where": "巷口大树下", "text": "带上您的话\n第二行，逗号; 分号 \\ 斜杠",
        "link": "https://jinlin.example/meetings/7/", **more,
    })  # fmt: skip


def events(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def unfolded(data: bytes) -> list[str]:
    """The plain lines of RFC 5545 3.1, joined again; a second reading that shares nothing with the library."""
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_the_library_reads_back_what_was_written():
    (read,) = events(feed("桂花里", [entry()]))
    assert read["uid"] == "meeting-7@jinlin.example"
    assert read["summary"] == "逢10说事，第 7 次；桂花里"
    assert read.decoded("dtstart") == AT
    assert read["description"] == "带上您的话\n第二行，逗号; 分号 \\ 斜杠"
    assert read["status"] == "CONFIRMED"


def test_lines_are_folded_at_75_octets_and_end_in_crlf():
    data = feed("桂花里", [entry(text="长" * 300)])
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert "DESCRIPTION:" + "长" * 300 in unfolded(data)


def test_local_times_name_a_zone_that_the_feed_itself_defines():
    lines = unfolded(feed("桂花里", [entry()]))
    assert "DTSTART;TZID=Asia/Shanghai:20260310T190000" in lines
    assert "TZID:Asia/Shanghai" in lines
    assert "TZOFFSETTO:+0800" in lines


def test_a_change_counts_up_and_a_called_off_meeting_stays_as_cancelled():
    before, after = feed("桂花里", [entry()]), feed("桂花里", [entry(sequence=3, cancelled=True)])
    (old,), (new,) = events(before), events(after)
    assert old["uid"] == new["uid"]
    assert (old["sequence"], new["sequence"]) == (0, 3)
    assert new["status"] == "CANCELLED"
    assert new["summary"].startswith("已取消：")


def test_whole_days_end_on_the_day_after_the_last():
    (read,) = events(feed("年", [entry(begins=dt.date(2026, 10, 18), ends=dt.date(2026, 10, 18))]))
    assert read.decoded("dtstart") == dt.date(2026, 10, 18)
    assert read.decoded("dtend") == dt.date(2026, 10, 19)


def test_an_empty_feed_is_still_a_calendar():
    assert icalendar.Calendar.from_ical(feed("空", []))["x-wr-calname"] == "空"


@pytest.mark.skipif(
    shutil.which("calcurse") is None, reason="calcurse, the second outside client, is not installed"
)
def test_a_second_outside_client_shows_the_same_meetings(tmp_path):
    path = tmp_path / "feed.ics"
    path.write_bytes(feed("桂花里", [entry(), entry(uid="meeting-8@jinlin.example", begins=AT + dt.timedelta(days=10), ends=AT + dt.timedelta(days=10, hours=1))]))  # fmt: skip
    where = ["-D", str(tmp_path / "data"), "-C", str(tmp_path / "conf")]
    env = {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    subprocess.run(["calcurse", *where, "-i", str(path)], check=True, capture_output=True, env=env)
    shown = subprocess.run(
        ["calcurse", *where, "-Q", "--from", "03/01/2026", "--to", "03/31/2026", "--format-apt", "%(start:%Y-%m-%dT%H:%M)|%m\n"],
        check=True, capture_output=True, env=env,
    ).stdout.decode()  # fmt: skip
    rows = [line.split("|") for line in shown.splitlines() if "|" in line]
    assert [isoparse(start) for start, _ in rows] == [
        dt.datetime(2026, 3, 10, 19, 0),
        dt.datetime(2026, 3, 20, 19, 0),
    ]
    assert rows[0][1] == "逢10说事，第 7 次；桂花里"


def test_entries_of_real_calendars_survive_the_round_trip():
    folder = shared("icalendar-samples") / "events"
    seen = 0
    for path in sorted(folder.glob("*.ics")):
        try:
            read = list(icalendar.Calendar.from_ical(path.read_bytes(), multiple=True))
        except ValueError:
            continue
        for event in (one for whole in read for one in whole.walk("VEVENT")):
            begins, title = event.get("dtstart"), str(event.get("summary", ""))
            if begins is None or not title or not isinstance(begins.dt, dt.date):
                continue
            at = (
                begins.dt
                if not isinstance(begins.dt, dt.datetime)
                else begins.dt.replace(tzinfo=begins.dt.tzinfo or ZONE)
            )
            (again,) = events(feed("x", [entry(title=title, begins=at, ends=at)]))
            assert str(again["summary"]) == title
            assert again.decoded("dtstart") == at
            seen += 1
    assert seen >= 5
