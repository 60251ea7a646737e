"""What each step of a matter or a call writes besides state and event. One small function a step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.models import Event, StoredFile
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters import clocks, tallies, words
from jinlin.matters.models import Category, Matter, Part, Telling
from jinlin.matters.numbers import number_of
from jinlin.organisations.public import Institution
from jinlin.people.public import Look
from jinlin.places.public import Place, by_level

Given = dict[str, Any]


def counted_before(matter: Matter) -> tallies.Share | None:
    """What the matter added to the counts when its row was loaded."""
    return getattr(matter, "_counted", None)


def keep_count(matter: Matter) -> None:
    """Remember what the matter adds now, before a step changes it."""
    matter._counted = tallies.snapshot(matter)  # type: ignore[attr-defined]


def attach(matter: Matter, event: Event, files: list[int]) -> None:
    """Tie files taken in beforehand to the matter and the event; what belongs to another subject is left alone."""
    if files:
        StoredFile.objects.filter(pk__in=files, subject="").update(
            subject="matter", subject_id=matter.pk, seen=event.seen, ticket=str(event.pk)
        )


def _faulty(name: str, code: str, zh: str, en: str) -> Faulty:
    return Faulty({name: Reason(code, Words(zh, en))})


def institution(name: str, pk: int, matter: Matter) -> Institution:
    """An institution that serves the matter's place; otherwise a fault on the field."""
    found = Institution.objects.select_related("place").filter(pk=pk, ended_on__isnull=True).first()
    if found is None or not matter.place.path.startswith(found.place.path):
        raise _faulty(
            name, "wrong_reference", "没有这个单位，或它不管这里", "No such institution serves this place"
        )
    return found


def set_place(matter: Matter, place: Place, levels: dict[str, int] | None = None) -> None:
    """Put the matter at a place, with the levels above copied for the lists."""
    levels = levels or by_level(place)
    matter.place = place
    matter.street_id, matter.community_id = levels.get("street"), levels.get("community")
    matter.estate_id, matter.grid_id = levels.get("estate"), levels.get("grid")


def _note(values: Given, **data: Any) -> Taken:
    return Taken(data=data, text=values.get("note") or "", files=values.get("files") or [])


def _label(choices: tuple[Any, ...], code: str | None) -> str:
    return next((choice.words.zh for choice in choices if choice.code == code), "")


def _accept(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.owner_id = by.account
    return _note(values, owner=by.account)


def _receive(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.owner_id, matter.object_until = by.account, None
    return _note(values, owner=by.account)


def _triage(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    data: dict[str, Any] = {}
    if values.get("title"):
        matter.title, data["title"] = values["title"], True
    if values.get("place"):
        place = Place.objects.filter(pk=values["place"]).first()
        root = matter.place.path.split("/")[:3]
        if place is None or place.path.split("/")[:3] != root:
            raise _faulty("place", "wrong_reference", "没有这个地点", "No such place")
        set_place(matter, place)
        data["place"] = place.code
    if values.get("category"):
        category = Category.objects.filter(pk=values["category"], ended_on__isnull=True).first()
        if category is None:
            raise _faulty("category", "wrong_reference", "没有这个类别", "No such category")
        matter.category, matter.public = category, category.public and not _kept_private(matter)
        data["category"] = category.code
        if matter.clock and matter.clock != category.clock and not matter.urgent:
            clocks.start_clock(matter, category.clock, matter.told_at)
    if values.get("urgent") is not None:
        matter.urgent = int(values["urgent"])
        name = clocks.URGENT.get(matter.urgent) or (
            matter.category.clock if matter.category else clocks.ANSWER
        )
        clocks.start_clock(matter, name, matter.told_at)
        data["urgent"] = matter.urgent
    if values.get("public") is not None:
        may = (matter.category is None or matter.category.public) and not _kept_private(matter)
        matter.public = bool(values["public"]) and may
        data["public"] = matter.public
    return Taken(data=data)


def _kept_private(matter: Matter) -> bool:
    """Whether a teller asked not to show it in public; no worker can overrule that."""
    return Telling.objects.filter(matter=matter, private=True).exists()


def _set_lead(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    lead = institution("lead", values["lead"], matter)
    helpers = [institution("helpers", pk, matter) for pk in values.get("helpers") or [] if pk != lead.pk]
    Part.objects.filter(matter=matter, kind__in=("lead", "helper"), ended_at__isnull=True).update(ended_at=at)
    note = (values.get("note") or "")[:400]
    Part.objects.bulk_create(
        [Part(matter=matter, institution=lead, kind="lead", reason=note, begun_at=at)]
        + [
            Part(matter=matter, institution=helper, kind="helper", reason=note, begun_at=at)
            for helper in helpers
        ]
    )
    matter.lead = lead
    matter.object_until = clocks.until("return_wrong_dispatch", at)
    return _note(values, lead=lead.name, helpers=[helper.name for helper in helpers])


def _object(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return _note(values, reason=_label(words.OBJECTIONS, values["reason"]), code=values["reason"])


def _uphold(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.object_until = at
    return _note(values)


def _take_back(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    Part.objects.filter(matter=matter, kind__in=("lead", "helper"), ended_at__isnull=True).update(ended_at=at)
    matter.lead, matter.object_until, matter.owner_id = None, None, by.account
    return _note(values, owner=by.account)


def _not_ours(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.outcome, matter.closed_at = "not_ours", at
    matter.wait_until = clocks.until("dispute_refusal", at)
    return _note(values, reason=_label(words.NOT_OURS, values["reason"]), code=values["reason"])


def _contact(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.contacted_at = matter.contacted_at or at
    return _note(values)


def _follow(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    taken = _note(values)
    if values.get("inside"):
        taken.seen = "staff"
    if values.get("next_on"):
        matter.next_at = timezone.make_aware(dt.datetime.combine(values["next_on"], dt.time(23, 59, 59)))
        taken.data["next"] = values["next_on"].isoformat()
    elif matter.long_running and matter.rhythm:
        matter.next_at = at + dt.timedelta(days=matter.rhythm)
    if matter.long_running:
        matter.remind_at = matter.next_at
    return taken


def _whistle(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    called = [institution("institutions", pk, matter) for pk in values["institutions"]]
    already = set(
        Part.objects.filter(matter=matter, kind="called", ended_at__isnull=True).values_list(
            "institution_id", flat=True
        )
    )
    fresh = [one for one in called if one.pk not in already]
    if not fresh:
        raise _faulty(
            "institutions", "not_twice", "这些单位已经吹过哨", "These institutions are called already"
        )
    matter.whistled_at = matter.whistled_at or at
    answer_by, arrive_by = clocks.until("whistle_answer", at), clocks.until("whistle_arrive", at)
    for one in fresh:
        part = Part.objects.create(
            matter=matter, institution=one, kind="called", state="called", reason=(values["note"] or "")[:400], begun_at=at,
            answer_due_at=answer_by, arrive_due_at=arrive_by, remind_at=answer_by,
        )  # fmt: skip
        trail.record(
            part, "call", "call.called", by=by, at=at, text=values["note"] or "", data={"matter": matter.pk}
        )
        part.save(update_fields=["trail_seq", "trail_hash"])
    return _note(values, institutions=[one.name for one in fresh], arrive_by=arrive_by.isoformat())


def _supervise(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.supervised_at = at
    return _note(values)


def _remind(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.urged_at = at
    return _note(values)


def _extend(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    clocks.extend(matter, values["days"])
    return _note(values, days=values["days"], due=matter.due_at.isoformat() if matter.due_at else "")


def _pause(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    clocks.pause(matter, at)
    return _note(values, reason=_label(words.PAUSES, values["reason"]), code=values["reason"])


def _resume(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    clocks.resume(matter, at)
    return _note(values, due=matter.due_at.isoformat() if matter.due_at else "")


def _lengthen(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.long_running, matter.rhythm = True, values["rhythm"]
    matter.next_at = at + dt.timedelta(days=values["rhythm"])
    clocks.reckon(matter)
    matter.remind_at = matter.next_at
    return _note(values, rhythm=values["rhythm"])


def _share(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    shown = institution("institution", values["institution"], matter)
    until = timezone.make_aware(dt.datetime.combine(values["until"], dt.time(23, 59, 59)))
    if until <= at:
        raise _faulty("until", "too_early", "截止日期要在今天或以后", "The end must not lie in the past")
    Part.objects.filter(matter=matter, institution=shown, kind="shared", ended_at__isnull=True).update(
        ended_at=at
    )
    Part.objects.create(
        matter=matter,
        institution=shown,
        kind="shared",
        reason=values["note"],
        fields=values["parts"],
        begun_at=at,
        until=until,
    )
    tellers = Telling.objects.filter(matter=matter).values_list("pk", "person_id")
    what = "、".join(_label(_parts_choices(), part) for part in values["parts"])[:40]
    Look.objects.bulk_create(
        [
            Look(
                person_id=person, telling_id=pk, account_id=by.account, title=f"{by.title} → {shown.name}"[:80], what=what,
                purpose=values["note"][:200], matter_id=matter.pk, at=at,
            )
            for pk, person in tellers
        ]
    )  # fmt: skip
    return _note(values, institution=shown.name, parts=values["parts"], until=values["until"].isoformat())


def _parts_choices() -> tuple[Any, ...]:
    from jinlin.matters.procedure import MATTER

    step = MATTER.step("share")
    assert step is not None
    return next(field.choices for field in step.fields if field.name == "parts")


def _merge(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    from jinlin.matters.sight import may_see

    into = Matter.objects.select_for_update(of=("self",)).filter(pk=values["into"]).first()
    if (
        into is None
        or into.pk == matter.pk
        or into.street_id != matter.street_id
        # What somebody may not see is not there for them: neither its state is told nor anything put to it.
        or not may_see(into, by)
    ):
        raise _faulty(
            "into", "wrong_reference", "没有这件事，或不在同一街道", "No such matter in this street"
        )
    if into.state in ("merged", "withdrawn", "declined"):
        raise _faulty("into", "wrong_state", "那一件已经不能并入", "That matter takes nothing in any more")
    moved = Telling.objects.filter(matter=matter).update(matter=into)
    matter.into, matter.outcome, matter.closed_at, matter.due_at = into, "merged", at, None
    count = Telling.objects.filter(matter=into).count()
    before = tallies.snapshot(into)
    into.teller_count = count
    trail.record(
        into,
        "matter",
        "matter.joined",
        by=by,
        at=at,
        data={"from": number_of(matter.pk, matter.told_at), "tellings": moved},
    )
    into.save()
    tallies.move(into, before)
    return _note(values, into=number_of(into.pk, into.told_at), into_id=into.pk)


def _split(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    picked = list(Telling.objects.filter(matter=matter, pk__in=values["tellings"]).order_by("pk"))
    if not picked or len(picked) >= matter.teller_count:
        raise _faulty(
            "tellings",
            "wrong_choice",
            "请选出一部分反映，至少留下一条",
            "Pick some, but not all, of the tellings",
        )
    new = Matter(
        title=values["title"], state="told", place=matter.place, street_id=matter.street_id, community_id=matter.community_id,
        estate_id=matter.estate_id, grid_id=matter.grid_id, category=matter.category, owner_id=matter.owner_id,
        channel=picked[0].channel, public=matter.public, urgent=matter.urgent, teller_count=len(picked),
        told_at=min(one.told_at for one in picked), contact_due_at=matter.contact_due_at,
    )  # fmt: skip
    clocks.start_clock(new, matter.clock or clocks.ANSWER, at)
    new.save()
    Telling.objects.filter(pk__in=[one.pk for one in picked]).update(matter=new)
    trail.record(
        new, "matter", "matter.split_off", by=by, at=at, data={"from": number_of(matter.pk, matter.told_at)}
    )
    new.save(update_fields=["trail_seq", "trail_hash"])
    tallies.move(new, None)
    matter.teller_count -= len(picked)
    return Taken(data={"into": number_of(new.pk, new.told_at), "into_id": new.pk, "tellings": len(picked)})


def _answer(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.answered_at, matter.wait_until = at, clocks.until("confirm_wait", at)
    matter.contacted_at = matter.contacted_at or at
    return _note(values, wait_until=matter.wait_until.isoformat())


def _said(matter: Matter, values: Given, by: Actor, at: dt.datetime, solved: bool) -> None:
    satisfaction = int(values["satisfaction"]) if values.get("satisfaction") else None
    matter.solved, matter.satisfaction = solved, satisfaction or matter.satisfaction
    mine = Telling.objects.filter(matter=matter)
    if by.follows:
        mine = mine.filter(pk__in=by.follows)
    elif by.person and not by.staff:
        mine = mine.filter(person_id=by.person)
    mine.update(solved=solved, satisfaction=satisfaction, said_at=at)


def _solved(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _said(matter, values, by, at, True)
    matter.outcome, matter.closed_at, matter.wait_until = "solved", at, clocks.until("reopen_after", at)
    return _note(values, satisfaction=matter.satisfaction)


def _unsolved(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _said(matter, values, by, at, False)
    matter.returned += 1
    matter.wait_until = None
    clocks.start_clock(matter, matter.clock or clocks.ANSWER, at)
    return _note(values, returned=matter.returned)


def _lapse(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.outcome, matter.closed_at, matter.wait_until = "unreached", at, clocks.until("reopen_after", at)
    return Taken()


def _rate(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.satisfaction = int(values["satisfaction"])
    return _note(values, satisfaction=matter.satisfaction)


def _reopen(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.outcome, matter.closed_at, matter.solved, matter.wait_until = "", None, False, None
    matter.returned += 1
    clocks.start_clock(matter, matter.clock or clocks.ANSWER, at)
    return _note(values)


def _dispute(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.outcome, matter.closed_at, matter.wait_until = "", None, None
    clocks.start_clock(matter, matter.clock or clocks.ANSWER, at)
    return _note(values)


def _withdraw(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.outcome, matter.closed_at = "withdrawn", at
    return _note(values)


def _exclude(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    matter.excluded = values["reason"]
    return _note(values, reason=_label(words.EXCLUSIONS, values["reason"]), code=values["reason"])


def _counting(effect: Effect) -> Effect:
    def counted(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
        keep_count(matter)
        return effect(matter, values, by, at)

    return counted


def _plain(matter: Matter, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return _note(values)


MATTER_EFFECTS: dict[str, Effect] = {
    code: _counting(effect)
    for code, effect in {
        "accept": _accept, "receive": _receive, "triage": _triage, "dispatch": _set_lead, "object": _object,
        "uphold": _uphold, "redispatch": _set_lead, "take_back": _take_back, "not_ours": _not_ours,
        "contact": _contact, "follow": _follow, "whistle": _whistle, "take_over": _accept, "remind": _remind,
        "supervise": _supervise, "extend": _extend, "pause": _pause, "resume": _resume, "lengthen": _lengthen,
        "share": _share, "merge": _merge, "split": _split, "answer": _answer, "confirm": _solved,
        "not_solved": _unsolved, "revisit_solved": _solved, "revisit_unsolved": _unsolved, "lapse": _lapse,
        "rate": _rate, "reopen": _reopen, "dispute": _dispute, "say_more": _plain, "withdraw": _withdraw,
        "exclude": _exclude,
    }.items()
}  # fmt: skip


def echo(matter: Matter, part: Part, event: Event, by: Actor, line: Words) -> None:
    """Show a call's step in its matter's thread too."""
    trail.record(
        matter, "matter", event.thing, by=by, at=event.at, data={"institution": part.institution.name, "part": part.pk},
        text=event.text, seen=event.seen,
    )  # fmt: skip
    matter.save(update_fields=["trail_seq", "trail_hash"])


def _replied(part: Part, values: Given, by: Actor, at: dt.datetime) -> Taken:
    part.answered_at = at
    return _note(values)


def _arrived(part: Part, values: Given, by: Actor, at: dt.datetime) -> Taken:
    part.answered_at, part.arrived_at = part.answered_at or at, at
    return _note(values)


def _acted(part: Part, values: Given, by: Actor, at: dt.datetime) -> Taken:
    part.acted_at = at
    return _note(values)


def _marked(part: Part, values: Given, by: Actor, at: dt.datetime) -> Taken:
    part.mark, part.ended_at = int(values["mark"]), at
    return _note(values, mark=part.mark)


def _released(part: Part, values: Given, by: Actor, at: dt.datetime) -> Taken:
    part.ended_at = at
    return _note(values)


CALL_EFFECTS: dict[str, Effect] = {
    "reply": _replied, "arrive": _arrived, "act": _acted, "mark": _marked, "release": _released,
}  # fmt: skip

__all__ = [
    "CALL_EFFECTS",
    "MATTER_EFFECTS",
    "Refused",
    "attach",
    "counted_before",
    "echo",
    "keep_count",
    "set_place",
]
