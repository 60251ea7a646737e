"""Writes of matters: telling. Every later step goes through the desks of ``desk.py``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from jinlin.base import rows, trail
from jinlin.base.actor import ANYBODY, Actor
from jinlin.base.bulk import maker
from jinlin.base.events import publish
from jinlin.base.given import Field, clean_given, clean_text
from jinlin.base.models import Event, StoredFile
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.matters import clocks, search, tallies, words
from jinlin.matters.effects import set_place
from jinlin.matters.models import Category, Matter, Telling
from jinlin.matters.numbers import number_of, receipt_key, short_key
from jinlin.organisations.public import Charge, charge
from jinlin.people.public import key_of
from jinlin.places.public import Place, Standing, living, standing

TELL_FIELDS = (
    Field("text", "long_text", Words("什么事", "What is it"), limit=4000),
    Field("place", "place", Words("在哪里", "Where")),
    Field("spot", "text", Words("具体位置", "Where exactly"), required=False, limit=120),
    Field("category", "category", Words("类别", "Category"), required=False),
    Field("urgent", "choice", Words("紧急程度", "Urgency"), required=False, choices=words.URGENCIES),
    Field("name", "text", Words("怎么称呼", "Name"), required=False, limit=60,
          why=Words("只给办理的人看，用来联系您；可以不填", "Only those who work on it see it; optional")),
    Field("phone", "text", Words("电话", "Phone"), required=False, limit=30,
          why=Words("只用来告诉您进展；可以不填", "Only to tell you how it goes; optional")),
    Field("files", "files", Words("照片", "Photos"), required=False, limit=9),
    Field("private", "yes_no", Words("不要公开", "Keep it private"), required=False),
)  # fmt: skip
TITLE_LENGTH = 40


class NobodyInCharge(Exception):
    """No seat of any level above the place has a holder: the deployment is not set up. Never a teller's fault."""


@dataclass(frozen=True)
class Receipt:
    """What a teller is given: the matter's number, the telling, its long key for a link and short key for paper."""

    number: str
    matter: int
    telling: int
    key: str
    short: str
    owner: int
    due_at: dt.datetime | None
    owner_username: str = ""
    owner_name: str = ""


_new_matter, _new_telling = maker(Matter), maker(Telling)


def title_of(text: str) -> str:
    """The first sentence of what was told, as a heading."""
    line = clean_text(text).split("\n")[0].strip()
    for mark in "。！？!?；;":
        head = line.split(mark)[0]
        if 4 <= len(head) < len(line):
            line = head
            break
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…"


def check_telling(raw: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Reason]]:
    """What was told, read and checked: values, and a reason for each field that can't be taken."""
    values, faults = clean_given(TELL_FIELDS, raw)
    place = living(values.get("place") or 0)
    if "place" not in faults and (place is None or place.level in ("province", "city")):
        faults["place"] = Reason("wrong_place", Words("请选到社区或小区", "Choose a community or an estate"))
    values["place"] = place
    if values.get("category"):
        values["category"] = Category.objects.filter(pk=values["category"], ended_on__isnull=True).first()
        if values["category"] is None:
            faults["category"] = Reason("wrong_reference", Words("没有这个类别", "No such category"))
    phone = "".join(c for c in values.get("phone") or "" if c.isdigit() or c == "+")
    if values.get("phone") and not 7 <= len(phone) <= 15:
        faults["phone"] = Reason(
            "wrong_phone", Words("电话号码不对，可以留空", "That is no phone number; it may stay empty")
        )
    values["phone"] = phone
    return values, faults


@dataclass(frozen=True)
class Draft:
    """A telling made ready before anything is locked: what it will be, but for its ids, its owner and its place."""

    matter: Matter
    telling: Telling
    line: str
    place: Place
    files: list[int]
    by: Actor
    at: dt.datetime


def draft(
    *, values: dict[str, Any], channel: str, by: Actor = ANYBODY, on_behalf: bool = False, at: dt.datetime | None = None,
    person: int | None = None,
) -> Draft:  # fmt: skip
    """Everything about a telling that can be thought out while others write. ``values`` come from ``check_telling``."""
    at = at or timezone.now()
    matter = _matter(values, channel, at)
    telling = _telling(matter, values, channel, by, on_behalf, at, person)
    line = search.line_of([telling.text, telling.spot])
    return Draft(matter, telling, line, values["place"], values.get("files") or [], by, at)


def tell(
    *, values: dict[str, Any], channel: str, by: Actor = ANYBODY, on_behalf: bool = False, at: dt.datetime | None = None,
    person: int | None = None,
) -> Receipt:  # fmt: skip
    """A resident's word becomes a matter with an owner and a deadline, in one transaction.

    ``values`` come from ``check_telling``. ``on_behalf`` says that ``by`` recorded another person's word.
    """
    return record(draft(values=values, channel=channel, by=by, on_behalf=on_behalf, at=at, person=person))


def record(told: Draft) -> Receipt:
    """Write what was made ready, once.

    The owner is the worker who was asked, or else whoever is in charge of the place (首问责任).
    """
    matter, telling, by, at = told.matter, told.telling, told.by, told.at
    # Without a savepoint of its own: what fails here fails with the whole write that it is part of.
    with transaction.atomic(savepoint=False):
        stands = standing(told.place)
        asked = _asked(told, stands)
        matter.owner_id = asked.account
        set_place(matter, told.place, stands.levels)
        telling.place_id = matter.place_id
        # What a deadlock ended is written again from the same draft: the chain begins anew.
        matter.trail_seq, matter.trail_hash = 0, ""
        matter.pk, telling.pk, event_id = rows.next_ids(Matter, Telling, Event)
        telling.matter = telling.first_matter = matter
        said = {"channel": matter.channel, "telling": telling.pk, "owner": asked.account}
        event = trail.link(matter, "matter", "matter.told", by, at, said, "", "public")
        event.pk = event_id
        with rows.in_one_go():
            for row in (matter, telling, event):
                rows.insert(row)
            search.add_line(matter, told.line, telling=telling.pk)
            if told.files:
                StoredFile.objects.filter(pk__in=told.files, subject="").update(
                    subject="matter", subject_id=matter.pk, seen="teller", ticket=str(event.pk)
                )
            if asked.account != by.account:
                send([_word_to_owner(matter, asked.account)])
            publish("matter.told", subject=matter, event=event, by=by)
            # Last, because everybody who tells in this community this month waits for this one row.
            tallies.move(matter, None)
    number = number_of(matter.pk, at)
    return Receipt(
        number, matter.pk, telling.pk, receipt_key(telling.pk), short_key(telling.pk), asked.account, matter.due_at,
        asked.username, asked.name,
    )  # fmt: skip


def _asked(told: Draft, stands: Standing) -> Charge:
    """Who was asked first: the worker who records it, else whoever is in charge there now and until this is written."""
    by = told.by
    if by.staff:
        return Charge(by.account, by.username, by.name)
    found = charge(told.place, on=timezone.localdate(told.at), stands=stands)
    if found is None:
        raise NobodyInCharge(told.place.path)
    return found


def _matter(values: dict[str, Any], channel: str, at: dt.datetime) -> Matter:
    category: Category | None = values.get("category")
    urgent = int(values.get("urgent") or 0)
    matter = _new_matter(
        title=title_of(values["text"]), state="told", channel=channel, urgent=urgent,
        public=bool(category and category.public and not values.get("private")), told_at=at,
    )  # fmt: skip
    matter.category = category
    matter.contact_due_at = clocks.until("contact_teller", at)
    clocks.start_clock(
        matter, clocks.URGENT.get(urgent) or (category.clock if category else clocks.ANSWER), at
    )
    return matter


def _telling(
    matter: Matter,
    values: dict[str, Any],
    channel: str,
    by: Actor,
    on_behalf: bool,
    at: dt.datetime,
    person: int | None,
) -> Telling:
    own = by.person if by.signed_in and not on_behalf and not by.staff else None
    telling = _new_telling(
        matter_id=matter.pk, first_matter_id=matter.pk, channel=channel, text=values["text"], told_at=at, taken_at=at,
        person_id=person or own, name=values.get("name") or "", phone=values.get("phone") or "",
        phone_key=key_of(values.get("phone") or ""), taken_by_id=by.account if by.staff else None, on_behalf=on_behalf,
        private=bool(values.get("private")),
        place_id=matter.place_id, spot=values.get("spot") or "", lat_e6=values.get("lat_e6"), lon_e6=values.get("lon_e6"),
    )  # fmt: skip
    telling.matter = telling.first_matter = matter
    return telling


def _word_to_owner(matter: Matter, owner: int) -> Letter:
    number = number_of(matter.pk, matter.told_at)
    words = Words(
        f"{number} {matter.title}：有新的反映，等您接办", f"{number} {matter.title}: new, waiting for you"
    )
    return Letter(
        subject="matter", subject_id=matter.pk, words=words, link=f"/matters/{number}", account=owner
    )


def join(
    *,
    matter: int,
    values: dict[str, Any],
    channel: str,
    by: Actor,
    at: dt.datetime | None = None,
    on_behalf: bool = True,
) -> Receipt:
    """One more voice for a matter that is known already: no second matter, the teller is counted and kept informed."""
    at = at or timezone.now()
    with transaction.atomic():
        row = Matter.objects.select_for_update(of=("self",)).get(pk=matter)
        before = tallies.snapshot(row)
        telling = _telling(row, values, channel, by, on_behalf, at, None)
        telling.save(force_insert=True)
        row.teller_count = Telling.objects.filter(matter=row).count()
        trail.record(
            row, "matter", "matter.told_again", by=by, at=at, data={"channel": channel, "telling": telling.pk}
        )
        row.save()
        tallies.move(row, before)
        search.add(row, [telling.text, telling.spot], telling=telling.pk)
    number = number_of(row.pk, row.told_at)
    return Receipt(
        number, row.pk, telling.pk, receipt_key(telling.pk), short_key(telling.pk), row.owner_id, row.due_at
    )
