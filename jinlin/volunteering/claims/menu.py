"""A service on the menu is changed or closed, whole or one time of it. Orders that stand are kept, and their people told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.volunteering.claims.queries import place_relations
from jinlin.volunteering.claims.services import WRONG_TIME, is_server
from jinlin.volunteering.models.services import ServiceItem, ServiceOrder, ServiceWindow

RUNNING = ("ordered", "accepted")
"""States of an order that is still to be served."""
DESCRIBED = ("title", "text", "minutes", "at_home")
NOT_YOURS = Reason(
    "not_yours", Words("提供服务的一方和社区能改", "Whoever gives the service and the community may")
)
TWICE = Reason("not_twice", Words("这个时间已经有一个时段", "There is a time at that hour already"))
HAS_ORDERS = Reason(
    "too_few",
    Words("名额不能少于已经点的单；可以先停接新单", "Not fewer places than orders; stop new orders instead"),
)


def may_change(item: ServiceItem, actor: Actor) -> bool:
    """Whether the actor changes it: whoever gives it, or the community at its place."""
    return is_server(item, actor) or "community" in place_relations(actor, item.place)


def running(item: ServiceItem) -> QuerySet[ServiceOrder]:
    """Orders of a service that are still to be served."""
    return ServiceOrder.objects.filter(item=item, state__in=RUNNING)


def _held(item: int, by: Actor) -> ServiceItem:
    row = (
        ServiceItem.objects.select_for_update(of=("self",))
        .select_related("place", "institution")
        .get(pk=item)
    )
    if not may_change(row, by):
        raise Refused(NOT_YOURS)
    return row


def _tell(
    row: ServiceItem,
    thing: str,
    said: Words,
    by: Actor,
    at: dt.datetime,
    data: dict[str, Any],
    text: str = "",
) -> None:
    """A line in the thread of every running order, and a notice to whoever ordered."""
    orders = list(running(row).select_for_update(of=("self",)).order_by("pk"))
    for one in orders:
        trail.record(one, "service_order", thing, by=by, at=at, data=data, text=text, seen="teller")
        one.save(update_fields=["trail_seq", "trail_hash"])
    send(
        Letter("service_order", one.pk, said, f"/services/orders/{one.pk}", account=one.account_id)
        for one in orders
        if one.account_id != by.account
    )


def change(*, item: int, by: Actor, at: dt.datetime | None = None, **facts: Any) -> ServiceItem:
    """Describe a service anew. What was ordered under the old words keeps them in its thread. Refused: ``not_yours``."""
    at = at or timezone.now()
    with transaction.atomic():
        row = _held(item, by)
        was = {
            name: getattr(row, name)
            for name in DESCRIBED
            if name in facts and getattr(row, name) != facts[name]
        }
        if not was:
            return row
        for name in was:
            setattr(row, name, facts[name])
        row.changed_at = at
        row.save(update_fields=[*was, "changed_at"])
        old = was.get("title", row.title)
        said = Words(
            f"“{old}”的说明改了；您点的单照原来约好的办，不合适可以取消",
            f"“{old}” was described anew; your order stands as agreed",
        )
        _tell(
            row, "service_order.item_changed", said, by, at, {"was": was}, f"原来是：{_described(row, was)}"
        )
    return row


def _described(row: ServiceItem, was: dict[str, Any]) -> str:
    """A service in one line as it was described before."""
    title, text, minutes, at_home = (was.get(name, getattr(row, name)) for name in DESCRIBED)
    return "；".join(
        part for part in (title, text, f"约 {minutes} 分钟", "可以上门" if at_home else "") if part
    )


def close(*, item: int, by: Actor, at: dt.datetime | None = None) -> int:
    """Take a service off the menu; answers how many orders still run, which are kept. Twice changes nothing."""
    at = at or timezone.now()
    with transaction.atomic():
        row = _held(item, by)
        if row.is_open:
            row.is_open, row.changed_at = False, at
            row.save(update_fields=["is_open", "changed_at"])
            said = Words(
                f"“{row.title}”不再接新单；您点的照常", f"“{row.title}” takes no new orders; yours stands"
            )
            _tell(row, "service_order.item_closed", said, by, at, {})
        return running(row).count()


def reopen(*, item: int, by: Actor, at: dt.datetime | None = None) -> None:
    """Put it on the menu again."""
    with transaction.atomic():
        row = _held(item, by)
        row.is_open, row.changed_at = True, at or timezone.now()
        row.save(update_fields=["is_open", "changed_at"])


def add_times(
    *,
    item: int,
    windows: list[tuple[dt.datetime, dt.datetime, int]],
    by: Actor,
    at: dt.datetime | None = None,
) -> None:
    """Further times. Refused: ``wrong_time``, ``not_twice`` where one begins at that hour already."""
    at = at or timezone.now()
    if any(ends <= begins or begins <= at for begins, ends, _ in windows):
        raise Refused(WRONG_TIME)
    with transaction.atomic():
        row = _held(item, by)
        try:
            with transaction.atomic():
                ServiceWindow.objects.bulk_create(
                    ServiceWindow(item=row, begins_at=begins, ends_at=ends, places=places)
                    for begins, ends, places in windows
                )
        except IntegrityError:
            raise Refused(TWICE) from None


def change_time(
    *,
    window: int,
    by: Actor,
    places: int | None = None,
    closed: bool | None = None,
    at: dt.datetime | None = None,
) -> None:
    """More or fewer places, no further orders, or orders again. Held as an order holds it: never fewer places than orders stand."""
    with transaction.atomic():
        row = (
            ServiceWindow.objects.select_for_update(of=("self",))
            .select_related("item__place", "item__institution")
            .get(pk=window)
        )
        if not may_change(row.item, by):
            raise Refused(NOT_YOURS)
        if places is not None:
            if places < row.orders.filter(state__in=(*RUNNING, "done", "rated")).count():
                raise Refused(HAS_ORDERS)
            row.places = places
        if closed is not None:
            row.closed_at = (at or timezone.now()) if closed else None
        row.save(update_fields=["places", "closed_at"])
