"""The register of voters: from the households on the platform, from a spreadsheet, one by one. Rows are struck, never deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max

from jinlin.ballots.elections.models import Election, Voter
from jinlin.ballots.elections.words import VOTER_KINDS
from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Column, Kind, check, match, read
from jinlin.base.words import Words
from jinlin.people.public import Member, Person, key_of
from jinlin.places.public import Place, under

ADULT = 18
COLUMNS = (
    Column("name", Words("姓名", "Name"), ("选民姓名", "代表姓名", "户代表"), required=True, limit=60),
    Column("where", Words("住址", "Where"), ("房号", "楼栋房号", "居住地址", "小组", "地址"), limit=60),
    Column("phone", Words("电话", "Phone"), ("手机", "联系电话", "手机号"), kind=Kind.PHONE),
    Column("kind", Words("类别", "Kind"), ("登记类别", "户籍"), kind=Kind.CHOICE,
           choices=(*((one.words.zh, one.code) for one in VOTER_KINDS), ("户籍", "local"), ("非户籍", "resident"), ("社区工作者", "worker"))),
)  # fmt: skip


def _room(place: Place | None) -> str:
    names: list[str] = []
    while place is not None and place.level in ("estate", "building", "stairwell", "dwelling"):
        names.append(place.name.replace(" ", ""))
        place = place.parent
    return "".join(reversed(names))[:60]


def gather(row: Election, *, on: dt.date) -> tuple[int, int]:
    """The register anew from the households of the place: all adults, or one person a household where households elect.

    Answers how many are on it, and how many were left out because their year of birth is not known or makes them
    eighteen only within the year of the vote: those are looked at one by one. Representatives are entered from their list.
    """
    if row.mode == "representatives":
        raise Refused(
            Reason(
                "wrong_mode",
                Words("居民代表名单请导入或逐个登记", "Representatives are imported or entered one by one"),
            )
        )
    Voter.objects.filter(election=row).delete()
    members = (
        Member.objects.filter(under(row.place.path, "household__dwelling__path"), until_on__isnull=True, person__erased_at__isnull=True)
        .select_related("person", "household__dwelling__parent__parent__parent").order_by("household__dwelling__path", "tie", "person_id")
    )  # fmt: skip
    made: list[Voter] = []
    seen: set[int] = set()
    unknown = 0
    for one in members:
        key = one.household_id if row.mode == "households" else one.person_id
        if key in seen:
            continue
        year = one.person.birth_year
        if year is None or on.year - year <= ADULT:
            unknown += year is None or on.year - year == ADULT
            continue
        seen.add(key)
        kind = "household" if row.mode == "households" else "local"
        made.append(
            Voter(
                election=row,
                number=len(made) + 1,
                name=one.person.name,
                person=one.person,
                where=_room(one.household.dwelling),
                kind=kind,
            )
        )
    Voter.objects.bulk_create(made, batch_size=2000)
    return len(made), unknown


def _next(row: Election) -> int:
    return (row.voters.aggregate(last=Max("number"))["last"] or 0) + 1


def add(row: Election, *, name: str, where: str, kind: str, reason: str, person: int | None = None) -> Voter:
    """One more voter at the register's end. The caller holds the election's row. Refused: ``not_twice``."""
    if row.voters.filter(name=name, where=where, struck_at__isnull=True).exists():
        raise Refused(Reason("not_twice", Words("名单上已经有这位", "on the register already")))
    return Voter.objects.create(
        election=row, number=_next(row), name=name, where=where, kind=kind, reason=reason, person_id=person
    )


def import_register(*, election: int, data: bytes, name: str, by: Actor) -> dict[str, Any]:
    """The register from a spreadsheet, whole or not at all; replaces what the draft held. ``Refused`` with every fault."""
    if not data:
        raise Refused(Reason("no_file", Words("请选一个表格文件", "Choose a spreadsheet")))
    rows, faults = _rows(data, name)
    with transaction.atomic():
        held = Election.objects.select_for_update().get(pk=election)
        if held.state != "draft":
            raise Refused(
                Reason(
                    "wrong_state",
                    Words("名单公布后只能逐个增补或划去", "A published register is mended one by one"),
                )
            )
        if faults:
            raise Refused(*faults[:200])
        Voter.objects.filter(election=held).delete()
        kind = {"households": "household", "representatives": "representative"}.get(held.mode, "local")
        people = _people(rows)
        Voter.objects.bulk_create(
            (
                Voter(
                    election=held, number=number, name=one["name"], where=one["where"] or "", kind=one["kind"] or kind,
                    person_id=people.get((one["name"], key_of(str(one["phone"])) if one["phone"] else "")),
                )
                for number, one in enumerate(rows, 1)
            ),
            batch_size=2000,
        )  # fmt: skip
        trail.record(
            held, "election", "election.gather_voters", by=by, data={"voters": len(rows)}, seen="staff"
        )
        held.save()
    return {"voters": len(rows)}


def _rows(data: bytes, name: str) -> tuple[list[dict[str, Any]], list[Reason]]:
    found: list[dict[str, Any]] = []
    faults: list[Reason] = []
    seen: set[tuple[str, str]] = set()
    with read(data, name) as book:
        mapping = match(book.table.headings, COLUMNS)
        reasons = mapping.reasons(COLUMNS)
        if reasons:
            raise Refused(*reasons)
        for row in check(book.table, COLUMNS, mapping):
            for fault in row.faults:
                told = fault.reason.words
                faults.append(
                    Reason(
                        fault.reason.code, Words(f"{fault.address}：{told.zh}", f"{fault.address}: {told.en}")
                    )
                )
            if not row.is_accepted:
                continue
            key = (str(row.values["name"]), str(row.values["where"] or ""))
            if key in seen:
                faults.append(
                    Reason(
                        "wrong_twice",
                        Words(f"{key[0]}（{key[1]}）出现两次", f"{key[0]} ({key[1]}) stands twice"),
                    )
                )
            seen.add(key)
            found.append(row.values)
    if not found and not faults:
        faults.append(Reason("no_rows", Words("表里没有人", "The sheet holds nobody")))
    return found, faults


def _people(rows: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """Persons known by name together with their number; never by name alone. A number that two share is nobody's."""
    keys = {key_of(str(one["phone"])) for one in rows if one["phone"]}
    known = (
        Person.objects.filter(phone_key__in=keys, erased_at__isnull=True).values_list(
            "name", "phone_key", "pk"
        )
        if keys
        else []
    )
    found: dict[tuple[str, str], int] = {}
    for name, key, pk in known:
        if key:
            found[(name, key)] = pk
    return found
