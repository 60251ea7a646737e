"""Reads of wishes: who is what to them, which are for whom, what stands on the wall, and the counts of the board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from statistics import median

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.parameters import shipped_parameters
from jinlin.organisations.public import roles
from jinlin.places.public import under
from jinlin.volunteering.models.wishes import Wish, WishClaim, WishPart
from jinlin.volunteering.wishes import rules

PUBLIC = ("published", "claimed", "delivered", "confirmed", "thanked", "closed", "disputed")
"""States in which a wish stands on the public wall, without the name."""
MAY_LOOK = ("accepted", "started", "delivered")
"""States of a claim in which its claimant may open what was said in private."""
CODE = "wish-code"


def number(name: str, on: dt.date | None = None) -> int:
    """A whole number of ``parameters/wishes.toml``."""
    return shipped_parameters().integer(name, on=on or timezone.localdate())


def is_worker(actor: Actor, place: object) -> bool:
    """Whether a seat of the actor works on what is told at this place."""
    return "community" in seat_relations(actor, place)


def seat_relations(actor: Actor, place: object) -> frozenset[str]:
    """``community`` and ``supervisor`` by the actor's seats over a place or over its grid."""
    found: set[str] = set()
    for seat in actor.seats:
        role = roles().get(seat.role)
        grid = seat.place is not None and seat.place == place.grid_id  # type: ignore[attr-defined]
        if role is not None and (grid or seat.covers(place.path)):  # type: ignore[attr-defined]
            found |= role.relations & {"community", "supervisor"}
    return frozenset(found)


def kept_by(actor: Actor, field: str = "place") -> Q:
    """The condition on a wish that this actor's seats work on it or stand over it."""
    condition = Q(pk__in=[])
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is None or not seat.path or not role.relations & {"community", "supervisor"}:
            continue
        condition |= under(seat.path, f"{field}__path") | Q(**{f"{field}__grid": seat.place or -1})
    return condition


def worked_by(actor: Actor, field: str = "place") -> Q:
    """The condition that this actor's seats work on it themselves."""
    condition = Q(pk__in=[])
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is not None and seat.path and "community" in role.relations:
            condition |= under(seat.path, f"{field}__path") | Q(**{f"{field}__grid": seat.place or -1})
    return condition


def is_recipient(wish: Wish, actor: Actor) -> bool:
    """Whether the actor is the one who wishes: by account, or by the code that was printed for them."""
    if actor.channel == f"{CODE}:{wish.pk}":
        return True
    return actor.signed_in and bool(actor.person) and wish.person_id == actor.person


def wish_relations(wish: Wish, actor: Actor) -> frozenset[str]:
    """What an actor is to a wish."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found = set(seat_relations(actor, wish.place))
    if is_recipient(wish, actor):
        found.add("recipient")
    if actor.signed_in and any(one.account_id == actor.account for one in live_claims(wish)):
        found.add("claimant")
    return frozenset(found)


def claim_relations(claim: WishClaim, actor: Actor) -> frozenset[str]:
    """What an actor is to a claim."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    found = set(seat_relations(actor, claim.wish.place)) & {"community"}
    if actor.signed_in and claim.account_id == actor.account:
        found.add("claimant")
    if is_recipient(claim.wish, actor):
        found.add("recipient")
    return frozenset(found)


def standing(on: dt.datetime) -> Q:
    """The condition on a claim that it keeps its part at that moment: one that stayed silent too long keeps nothing."""
    silent = Q(state__in=rules.WAITING, free_at__lte=on)
    return Q(state__in=rules.LIVE) & ~silent


def is_silent(claim: WishClaim, on: dt.datetime) -> bool:
    """Whether a claim stayed silent too long."""
    return claim.state in rules.WAITING and claim.free_at is not None and claim.free_at <= on


def live_claims(wish: Wish, on: dt.datetime | None = None) -> list[WishClaim]:
    """The claims that keep parts of a wish now, by their parts' order; from what was fetched with it where it was."""
    at = on or timezone.now()
    fetched = getattr(wish, "_prefetched_objects_cache", {}).get("claims")
    rows = (
        fetched
        if fetched is not None
        else WishClaim.objects.filter(wish=wish, state__in=rules.LIVE).select_related("part", "institution")
    )
    found = [one for one in rows if one.state in rules.LIVE and not is_silent(one, at)]
    return sorted(found, key=lambda one: one.part.number)


def free_parts(wish: Wish, on: dt.datetime | None = None) -> list[WishPart]:
    """The parts of a wish that nobody keeps now."""
    taken = {one.part_id for one in live_claims(wish, on)}
    return [part for part in wish.parts.all() if part.pk not in taken]


def state_now(wish: Wish, on: dt.datetime | None = None) -> str:
    """How its parts say that a wish stands."""
    by_part = {one.part_id: one.state for one in live_claims(wish, on)}
    return rules.state_of_parts([by_part.get(part.pk, "") for part in wish.parts.all()])


def with_claims(rows: QuerySet[Wish]) -> QuerySet[Wish]:
    """Wishes with their place, parts and live claims: three queries, whatever the number of rows."""
    live = WishClaim.objects.filter(state__in=rules.LIVE).select_related("part", "institution")
    return rows.select_related("place").prefetch_related("parts", Prefetch("claims", live))


def wall() -> QuerySet[Wish]:
    """What stands on the public wall."""
    return Wish.objects.filter(state__in=PUBLIC)


def open_wishes(on: dt.datetime) -> QuerySet[Wish]:
    """Wishes with a part that may be claimed at that moment, also where a silent claim only has to be cleared."""
    silent = WishClaim.objects.filter(state__in=rules.WAITING, free_at__lte=on)
    return Wish.objects.filter(Q(state="published") | Q(state="claimed", pk__in=silent.values("wish")))


def board(rows: QuerySet[Wish]) -> dict[str, int | None]:
    """Recorded, claimed, delivered, confirmed, taken on by the community, and median days, side by side; two queries."""
    counts = rows.aggregate(
        recorded=Count("pk"), published=Count("pk", filter=Q(published_at__isnull=False)), claimed=Count("pk", filter=Q(claimed_at__isnull=False)),
        delivered=Count("pk", filter=Q(delivered_at__isnull=False)), confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
        fallback=Count("pk", filter=Q(fallback_at__isnull=False)), waiting=Count("pk", filter=Q(state="published")),
    )  # fmt: skip
    spans = rows.filter(delivered_at__isnull=False, published_at__isnull=False).values_list(
        "published_at", "delivered_at"
    )
    days = [max(0, (end - begin).days) for begin, end in spans]
    return {**counts, "median_days": int(median(days)) if days else None}


def overdue(on: dt.datetime) -> QuerySet[WishClaim]:
    """Claims whose agreed day is past and that were not delivered."""
    return WishClaim.objects.filter(
        state__in=("accepted", "started"), due_on__lt=timezone.localdate(on)
    ).exclude(free_at__lte=on, state="accepted")


def by_kind(rows: QuerySet[Wish]) -> Iterable[tuple[str, int]]:
    """How many of each kind, the most first."""
    return rows.values_list("kind").annotate(number=Count("pk")).order_by("-number", F("kind").asc())
