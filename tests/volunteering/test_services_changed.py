"""A service on the menu is changed and closed by whoever gives it or the community; orders that run are kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jinlin.base.models import Event, Notice
from jinlin.base.trail import heads, verify
from jinlin.volunteering.claims import menu, services
from jinlin.volunteering.claims.services import ORDERS
from jinlin.volunteering.models.services import ServiceItem, ServiceWindow
from tests.cast import World, build
from tests.volunteering.claiming import window
from tests.volunteering.test_services import refused, signed

pytestmark = pytest.mark.django_db
NEW_WORDS = {"title": "修水龙头", "text": "只修水龙头和灯", "minutes": 45, "at_home": True}


@pytest.fixture
def world() -> World:
    return build()


def test_new_words_are_told_to_those_whose_orders_run_and_the_thread_keeps_the_old(world: World) -> None:
    time = window(world)
    row = services.order(window=time, by=world.act("resident"))
    over = services.order(window=time, by=world.act("neighbour"))
    ORDERS.take(over.pk, "cancel", by=world.act("neighbour"), given={})
    Notice.objects.all().delete()
    menu.change(item=time.item_id, by=world.act("manager"), **NEW_WORDS)
    item = ServiceItem.objects.get()
    assert {name: getattr(item, name) for name in NEW_WORDS} == NEW_WORDS
    (event,) = Event.objects.filter(thing="service_order.item_changed")
    assert (event.subject_id, event.text) == (row.pk, "原来是：小修小补；约 30 分钟")
    (notice,) = Notice.objects.all()
    assert notice.account == world.accounts["resident"] and "照原来约好的办" in notice.zh
    menu.change(item=time.item_id, by=world.act("manager"), **NEW_WORDS)
    assert Notice.objects.count() == 1  # nothing new, nothing told
    assert verify(heads())["faults"] == []


def test_a_closed_service_takes_no_orders_and_those_that_run_go_on_to_their_end(world: World) -> None:
    time = window(world)
    row = services.order(window=time, by=world.act("resident"))
    assert [menu.close(item=time.item_id, by=world.act("worker")) for _ in range(2)] == [1, 1]
    assert Event.objects.filter(thing="service_order.item_closed").count() == 1
    assert refused(services.order, window=time, by=world.act("neighbour")) == "not_open"
    assert "小修小补" not in Client().get(reverse("service_menu")).content.decode()
    for step, who, later in (("accept", "manager", 0), ("done", "manager", 3), ("rate", "resident", 4)):
        ORDERS.take(
            row.pk,
            step,
            by=world.act(who),
            given={"pleased": "yes"},
            on=timezone.now() + dt.timedelta(days=later),
        )
    menu.reopen(item=time.item_id, by=world.act("manager"))
    assert "小修小补" in Client().get(reverse("service_menu")).content.decode()
    services.order(window=time, by=world.act("neighbour"))


def test_one_time_stops_taking_orders_and_never_has_fewer_places_than_orders(world: World) -> None:
    time = window(world, places=3)
    for who in ("resident", "neighbour"):
        services.order(window=time, by=world.act(who))
    assert refused(menu.change_time, window=time.pk, by=world.act("manager"), places=1) == "too_few"
    menu.change_time(window=time.pk, by=world.act("manager"), places=2)
    assert refused(services.order, window=time, by=world.act("stranger")) == "not_free"
    menu.change_time(window=time.pk, by=world.act("manager"), places=5, closed=True)
    assert refused(services.order, window=time, by=world.act("stranger")) == "not_open"
    assert menu.running(time.item).count() == 2
    menu.change_time(window=time.pk, by=world.act("manager"), closed=False)
    services.order(window=time, by=world.act("stranger"))


def test_times_are_added_ahead_and_once(world: World) -> None:
    time = window(world)
    week = dt.timedelta(weeks=1)
    further = (time.begins_at + week, time.ends_at + week, 2)
    menu.add_times(item=time.item_id, windows=[further], by=world.act("manager"))
    assert (
        refused(menu.add_times, item=time.item_id, windows=[further], by=world.act("manager")) == "not_twice"
    )
    past = (time.begins_at - week, time.ends_at - week, 2)
    assert refused(menu.add_times, item=time.item_id, windows=[past], by=world.act("manager")) == "wrong_time"
    assert ServiceWindow.objects.count() == 2


def test_nobody_else_changes_it(world: World) -> None:
    time = window(world)
    for who in ("resident", "worker2", "clerk", "stranger"):
        by = world.act(who)
        assert refused(menu.change, item=time.item_id, by=by, **NEW_WORDS) == "not_yours"
        assert refused(menu.close, item=time.item_id, by=by) == "not_yours"
        assert refused(menu.add_times, item=time.item_id, windows=[], by=by) == "not_yours"
        assert refused(menu.change_time, window=time.pk, by=by, closed=True) == "not_yours"
        for name in ("service_manage", "service_edit", "service_times"):
            assert signed(world, who).get(reverse(name, args=[time.item_id])).status_code == 404
        assert (
            signed(world, who).post(reverse("service_act", args=[time.item_id]), {"act": "close"}).status_code
            == 404
        )


def test_the_firm_changes_words_times_and_places_by_page(world: World) -> None:
    time = window(world)
    services.order(window=time, by=world.act("resident"))
    client = signed(world, "manager")
    way = reverse("service_manage", args=[time.item_id])
    assert way in client.get(reverse("my_orders")).content.decode()
    assert way in client.get(reverse("service_item", args=[time.item_id])).content.decode()
    page = client.get(way).content.decode()
    assert "点了 1，共 2" in page and "王秀兰" not in page
    typed = {"title": "修水龙头", "text": "", "minutes": "45", "at_home": "on", "key": "a"}
    assert client.post(reverse("service_edit", args=[time.item_id]), typed).status_code == 302
    times = {
        "begins": "2099-06-01T09:00",
        "ends": "2099-06-01T11:00",
        "places": "4",
        "weeks": "2",
        "key": "b",
    }
    assert client.post(reverse("service_times", args=[time.item_id]), times).status_code == 302
    assert (
        client.post(reverse("service_time", args=[time.pk]), {"places": "5", "key": "c"}).status_code == 302
    )
    act = reverse("service_act", args=[time.item_id])
    assert client.post(act, {"act": "stop", "window": time.pk}).status_code == 302
    assert "停接新单" in client.get(way).content.decode() and "再接单" in client.get(way).content.decode()
    assert client.post(act, {"act": "close"}).status_code == 302
    assert client.post(act, {"act": "nothing"}).status_code == 404
    item = ServiceItem.objects.get()
    assert (item.title, item.is_open, item.windows.count()) == ("修水龙头", False, 3)
    assert "已下架" in client.get(reverse("my_orders")).content.decode()
