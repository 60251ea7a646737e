"""What each step of a notice writes besides state and event. One small function a step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.clock import shown_date
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.publicity import archive, periods
from jinlin.publicity.kinds import kind_of
from jinlin.publicity.models import Assessment, Hanging, Publication
from jinlin.publicity.rules import Hung

Given = dict[str, Any]


def faulty(name: str, code: str, zh: str, en: str) -> Faulty:
    """One fault of what was given."""
    return Faulty({name: Reason(code, Words(zh, en))})


def hangings_of(row: Publication) -> list[Hung]:
    """The hangings of a notice as the rules read them."""
    found = Hanging.objects.filter(publication=row).order_by("hung_on", "pk")
    return [Hung(one.spot, one.hung_on, one.down_on) for one in found]


def reckon(row: Publication) -> None:
    """Reckon the last day and the end of objections again, with the paper that hangs; never earlier than it was."""
    kind = kind_of(row.kind)
    assert row.begins_on is not None
    found = periods.standing(kind, row.begins_on, row.event_on, hangings_of(row), row.until_on)
    row.until_on = found.until_on
    objects = periods.objects_until(kind, found.counts_from, found.until_on)
    row.objects_until = max(objects, row.objects_until) if objects and row.objects_until else objects


def give_number(row: Publication, year: int) -> None:
    """The next number of its publisher in that year, such as 榕西社区居委会公示〔2026〕12号. The constraint keeps it unique."""
    last = Publication.objects.filter(publisher=row.publisher, year=year).aggregate(n=Max("serial"))["n"] or 0
    row.year, row.serial = year, last + 1
    row.number = f"{row.publisher}公示〔{year}〕{row.serial}号"


def put_up(
    row: Publication, at: dt.datetime, *, until_on: dt.date | None = None, result_by: dt.date | None = None
) -> dict[str, Any]:
    """Number, first and last day, digest and archive entry of a notice that is published now. Answers the event's facts."""
    kind, today = kind_of(row.kind), timezone.localdate(at)
    least = periods.until(kind, today, row.event_on)
    if until_on is not None and until_on < least:
        day = shown_date(least)
        raise Faulty(
            {
                "until_on": Reason(
                    "too_early",
                    Words(f"法定至少公示到{day.zh}", f"By law it hangs through {day.en} at least"),
                    kind.basis,
                )
            }
        )
    archive.lock()
    give_number(row, today.year)
    row.begins_on, row.published_at, row.until_on = today, at, until_on or least
    row.objects_until = periods.objects_until(kind, today, row.until_on)
    if kind.result:
        row.result_due_at = periods.end_of(result_by) if result_by else periods.result_due(kind, at)
    row.text_hash = archive.text_hash(row)
    what = "corrected" if row.corrects_id else "published"
    entry = archive.add(row, what, at, **archive.facts_of(row))
    return {"number": row.number, "until": row.until_on.isoformat(), "entry": entry.seq, "hash": entry.hash}


def follow(row: Publication, at: dt.datetime) -> None:
    """The notice that is corrected, and the decision whose result this is, say so in their own threads."""
    if row.kind == "yearly_review" and row.covers.isdigit():
        Assessment.objects.filter(place=row.place_id, year=int(row.covers)).update(publication=row)
    for pk, thing in ((row.corrects_id, "publication.corrected"), (row.result_of_id, "publication.result")):
        if pk is not None:
            old = Publication.objects.select_for_update(of=("self",)).get(pk=pk)
            trail.record(
                old, "publication", thing, by=THE_CLOCK, at=at, data={"by": row.pk, "number": row.number}
            )
            old.save(update_fields=["trail_seq", "trail_hash"])


def _revise(row: Publication, values: Given, by: Actor, at: dt.datetime) -> Taken:
    changed = [name for name in ("title", "body") if values[name] != getattr(row, name)]
    row.title, row.body, row.channel = values["title"], values["body"], values["channel"] or ""
    row.event_on, row.decided_on, row.covers = (
        values["event_on"],
        values["decided_on"],
        values["covers"] or "",
    )
    row.drafted_by_id = by.account or row.drafted_by_id  # who wrote last does not check it
    return Taken({"changed": changed})


def _publish(row: Publication, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return Taken(put_up(row, at, until_on=values["until_on"], result_by=values["result_by"]))


def _hang(row: Publication, values: Given, by: Actor, at: dt.datetime) -> Taken:
    today = timezone.localdate(at)
    assert row.begins_on is not None
    if values["hung_on"] > today:
        raise faulty("hung_on", "too_late", "还没到那一天", "That day has not come")
    hung_on = max(values["hung_on"], row.begins_on)
    Hanging.objects.create(
        publication=row, spot=values["spot"], where=values["where"] or "", hung_on=hung_on, by_id=by.account or None,
        event_id=row.trail_seq + 1,
    )  # fmt: skip
    reckon(row)
    archive.add(row, "hung", at, spot=values["spot"], hung_on=hung_on.isoformat())
    assert row.until_on is not None
    data = {
        "spot": values["spot"],
        "where": values["where"] or "",
        "hung_on": hung_on.isoformat(),
        "until": row.until_on.isoformat(),
    }
    return Taken(data, files=values.get("files") or [])


def _take_down(row: Publication, values: Given, by: Actor, at: dt.datetime) -> Taken:
    found = (
        Hanging.objects.filter(publication=row, spot=values["spot"], down_on__isnull=True)
        .order_by("-hung_on")
        .first()
    )
    if found is None:
        raise faulty("spot", "no_paper", "这里没有张贴记录", "Nothing is recorded as hanging there")
    if values["down_on"] < found.hung_on or values["down_on"] > timezone.localdate(at):
        raise faulty("down_on", "wrong_date", "日期不对", "That day cannot be")
    found.down_on = values["down_on"]
    found.save(update_fields=["down_on"])
    reckon(row)
    return Taken({"spot": values["spot"], "down_on": values["down_on"].isoformat()}, values.get("note") or "")


def _lengthen(row: Publication, values: Given, by: Actor, at: dt.datetime) -> Taken:
    assert row.until_on is not None
    if values["until_on"] <= row.until_on:
        raise faulty("until_on", "too_early", "只能延长", "It can only be lengthened")
    row.until_on = values["until_on"]
    if kind_of(row.kind).objects_during:
        row.objects_until = row.until_on
    return Taken({"until": row.until_on.isoformat()}, values["note"])


def _serve(row: Publication, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.served_at = at
    entry = archive.add(row, "served", at, until_on=row.until_on.isoformat() if row.until_on else None)
    return Taken({"entry": entry.seq})


def _withdraw(row: Publication, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.withdrawn_at, row.withdrawn_why, row.result_due_at = at, values["why"], None
    entry = archive.add(row, "withdrawn", at, why=archive.digest(values["why"]))
    return Taken({"entry": entry.seq}, values["why"])


PUBLICATION_EFFECTS: dict[str, Effect] = {
    "revise": _revise, "publish": _publish, "hang": _hang, "take_down": _take_down, "lengthen": _lengthen, "serve": _serve,
    "withdraw": _withdraw,
}  # fmt: skip
