"""Ordered services: the desk, an order placed under its time's lock, and the contact opened with a look."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk, Taken
from jinlin.base.events import publish
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.repeat import settled
from jinlin.base.rest import stamp
from jinlin.base.rule import Reason, Refused
from jinlin.base.subjects import Subject
from jinlin.base.words import Words
from jinlin.matters.public import until
from jinlin.organisations.public import Institution, ReportIn, clerks_of
from jinlin.people.public import Look, Person, key_of
from jinlin.places.public import Place
from jinlin.volunteering.claims import rules
from jinlin.volunteering.claims.queries import community_of, place_relations
from jinlin.volunteering.claims.service_procedure import LIVE, ORDER
from jinlin.volunteering.models.services import ServiceItem, ServiceOrder, ServiceWindow

NOT_SERVING = Reason(
    "not_yours",
    Words(
        "单位经办人、报到党员或社区工作人员可以上菜单",
        "Clerks, members who reported in, and the community's workers may enter a service",
    ),
)
NOT_YOURS = Reason("not_yours", Words("接单以后才能看联系方式", "The contact is opened after accepting"))
WRONG_TIME = Reason(
    "wrong_time", Words("时间要在以后，结束在开始之后", "The time lies ahead, its end behind its beginning")
)


def is_server(item: ServiceItem, actor: Actor) -> bool:
    """Whether the actor gives this service: a clerk of its institution, or the one who entered it."""
    if item.institution_id:
        return item.institution_id in actor.institutions
    return actor.signed_in and item.account_id == actor.account


def order_relations(row: ServiceOrder, actor: Actor) -> frozenset[str]:
    """Who ordered, who serves, who works there."""
    found = set(place_relations(actor, row.item.place)) & {"community", "clock"}
    mine = row.account_id == actor.account or (bool(actor.person) and row.person_id == actor.person)
    if actor.signed_in and mine:
        found.add("orderer")
    if is_server(row.item, actor):
        found.add("server")
    return frozenset(found)


def order_facts(row: ServiceOrder, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.OrderFacts:
    """Whether the actor serves, and the minutes until its time."""
    return rules.OrderFacts("server" in held, int((row.window.begins_at - on).total_seconds() // 60))


def _noted(row: ServiceOrder, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.answer_by = None
    return Taken(text=values.get("note") or "")


def _done(row: ServiceOrder, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.done_at = at
    return Taken(text=values.get("note") or "")


def _rate(row: ServiceOrder, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.pleased, row.remark = values["pleased"], values.get("note") or ""
    return Taken(data={"pleased": values["pleased"]}, text=values.get("note") or "")


def _tell(row: ServiceOrder, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    accounts: set[int] = {row.account_id} if "orderer" in step.tells else set()
    if "server" in step.tells:
        accounts |= servers(row.item)
    said = Words(f"“{row.item.title}”：{step.past.zh}", f"“{row.item.title}”: {step.past.en}")
    send(
        Letter("service_order", row.pk, said, reverse("service_order", args=[row.pk]), account=one)
        for one in sorted(accounts - {by.account})
    )


def servers(item: ServiceItem) -> set[int]:
    """Accounts of those who serve."""
    return (
        set(clerks_of(institutions=[item.institution_id], on=timezone.localdate()))
        if item.institution_id
        else {item.account_id}
    )


ORDERS = Desk(
    procedure=ORDER, model=ServiceOrder, relations=order_relations, facts=order_facts,
    effects={"accept": _noted, "decline": _noted, "cancel": _noted, "done": _done, "rate": _rate}, tell=_tell,
    related=("item__place", "item__institution", "window"),
)  # fmt: skip


def enter(
    *,
    by: Actor,
    place: Place,
    windows: list[tuple[dt.datetime, dt.datetime, int]],
    at: dt.datetime | None = None,
    **facts: Any,
) -> ServiceItem:
    """A service enters the menu: of the clerk's institution, of a member who reported in, or of the community's worker."""
    at = at or timezone.now()
    institution = (
        Institution.objects.filter(pk__in=by.institutions, ended_on__isnull=True).order_by("pk").first()
        if by.institutions
        else None
    )
    member = (
        bool(by.person)
        and ReportIn.objects.filter(
            person=by.person, confirmed_on__isnull=False, ended_on__isnull=True
        ).exists()
    )
    if institution is None and not member and "community" not in place_relations(by, place):
        raise Refused(NOT_SERVING)
    if any(ends <= begins or begins <= at for begins, ends, _ in windows):
        raise Refused(WRONG_TIME)
    with transaction.atomic():
        item = ServiceItem.objects.create(
            institution=institution, account_id=by.account, place=place, entered_at=at, **facts
        )
        ServiceWindow.objects.bulk_create(
            ServiceWindow(item=item, begins_at=begins, ends_at=ends, places=places)
            for begins, ends, places in windows
        )
    return item


def order(
    *,
    window: ServiceWindow,
    by: Actor,
    note: str = "",
    called: str = "",
    phone: str = "",
    at: dt.datetime | None = None,
) -> ServiceOrder:
    """Order a time. Its row is locked: never more orders stand than it has places; the rest are told ``not_free``.

    At the desk a worker orders for somebody: ``called`` and ``phone`` are theirs, who ordered is kept.
    """
    return settled(lambda: _order(window, by, note, called, phone, at or timezone.now()))


def _order(
    window: ServiceWindow, by: Actor, note: str, called: str, phone: str, at: dt.datetime
) -> ServiceOrder:
    with transaction.atomic():
        held = (
            ServiceWindow.objects.select_for_update(of=("self",))
            .select_related("item__place")
            .get(pk=window.pk)
        )
        behalf = bool(called) and "community" in place_relations(by, held.item.place)
        person = by.person if not behalf else None
        if behalf and phone:
            person = (
                Person.objects.filter(phone_key=key_of(phone), erased_at__isnull=True)
                .values_list("pk", flat=True)
                .first()
            )
        live = ServiceOrder.objects.filter(window=held, state__in=LIVE)
        reasons = rules.why_no_order(
            is_open=held.item.is_open and held.closed_at is None, taken=live.count(), places=held.places, has_begun=held.begins_at <= at,
            is_twice=bool(person) and live.filter(person=person).exists(),
        )  # fmt: skip
        if reasons:
            raise Refused(*reasons)
        row = ServiceOrder(
            item=held.item, window=held, community=community_of(held.item.place), account_id=by.account, person_id=person, on_behalf=behalf,
            called=called if behalf else "", phone=phone if behalf else "", note=note, ordered_at=at, answer_by=until("service.answer", at),
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(
                Reason("not_twice", Words("您已经约了这个时段", "You ordered this time already"))
            ) from None
        event = trail.record(
            row,
            "service_order",
            "service_order.ordered",
            by=by,
            at=at,
            data={"on_behalf": behalf},
            seen="teller",
        )
        row.save(update_fields=["trail_seq", "trail_hash"])
        said = Words(f"有人点了“{held.item.title}”，请接单", f"“{held.item.title}” was ordered")
        send(
            Letter("service_order", row.pk, said, f"/services/orders/{row.pk}", account=one)
            for one in sorted(servers(held.item) - {by.account})
        )
        publish("service_order.ordered", subject=row, event=event, by=by)
    return row


def open_contact(*, row: ServiceOrder, by: Actor, at: dt.datetime | None = None) -> dict[str, str]:
    """Whom to serve and how to reach them: for the one who serves after accepting; each look is recorded and told."""
    held = order_relations(row, by)
    if "orderer" not in held:
        if not ("server" in held and row.state == "accepted") and "community" not in held:
            raise Refused(NOT_YOURS)
        look = Look.objects.create(
            person_id=row.person_id,
            account_id=by.account,
            title=by.title[:80],
            what="service",
            purpose=f"服务点单 {row.pk}：联系上门",
            at=at or timezone.now(),
        )
        account = getattr(row.person, "account", None) if row.person_id else None
        if account is not None and account.pk != by.account:
            said = Words(f"{by.title} 看了您点单的联系方式", f"{by.title} opened the contact of your order")
            send([Letter("look", look.pk, said, "/me/data", account=account.pk)])
    person = row.person
    return {
        "name": row.called or (person.name if person else ""),
        "phone": row.phone or (person.phone if person else ""),
        "note": row.note,
    }


def with_free(rows: QuerySet[ServiceWindow], at: dt.datetime) -> QuerySet[ServiceWindow]:
    """Times ahead with how many places are taken."""
    return (
        rows.filter(begins_at__gt=at)
        .annotate(taken=Count("orders", filter=Q(orders__state__in=LIVE)))
        .annotate(left=F("places") - F("taken"))
    )


def _find(ref: str, actor: Actor) -> ServiceOrder:
    row = ServiceOrder.objects.select_related("item__place", "item__institution", "window", "person").get(
        pk=int(ref)
    )
    if not order_relations(row, actor):
        raise ServiceOrder.DoesNotExist
    return row


ORDER_SUBJECT = Subject(
    desk=ORDERS, plural="service-orders", find=_find, ref=lambda row: str(row.pk), title=lambda row: row.item.title,
    page=lambda row, actor: reverse("service_order", args=[row.pk]), seen=lambda row, actor: ("public", "teller"),
    shown=lambda row, actor: {
        "service": row.item_id, "begins_at": stamp(row.window.begins_at), "ends_at": stamp(row.window.ends_at), "on_behalf": row.on_behalf,
        "answer_by": stamp(row.answer_by),
    },
    other={
        "service_order.ordered": Words("点了单", "ordered it"), "service_order.item_changed": Words("服务的说明改了，这一单照原来约好的办", "the service was described anew; this order stands as agreed"),
        "service_order.item_closed": Words("服务不再接新单，这一单照常", "the service takes no new orders; this one stands"),
    },
)  # fmt: skip
