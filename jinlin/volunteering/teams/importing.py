"""Volunteers from a spreadsheet of any layout: each row recorded once, known already, or returned with its reason.

A piece of rows is written whole or not at all. The same file again adds nothing; after an interruption it goes on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import (
    Book,
    Checked,
    Column,
    Fault,
    Kind,
    Setting,
    check,
    from_data,
    match,
    read,
    write_returned,
)
from jinlin.base.words import Words
from jinlin.people.public import Person, initials, key_of
from jinlin.places.public import Place, under
from jinlin.volunteering.models.teams import Team, TeamMember, Volunteer
from jinlin.volunteering.teams import rules, words
from jinlin.volunteering.teams.commands import CONSENT_VERSION
from jinlin.volunteering.teams.queries import ages, is_keeper

PIECE = 500
ONE_IMPORT = 2_021_053
COLUMNS = (
    Column("name", Words("姓名", "Name"), ("志愿者姓名", "志愿者", "队员", "队员姓名", "名字"), required=True, limit=60),
    Column("phone", Words("手机号", "Phone"), ("电话", "手机", "联系电话", "手机号码", "联系方式", "电话号码"), kind=Kind.PHONE),
    Column("year", Words("出生年份", "Year of birth"), ("出生年", "出生日期", "出生年月", "生日")),
    Column("team", Words("队伍", "Team"), ("志愿队伍", "所属队伍", "服务队", "志愿服务队", "队名", "所在队伍"), required=True, limit=60),
    Column("skills", Words("特长", "Skills"), ("专业技能", "技能", "专长"), limit=200),
    Column("since", Words("入队日期", "Since"), ("加入日期", "注册日期", "登记日期", "加入时间", "注册时间"), kind=Kind.DATE),
)  # fmt: skip
NO_TEAM = Reason(
    "wrong_team",
    Words("没有这支队伍，或不在您管的地方：先登记队伍", "No such team here: enter the team first"),
)
NOT_CLEAR = Reason(
    "not_clear", Words("有几支同名的队伍，请写队伍编号", "Several teams have that name; give the code")
)
MINOR = Reason(
    "no_guardian",
    Words("未满 18 周岁要由家长用自己的账号报名，不能成批导入", "Minors are registered by their guardian"),
)
WRONG_YEAR = Reason(
    "wrong_year", Words("出生年份看不懂，请写四位数年份", "Write the year of birth with four digits")
)


@dataclass
class Counts:
    """What came of the rows so far."""

    read: int = 0
    recorded: int = 0
    known: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Told:
    """One row, understood."""

    name: str
    phone: str
    year: int | None
    team: int
    skills: tuple[str, ...]
    since: dt.date | None


Progress = Callable[[Counts, int], None]


def _teams(by: Actor, place: Place | None) -> dict[str, list[int]]:
    """Teams within reach by name and code; the command line reaches all."""
    rows = Team.objects.exclude(state="ended").select_related("place")
    rows = rows.filter(under(place.path, "place__path")) if place is not None else rows
    found: dict[str, list[int]] = {}
    for one in rows:
        if by.account and not is_keeper(one.place, one.institution_id, by):
            continue
        for name in {_folded(one.name), one.code.lower()}:
            found.setdefault(name, []).append(one.pk)
    return found


def _folded(name: str) -> str:
    return "".join(name.split()).lower()


def understood(checked: Checked, teams: dict[str, list[int]], today: dt.date) -> Told | Reason:
    """A sound row with its team and year; a reason where one is not to be found."""
    values: dict[str, Any] = checked.values
    named = teams.get(_folded(str(values["team"])), [])
    if len(named) != 1:
        return NOT_CLEAR if named else NO_TEAM
    year = None
    if values.get("year"):
        digits = "".join(sign for sign in str(values["year"]) if sign.isdigit())[:4]
        year = int(digits) if len(digits) == 4 and 1900 <= int(digits) <= today.year else 0
        if not year:
            return WRONG_YEAR
        if rules.is_minor(year, today, ages(today)):
            return MINOR
    said = str(values.get("skills") or "")
    skills = tuple(
        one.code
        for one in words.SKILLS
        if any(part and part in said for part in one.words.zh.replace("（", "、").split("、"))
    )
    return Told(
        " ".join(str(values["name"]).split()),
        str(values.get("phone") or ""),
        year,
        named[0],
        skills,
        values.get("since"),
    )


def import_file(
    path: Path, *, place: Place | None = None, by: Actor = THE_CLOCK, name: str = "", told: object = None, dry_run: bool = False,
    returned_to: Path | None = None, progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Bring a list of volunteers in. Answers read, recorded, refused, already known, the matching, where the returned rows lie.

    ``place`` bounds the teams; ``told`` is a matching that a person looked at. Refused whole: what ``spreadsheets.read``
    refuses, ``no_column``, ``not_decided``.
    """
    with read(path, name or path.name) as book:
        mapping = (
            from_data(told, book.table.headings, COLUMNS) if told else match(book.table.headings, COLUMNS)
        )
        reasons = mapping.reasons(COLUMNS)
        if reasons:
            raise Refused(*reasons)
        counts, returned, today = Counts(), [], timezone.localdate()
        teams = _teams(by, place)
        for piece in _pieces(check(book.table, COLUMNS, mapping, setting=Setting(latest=today))):
            rows: list[Told] = []
            for checked in piece:
                counts.read += 1
                one = understood(checked, teams, today) if checked.is_accepted else None
                if isinstance(one, Told):
                    rows.append(one)
                else:
                    counts.refused += 1
                    returned.append(checked if one is None else _returned(book, checked, one))
            _record(rows, by, counts, dry_run=dry_run)
            if progress:
                progress(counts, book.table.sheet.rows)
        target = _write_returned(book, returned, returned_to) if returned else None
        named = {column.name: column.words.zh for column in COLUMNS}
        return {
            **vars(counts), "returned": str(target) if target else None, "notes": [],
            "unused": [book.table.headings[index] for index in mapping.unused if book.table.headings[index]],
            "columns": {named[key]: choice.heading for key, choice in mapping.chosen.items()},
        }  # fmt: skip


def _write_returned(book: Book, returned: list[Checked], target: Path | None) -> Path:
    folder = Path(settings.ENV.data) / "imports"
    if target is None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / f"volunteers-returned-{timezone.now():%Y%m%d%H%M%S%f}.xlsx"
    target.touch(mode=0o600)
    write_returned(target, book.table, returned)
    return target


def _returned(book: Book, checked: Checked, reason: Reason) -> Checked:
    return Checked(checked.number, checked.cells, {}, (Fault(str(checked.number), "team", reason),))


def _pieces(rows: Iterator[Checked]) -> Iterator[list[Checked]]:
    while piece := list(islice(rows, PIECE)):
        yield piece


def _record(rows: Sequence[Told], by: Actor, counts: Counts, *, dry_run: bool) -> None:
    """One piece in one transaction: nothing of it is half recorded."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT])
        for one in rows:
            if _enter(one, by):
                counts.recorded += 1
            else:
                counts.known += 1
        if dry_run:
            transaction.set_rollback(True)


def _enter(one: Told, by: Actor) -> bool:
    """Whether the row brought something new. A person is met by number and name, without a number by name within the team."""
    key, now = key_of(one.phone), timezone.now()
    inside = TeamMember.objects.filter(
        team=one.team, state__in=("applied", "active"), volunteer__person__name=one.name
    )
    if key:
        person = (
            Person.objects.filter(phone_key=key, name=one.name, erased_at__isnull=True).order_by("pk").first()
        )
        if person is None and inside.filter(volunteer__person__phone_key="").exists():
            return False
    else:
        if inside.exists():
            return False
        person = None
    person = person or Person.objects.create(
        name=one.name,
        pinyin=initials(one.name),
        phone=one.phone,
        phone_key=key,
        birth_year=one.year,
        made_at=now,
    )
    volunteer, fresh = Volunteer.objects.get_or_create(
        person=person,
        defaults={
            "since_on": one.since or timezone.localdate(),
            "consent_version": f"list {CONSENT_VERSION}",
            "skills": list(one.skills),
        },
    )
    if fresh:
        trail.record(volunteer, "volunteer", "volunteer.registered", by=by, at=now, seen="teller")
        volunteer.save(update_fields=["trail_seq", "trail_hash"])
    if TeamMember.objects.filter(
        team=one.team, volunteer=volunteer, state__in=("applied", "active")
    ).exists():
        return False
    row = TeamMember(
        team_id=one.team, volunteer=volunteer, state="active", from_on=one.since or timezone.localdate()
    )
    row.save(force_insert=True)
    trail.record(row, "team_member", "team_member.entered", by=by, at=now, seen="teller")
    row.save(update_fields=["trail_seq", "trail_hash"])
    return True
