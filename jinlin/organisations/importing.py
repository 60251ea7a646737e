"""Organisations from a spreadsheet of any layout: each row founded once, known already, or returned with its reason.

Rows are taken from the top level of their tree down, whatever their order in the sheet. The whole file is one
transaction: it is there whole or not at all, and the same file again adds nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction

from jinlin.base.actor import Actor, Held
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Checked, Column, Kind
from jinlin.base.spreadsheets.whole import Counts, bring_in
from jinlin.base.words import Words
from jinlin.organisations.commands import found_organisation, give_seat, make_seat, take_on
from jinlin.organisations.models import Level, Organisation, Seat
from jinlin.places.public import Place

IMPORTER = "数据导入"
SECRETARY = {
    "estate_branch": "estate_secretary",
    "community_committee": "community_secretary",
    "big_committee": "community_secretary",
    "owners_committee": "owners_chair",
    "functional_branch": "zone_secretary",
}
"""By level of organisation: the seat of whoever stands in the column of the person in charge."""

COLUMNS = (
    Column("name", Words("名称", "Name"), ("组织名称", "党组织名称", "支部名称", "党支部", "组织"), required=True, limit=120),
    Column("level", Words("级别", "Level"), ("组织级别", "层级", "组织类型", "类别"), required=True, limit=60),
    Column("place", Words("地点", "Place"), ("管哪里", "覆盖地点", "所属小区", "小区", "小区名称", "所在地", "地点代码"), required=True, limit=80),
    Column("community", Words("社区", "Community"), ("所属社区", "社区名称"), limit=80),
    Column("parent", Words("上级组织", "Parent"), ("上级", "上级党组织", "隶属"), limit=120),
    Column("tree", Words("体系", "Tree"), ("组织体系", "模板"), limit=60),
    Column("founded_on", Words("成立日期", "Founded"), ("成立时间", "建立时间", "批准日期"), required=True, kind=Kind.DATE),
    Column("secretary", Words("书记", "Secretary"), ("负责人", "支部书记", "主任", "党组织书记"), limit=60),
    Column("phone", Words("电话", "Telephone"), ("书记电话", "联系电话", "手机"), kind=Kind.PHONE, limit=30),
)  # fmt: skip

NO_LEVEL = Reason("no_level", Words("没有这一级组织", "There is no such level"))
NOT_CLEAR_LEVEL = Reason(
    "not_clear", Words("几套体系都有这个级别，请写明体系", "Several trees have this level; name the tree")
)
NO_PLACE = Reason("no_place", Words("没有这个地点", "There is no such place"))
NOT_CLEAR_PLACE = Reason(
    "not_clear",
    Words("有几个同名地点，请写社区或地点代码", "Several places have that name; give community or code"),
)
NO_SUCH_PARENT = Reason("no_parent", Words("没有找到上级组织", "The parent was not found"))
OTHER_NAME = Words("这里已经有这一级组织：{name}", "One of this level stands here already: {name}")


def import_file(
    path: Path, *, told: dict[str, Any] | None = None, dry_run: bool = False, returned_to: Path | None = None,
    by: Actor | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Bring organisations in from a file.

    ``told`` maps columns to headings where they are not recognised. Answers ``read``, ``recorded``, ``known``,
    ``refused`` (each row with its reasons), ``columns`` and ``returned`` (where the returned rows stand). Refused
    whole: what reading refuses, ``no_column``, ``not_decided``.
    """
    return bring_in(
        path, COLUMNS, lambda rows, counts: _Import(by or _importer(), counts).take(rows), told=told, dry_run=dry_run, returned_to=returned_to
    )  # fmt: skip


def _importer() -> Actor:
    """The command line acts for the district's office, over every district of the deployment."""
    districts = Place.objects.filter(level="district", valid_to__isnull=True)
    seats = tuple(
        Held(role="operator", tenure=0, place=one.pk, path=one.path, level="district", title=IMPORTER)
        for one in districts
    )
    return Actor(account=0, name=IMPORTER, seats=seats, channel="import")


class _Import:
    """One file on its way: what is known already, found once for all rows."""

    def __init__(self, by: Actor, counts: Counts) -> None:
        self.by, self.counts = by, counts
        self.levels: dict[str, list[Level]] = defaultdict(list)
        for level in Level.objects.filter(ended_on__isnull=True).select_related("template"):
            for name in {level.zh, level.code, f"{level.template.code}.{level.code}"}:
                self.levels[name].append(level)
        self.standing: dict[tuple[int, int], Organisation] = {}
        for one in Organisation.objects.filter(ended_on__isnull=True).select_related("level", "place"):
            self.standing[one.level_id, one.place_id] = one

    def take(self, rows: Iterable[Checked]) -> None:
        """Take the rows from the top level down; each is founded, known, or returned."""
        ready: list[tuple[Level, Place, Checked]] = []
        for row in rows:
            self.counts.read += 1
            if not row.is_accepted:
                self.counts.give_back(row, [fault.reason for fault in row.faults])
                continue
            level, place = self._level(row), self._place(row)
            faults = [one for one in (level, place) if isinstance(one, Reason)]
            if faults or isinstance(level, Reason) or isinstance(place, Reason):
                self.counts.give_back(row, faults)
                continue
            ready.append((level, place, row))
        for level, place, row in sorted(ready, key=lambda one: (one[0].template_id, one[0].rank)):
            self._found(level, place, row)

    def _level(self, row: Checked) -> Level | Reason:
        found = self.levels.get(str(row.values["level"]), [])
        tree = row.values.get("tree")
        if tree:
            found = [one for one in found if tree in (one.template.code, one.template.zh)]
        if not found:
            return NO_LEVEL
        return found[0] if len(found) == 1 else NOT_CLEAR_LEVEL

    def _place(self, row: Checked) -> Place | Reason:
        name, community = str(row.values["place"]), row.values.get("community")
        rows = Place.objects.filter(valid_to__isnull=True).select_related("parent")
        exact = rows.filter(code=name).first()
        if exact is not None:
            return exact
        level = self._level(row)
        named = rows.filter(name=name)
        if isinstance(level, Level):
            named = named.filter(level=level.covers)
        found = list(named[:20])
        if community and len(found) > 1:
            # A place may lie in its community or some levels below it.
            over = set(rows.filter(name=community, level="community").values_list("path", flat=True))
            found = [one for one in found if any(one.path.startswith(path) for path in over)]
        if not found:
            return NO_PLACE
        return found[0] if len(found) == 1 else NOT_CLEAR_PLACE

    def _found(self, level: Level, place: Place, row: Checked) -> None:
        known, name = self.standing.get((level.pk, place.pk)), str(row.values["name"])
        if known is not None:
            if known.name == name:
                self.counts.known += 1
            else:
                self.counts.give_back(row, [Reason("not_twice", OTHER_NAME.format(name=known.name))])
            return
        try:
            with transaction.atomic():
                parent = self._parent(level, place, row.values.get("parent"))
                founded = row.values["founded_on"]
                assert isinstance(founded, dt.date)
                made = found_organisation(
                    level=level, place=place, name=name, parent=parent, founded_on=founded, by=self.by
                )
                self._seat(made, row)
        except Refused as refused:
            self.counts.give_back(row, list(refused.reasons))
            return
        self.standing[level.pk, place.pk] = made
        self.counts.recorded += 1

    def _parent(self, level: Level, place: Place, named: object) -> Organisation | None:
        """The parent named, else the one of the level above that covers the place."""
        if level.rank == 1:
            return None
        above = [
            one for one in self.standing.values()
            if one.level.template_id == level.template_id and one.level.rank == level.rank - 1
        ]  # fmt: skip
        if named:
            found = [one for one in above if named in (one.name, one.code)]
        else:
            found = [
                one for one in above if place.path.startswith(one.place.path) or one.place_id == place.grid_id
            ]
        if len(found) != 1:
            raise Refused(NO_SUCH_PARENT)
        return found[0]

    def _seat(self, made: Organisation, row: Checked) -> None:
        """Whoever is in charge is seated where the level has such a seat; a person without a telephone is not guessed."""
        who, role = row.values.get("secretary"), SECRETARY.get(made.level.code)
        if not who or role is None:
            return
        seat = Seat.objects.filter(role=role, place=made.place, ended_on__isnull=True).first()
        if seat is None:
            seat = make_seat(role=role, organisation=made, by=self.by)
        person = take_on(who=str(who), phone=str(row.values.get("phone") or ""))
        give_seat(seat=seat, person=person, from_on=made.founded_on, how="elected", by=self.by)
