"""Reads of points: whose account, who keeps, statements, what is to be had."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jinlin.base.actor import Actor
from jinlin.organisations.public import roles
from jinlin.places.public import Place, within
from jinlin.volunteering.models.points import (
    LedgerAccount,
    LedgerEntry,
    PointAppeal,
    PointRule,
    Redemption,
    Reward,
)
from jinlin.volunteering.teams.queries import is_keeper, is_own, owned

__all__ = ["is_keeper"]


def own_account(actor: Actor) -> LedgerAccount | None:
    """The actor's own account of points, open or closed, or None."""
    rows = LedgerAccount.objects.filter(owned(actor, "person"), holder="person", measure="points")
    return rows.select_related("place", "person").order_by("pk").first()


def community_of(place: Place) -> Place:
    """The community that keeps a place's points; the place itself above that level."""
    parts = place.path.split("/")[:-1]
    above = ["/".join(parts[: count + 1]) + "/" for count in range(len(parts))]
    return Place.objects.filter(path__in=above, level="community").first() or place


def rule_relations(row: PointRule, actor: Actor) -> frozenset[str]:
    """Who keeps the rules of a place."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    return frozenset({"keeper"}) if is_keeper(row.place, None, actor) else frozenset()


def redemption_relations(row: Redemption, actor: Actor) -> frozenset[str]:
    """The holder of the account, the community that hands over."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found = {"keeper"} if is_keeper(row.reward.place, None, actor) else set()
    if is_own(actor, row.account.person_id):
        found.add("holder")
    return frozenset(found)


def appeal_relations(row: PointAppeal, actor: Actor) -> frozenset[str]:
    """The holder of the line, the community that decides."""
    found = {"keeper"} if is_keeper(row.entry.account.place, None, actor) else set()
    if is_own(actor, row.entry.account.person_id):
        found.add("holder")
    return frozenset(found)


def keeps_points(actor: Actor) -> bool:
    """Whether the actor keeps the points of any place."""
    return any(
        seat.path and (role := roles().get(seat.role)) and "community" in role.relations
        for seat in actor.seats
    )


def kept(actor: Actor, field: str) -> Q:
    """The condition that a place's points are kept by the actor, or lie below their seat."""
    return within(actor, field)


def statement(account: LedgerAccount) -> QuerySet[LedgerEntry]:
    """The lines of an account, newest first."""
    return (
        LedgerEntry.objects.filter(account=account)
        .select_related("txn", "txn__rule", "appeal")
        .order_by("-pk")
    )


def on_offer(place: Place) -> QuerySet[Reward]:
    """What may be had at a place's community, honours first."""
    order = {"honour": 0, "service": 1, "goods": 2}
    from django.db.models import Case, IntegerField, Value, When

    rank = Case(
        *(When(sort=code, then=Value(number)) for code, number in order.items()), output_field=IntegerField()
    )
    return (
        Reward.objects.filter(place=community_of(place), open=True)
        .annotate(first=rank)
        .order_by("first", "cost", "pk")
    )
