"""What has a life of its own in publicity, registered for pages, API and files: notices, questions, small powers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from jinlin.base.actor import Actor
from jinlin.base.subjects import Subject, register
from jinlin.base.words import Words
from jinlin.publicity.archive import text_hash
from jinlin.publicity.asking import title_of
from jinlin.publicity.desk import INQUIRIES, POWERS, PUBLICATIONS, asked_relations, power_relations, relations
from jinlin.publicity.endings import SUBJECT as ENDING
from jinlin.publicity.kinds import kind_of
from jinlin.publicity.models import Inquiry, Power, Publication
from jinlin.publicity.queries import PUBLIC


def find_publication(ref: str, actor: Actor) -> Publication:
    """A notice by its id: published ones for everybody, drafts for those of the place."""
    row: Publication = Publication.objects.select_related(
        "place", "corrects", "result_of", "lead", "owner__person"
    ).get(pk=int(ref))
    if row.state not in PUBLIC and not relations(row, actor):
        raise Publication.DoesNotExist
    return row


def find_inquiry(ref: str, actor: Actor) -> Inquiry:
    """A question by its id, for those who answer it, the level above, and the one who asked."""
    row: Inquiry = Inquiry.objects.select_related("place", "publication__place", "power__place").get(
        pk=int(ref)
    )
    if not asked_relations(row, actor):
        raise Inquiry.DoesNotExist
    return row


def find_power(ref: str, actor: Actor) -> Power:
    """A small power by its id; the list is public."""
    return Power.objects.select_related("place").get(pk=int(ref))


def _seen(row: Publication, actor: Actor) -> tuple[str, ...]:
    return ("public", "teller", "staff") if relations(row, actor) else ("public",)


def _seen_inquiry(row: Inquiry, actor: Actor) -> tuple[str, ...]:
    held = asked_relations(row, actor)
    return ("public", "teller", "staff") if held - {"asker"} else ("public", "teller") if held else ()


def shown_publication(row: Publication, actor: Actor | None = None) -> dict[str, Any]:
    """A notice as the API answers it."""
    kind = kind_of(row.kind)
    return {
        "kind": row.kind, "kind_zh": kind.words.zh, "basis": kind.basis, "verified": kind.verified, "place": row.place.code,
        "publisher": row.publisher, "number": row.number, "body": row.body, "channel": row.channel, "event_on": _day(row.event_on),
        "begins_on": _day(row.begins_on), "until_on": _day(row.until_on), "objects_until": _day(row.objects_until),
        "corrects": row.corrects_id, "result_of": row.result_of_id, "result_due_at": row.result_due_at.isoformat() if row.result_due_at else None,
        "withdrawn_why": row.withdrawn_why, "text_hash": row.text_hash, "text_unchanged": not row.text_hash or row.text_hash == text_hash(row),
    }  # fmt: skip


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def _shown_inquiry(row: Inquiry, actor: Actor) -> dict[str, Any]:
    return {
        "kind": row.kind, "about": row.publication_id or row.power_id or row.about, "text": row.text, "answer": row.answer,
        "outcome": row.outcome, "due_at": row.due_at.isoformat(), "asked_at": row.asked_at.isoformat(),
    }  # fmt: skip


def _shown_power(row: Power, actor: Actor) -> dict[str, Any]:
    return {
        "place": row.place.code, "basis": row.basis, "holder": row.holder, "steps": row.steps.splitlines(), "within_days": row.within_days,
        "since_on": _day(row.since_on),
    }  # fmt: skip


def _publication_page(row: Publication, actor: Actor) -> str:
    return reverse(
        "desk_publication" if actor.staff and relations(row, actor) else "publication", args=[row.pk]
    )


def _inquiry_page(row: Inquiry, actor: Actor) -> str:
    if actor.staff and asked_relations(row, actor) - {"asker"}:
        return reverse("inquiry", args=[row.pk])
    return reverse("asked", args=[row.pk, row.key])


PUBLICATION = Subject(
    desk=PUBLICATIONS, plural="notices", find=find_publication, ref=lambda row: str(row.pk), title=lambda row: row.title,
    page=_publication_page, seen=_seen, shown=shown_publication,
    other={
        "publication.drafted": Words("起草", "drafted it"), "publication.published": Words("公布", "published it"),
        "publication.result": Words("公布了结果", "published the result"), "publication.corrected": Words("已更正", "was corrected"),
        "publication.charged": Words("定了谁来落实、哪天前公布结果", "was given to somebody, with a day for its result"),
    },
)  # fmt: skip
INQUIRY = Subject(
    desk=INQUIRIES, plural="notice-questions", find=find_inquiry, ref=lambda row: str(row.pk), title=title_of, page=_inquiry_page,
    seen=_seen_inquiry, shown=_shown_inquiry, other={"inquiry.asked": Words("提出", "asked")},
)  # fmt: skip
POWER = Subject(
    desk=POWERS, plural="powers", find=find_power, ref=lambda row: str(row.pk), title=lambda row: row.name,
    page=lambda row, actor: reverse("desk_power" if actor.staff and power_relations(row, actor) else "power", args=[row.pk]),
    seen=lambda row, actor: ("public",), shown=_shown_power, other={"power.listed": Words("列入清单", "listed it")},
)  # fmt: skip


def register_all() -> None:
    """Register the subjects; called once at start."""
    for one in (PUBLICATION, INQUIRY, POWER, ENDING):
        register(one)
