"""Questions, objections and complaints: asking one, what each of its steps writes, and what that does to the notice."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import ANYBODY, THE_CLOCK, Actor
from jinlin.base.clock import Due, due
from jinlin.base.deployment_calendar import calendar
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.events import publish
from jinlin.base.given import clean_given
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.parameters import shipped_parameters
from jinlin.base.procedure import Step
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.organisations.public import holders_over
from jinlin.people.public import Account
from jinlin.places.public import Place
from jinlin.publicity import archive, periods, rules
from jinlin.publicity.kinds import book, kind_of
from jinlin.publicity.models import Inquiry, Power, Publication
from jinlin.publicity.procedure import ASK_FIELDS

HANGS = ("published", "objected")
KIND_WORDS = {
    "question": Words("询问", "Question"), "objection": Words("异议", "Objection"), "complaint": Words("投诉", "Complaint"),
}  # fmt: skip
ANSWER_CLOCK = "10 d"
"""For what is not about a notice; the same as the notices' own default."""


def title_of(row: Inquiry) -> str:
    """What a question is about, in one line."""
    about = row.publication.title if row.publication else row.power.name if row.power else ""
    if not about and row.about in book().kinds:
        about = book().kinds[row.about].words.zh
    return f"{KIND_WORDS[row.kind].zh}：{about}"


def channel_of(row: Inquiry) -> str:
    """The channel of an actor whose key to this question was checked: the one who asked, without an account."""
    return f"inquiry-{row.pk}"


def asker(row: Inquiry) -> Actor:
    """The one who asked, known by the key alone."""
    return Actor(account=0, name="提问的人", channel=channel_of(row))


def raise_until(answered_at: dt.datetime | None) -> dt.datetime | None:
    """Until when an answer may be taken to the level above."""
    if answered_at is None:
        return None
    clock = shipped_parameters().clock("dispute_refusal", on=timezone.localdate(answered_at))
    return due(answered_at, clock, calendar=calendar()).at


def ask(
    *, raw: dict[str, Any], by: Actor = ANYBODY, publication: Publication | None = None, power: Power | None = None,
    place: Place | None = None, about: str = "", complaint: bool = False, on_behalf: bool = False, at: dt.datetime | None = None,
) -> Inquiry:  # fmt: skip
    """Take a question, an objection or (``complaint``) a word about late or false publication, in one transaction.

    ``raw`` holds ``ASK_FIELDS``. Refused: ``not_this_kind``, ``wrong_state``, ``too_late`` for objections outside
    their time; ``Faulty`` for what was given. An objection moves the notice to "objection open". ``on_behalf`` says
    that a worker wrote down another person's word.
    """
    at = at or timezone.now()
    values, faults = clean_given(
        ASK_FIELDS, {"kind": "question", **raw} if complaint or publication is None else raw
    )
    if faults:
        raise Faulty(faults)
    kind = "complaint" if complaint else values["kind"]
    with transaction.atomic():
        if publication is not None:
            publication = (
                Publication.objects.select_for_update(of=("self",))
                .select_related("place")
                .get(pk=publication.pk)
            )
            if kind == "objection":
                _refuse_objection(publication, timezone.localdate(at))
        where = place or (publication or power).place  # type: ignore[union-attr]
        row = Inquiry(
            kind=kind, place=where, publication=publication, power=power, about=about, text=values["text"], asked_at=at,
            person_id=by.person if by.signed_in and not on_behalf else None, name=values["name"] or "", phone=values["phone"] or "",
            taken_by_id=by.account if on_behalf else None, key=secrets.token_urlsafe(15),
        )  # fmt: skip
        deadline = _due(row, at)
        row.due_at, row.due_provisional = deadline.at, deadline.provisional
        row.save()
        event = trail.record(
            row,
            "inquiry",
            "inquiry.asked",
            by=by if by.staff else ANYBODY,
            at=at,
            data={"kind": kind},
            seen="public",
        )
        row.save(update_fields=["trail_seq", "trail_hash"])
        if publication is not None and kind == "objection" and publication.state == "published":
            _publications().take(publication.pk, "object", by=THE_CLOCK, on=at)
        _tell_answerers(row, by, at)
        publish("inquiry.asked", subject=row, event=event, by=by)
    return row


def _publications() -> Any:
    from jinlin.publicity.desk import PUBLICATIONS

    return PUBLICATIONS


def _refuse_objection(row: Publication, today: dt.date) -> None:
    reason = rules.may_object(
        takes=kind_of(row.kind).takes_objections,
        until_on=row.objects_until,
        today=today,
        hangs=row.state in HANGS,
    )
    if reason:
        raise Refused(reason)


def _due(row: Inquiry, at: dt.datetime) -> Due:
    if row.publication is not None:
        return periods.answer_due(kind_of(row.publication.kind), at)
    return due(at, ANSWER_CLOCK, calendar=calendar())


def _tell_answerers(row: Inquiry, by: Actor, at: dt.datetime) -> None:
    relation = "supervisor" if row.kind == "complaint" else "community"
    accounts = holders_over(
        path=row.place.path, relation=relation, on=timezone.localdate(at), grid=row.place.grid_id
    )
    words = Words(f"{title_of(row)}，请在期限内答复", f"{title_of(row)}: please answer in time")
    send(
        Letter("inquiry", row.pk, words, link=reverse("inquiry", args=[row.pk]), account=one)
        for one in accounts
        if one != by.account
    )


def letters_to_asker(row: Inquiry, words: Words) -> list[Letter]:
    """A word to the one who asked: to their account, or to the number that they left."""
    link = reverse("asked", args=[row.pk, row.key])
    if row.person_id:
        accounts = Account.objects.filter(person_id=row.person_id, is_active=True).values_list(
            "pk", flat=True
        )
        return [Letter("inquiry", row.pk, words, link=link, account=one) for one in accounts]
    return [Letter("inquiry", row.pk, words, link=link, address=f"sms:{row.phone}")] if row.phone else []


def _answer(row: Inquiry, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.outcome, row.answer, row.shown = values["outcome"], values["answer"], values["shown"] or row.text
    row.answered_at, row.answered_by_id = at, by.account or None
    if row.publication is not None:
        archive.add(row.publication, "answered", at, inquiry=row.pk, answer=archive.answer_hash(row))
    return Taken({"outcome": row.outcome}, values["answer"])


def _note(row: Inquiry, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.due_at = due(at, ANSWER_CLOCK, calendar=calendar()).at
    return Taken(text=values["note"])


INQUIRY_EFFECTS: dict[str, Effect] = {"answer": _answer, "decide": _answer, "raise": _note}


def after_step(row: Inquiry, step: Step, values: dict[str, object], event: Event, before: str) -> None:
    """Once no objection is open any more, the notice goes on."""
    if row.publication_id is None or row.kind != "objection" or step.code not in ("answer", "drop"):
        return
    row.save()
    waiting = Inquiry.objects.filter(publication=row.publication_id, kind="objection", state="asked").exists()
    notice = Publication.objects.get(pk=row.publication_id)
    if not waiting and notice.state == "objected":
        _publications().take(notice.pk, "settle", by=THE_CLOCK, on=event.at)
