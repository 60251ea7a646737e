"""What a reader may see: nothing, the public side, or the whole."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q

from jinlin.base.actor import Actor
from jinlin.deliberation import relations
from jinlin.deliberation.models import Body, HandOver, Item, Meeting, Member, Motion, Point, Result
from jinlin.deliberation.relations import STAFF_SIDE
from jinlin.places.public import under

WHOLE = ("public", "teller", "staff")
PUBLIC = ("public",)


def _sees(held: frozenset[str], is_public: bool) -> tuple[str, ...]:
    if held & STAFF_SIDE:
        return WHOLE
    return PUBLIC if is_public or held & {"raiser", "attendee", "follower", "proposer"} else ()


def of_body(body: Body, actor: Actor) -> tuple[str, ...]:
    """Every body is known in public: who meets, and when, is no secret."""
    return _sees(relations.of_body(body, actor), True)


def of_meeting(meeting: Meeting, actor: Actor) -> tuple[str, ...]:
    """An open body's meetings are public from the day they are planned; others' when their minutes are."""
    is_public = meeting.state == "published" or meeting.body.is_open
    return _sees(relations.of_meeting(meeting, actor), is_public)


def of_item(item: Item, actor: Actor) -> tuple[str, ...]:
    """An item is seen as its meeting is."""
    return of_meeting(item.meeting, actor)


def of_result(result: Result, actor: Actor) -> tuple[str, ...]:
    """What came of an open body's talk or of a motion is public; of closed meetings, to those concerned."""
    is_public = result.motion_id is not None or bool(result.body and result.body.is_open)
    return _sees(relations.of_result(result, actor), is_public)


def of_point(point: Point, actor: Actor) -> tuple[str, ...]:
    """What was raised in an open series is public, without who raised it."""
    return _sees(relations.of_point(point, actor), point.body.is_open)


def of_handover(handover: HandOver, actor: Actor) -> tuple[str, ...]:
    """A hand-over is for the body."""
    held = relations.of_handover(handover, actor)
    return WHOLE if held & STAFF_SIDE else ()


def of_motion(motion: Motion, actor: Actor) -> tuple[str, ...]:
    """A motion is public from the moment it is submitted."""
    held = relations.of_motion(motion, actor)
    if "proposer" in held and not held & STAFF_SIDE:
        return WHOLE
    return _sees(held, motion.state != "drafting")


def working(actor: Actor, field: str) -> Q:
    """The condition on a path that an actor's seats reach; a seat whose role has no part in deliberation reaches nothing."""
    reached = [under(reach, field) for reach in map(relations.reach_of, actor.seats) if reach]
    return reduce(or_, reached) if reached else Q(pk__in=[])


def bodies(actor: Actor, field: str = "") -> Q:
    """The condition on bodies (by a field's prefix) that an actor works on: those its seats reach, as each opens, and its own."""
    found = [working(actor, f"{field}place__path")]
    if actor.institutions or actor.person:
        mine = Member.objects.filter(until_on__isnull=True).filter(
            Q(institution__in=actor.institutions) | Q(person=actor.person or 0)
        )
        found.append(
            Q(**{f"{field}pk__in" if field == "" else f"{field.rstrip('_')}__in": mine.values("body")})
        )
    return reduce(or_, found)


def _paths(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def at_place(path: str, field: str) -> Q:
    """Bodies and what hangs on them for a reader at a place: of the place itself, above, or below."""
    return under(path, field) | Q(**{f"{field}__in": _paths(path)})
