"""Members from a spreadsheet of any layout: matched with what is known, each row recorded once or returned with its reason.

A piece of rows is written whole or not at all. The same file again adds nothing; after an interruption it goes on.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from jinlin.base import bulk, trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.models import Event
from jinlin.base.rule import Reason, Refused
from jinlin.base.sealed import key_of
from jinlin.base.spreadsheets import (
    Book,
    Checked,
    Column,
    Fault,
    Kind,
    Mapping,
    Setting,
    check,
    from_data,
    match,
    read,
    write_returned,
)
from jinlin.base.spreadsheets.cells import text_of
from jinlin.base.words import Words
from jinlin.organisations.members.commands import NOT_YOURS
from jinlin.organisations.members.standing import branches as standing_branches
from jinlin.organisations.members.standing import keeps, kept
from jinlin.organisations.models import Institution, ReportIn
from jinlin.people.public import Person, initials
from jinlin.places.public import Place, under

PIECE = 1_000
ONE_IMPORT = 2_021_014
KINDS = (
    ("在职", "serving"), ("在职党员", "serving"), ("离退休", "retired"), ("离退休党员", "retired"), ("退休", "retired"), ("退休党员", "retired"),
    ("离休", "retired"), ("流动", "mobile"), ("流动党员", "mobile"), ("其他", "mobile"),
)  # fmt: skip
STATES = (
    ("已邀请", "invited"), ("未报到", "invited"), ("已报到", "reported"), ("待确认", "reported"), ("已确认", "confirmed"), ("已审核", "confirmed"),
    ("在岗", "confirmed"), ("是", "reported"), ("否", "invited"),
)  # fmt: skip
COLUMNS = (
    Column("name", Words("姓名", "Name"), ("党员姓名", "报到党员", "党员", "名字"), required=True, limit=60),
    Column("phone", Words("手机号", "Phone"), ("电话", "手机", "联系电话", "手机号码", "联系方式", "电话号码"), kind=Kind.PHONE),
    Column("employer", Words("工作单位", "Employer"), ("单位", "所在单位", "单位名称", "所在党组织单位", "工作单位及职务"), limit=120),
    Column("community", Words("社区", "Community"), ("报到社区", "所属社区", "居住社区", "村居"), limit=80),
    Column("branch", Words("报到支部", "Branch"), ("小区", "报到小区", "居住小区", "小区名称", "支部", "支部名称", "小区党支部", "报到党组织", "居住地"), limit=120),
    Column("kind", Words("类别", "Kind"), ("党员类别", "党员类型", "类型", "人员类别"), kind=Kind.CHOICE, choices=KINDS),
    Column("state", Words("状态", "State"), ("报到状态", "报到情况", "是否报到"), kind=Kind.CHOICE, choices=STATES),
    Column("date", Words("报到日期", "Day of report"), ("报到时间", "日期", "登记日期"), kind=Kind.DATE),
)  # fmt: skip
UNWANTED = re.compile("民族|宗教|信仰|入党|处分|党费|身份证|证件号|籍贯|学历|征信|上访|信访")
"""Columns that such lists carry and that are neither read nor kept; the answer names them."""
SUFFIX = re.compile(r"(党支部|支部|党委|党总支|党组织)$")
NO_BRANCH = Reason("no_branch", Words("没有写报到支部或小区", "No branch or estate is given"))


@dataclass
class Counts:
    """What came of the rows so far."""

    read: int = 0
    recorded: int = 0
    known: int = 0
    changed: int = 0
    refused: int = 0

    def to_data(self) -> dict[str, int]:
        """As programs read them."""
        return dict(vars(self))


Progress = Callable[[Counts, int], None]


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch that a row may name."""

    pk: int
    community: str
    may: bool


@dataclass
class Branches:
    """The branches within reach, by every name that a list may use for them."""

    by_name: dict[str, list[Branch]] = field(default_factory=lambda: defaultdict(list))

    def find(self, named: str, community: str) -> Branch | Reason:
        """The branch meant; ``no_branch``, ``wrong_branch``, ``not_clear`` or ``not_yours`` where there is none."""
        if not named and not community:
            return NO_BRANCH
        found = self.by_name.get(_folded(named or community), [])
        if community and named and len(found) > 1:
            found = [one for one in found if one.community == _folded(community)] or found
        if not found:
            return Reason(
                "wrong_branch",
                Words(
                    f"没有叫“{(named or community)[:40]}”的支部或小区",
                    f"No branch or estate is called “{(named or community)[:40]}”",
                ),
            )
        if len(found) > 1:
            return Reason(
                "not_clear",
                Words(
                    "有几个同名的小区，请加一列“社区”",
                    "Several have that name; add a column for the community",
                ),
            )
        return found[0] if found[0].may else NOT_YOURS


def _folded(name: str) -> str:
    return SUFFIX.sub("", "".join(name.split()).lower()).removesuffix("社区")


def branches_for(by: Actor, place: Place | None) -> Branches:
    """The branches below a place (all without one) as the actor may add to them; the command line may add to all."""
    rows = standing_branches().select_related("place__parent")
    if place is not None:
        rows = rows.filter(under(place.path, "place__path"))
    if by.account:
        rows = rows.filter(pk__in=kept(by).values("pk"))
    found = Branches()
    lowest: dict[int, int] = {}
    for one in rows.order_by("-level__rank", "pk"):
        # Where several trees stand at one place, its lowest level takes the report-ins.
        if lowest.setdefault(one.place_id, one.pk) != one.pk:
            names = {_folded(one.name), one.code.lower()}
        else:
            names = {_folded(one.name), _folded(one.place.name), one.code.lower(), one.place.code.lower()}
        parent = one.place.parent
        made = Branch(
            one.pk,
            _folded(parent.name) if parent and one.place.level == "estate" else "",
            not by.account or bool(keeps(by, one)),
        )
        for name in names:
            if all(other.pk != made.pk for other in found.by_name[name]):
                found.by_name[name].append(made)
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """One row, understood: who, where, from which employer, in which state since when."""

    number: int
    name: str
    phone: str
    key: str
    employer: str
    branch: int
    kind: str
    state: str
    on: dt.date | None


def understood(checked: Checked, branches: Branches) -> Told | Reason:
    """A sound row with its branch; a reason where the branch is not to be found."""
    values: dict[str, Any] = checked.values
    branch = branches.find(values.get("branch") or "", values.get("community") or "")
    if isinstance(branch, Reason):
        return branch
    phone = str(values.get("phone") or "")
    state = values.get("state") or ("reported" if values.get("date") else "invited")
    return Told(
        checked.number, " ".join(str(values["name"]).split()), phone, key_of(phone), values.get("employer") or "", branch.pk,
        values.get("kind") or "", state, values.get("date") if state != "invited" else None,
    )  # fmt: skip


def import_file(
    path: Path, *, place: Place | None = None, by: Actor = THE_CLOCK, name: str = "", told: object = None, dry_run: bool = False,
    returned_to: Path | None = None, progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Bring a list in. Answers the counts, the matching, where the returned rows lie, and what was not read.

    ``place`` bounds the branches; ``told`` is a matching that a person looked at. Refused whole: what
    ``spreadsheets.read`` refuses, ``no_column``, ``not_decided``.
    """
    with read(path, name or path.name) as book:
        mapping = mapping_for(book, told)
        reasons = mapping.reasons(COLUMNS)
        if reasons:
            raise Refused(*reasons)
        counts, returned = Counts(), []
        branches = branches_for(by, place)
        employers = dict(
            Institution.objects.filter(ended_on__isnull=True).order_by("-pk").values_list("name", "pk")
        )
        for piece in _pieces(
            check(book.table, COLUMNS, mapping, setting=Setting(latest=timezone.localdate()))
        ):
            rows: list[Told] = []
            for checked in piece:
                counts.read += 1
                one = understood(checked, branches) if checked.is_accepted else None
                if isinstance(one, Told):
                    rows.append(one)
                else:
                    counts.refused += 1
                    returned.append(checked if one is None else _returned(book, checked, mapping, one))
            _record(rows, employers, by, counts, dry_run=dry_run)
            if progress:
                progress(counts, book.table.sheet.rows)
        target = None
        if returned:
            target = (
                returned_to or imports_folder() / f"members-returned-{timezone.now():%Y%m%d%H%M%S%f}.xlsx"
            )
            target.touch(mode=0o600)
            write_returned(target, book.table, returned)
        return _summary(book, mapping, counts, target)


def mapping_for(book: Book, told: object = None) -> Mapping:
    """The matching of a list's columns: as a person told it, else as well as headings say."""
    return from_data(told, book.table.headings, COLUMNS) if told else match(book.table.headings, COLUMNS)


def _summary(book: Book, mapping: Mapping, counts: Counts, target: Path | None) -> dict[str, Any]:
    words = {column.name: column.words.zh for column in COLUMNS}
    unused = [book.table.headings[index] for index in mapping.unused if book.table.headings[index]]
    unwanted = [heading for heading in unused if UNWANTED.search(heading)]
    notes = [f"这些列不该收，没有读取也没有保存：{'、'.join(unwanted)}"] if unwanted else []
    return {
        **counts.to_data(), "returned": str(target) if target else None, "unused": unused, "notes": notes,
        "columns": {words[name]: choice.heading for name, choice in mapping.chosen.items()},
    }  # fmt: skip


def imports_folder() -> Path:
    """Where lists and returned rows lie, readable by this deployment alone."""
    folder = Path(settings.ENV.data) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _pieces(rows: Iterator[Checked]) -> Iterator[list[Checked]]:
    while piece := list(islice(rows, PIECE)):
        yield piece


def _returned(book: Book, checked: Checked, mapping: Mapping, reason: Reason) -> Checked:
    choice = mapping.chosen.get("branch") or mapping.chosen.get("community")
    where = book.table.address(choice.index, checked.number) if choice else str(checked.number)
    return Checked(checked.number, checked.cells, {}, (Fault(where, "branch", reason),))


@dataclass
class _Known:
    """What the database holds of a piece: persons by number and name, open report-ins by branch and person or name."""

    persons: dict[tuple[str, str], int] = field(default_factory=dict)
    reports: dict[tuple[int, int], ReportIn] = field(default_factory=dict)
    named: dict[tuple[int, str], list[ReportIn]] = field(default_factory=lambda: defaultdict(list))


def _look_up(rows: Sequence[Told]) -> _Known:
    known = _Known()
    keys, names = {one.key for one in rows if one.key}, {one.name for one in rows}
    people = Person.objects.filter(phone_key__in=keys, erased_at__isnull=True).order_by("-pk")
    known.persons = {(key, name): pk for key, name, pk in people.values_list("phone_key", "name", "pk")}
    branches = {one.branch for one in rows}
    open_ones = ReportIn.objects.filter(
        organisation__in=branches, ended_on__isnull=True, person__isnull=False
    )
    here = open_ones.filter(person__name__in=names) | open_ones.filter(person__phone_key__in=keys)
    for row in here.select_related("person").order_by("pk"):
        _remember(known, row)
    return known


def _remember(known: _Known, row: ReportIn) -> None:
    assert row.person is not None and row.person_id is not None
    known.reports[(row.organisation_id, row.person_id)] = row
    known.named[(row.organisation_id, row.person.name)].append(row)


def _own(known: _Known, one: Told) -> ReportIn | None:
    """The open report-in that a row speaks of: by number and name, else by name where not both have a number."""
    person = known.persons.get((one.key, one.name)) if one.key else None
    if person is not None and (one.branch, person) in known.reports:
        return known.reports[(one.branch, person)]
    exact = [
        row
        for row in known.named.get((one.branch, one.name), [])
        if one.key and row.person.phone_key == one.key
    ]  # type: ignore[union-attr]
    if exact:
        return exact[0]
    same = [
        row for row in known.named.get((one.branch, one.name), []) if not one.key or not row.person.phone_key
    ]  # type: ignore[union-attr]
    return same[0] if len(same) == 1 else None


def _record(
    rows: Sequence[Told], employers: dict[str, int], by: Actor, counts: Counts, *, dry_run: bool
) -> None:
    """One piece in one transaction: nothing of it is half recorded."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT])
        now, known = timezone.now(), _look_up(rows)
        fresh: list[tuple[Told, Person, ReportIn, bool]] = []
        changed: list[tuple[Told, ReportIn]] = []
        for one in rows:
            row = _own(known, one)
            if row is None:
                fresh.append(_new(known, one, employers))
            elif _differs(row, one):
                changed.append((one, row))
            else:
                counts.known += 1
        if not dry_run:
            _write(fresh, by, now)
            for one, row in changed:
                _change(row, one, employers, by, now)
        counts.recorded += len(fresh)
        counts.changed += len(changed)


def _new(known: _Known, one: Told, employers: dict[str, int]) -> tuple[Told, Person, ReportIn, bool]:
    pk = known.persons.get((one.key, one.name)) if one.key else None
    person = Person(pk=pk, name=one.name, pinyin=initials(one.name), phone=one.phone, phone_key=one.key)
    employer = employers.get(one.employer)
    row = ReportIn(
        organisation_id=one.branch, employer_id=employer, employer_name="" if employer else one.employer, kind=one.kind or "serving", state=one.state,
    )  # fmt: skip
    _dates(row, one)
    row.person = person
    known.named[(one.branch, one.name)].append(row)
    return one, person, row, pk is None


def _dates(row: ReportIn, one: Told) -> None:
    on = one.on or timezone.localdate()
    if one.state in ("reported", "confirmed"):
        row.reported_on = row.reported_on or on
    if one.state == "confirmed":
        row.confirmed_on = row.confirmed_on or on


_RANK = {"invited": 0, "reported": 1, "confirmed": 2, "active": 3}


def _differs(row: ReportIn, one: Told) -> bool:
    """Whether the list knows more: an employer where none stands, a later state, a number where none stands."""
    more = bool(one.employer) and not row.employer_id and not row.employer_name
    number = bool(one.key) and row.person is not None and not row.person.phone_key
    return more or number or _RANK[one.state] > _RANK[row.state]


def _write(fresh: Sequence[tuple[Told, Person, ReportIn, bool]], by: Actor, now: dt.datetime) -> None:
    people = [person for _, person, _, is_new in fresh if is_new]
    for person, pk in zip(people, bulk.next_ids(Person, len(people)), strict=True):
        person.pk, person.made_at = pk, now
    bulk.insert(people)
    rows = [row for _, _, row, _ in fresh]
    events: list[Event] = []
    for (_, person, row, _), pk in zip(fresh, bulk.next_ids(ReportIn, len(rows)), strict=True):
        row.pk, row.person_id = pk, person.pk
        events.append(
            trail.link(row, "report_in", "report_in.listed", by, now, {"to": row.state}, "", "teller")
        )
    bulk.insert(rows)
    for event, pk in zip(events, bulk.next_ids(Event, len(events)), strict=True):
        event.pk = pk
    bulk.insert(events)


def _change(row: ReportIn, one: Told, employers: dict[str, int], by: Actor, now: dt.datetime) -> None:
    if one.employer and not row.employer_id and not row.employer_name:
        row.employer_id = employers.get(one.employer)
        row.employer_name = "" if row.employer_id else one.employer
    if one.key and row.person is not None and not row.person.phone_key:
        row.person.phone, row.person.phone_key = one.phone, one.key
        row.person.save(update_fields=["phone", "phone_key"])
    data: dict[str, Any] = {}
    if _RANK[one.state] > _RANK[row.state]:
        data = {"from": row.state, "to": one.state}
        row.state = one.state
        _dates(row, one)
    trail.record(row, "report_in", "report_in.listed", by=by, at=now, data=data, seen="teller")
    row.save()


def preview(
    path: Path, *, name: str, by: Actor, place: Place | None, told: object = None, looked_at: int = 200
) -> dict[str, Any]:
    """The matching, the first rows as they would be taken, and what is wrong with the first two hundred."""
    with read(path, name) as book:
        mapping = mapping_for(book, told)
        branches = branches_for(by, place)
        rows = list(
            islice(
                check(book.table, COLUMNS, mapping, setting=Setting(latest=timezone.localdate())), looked_at
            )
        )
        wrong = [checked if not checked.is_accepted else _returned(book, checked, mapping, one)
                 for checked in rows if not isinstance(one := _sound(checked, branches), Told)]  # fmt: skip
        return {
            "headings": list(book.table.headings), "mapping": mapping.to_data(), "rows": book.table.sheet.rows, "looked_at": len(rows),
            "first": [_plain(checked, mapping) for checked in rows[:5]],
            "faults": [f"{fault.address}：{fault.reason.words.zh}" for checked in wrong for fault in checked.faults][:20],
            "wrong": len(wrong), "reasons": [reason.words.zh for reason in mapping.reasons(COLUMNS)],
        }  # fmt: skip


def _sound(checked: Checked, branches: Branches) -> Told | Reason | None:
    return understood(checked, branches) if checked.is_accepted else None


def _plain(checked: Checked, mapping: Mapping) -> list[str]:
    return [
        text_of(checked.cells[mapping.chosen[one.name].index])[:60] if one.name in mapping.chosen else ""
        for one in COLUMNS
    ]


def shown_columns(mapping: dict[str, Any], headings: Sequence[str]) -> list[dict[str, Any]]:
    """Each wanted column with the heading chosen for it, for a form."""
    chosen = mapping.get("columns", {})
    return [
        {
            "name": column.name, "words": column.words, "index": str(chosen[column.name]["column"] - 1) if column.name in chosen else "",
            "options": [(str(index), heading) for index, heading in enumerate(headings) if heading],
        }
        for column in COLUMNS
    ]  # fmt: skip


def told_by(form: Iterable[tuple[str, str]], headings: Sequence[str]) -> dict[str, Any]:
    """A matching as a person chose it in a form."""
    known = {column.name for column in COLUMNS}
    return {
        "columns": {
            name: {"heading": headings[int(text)], "column": int(text) + 1}
            for name, text in form
            if name in known and text.isdecimal() and len(text) < 6 and int(text) < len(headings)
        }
    }
