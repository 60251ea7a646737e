"""When a seat's tenure is over, the open matters that came with it go to the successor or to whoever is in charge.

Nothing is ever without a named owner (首问责任): where nobody can take a matter over, the tenure does not end.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.events import publish, subscribe
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters.desk import relations_to_place
from jinlin.matters.models import OPEN, Matter
from jinlin.matters.numbers import number_of
from jinlin.organisations.public import (
    OpenWork,
    Tenure,
    actor,
    clerks_of,
    current,
    in_charge,
    register_open_work,
    roles,
)
from jinlin.people.public import Account

OPEN_WORK = Words("没办完的诉求", "Open matters")
WORKING = frozenset({"community", "dispatcher"})
NO_SUCCESSOR = Reason(
    "no_successor",
    Words(
        "他手上还有没办完的事，而这里和上级都没有人可以接；请先安排接替的人",
        "Open matters would be left without an owner; give a seat to a successor first",
    ),
)


def listen() -> None:
    """Hear of every tenure that is over; say how much of it is open before it ends."""
    subscribe("tenure.ended", hand_over)
    register_open_work(OpenWork("matters", OPEN_WORK, _open_of))


def _open_of(account: int) -> int:
    return Matter.objects.filter(OPEN, owner=account).count()


def hand_over(*, tenure: Tenure, by: Actor, at: dt.datetime) -> None:
    """Hand over what its holder owns by this seat alone; what another seat of theirs covers stays with them.

    Called in the transaction that ends the tenure, and once more a little later for steps that were under way; a
    matter that went already is left alone. Refused with ``no_successor``.
    """
    account = Account.objects.select_related("person").filter(person_id=tenure.person_id).first()
    if account is None:
        return
    left = actor(account, on=timezone.localdate(at))
    heirs = _Heirs(tenure, account.pk, timezone.localdate(at))
    taken: dict[int, list[Matter]] = defaultdict(list)
    rows = Matter.objects.select_for_update(of=("self",)).filter(OPEN, owner=account)
    for matter in rows.select_related("place").order_by("pk"):
        if _stays(matter, left, tenure):
            continue
        heir = heirs.of(matter)
        if heir is None:
            raise Refused(NO_SUCCESSOR)
        _give(matter, heir, account.pk, by, at)
        taken[heir].append(matter)
    send(_letter(heir, matters, account) for heir, matters in taken.items())


def _stays(matter: Matter, left: Actor, tenure: Tenure) -> bool:
    """Whether a seat that the owner still holds is as good a ground to own the matter as the one that is over."""
    if (
        relations_to_place(left, matter.place.path, matter.grid_id) & WORKING
        or matter.lead_id in left.institutions
    ):
        return True
    lost = roles().get(tenure.seat.role)
    if lost is None or lost.relations or lost.scope == "institution":
        return False
    return any(_covers(seat.place, seat.path, matter) for seat in left.seats)


def _covers(place: int | None, path: str, matter: Matter) -> bool:
    return bool(path) and (matter.place.path.startswith(path) or matter.grid_id == place)


class _Heirs:
    """Who takes a matter over: the seat's next holder, a colleague of the institution that leads, whoever is in charge."""

    def __init__(self, tenure: Tenure, before: int, on: dt.date) -> None:
        self.seat, self.before, self.on = tenure.seat, before, on
        after = Tenure.objects.filter(current(on), seat_id=tenure.seat_id).exclude(pk=tenure.pk)
        found = after.filter(person__account__is_active=True)
        self.successor: int | None = found.values_list("person__account", flat=True).first()
        self.in_charge: dict[tuple[int, int | None], int | None] = {}

    def of(self, matter: Matter) -> int | None:
        """The account that takes this matter; None where nobody can."""
        place = self.seat.place
        reaches = self.seat.institution_id is not None or (
            place is not None and _covers(place.pk, place.path, matter)
        )
        if self.successor is not None and reaches:
            return self.successor
        if self.seat.institution_id is not None and self.seat.institution_id == matter.lead_id:
            colleagues = set(clerks_of(institutions=[matter.lead_id], on=self.on)) - {self.before}
            if colleagues:
                return min(colleagues)
        key = (matter.place_id, matter.place.grid_id)
        if key not in self.in_charge:
            self.in_charge[key] = in_charge(matter.place, on=self.on)
        return self.in_charge[key]


def _give(matter: Matter, heir: int, before: int, by: Actor, at: dt.datetime) -> None:
    matter.owner_id = heir
    data = {"former": before, "owner": heir}
    event = trail.record(matter, "matter", "matter.handed_over", by=by, at=at, data=data, seen="staff")
    matter.save(update_fields=["owner", "trail_seq", "trail_hash"])
    publish("matter.handed_over", subject=matter, event=event, by=by)


def _letter(heir: int, matters: list[Matter], former: Account) -> Letter:
    """One word for all that came: to the matter itself, or to the heir's own list."""
    first, name = matters[0], former.get_full_name()
    if len(matters) == 1:
        number = number_of(first.pk, first.told_at)
        words = Words(
            f"{number} {first.title}：{name}的岗位交接给您",
            f"{number} {first.title}: handed over to you by {name}",
        )
        return Letter("matter", first.pk, words, f"/matters/{number}", account=heir)
    count = len(matters)
    words = Words(
        f"{name}的 {count} 件诉求随岗位交接给您", f"{count} matters of {name} were handed over to you"
    )
    return Letter("matter", first.pk, words, "/matters/?mine=1&state=open", account=heir)
