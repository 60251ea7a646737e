"""Lists of persons as files: asked for by one, released by a second, taken within a day, each look told (trust R23)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.given import clean_text
from jinlin.base.notices import Letter, send
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Heading
from jinlin.base.words import Words
from jinlin.people import rules
from jinlin.people.commands.looks import seat_title
from jinlin.people.models import Look, Release

PHONES = re.compile("Mobile|Android|iPhone|iPad|HarmonyOS|MicroMessenger", re.IGNORECASE)
ON_A_PHONE = Reason(
    "not_on_a_phone",
    Words("名单不在手机上下载，请到电脑上取", "Lists are not taken on a phone; use a computer"),
)
NOT_YOURS = Reason("not_yours", Words("这份名单不归您", "This list is not yours"))
NOT_ONESELF = Reason(
    "not_oneself",
    Words("要另一位同事放行，自己申请的自己不能放", "Somebody else releases what you asked for"),
)
DECIDED = Reason("wrong_state", Words("已经有人处理过了", "Somebody has decided on it"))
NOBODY = Reason("no_rows", Words("没有符合的人，不用导出", "Nobody fits; there is nothing to take out"))


@dataclass(frozen=True)
class Sheet:
    """The file as it will be written: its name, columns, rows with the person of each (None: an institution's), a note."""

    name: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Any]]
    people: Sequence[int]
    note: str


@dataclass(frozen=True)
class Kind:
    """One kind of list. ``may_ask`` and ``may_release`` say who; ``seconds`` the accounts that hear of it.

    ``count(actor, ref, asked)`` is how many rows there are, ``sheet(actor, ref, asked)`` the rows as the asker may see
    them now; ``called(ref)`` names the list.
    """

    code: str
    words: Words
    what: str
    may_ask: Callable[[Actor, str], bool]
    may_release: Callable[[Actor, str], bool]
    seconds: Callable[[str], Sequence[int]]
    called: Callable[[str], str]
    count: Callable[[Actor, str, Mapping[str, Any]], int]
    sheet: Callable[[Actor, str, Mapping[str, Any]], Sheet]


kinds: dict[str, Kind] = {}


def register_list(kind: Kind) -> None:
    """Register a kind of list once; called in ``AppConfig.ready``."""
    kinds[kind.code] = kind


def most_rows(on: dt.date) -> int:
    """How many persons one file holds at most."""
    return shipped_parameters().integer("export.most_rows", on=on)


def lives(on: dt.date) -> dt.timedelta:
    """How long a released list may be taken."""
    return dt.timedelta(hours=shipped_parameters().clock("export.lives", on=on).count)


def ask_release(
    *, kind: str, ref: str, asked: Mapping[str, Any], purpose: str, by: Actor, at: dt.datetime | None = None
) -> Release:  # fmt: skip
    """Ask for a list with a purpose. Refused: ``not_yours``, ``no_purpose``, ``no_rows``, ``too_many``."""
    known, at = kinds[kind], at or timezone.now()
    if not known.may_ask(by, ref):
        raise Refused(NOT_YOURS)
    text = clean_text(purpose).strip()[:200]
    reason = rules.has_purpose(text)
    if reason:
        raise Refused(reason)
    count, most = known.count(by, ref, asked), most_rows(at.date())
    if count == 0:
        raise Refused(NOBODY)
    if count > most:
        words = Words("超过 {n} 人，请先筛选", "More than {n} people; narrow it down first").format(n=most)
        raise Refused(Reason("too_many", words, "成批导出个人信息每次不超过 500 人"))
    with transaction.atomic():
        row = Release.objects.create(
            kind=kind, ref=ref, asked=dict(asked), purpose=text, count=count, by_id=by.account, by_title=seat_title(by),
            made_at=at,
        )  # fmt: skip
        words = Words(
            f"{row.by_title} 申请导出{known.called(ref)}（{count} 人）：{text}",
            f"{row.by_title} asks for a list of {count}: {text}",
        )
        told = [account for account in known.seconds(ref) if account != by.account]
        send(Letter("release", row.pk, words, "/exports/", account=account) for account in told)
    return row


def decide_release(*, release: int, released: bool, by: Actor, at: dt.datetime | None = None) -> Release:
    """The second person lets a list go or not. Refused: ``not_oneself``, ``not_yours``, ``wrong_state``."""
    at = at or timezone.now()
    with transaction.atomic():
        row = Release.objects.select_for_update().get(pk=release)
        if row.by_id == by.account:
            raise Refused(NOT_ONESELF)
        if not kinds[row.kind].may_release(by, row.ref):
            raise Refused(NOT_YOURS)
        if row.state != "asked":
            raise Refused(DECIDED)
        row.state = "released" if released else "refused"
        row.second_id, row.second_title, row.decided_at = by.account, seat_title(by), at
        row.until_at = at + lives(at.date()) if released else None
        row.save()
        words = (
            Words(
                "您申请的名单可以取了，24 小时内到电脑上下载",
                "The list that you asked for may be taken, on a computer",
            )
            if released
            else Words("您申请的名单没有放行", "The list that you asked for was not released")
        )
        send([Letter("release", row.pk, words, "/exports/", account=row.by_id)])
    return row


def take_release(*, release: int, by: Actor, browser: str, at: dt.datetime | None = None) -> Sheet:
    """The file's content, made now within the asker's rights; every person in it reads who took it, when and why.

    Refused: ``not_yours`` (another's, or the right is gone), ``not_on_a_phone``, ``wrong_state`` (not released, or over).
    """
    at = at or timezone.now()
    if PHONES.search(browser):
        raise Refused(ON_A_PHONE)
    with transaction.atomic():
        row = Release.objects.select_for_update().get(pk=release)
        kind = kinds[row.kind]
        if row.by_id != by.account or not kind.may_ask(by, row.ref):
            raise Refused(NOT_YOURS)
        if row.state not in ("released", "taken") or row.until_at is None or row.until_at <= at:
            raise Refused(
                Reason(
                    "wrong_state",
                    Words("还没放行，或者过了 24 小时，请重新申请", "Not released, or over; ask again"),
                )
            )
        made = kind.sheet(by, row.ref, row.asked)
        if len(made.rows) > most_rows(at.date()):
            raise Refused(
                Reason(
                    "too_many", Words("人数变多了，请筛选后重新申请", "There are more people now; ask again")
                )
            )
        title = seat_title(by)
        Look.objects.bulk_create(
            Look(person_id=person, account_id=by.account, title=title, what=kind.what[:40], purpose=row.purpose, at=at)
            for person in made.people
        )  # fmt: skip
        row.state, row.taken_at = "taken", at
        row.save(update_fields=["state", "taken_at"])
    mark = f"{row.by_title} 导出 {timezone.localtime(at):%Y-%m-%d %H:%M} · {row.second_title} 放行 · 编号 {row.pk}"
    note = f"{made.note}；{mark}；用途：{row.purpose}。含个人信息，用完即删，不得转发。"
    rows = [[*line, mark] for line in made.rows]
    return Sheet(made.name, [*made.headings, Heading("导出人", width=36)], rows, made.people, note)


def waiting_for(by: Actor) -> list[Release]:
    """Lists that this actor may let go or not, oldest first."""
    rows = Release.objects.filter(state="asked").exclude(by_id=by.account).order_by("made_at")[:100]
    return [row for row in rows if kinds[row.kind].may_release(by, row.ref)]


def own_releases(by: Actor) -> QuerySet[Release]:
    """What this actor asked for, newest first."""
    return Release.objects.filter(by_id=by.account).order_by("-pk")
