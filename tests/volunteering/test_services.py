"""Ordered services: a menu without names, times with places, the contact opened after accepting, rated by whoever ordered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jinlin.base.rule import Refused
from jinlin.base.trail import heads, verify
from jinlin.organisations.partners.evidence import offered
from jinlin.people.models import Look
from jinlin.volunteering.claims import services
from jinlin.volunteering.claims.services import ORDERS
from jinlin.volunteering.models.services import ServiceItem, ServiceOrder
from tests.cast import World, build
from tests.people.pages import sign_in
from tests.volunteering.claiming import today, window
from tests.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def refused(act: object, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **more)  # type: ignore[operator]
    return caught.value.reason.code


def signed(world: World, who: str) -> Client:
    return sign_in(Client(), world.accounts[who])


def test_ordered_accepted_done_rated_and_then_evidence(world: World) -> None:
    time = window(world)
    row = services.order(window=time, by=world.act("resident"), note="水龙头滴水")
    assert refused(services.open_contact, row=row, by=world.act("manager")) == "not_yours"
    ORDERS.take(row.pk, "accept", by=world.act("manager"), given={})
    row.refresh_from_db()
    assert services.open_contact(row=row, by=world.act("manager"))["name"] == "王秀兰"
    assert Look.objects.get().person == world.accounts["resident"].person
    assert refused(ORDERS.take, row.pk, "done", by=world.act("manager"), given={}) == "too_early"
    later = time.begins_at + dt.timedelta(hours=1)
    ORDERS.take(row.pk, "done", by=world.act("manager"), given={}, on=later)
    assert (
        refused(ORDERS.take, row.pk, "rate", by=world.act("manager"), given={"pleased": "yes"}) == "not_yours"
    )
    rated = ORDERS.take(row.pk, "rate", by=world.act("resident"), given={"pleased": "yes", "note": "修得好"})
    assert (rated.state, rated.pleased) == ("rated", "yes")
    span = (today(), today() + dt.timedelta(days=5))
    proofs = offered(world.institutions["property"].pk, world.places["community"].pk, *span)
    assert [(one.sort, one.minutes, one.people) for one in proofs] == [("service.order", 30, 1)]
    assert verify(heads())["faults"] == []


def test_a_time_holds_so_many_and_nobody_orders_it_twice(world: World) -> None:
    time = window(world, places=2)
    first = services.order(window=time, by=world.act("resident"))
    assert refused(services.order, window=time, by=world.act("resident")) == "not_twice"
    services.order(window=time, by=world.act("neighbour"))
    assert refused(services.order, window=time, by=world.act("stranger")) == "not_free"
    ORDERS.take(first.pk, "cancel", by=world.act("resident"), given={})
    services.order(window=time, by=world.act("stranger"))
    ServiceItem.objects.update(is_open=False)
    assert refused(services.order, window=time, by=world.act("worker")) == "not_open"


def test_a_worker_orders_for_an_elder_who_ordered_is_kept_and_the_community_rates_for_them(
    world: World,
) -> None:
    time = window(world)
    client = signed(world, "worker")
    page = client.get(reverse("service_item", args=[time.item_id])).content.decode()
    assert "代谁点单" in page
    typed = {"window": time.pk, "called": "李伯", "phone": "13800002222", "key": "o1"}
    assert {
        client.post(reverse("service_item", args=[time.item_id]), typed).status_code for _ in range(2)
    } == {302}
    row = ServiceOrder.objects.get()
    assert (row.on_behalf, row.called, row.account.username, row.person) == (True, "李伯", "worker", None)
    ORDERS.take(row.pk, "accept", by=world.act("manager"), given={})
    ORDERS.take(row.pk, "done", by=world.act("manager"), given={}, on=timezone.now() + dt.timedelta(days=3))
    assert (
        ORDERS.take(row.pk, "rate", by=world.act("secretary"), given={"pleased": "partly"}).state == "rated"
    )


def test_the_menu_names_institutions_not_people_and_an_order_is_for_its_two_sides(world: World) -> None:
    time = window(world)
    row = services.order(window=time, by=world.act("resident"), note="上午来")
    page = Client().get(reverse("service_menu")).content.decode()
    assert "小修小补" in page and "安居物业" in page and "赵经理" not in page
    way = reverse("service_order", args=[row.pk])
    assert [
        signed(world, who).get(way).status_code
        for who in ("resident", "manager", "worker", "neighbour", "worker2", "clerk")
    ] == [200, 200, 200, 404, 404, 404]
    assert "上午来" not in signed(world, "manager").get(way).content.decode()
    assert signed(world, "manager").post(reverse("service_order_contact", args=[row.pk])).status_code == 404
    assert "有人点单，请接" in whole(signed(world, "manager"), reverse("today"))


def test_members_and_clerks_enter_services_and_others_do_not(world: World) -> None:
    begins = timezone.now() + dt.timedelta(days=3)
    facts = {"title": "量血压", "kind": "health", "minutes": 15}
    spans = [(begins, begins + dt.timedelta(hours=2), 8)]
    assert (
        refused(
            services.enter, by=world.act("stranger"), place=world.places["community"], windows=spans, **facts
        )
        == "not_yours"
    )
    assert (
        services.enter(
            by=world.act("worker"), place=world.places["community"], windows=spans, **facts
        ).institution
        is None
    )
    past = [(begins - dt.timedelta(days=9), begins - dt.timedelta(days=8), 1)]
    assert (
        refused(
            services.enter, by=world.act("manager"), place=world.places["community"], windows=past, **facts
        )
        == "wrong_time"
    )
    typed = {
        **facts, "place": world.places["community"].pk, "begins": "2099-06-01T09:00", "ends": "2099-06-01T11:00", "places": "4", "weeks": "3", "key": "s1",
    }  # fmt: skip
    assert signed(world, "manager").post(reverse("service_new"), typed).status_code == 302
    assert ServiceItem.objects.get(institution__isnull=False).windows.count() == 3
    assert (
        "报到党员、单位经办人和社区可以提供服务"
        in signed(world, "stranger").get(reverse("service_new")).content.decode()
    )
