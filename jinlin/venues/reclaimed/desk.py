"""The desk of reclaimed space: relations, facts, what each step writes; how it is found and shown; entering one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk, Effect, Faulty, Taken
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.rule import Reason
from jinlin.base.subjects import Subject, attach
from jinlin.base.words import Words
from jinlin.organisations.public import holders_over
from jinlin.places.public import Place
from jinlin.venues import queries
from jinlin.venues.commands import keeper
from jinlin.venues.models import Reclaimed, Station
from jinlin.venues.reclaimed.procedure import RECLAIMED, SpaceFacts

Given = dict[str, Any]
WRONG_DAY = Reason(
    "wrong_date", Words("日子要依次往后，不在将来", "The days follow each other and lie not in the future")
)


def relations(row: Reclaimed, actor: Actor) -> frozenset[str]:
    """What an actor is to it: the community that keeps the place, or the level above."""
    return queries.relations(Station(place=row.place), actor) & {"keeper", "supervisor"}


def _photos(name: str) -> Effect:
    def effect(row: Reclaimed, values: Given, by: Actor, at: dt.datetime) -> Taken:
        setattr(row, name, getattr(row, name) + len(values["files"]))
        return Taken(text=values["note"] or "", files=values["files"], data={"when": name})

    return effect


def _on(values: Given, after: dt.date | None, at: dt.datetime) -> dt.date:
    on: dt.date = values["on"]
    if on > timezone.localdate(at) or (after is not None and on < after):
        raise Faulty({"on": WRONG_DAY})
    return on


def _taken(values: Given, **data: Any) -> Taken:
    return Taken(text=values.get("note") or "", files=values.get("files") or [], data=data)


def _agree(row: Reclaimed, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.agreed_on = _on(values, row.found_on, at)
    return _taken(values)


def _clear(row: Reclaimed, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.cleared_on, row.area = _on(values, row.agreed_on, at), values["area"]
    return _taken(values, area=row.area)


def _use(row: Reclaimed, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.used_on, row.becomes = _on(values, row.cleared_on, at), values["becomes"]
    if values["station"]:
        station = Station.objects.filter(pk=values["station"], place__path__startswith=row.place.path).first()
        if station is None:
            raise Faulty(
                {"station": Reason("wrong_reference", Words("这里没有这个驿站", "No such station there"))}
            )
        row.station = station
    return _taken(values, becomes=row.becomes)


EFFECTS: dict[str, Effect] = {
    "before": _photos("before"),
    "after": _photos("after"),
    "agree": _agree,
    "clear": _clear,
    "use": _use,
}


def _tell(row: Reclaimed, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    if "supervisor" not in step.tells:
        return
    said = Words(f"{row.name}：{step.past.zh}", f"{row.name}: {step.past.en}")
    accounts = set(
        holders_over(path=row.place.path, relation="supervisor", on=timezone.localdate(event.at))
    ) - {by.account}
    send(
        Letter("reclaimed", row.pk, said, reverse("reclaimed", args=[row.code]), account=one)
        for one in sorted(accounts)
    )


def _after(row: Reclaimed, step: Step, values: Given, event: Event, before: str) -> None:
    attach(row, "reclaimed", event, list(values.get("files") or []))


SPACES = Desk(
    procedure=RECLAIMED, model=Reclaimed, relations=relations, facts=lambda row, actor, held, on: SpaceFacts(row.before, row.after), effects=EFFECTS,
    tell=_tell, after=_after, related=("place",),
)  # fmt: skip


def _find(ref: str, actor: Actor) -> Reclaimed:
    return Reclaimed.objects.select_related("place", "station").get(code=ref)


SPACE_SUBJECT = Subject(
    desk=SPACES, plural="reclaimed", find=_find, ref=lambda row: row.code, title=lambda row: row.name,
    page=lambda row, actor: reverse("reclaimed", args=[row.code]),
    seen=lambda row, actor: ("public", "teller", "staff") if relations(row, actor) else ("public",),
    shown=lambda row, actor: {
        "code": row.code, "name": row.name, "place": row.place.code, "was": row.was, "becomes": row.becomes, "area_m2": f"{row.area / 100:.2f}",
        "station": row.station.code if row.station else None, "cleared_on": row.cleared_on.isoformat() if row.cleared_on else None,
        "used_on": row.used_on.isoformat() if row.used_on else None,
    },
    other={"reclaimed.entered": Words("登记了被占用的公共空间", "entered occupied public space")},
)  # fmt: skip


def enter(
    *, place: Place, code: str, name: str, was: str, area: int, found_on: dt.date, by: Actor, note: str = ""
) -> Reclaimed:
    """Enter public space that is occupied. Who occupies it is no field. Refused with ``not_yours``."""
    keeper(Station(place=place), by)
    with transaction.atomic():
        made = Reclaimed.objects.create(
            place=place, code=code, name=name, was=was, area=area, found_on=found_on
        )
        trail.record(made, "reclaimed", "reclaimed.entered", by=by, text=note, data={"area": area})
        made.save(update_fields=["trail_seq", "trail_hash"])
    return made
