"""S8: a spare hall becomes a station; members take posts, a weekend school and a recital class run by a timetable."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from jinlin.venues.desk import STATIONS
from jinlin.venues.duty.desk import TURNS
from jinlin.venues.models import Series, Station, Turn
from tests.people.pages import sign_in
from tests.venues.house import house

pytestmark = pytest.mark.django_db


def test_a_room_for_strangers() -> None:
    made = house()
    world = made.world
    worker, resident = (
        sign_in(Client(), world.accounts["worker"]),
        sign_in(Client(), world.accounts["resident"]),
    )
    # The spare hall of the property firm is entered, opened by hours, and shown to residents.
    given = {
        "place": str(world.places["qingrong"].pk), "code": "SPARE", "name": "九溪红驿站", "kind": "station", "acquired": "shared",
        "owner": str(world.institutions["property"].pk), "planned_on": dt.date.today().isoformat(), "floor_area": "320", "key": "a", "act": "send",
    }  # fmt: skip
    assert worker.post(reverse("station_new"), given).status_code == 302
    hours = {f"day{day}": "09:00-21:00" for day in range(8)}
    assert (
        worker.post(
            reverse("station_hours", args=["SPARE"]), {**hours, "key": "b", "act": "send"}
        ).status_code
        == 302
    )
    room = {
        "code": "SPARE-1",
        "name": "谈心室",
        "use": "activity",
        "area": "60",
        "seats": "30",
        "bookable": "1",
        "longest": "180",
        "key": "c",
        "act": "send",
    }
    assert worker.post(reverse("space_new", args=["SPARE"]), room).status_code == 302
    station = Station.objects.get(code="SPARE")
    STATIONS.take(station.pk, "open", by=world.act("worker"))
    # The timetable: a weekend school and a recital class, open to all.
    today = dt.date.today()
    saturday = today + dt.timedelta(days=(5 - today.weekday()) % 7 + 7)
    for name, begins, ends in (("周末学堂", "09:00", "10:30"), ("朗诵课", "15:00", "16:30")):
        series = {
            "since": saturday.isoformat(), "until": (saturday + dt.timedelta(days=28)).isoformat(), "rule": "weekly", "begins": begins, "ends": ends,
            "people": "20", "purpose": name, "group": "", "noise": "talk", "open": "1", "key": name, "act": "send",
        }  # fmt: skip
        assert worker.post(reverse("series_new", args=["SPARE", "SPARE-1"]), series).status_code == 302
    assert [one.bookings.count() for one in Series.objects.order_by("pk")] == [5, 5]
    month = (
        Client().get(reverse("venue_calendar", args=["SPARE"]) + f"?month={saturday:%Y-%m}").content.decode()
    )
    assert "周末学堂" in month
    assert "朗诵课" in month
    # Members take posts: a resident joins, the rota asks her, she accepts on her phone.
    post = {
        "code": "SPARE-D",
        "name": "前台",
        "does": "开门接待",
        "needed": "1",
        "longest": "240",
        "key": "d",
        "act": "send",
    }
    assert worker.post(reverse("duty_post_new", args=["SPARE"]), post).status_code == 302
    promise = {
        "day5": "09:00-12:00",
        "day6": "09:00-12:00",
        "since": today.isoformat(),
        "key": "e",
        "act": "send",
    }
    assert worker.post(reverse("duty_promise", args=["SPARE-D"]), promise).status_code == 302
    assert (
        resident.post(
            reverse("duty_join", args=["SPARE"]), {"week": "0", "rest": "8", "key": "f", "act": "send"}
        ).status_code
        == 302
    )
    plan = {
        "since": saturday.isoformat(), "until": (saturday + dt.timedelta(days=1)).isoformat(), "evening": "120", "night": "150", "weekend": "120",
        "holiday": "200", "key": "g", "act": "send",
    }  # fmt: skip
    assert worker.post(reverse("duty_plan", args=["SPARE"]), plan).status_code == 302
    turns = list(Turn.objects.filter(post__code="SPARE-D").order_by("begins_at"))
    assert [one.state for one in turns] == ["offered", "offered"]
    TURNS.take(turns[0].pk, "accept", by=world.act("resident"))
    wall = Client().get(reverse("duty_wall", args=["SPARE"]) + f"?on={saturday.isoformat()}").content.decode()
    assert "王**" in wall
    assert "还没人：09:00—12:00" in wall  # Sunday waits for her word
