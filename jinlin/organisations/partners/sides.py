"""Who stands on which side of a pairing: by seats alone. The community's workers, the institution's clerks, those above."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.models import Institution
from jinlin.organisations.queries import clerks_of, holders_over
from jinlin.organisations.roles import Role, roles
from jinlin.places.public import Place, under

SIGNER = "community_secretary"
LEVELS = frozenset({"community", "street", "district"})
NEITHER = Reason(
    "not_yours",
    Words("您不在这两方里", "You sit on neither side"),
)


def has_part(role: Role) -> bool:
    """Whether a seat of this role has a part in pairings: clerks of institutions, workers of communities, those above."""
    if role.scope == "institution":
        return True
    return bool(role.relations & {"community", "supervisor"} and set(role.levels) & LEVELS)


def relations_between(actor: Actor, community: Place, institution: int) -> frozenset[str]:
    """Relations of an actor's seats to what a community and an institution have together.

    ``community`` by a seat over the whole community that works on its matters, ``signer`` by its secretary's,
    ``institution`` by a seat in it, ``supervisor`` by a supervising seat above.
    """
    found: set[str] = set()
    for seat in actor.seats:
        if not seat.covers(community.path):
            continue
        role = roles().get(seat.role)
        given = role.relations if role else frozenset()
        found |= given & {"community", "supervisor"}
        if seat.role == SIGNER:
            found.add("signer")
    if institution in actor.institutions:
        found.add("institution")
    return frozenset(found)


def side_of(relations: Iterable[str]) -> str:
    """On which side the holder of these relations acts; the institution's where both are held; empty for neither."""
    held = set(relations)
    if "institution" in held:
        return "institution"
    return "community" if held & {"community", "signer"} else ""


def side_or_refuse(actor: Actor, community: Place, institution: int) -> str:
    """The side on which an actor acts; refused with ``not_yours`` for those on neither."""
    side = side_of(relations_between(actor, community, institution))
    if not side:
        raise Refused(NEITHER)
    return side


def working_paths(actor: Actor) -> tuple[list[str], list[str]]:
    """The paths of the actor's seats that give ``community``, and of those that give ``supervisor``."""
    work, supervise = [], []
    for seat in actor.seats:
        role = roles().get(seat.role)
        if role is None or not seat.path:
            continue
        if "community" in role.relations:
            work.append(seat.path)
        if "supervisor" in role.relations:
            supervise.append(seat.path)
    return work, supervise


def reach(actor: Actor, *, community: str = "community__path", institution: str = "holder") -> Q:
    """The condition that a row is for this actor: their institution's, their community's, or below their supervision."""
    condition = Q(**{f"{institution}__in": actor.institutions})
    work, supervise = working_paths(actor)
    for path in (*work, *supervise):
        condition |= under(path, community)
    return condition


def communities_of(actor: Actor) -> list[Place]:
    """The communities for which the actor works on partners."""
    work, _ = working_paths(actor)
    condition = Q(pk__in=[])
    for path in work:
        condition |= under(path)
    return list(Place.objects.filter(condition, level="community", valid_to__isnull=True).order_by("path"))


def accounts_of(sides: Iterable[str], community: Place, institution: int) -> set[int]:
    """Accounts of those who sit on the named sides today."""
    on, wanted, found = timezone.localdate(), set(sides), set()
    if "community" in wanted:
        found |= set(holders_over(path=community.path, relation="community", on=on))
    if "institution" in wanted:
        found |= set(clerks_of(institutions=[institution], on=on))
    if "supervisor" in wanted:
        found |= set(holders_over(path=community.path, relation="supervisor", on=on))
    return found


def tell_accounts(
    accounts: Iterable[int], by: Actor, *, subject: str, pk: int, words: Words, link: str
) -> None:
    """A word to each account but the actor's own."""
    send(
        Letter(subject=subject, subject_id=pk, words=words, link=link, account=account)
        for account in sorted(set(accounts) - {by.account})
    )


def standing(pk: int) -> Institution:
    """The institution, where it has not been closed; refused otherwise."""
    row = Institution.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.ended_on is not None and row.ended_on <= timezone.localdate():
        raise Refused(Reason("not_standing", Words("这家单位已经撤销", "The institution has been closed")))
    return row
