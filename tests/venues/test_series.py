"""A room by a rule: refused dates keep their reason and are tried again; who is displaced is given another room; check-in at the door."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jinlin.base.rule import Refused
from jinlin.venues import commands
from jinlin.venues.desk import BOOKINGS
from jinlin.venues.free import Asked
from jinlin.venues.models import Booking, RefusedDate, Series
from tests.people.pages import sign_in
from tests.venues.house import House, house

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> House:
    return house()


def signed(made: House, who: str) -> Client:
    return sign_in(Client(), made.world.accounts[who])


def typed(made: House, **more: str) -> dict[str, str]:
    return {
        "since": made.day.isoformat(), "until": (made.day + dt.timedelta(days=60)).isoformat(), "rule": "weekly", "begins": "09:00", "ends": "10:00",
        "people": "8", "purpose": "葫芦丝排练", "group": "葫芦丝队", "noise": "loud", "key": "s", "act": "send", **more,
    }  # fmt: skip


def test_a_series_of_two_months_keeps_what_it_could_not_have_and_has_it_later(made: House) -> None:
    clash = made.day + dt.timedelta(days=7)
    other = commands.book(space=made.half_a, asked=Asked(clash, 540, 600, 8), by=made.world.act("neighbour"))
    client = signed(made, "worker")
    answer = client.post(reverse("series_new", args=["ST1", "ST1-A"]), typed(made))
    series = Series.objects.get()
    assert answer["Location"] == reverse("series_of_bookings", args=[series.pk])
    assert client.post(reverse("series_new", args=["ST1", "ST1-A"]), typed(made)).status_code == 302
    assert Series.objects.count() == 1
    assert series.bookings.count() == 8  # beyond the thirty days of residents too
    page = client.get(answer["Location"]).content.decode()
    assert "1 个日子没约上" in page
    assert "已经有人约了" in page
    BOOKINGS.take(other.pk, "cancel", by=made.world.act("worker"))
    assert (
        client.post(reverse("series_retry", args=[series.pk]), {"key": "t", "act": "send"}).status_code == 302
    )
    refused = RefusedDate.objects.get()
    assert refused.booking is not None
    assert timezone.localdate(refused.booking.begins_at) == clash
    assert "个日子没约上" not in client.get(answer["Location"]).content.decode()
    assert signed(made, "worker2").get(answer["Location"]).status_code == 404
    assert signed(made, "resident").get(answer["Location"]).status_code == 404


def test_every_other_week_monthly_and_days_with_a_ten(made: House) -> None:
    client = signed(made, "worker")
    for number, rule in enumerate(("fortnight", "monthly", "tens")):
        begins, ends = f"{11 + number}:00", f"{12 + number}:00"
        answer = client.post(
            reverse("series_new", args=["ST1", "ST1-A"]),
            typed(made, rule=rule, begins=begins, ends=ends, key=rule),
        )
        assert answer.status_code == 302, rule
    counts = [one.bookings.count() + one.refused.count() for one in Series.objects.order_by("pk")]
    assert counts[0] == 5
    assert counts[1] in (2, 3)
    assert 5 <= counts[2] <= 7
    assert {
        timezone.localdate(one.begins_at).day % 10 for one in Series.objects.order_by("pk")[2].bookings.all()
    } == {0}


def test_who_is_displaced_has_another_room_at_once_or_nothing_changes(made: House) -> None:
    row = commands.book(
        space=made.half_a, asked=made.asked(), by=made.world.act("resident"), about=commands.For("读书会")
    )
    given = {"reason": "election", "note": "换届投票要用东半厅，抱歉", "instead": made.half_b.pk}
    blocker = commands.book(space=made.half_b, asked=made.asked(570, 630), by=made.world.act("neighbour"))
    with pytest.raises(Refused) as caught:
        BOOKINGS.take(row.pk, "displace", by=made.world.act("worker"), given=given)
    assert caught.value.reason.code == "not_free"
    row.refresh_from_db()
    assert row.state == "confirmed"
    BOOKINGS.take(blocker.pk, "cancel", by=made.world.act("worker"))
    BOOKINGS.take(row.pk, "displace", by=made.world.act("worker"), given=given)
    new = Booking.objects.get(space=made.half_b, state="confirmed")
    assert (new.account_id, new.begins_at, new.purpose, new.on_behalf) == (
        row.account_id,
        row.begins_at,
        "读书会",
        True,
    )
    page = signed(made, "resident").get(reverse("booking", args=[row.pk])).content.decode()
    assert "已替您约好：西半厅" in page


def test_the_code_at_the_door_leads_to_ones_own_booking_of_today(made: House) -> None:
    row = commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    now = timezone.now()
    Booking.objects.filter(pk=row.pk).update(
        begins_at=now + dt.timedelta(minutes=5), ends_at=now + dt.timedelta(minutes=50)
    )
    way = reverse("station_check_in", args=["ST1"])
    page = signed(made, "resident").get(way).content.decode()
    if timezone.localdate(now + dt.timedelta(minutes=50)) == timezone.localdate(now):
        assert "我到了，签到" in page
    assert "没有预约" in signed(made, "neighbour").get(way).content.decode()
    assert Client().get(way).status_code == 302


def test_the_strip_of_a_day_stands_beside_the_words(made: House) -> None:
    commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("neighbour"))
    page = (
        Client().get(reverse("room", args=["ST1", "ST1-A"]) + f"?on={made.day.isoformat()}").content.decode()
    )
    assert 'class="ribbon"' in page
    assert 'class="free" x="240" width="480"' in page  # from ten to six, counted from six in the morning
