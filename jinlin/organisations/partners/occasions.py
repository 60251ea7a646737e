"""The desk of shared records: entered by one side, confirmed by a person of the other, then evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Desk, Faulty, Taken
from jinlin.base.models import Event, StoredFile
from jinlin.base.procedure import Step
from jinlin.base.rule import Reason
from jinlin.base.subjects import attach
from jinlin.base.words import Words
from jinlin.organisations.models import Evidence, Gathering, Occasion
from jinlin.organisations.partners import rules
from jinlin.organisations.partners.deadlines import confirm_by
from jinlin.organisations.partners.evidence import Proof
from jinlin.organisations.partners.procedure_alliances import OCCASION
from jinlin.organisations.partners.sides import accounts_of, relations_between, side_of, tell_accounts
from jinlin.organisations.partners.words import GIVES, JOINT, OCCASIONS, label
from jinlin.places.public import Place

Given = dict[str, Any]
OTHER = {"community": "institution", "institution": "community"}
LATER = Reason("too_early", Words("还没有发生的不能登记", "What has not happened can't be entered"))
NO_AMOUNT = Reason(
    "no_amount",
    Words("请写清有多少：人数、小时或折合多少元", "Say how much: people, hours or its worth in yuan"),
)
NEEDS = {"venue": "hours", "room": "hours", "gift": "money"}


def relations(occasion: Occasion, actor: Actor) -> frozenset[str]:
    """Relations by side: of those who entered it, of the others, of those above."""
    held = set(relations_between(actor, occasion.community, occasion.institution_id))
    side = side_of(held)
    if side:
        held.add("entering" if side == occasion.side else "other")
    return frozenset(held & {"entering", "other", "community", "supervisor"})


def facts(occasion: Occasion, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.OccasionFacts:
    """The facts that the rules of a shared record ask for."""
    return rules.OccasionFacts(
        account=actor.account,
        entered_account=occasion.entered_by,
        is_linked=Evidence.objects.filter(kind="occasion", object_id=occasion.pk).exists(),
    )


GATHERING = "gathering"
NO_GATHERING = Reason(
    "no_gathering",
    Words(
        "联合组织生活要选一次纪要已确认的组织生活",
        "Choose a gathering of the community whose minutes are confirmed",
    ),
)
SHARED = Reason(
    "not_twice", Words("这次组织生活已经和这家单位登记过", "This gathering is entered with them already")
)


def gatherings_of(community: Place) -> QuerySet[Gathering]:
    """Gatherings with confirmed minutes of organisations at or below a community, the newest first."""
    rows = Gathering.objects.filter(
        organisation__place__path__startswith=community.path, confirmed_at__isnull=False
    )
    return rows.order_by("-starts_at", "-pk")


def tie_gathering(occasion: Occasion, gathering: int | None) -> None:
    """Let the record stand for a gathering: its day and how many came are taken from its confirmed minutes."""
    row = gatherings_of(occasion.community).filter(pk=gathering).first() if gathering else None
    if row is None:
        raise Faulty({GATHERING: NO_GATHERING})
    others = Occasion.objects.filter(gathering=row, institution=occasion.institution).exclude(
        state="withdrawn"
    )
    if others.exclude(pk=occasion.pk).exists():
        raise Faulty({GATHERING: SHARED})
    occasion.gathering, occasion.on, occasion.people = (
        row,
        timezone.localdate(row.starts_at),
        row.attendance_count,
    )


def write_facts(occasion: Occasion, values: Given, *, today: dt.date) -> None:
    """Put what was told into the record; refused (``Faulty``) for a day to come, or where the amount is missing."""
    if values["on"] > today:
        raise Faulty({"on": LATER})
    asked = NEEDS.get(values["kind"])
    if asked and not values.get(asked):
        raise Faulty({asked: NO_AMOUNT})
    occasion.kind, occasion.title, occasion.on = values["kind"], values["title"], values["on"]
    occasion.people = values.get("people") or 0
    occasion.minutes = (values.get("hours") or 0) * 60
    occasion.fen = values.get("money") or 0
    if occasion.kind == GATHERING:
        tie_gathering(occasion, values.get(GATHERING) or occasion.gathering_id)
    else:
        occasion.gathering = None


def _taken(values: Given, **data: Any) -> Taken:
    return Taken(text=values.get("note") or "", files=values.get("files") or [], data=data, seen="staff")


def _correct(occasion: Occasion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    write_facts(occasion, values, today=timezone.localdate(at))
    occasion.entered_by, occasion.confirm_by = by.account, confirm_by(at)
    return _taken(values)


def _confirm(occasion: Occasion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    occasion.confirmed_at = at
    return _taken(values)


def _plain(occasion: Occasion, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return _taken(values)


def _after(occasion: Occasion, step: Step, values: Given, event: Event, before: str) -> None:
    attach(occasion, "occasion", event, values.get("files") or [])


def page(occasion: Occasion, actor: Actor | None = None) -> str:
    """The address of a shared record."""
    return f"/occasions/{occasion.number}"


def tell(occasion: Occasion, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    """A word to the side that is to know."""
    sides = {occasion.side if name == "entering" else OTHER[occasion.side] for name in step.tells}
    zh = f"{occasion.institution.name}「{occasion.title}」：{by.title} {step.past.zh}"
    en = f"{occasion.institution.name} “{occasion.title}”: {by.title} {step.past.en}"
    accounts = accounts_of(sides, occasion.community, occasion.institution_id)
    tell_accounts(accounts, by, subject="occasion", pk=occasion.pk, words=Words(zh, en), link=page(occasion))


OCCASION_DESK = Desk(
    procedure=OCCASION, model=Occasion, relations=relations, facts=facts, tell=tell, after=_after,
    effects={
        "confirm": _confirm, "question": _plain, "correct": _correct, "add_photos": _plain, "withdraw": _plain, "annul": _plain,
    },
)  # fmt: skip


def _proofs(rows: QuerySet[Occasion]) -> list[Proof]:
    found = list(rows.filter(state="confirmed").prefetch_related("also"))
    photos: dict[int, int] = {}
    stored = StoredFile.objects.filter(subject="occasion", subject_id__in=[one.pk for one in found]).exclude(
        thumb=""
    )
    for subject_id, pk in stored.order_by("-pk").values_list("subject_id", "pk"):
        photos[subject_id] = pk
    return [
        proof_of(one, also=[place.pk for place in one.also.all()], photo=photos.get(one.pk)) for one in found
    ]


def proof_of(row: Occasion, *, also: Iterable[int] = (), photo: int | None = None) -> Proof:
    """A record as evidence, whatever its state; ``also`` are ids of further communities that took part."""
    return Proof(
        kind="occasion", pk=row.pk, sort="gathering.joint" if row.gathering_id else f"occasion.{row.kind}", on=row.on, title=f"{label(OCCASIONS, row.kind).zh}：{row.title}",
        institutions=frozenset({row.institution_id}), communities=frozenset({row.community_id, *also}),
        gives=GIVES.get(row.kind, "both"), is_joint=row.kind in JOINT, people=row.people, minutes=row.minutes, fen=row.fen, photo=photo,
    )  # fmt: skip


def find(pk: int) -> Proof | None:
    """A confirmed record as evidence, or None."""
    return next(iter(_proofs(Occasion.objects.filter(pk=pk))), None)


def offers(institution: int, community: int, from_on: dt.date, to_on: dt.date) -> Iterable[Proof]:
    """Confirmed records of two parties in a span of days."""
    here = Q(community=community) | Q(also=community)
    rows = Occasion.objects.filter(here, institution=institution, on__gte=from_on, on__lte=to_on).distinct()
    return _proofs(rows.order_by("on", "pk"))


def page_of(pk: int) -> str:
    """The address of the page of a record by its id."""
    number = Occasion.objects.filter(pk=pk).values_list("number", flat=True).first()
    return f"/occasions/{number}" if number else ""
