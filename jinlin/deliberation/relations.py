"""In which relations an actor stands to bodies and what happens in them: by seat, by membership, by having come."""

from __future__ import annotations

from collections.abc import Iterable

from jinlin.base.actor import Actor, Held
from jinlin.deliberation import rota
from jinlin.deliberation.models import Body, HandOver, Item, Meeting, Member, Motion, Point, Result, Stay
from jinlin.organisations.public import roles

STAFF_SIDE = frozenset(
    {"convener", "staff", "chair", "member", "supervisor", "lead", "owner", "giver", "taker", "clock"}
)
"""Relations whose holders read the whole."""


def is_clock(actor: Actor) -> bool:
    """Whether the platform itself acts."""
    return actor.account == 0 and actor.channel == "clock"


def reach_of(seat: Held) -> str:
    """Below which path a seat works on what bodies do; empty where its role does not."""
    role = roles().get(seat.role)
    if not seat.path or role is None or not {"community", "supervisor"} & set(role.relations):
        return ""
    # A grid's worker and an estate's secretary work in their community.
    return (
        seat.path[: seat.path.rstrip("/").rfind("/") + 1] if seat.level in ("grid", "estate") else seat.path
    )


def by_seat(path: str, actor: Actor, convened_by: str) -> set[str]:
    """Relations that seats over a place give: worker, supervisor, convener of what the street or the community convenes."""
    found: set[str] = set()
    for seat in actor.seats:
        reach = reach_of(seat)
        if not reach or not path.startswith(reach):
            continue
        given = roles()[seat.role].relations
        if "community" in given:
            found.add("staff")
            if convened_by == "community":
                found.add("convener")
        if "supervisor" in given:
            found.add("supervisor")
            if convened_by == "street" and seat.level == "street":
                found.add("convener")
    if actor.signed_in:
        found.add("resident")
    return found


def sits_for(member: Member | None, actor: Actor) -> bool:
    """Whether the actor sits in the member institution, or is the member person."""
    if member is None:
        return False
    return bool(
        (member.institution_id and member.institution_id in actor.institutions)
        or (member.person_id and member.person_id == actor.person)
    )


def memberships(body: int, actor: Actor) -> list[Member]:
    """The members of a body for whom the actor sits."""
    if not actor.signed_in:
        return []
    return [one for one in Member.objects.filter(body=body, until_on__isnull=True) if sits_for(one, actor)]


def of_body(body: Body, actor: Actor) -> frozenset[str]:
    """Relations to a body."""
    if is_clock(actor):
        return frozenset({"clock"})
    found = by_seat(body.place.path, actor, body.convened_by)
    if memberships(body.pk, actor):
        found.add("member")
    return frozenset(found)


def of_meeting(meeting: Meeting, actor: Actor) -> frozenset[str]:
    """Relations to a meeting; who signed in is an attendee."""
    if is_clock(actor):
        return frozenset({"clock"})
    found = set(by_seat(meeting.body.place.path, actor, meeting.body.convened_by))
    mine = memberships(meeting.body_id, actor)
    if mine:
        found.add("member")
    if sits_for(meeting.chair, actor):
        found.add("chair")
    if actor.signed_in and stays_of(meeting, actor, mine).exists():
        found.add("attendee")
    return frozenset(found)


def stays_of(meeting: Meeting, actor: Actor, mine: Iterable[Member] | None = None):  # type: ignore[no-untyped-def]
    """The stays that count as this actor's own: by account, or by list for the member that the actor sits for."""
    members = memberships(meeting.body_id, actor) if mine is None else list(mine)
    return Stay.objects.filter(meeting=meeting, account_id=actor.account) | Stay.objects.filter(
        meeting=meeting, account__isnull=True, member__in=[one.pk for one in members]
    )


def order_of(body: int) -> list[Member]:
    """The members that take the chair, in their order."""
    return list(Member.objects.filter(body=body, until_on__isnull=True, turn__gt=0).order_by("turn", "pk"))


def item_chair(item: Item) -> int | None:
    """The member that chairs one item: the meeting's chair, unless its unit is a party."""
    order = order_of(item.meeting.body_id)
    parties = {one.pk for one in order if one.institution_id in item.parties}
    return rota.chair_of_item([one.pk for one in order], item.meeting.chair_id, parties)


def of_item(item: Item, actor: Actor) -> frozenset[str]:
    """Relations to an item. The chair of a unit that is a party is no chair here; the convener keeps the record."""
    found = set(of_meeting(item.meeting, actor))
    if "clock" in found:
        return frozenset(found)
    found.discard("chair")
    chair = item_chair(item)
    if chair is not None and any(one.pk == chair for one in memberships(item.meeting.body_id, actor)):
        found.add("chair")
    if "convener" in found:
        found.add("chair")
    return frozenset(found)


def of_result(result: Result, actor: Actor) -> frozenset[str]:
    """Relations to a result: the institution and person in charge, those who gave it, those who follow."""
    if is_clock(actor):
        return frozenset({"clock"})
    convened_by = result.body.convened_by if result.body else "community"
    found = set(by_seat(result.place.path, actor, convened_by))
    if result.lead_id and result.lead_id in actor.institutions:
        found.add("lead")
    if actor.signed_in and result.owner_id == actor.account:
        found.add("owner")
    if result.body_id:
        if memberships(result.body_id, actor):
            found.add("member")
        if sits_for(chair_now(result.body_id), actor):
            found.add("chair")
    if (
        result.motion_id
        and actor.signed_in
        and result.motion.followers.filter(account=actor.account).exists()
    ):  # type: ignore[union-attr]
        found.add("follower")
    return frozenset(found)


def chair_now(body: int) -> Member | None:
    """Whose chair it is now: of the meeting that follows the last one held, else of that one."""
    rows = Meeting.objects.filter(body=body).exclude(state="called_off").select_related("chair")
    held = rows.filter(opened_at__isnull=False).order_by("-begins_at").first()
    following = rows.filter(state__in=("planned", "announced", "sitting"))
    if held is not None:
        following = following.filter(begins_at__gt=held.begins_at)
    meeting = following.order_by("begins_at").first() or held
    return meeting.chair if meeting else None


def of_point(point: Point, actor: Actor) -> frozenset[str]:
    """Relations to a point: who raised it, who convenes the series, who chairs."""
    found = set(of_body(point.body, actor))
    if actor.signed_in and actor.person and point.person_id == actor.person:
        found.add("raiser")
    return frozenset(found)


def of_handover(handover: HandOver, actor: Actor) -> frozenset[str]:
    """Relations to a hand-over: the two who sign, and the body's own."""
    found = set(of_body(handover.body, actor))
    if sits_for(handover.giver, actor):
        found.add("giver")
    if sits_for(handover.taker, actor):
        found.add("taker")
    return frozenset(found)


def of_motion(motion: Motion, actor: Actor) -> frozenset[str]:
    """Relations to a motion."""
    if is_clock(actor):
        return frozenset({"clock"})
    found = by_seat(motion.place.path, actor, "community")
    if actor.signed_in:
        if motion.proposer_id == actor.account:
            found.add("proposer")
        if motion.followers.filter(account=actor.account).exists():
            found.add("follower")
    return frozenset(found)
