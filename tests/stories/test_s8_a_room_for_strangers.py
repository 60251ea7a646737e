"""S8: a spare hall becomes a station; members take posts, a weekend school and a recital class run by a timetable."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from jinlin.venues.desk import STATIONS
from jinlin.venues.duty.desk import TURNS
from jinlin.venues.models import Series, Station, Turn
from tests.cast import World
from tests.people.pages import sign_in
from tests.venues.house import house

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return house().world


def sent(client: Client, page: str, *args: str, **typed: str) -> None:
    """A form filled in, looked at, and sent."""
    answer = client.post(
        reverse(page, args=args), {**typed, "key": f"{page}-{args}-{typed}"[-60:], "act": "send"}
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]


def opened(world: World, worker: Client) -> None:
    """The spare hall of the property firm is entered with its hours and a room, and opened."""
    sent(
        worker, "station_new", place=str(world.places["qingrong"].pk), code="SPARE", name="九溪红驿站", kind="station", acquired="shared",
        owner=str(world.institutions["property"].pk), planned_on=dt.date.today().isoformat(), floor_area="320",
    )  # fmt: skip
    sent(worker, "station_hours", "SPARE", **{f"day{day}": "09:00-21:00" for day in range(8)})
    sent(
        worker,
        "space_new",
        "SPARE",
        code="SPARE-1",
        name="谈心室",
        use="activity",
        area="60",
        seats="30",
        bookable="1",
        longest="180",
    )
    STATIONS.take(Station.objects.get(code="SPARE").pk, "open", by=world.act("worker"))


def timetable(worker: Client, saturday: dt.date) -> None:
    """A weekend school and a recital class, open to all."""
    for name, begins, ends in (("周末学堂", "09:00", "10:30"), ("朗诵课", "15:00", "16:30")):
        sent(
            worker, "series_new", "SPARE", "SPARE-1", since=saturday.isoformat(), until=(saturday + dt.timedelta(days=28)).isoformat(), rule="weekly",
            begins=begins, ends=ends, people="20", purpose=name, group="", noise="talk", open="1",
        )  # fmt: skip


def rota(worker: Client, resident: Client, saturday: dt.date) -> None:
    """A post with promised hours; a resident joins; the rota asks her."""
    today = dt.date.today().isoformat()
    sent(
        worker,
        "duty_post_new",
        "SPARE",
        code="SPARE-D",
        name="前台",
        does="开门接待",
        needed="1",
        longest="240",
    )
    sent(worker, "duty_promise", "SPARE-D", day5="09:00-12:00", day6="09:00-12:00", since=today)
    sent(resident, "duty_join", "SPARE", week="0", rest="8")
    sent(
        worker, "duty_plan", "SPARE", since=saturday.isoformat(), until=(saturday + dt.timedelta(days=1)).isoformat(), evening="120", night="150",
        weekend="120", holiday="200",
    )  # fmt: skip


def test_a_room_for_strangers(world: World) -> None:
    worker, resident = (
        sign_in(Client(), world.accounts["worker"]),
        sign_in(Client(), world.accounts["resident"]),
    )
    today = dt.date.today()
    saturday = today + dt.timedelta(days=(5 - today.weekday()) % 7 + 7)
    opened(world, worker)
    timetable(worker, saturday)
    assert [one.bookings.count() for one in Series.objects.order_by("pk")] == [5, 5]
    month = (
        Client().get(reverse("venue_calendar", args=["SPARE"]) + f"?month={saturday:%Y-%m}").content.decode()
    )
    assert "周末学堂" in month
    assert "朗诵课" in month
    rota(worker, resident, saturday)
    turns = list(Turn.objects.filter(post__code="SPARE-D").order_by("begins_at"))
    assert [one.state for one in turns] == ["offered", "offered"]
    TURNS.take(turns[0].pk, "accept", by=world.act("resident"))
    wall = Client().get(reverse("duty_wall", args=["SPARE"]) + f"?on={saturday.isoformat()}").content.decode()
    assert "王**" in wall
    assert "还没人：09:00—12:00" in wall  # Sunday waits for her word
