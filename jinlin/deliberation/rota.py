"""Whose turn the chair is: reckoned from the order of members and from who has chaired. Pure.

Who has not chaired for longest is next; who never has comes first; ties go by the members' order. A refusal is recorded
and does not count as a turn, so the turn comes back; a swap is two people's agreement and counts as held.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence


def next_chair(order: Sequence[int], chaired: Iterable[int], *, without: Collection[int] = ()) -> int | None:
    """The member whose turn it is. ``order`` are the members in their order, ``chaired`` those who chaired, oldest first.

    ``without`` may not chair this time (refused, or a party). None where nobody is left.
    """
    last = {member: number for number, member in enumerate(chaired)}
    able = [member for member in order if member not in without]
    if not able:
        return None
    return min(able, key=lambda member: (last.get(member, -1), order.index(member)))


def season(order: Sequence[int], chaired: Sequence[int], count: int) -> list[int]:
    """The chairs of the next ``count`` meetings, if nobody swaps or refuses."""
    held = list(chaired)
    for _ in range(count):
        following = next_chair(order, held)
        if following is None:
            break
        held.append(following)
    return held[len(chaired) :]


def chair_of_item(order: Sequence[int], chair: int | None, parties: Collection[int]) -> int | None:
    """Who chairs one item: the meeting's chair, or the next in order whose unit is no party. None where all are parties.

    ``parties`` are members that are a party to the item.
    """
    if chair is None or chair not in parties:
        return chair
    start = order.index(chair) if chair in order else -1
    ring = [*order[start + 1 :], *order[: start + 1]]
    return next((member for member in ring if member not in parties), None)
