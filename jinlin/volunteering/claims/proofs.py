"""What was given counts: delivered projects and rated orders as evidence for the agreement's obligations (by organisations' door)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from jinlin.base.models import StoredFile
from jinlin.base.words import Words
from jinlin.organisations.public import Proof, register_evidence
from jinlin.volunteering.models.claims import ClaimProject
from jinlin.volunteering.models.services import ServiceOrder

PROVEN = ("delivered", "evaluated", "closed")
ORDERED = ("done", "rated")


def _project(row: ClaimProject, photo: int | None = None) -> Proof:
    return Proof(
        kind="claim_project", pk=row.pk, sort=f"claim.{row.kind}", on=row.delivered_on or row.to_on, title=f"双向认领：{row.title}",
        institutions=frozenset({row.institution_id}), communities=frozenset({row.community_id}), gives="institution", people=row.people,
        minutes=row.minutes, fen=row.fen, photo=photo,
    )  # fmt: skip


def find_project(pk: int) -> Proof | None:
    """A delivered project as evidence, or None."""
    row = ClaimProject.objects.filter(pk=pk, state__in=PROVEN).first()
    if row is None:
        return None
    photo = (
        StoredFile.objects.filter(subject="claim_project", subject_id=pk)
        .exclude(thumb="")
        .values_list("pk", flat=True)
        .last()
    )
    return _project(row, photo)


def offer_projects(institution: int, community: int, from_on: dt.date, to_on: dt.date) -> Iterable[Proof]:
    """Delivered projects of two parties in a span of days."""
    rows = ClaimProject.objects.filter(
        institution=institution, community=community, state__in=PROVEN, delivered_on__range=(from_on, to_on)
    )
    return [_project(one) for one in rows.order_by("delivered_on", "pk")]


def _order(row: ServiceOrder) -> Proof:
    assert row.done_at is not None and row.item.institution_id is not None
    return Proof(
        kind="service_order", pk=row.pk, sort="service.order", on=row.done_at.date(), title=f"群众点单：{row.item.title}",
        institutions=frozenset({row.item.institution_id}), communities=frozenset({row.community_id}), gives="institution", people=1,
        minutes=row.item.minutes,
    )  # fmt: skip


def find_order(pk: int) -> Proof | None:
    """An order that an institution fulfilled, as evidence; None for a neighbour's and for one that is not done."""
    row = (
        ServiceOrder.objects.filter(pk=pk, state__in=ORDERED, item__institution__isnull=False)
        .select_related("item")
        .first()
    )
    return _order(row) if row else None


def offer_orders(institution: int, community: int, from_on: dt.date, to_on: dt.date) -> Iterable[Proof]:
    """Fulfilled orders of two parties in a span of days."""
    rows = ServiceOrder.objects.filter(
        item__institution=institution,
        community=community,
        state__in=ORDERED,
        done_at__date__range=(from_on, to_on),
    )
    return [_order(one) for one in rows.select_related("item").order_by("done_at", "pk")]


def register() -> None:
    """Register both kinds."""
    register_evidence(
        "claim_project",
        words=Words("双向认领项目", "Claimed project"),
        find=find_project,
        offers=offer_projects,
        page=lambda pk: f"/claims/projects/{pk}",
    )
    register_evidence(
        "service_order",
        words=Words("群众点单", "Service order"),
        find=find_order,
        offers=offer_orders,
        page=lambda pk: f"/services/orders/{pk}",
    )
