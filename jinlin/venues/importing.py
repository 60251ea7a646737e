"""Venues from a spreadsheet of any layout, mostly the halls that institutions open: each row entered once, known, or returned.

The whole file is one transaction: it is there whole or not at all, and the same file again adds nothing. A venue is the
same where name and place are. One that has hours is opened at once; without hours it stays planned.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from jinlin.base.actor import Actor, Held
from jinlin.base.engine import Faulty
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Checked, Column, Kind
from jinlin.base.spreadsheets.whole import Counts, bring_in
from jinlin.base.words import Words
from jinlin.organisations.public import Institution
from jinlin.places.public import Place
from jinlin.venues import commands
from jinlin.venues.desk import STATIONS
from jinlin.venues.hours import read_spans
from jinlin.venues.models import Station
from jinlin.venues.queries import relations
from jinlin.venues.words import ACQUIRED, KINDS

IMPORTER = "数据导入"
KIND_WORDS = (*((one.words.zh, one.code) for one in KINDS), ("驿站", "station"), ("礼堂", "hall"), ("会议室", "hall"), ("球场", "court"), ("舞台", "stage"),
              ("广场", "stage"), ("养老站", "elder"), ("单位场所", "unit"), ("单位", "unit"))  # fmt: skip
WAY_WORDS = (
    *((one.words.zh, one.code) for one in ACQUIRED),
    ("共享", "shared"),
    ("租用", "provided"),
    ("无偿提供", "provided"),
)
WORKDAYS, WEEKEND = range(5), (5, 6)

COLUMNS = (
    Column("name", Words("名称", "Name"), ("场所名称", "场所", "驿站名称", "场地名称", "阵地名称"), required=True, limit=80),
    Column("place", Words("地点", "Place"), ("所属小区", "小区", "小区名称", "社区", "所属社区", "所在地", "地点代码"), required=True, limit=80),
    Column("owner", Words("单位", "Institution"), ("单位名称", "驻区单位", "产权单位", "共建单位", "所属单位"), limit=120),
    Column("kind", Words("类别", "Kind"), ("场所类别", "类型", "场所类型"), kind=Kind.CHOICE, choices=KIND_WORDS),
    Column("acquired", Words("怎么来的", "Way obtained"), ("取得方式", "来源", "建设方式"), kind=Kind.CHOICE, choices=WAY_WORDS),
    Column("area", Words("面积", "Area"), ("建筑面积", "总面积", "场所面积", "面积（平方米）", "面积（m²）"), kind=Kind.AREA),
    Column("seats", Words("容纳人数", "Holds"), ("可容纳人数", "座位", "座位数", "人数"), kind=Kind.INTEGER),
    Column("hours", Words("开放时间", "Hours"), ("工作日开放时间", "周一至周五", "开放时段"), limit=60),
    Column("weekend", Words("周末开放时间", "Weekend hours"), ("周六日", "双休日", "周末"), limit=60),
    Column("address", Words("地址", "Address"), ("详细地址", "位置"), limit=120),
    Column("phone", Words("电话", "Telephone"), ("场所电话", "联系电话"), limit=40),
)  # fmt: skip
NO_PLACE = Reason("no_place", Words("没有这个小区或社区", "There is no such estate or community"))
NOT_CLEAR = Reason(
    "not_clear", Words("有几个同名地点，请写地点代码", "Several places have that name; give the code")
)
NO_OWNER = Reason("no_institution", Words("没有登记过这个单位", "The institution is not entered"))
TWO_OWNERS = Reason("not_clear", Words("有几个同名单位", "Several institutions have that name"))


def import_file(
    path: Path, *, told: dict[str, Any] | None = None, dry_run: bool = False, returned_to: Path | None = None, by: Actor | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Bring venues in from a file. Answers ``read``, ``recorded``, ``known``, ``refused``, ``rows`` (each returned row with
    its reasons), ``columns`` and ``returned``. Refused whole: what reading refuses, ``no_column``, ``not_decided``.
    """
    return bring_in(
        path, COLUMNS, lambda rows, counts: _Import(by or _importer(), counts).take(rows), told=told, dry_run=dry_run, returned_to=returned_to
    )  # fmt: skip


def _importer() -> Actor:
    """The command line acts for the district's office, over every district of the deployment."""
    districts = Place.objects.filter(level="district", valid_to__isnull=True)
    seats = tuple(
        Held(role="community_worker", tenure=0, place=one.pk, path=one.path, level="district", title=IMPORTER)
        for one in districts
    )
    return Actor(account=0, name=IMPORTER, seats=seats, channel="import")


class _Import:
    """One file on its way: what is known already, found once for all rows."""

    def __init__(self, by: Actor, counts: Counts) -> None:
        self.by, self.counts = by, counts
        self.known = set(Station.objects.values_list("place", "name"))
        self.owners: dict[str, list[Institution]] = defaultdict(list)
        for one in Institution.objects.filter(ended_on__isnull=True):
            self.owners[one.name].append(one)
        self.places: dict[str, list[Place]] = defaultdict(list)
        for place in Place.objects.filter(valid_to__isnull=True, level__in=("street", "community", "estate")):
            self.places[place.name].append(place)
            self.places[place.code].append(place)

    def take(self, rows: Iterable[Checked]) -> None:
        """Take the rows in order; each is entered, known, or returned."""
        for row in rows:
            self.counts.read += 1
            reasons = [fault.reason for fault in row.faults] if not row.is_accepted else self._enter(row)
            if reasons:
                self.counts.give_back(row, reasons)

    def _enter(self, row: Checked) -> list[Reason]:
        """The reasons against a row; none where it was entered or is known."""
        values = row.values
        places, owners = (
            self.places.get(str(values["place"]), []),
            self.owners.get(str(values.get("owner") or ""), []),
        )
        reasons = []
        if len(places) != 1:
            reasons.append(NOT_CLEAR if places else NO_PLACE)
        if values.get("owner") and len(owners) != 1:
            reasons.append(TWO_OWNERS if owners else NO_OWNER)
        try:
            spans = [span for day in WORKDAYS for span in read_spans(day, str(values.get("hours") or ""))]
            spans += [span for day in WEEKEND for span in read_spans(day, str(values.get("weekend") or ""))]
        except Faulty as faulty:
            reasons += faulty.faults.values()
        if reasons:
            return reasons
        place, name = places[0], str(values["name"])
        if (place.pk, name) in self.known:
            self.counts.known += 1
            return []
        try:
            with transaction.atomic():
                self._write(place, name, owners[0] if owners else None, spans, values)
        except Refused as refused:
            return list(refused.reasons)
        self.known.add((place.pk, name))
        self.counts.recorded += 1
        return []

    def _write(
        self,
        place: Place,
        name: str,
        owner: Institution | None,
        spans: list[tuple[int, int, int]],
        values: Any,
    ) -> None:
        code = "V" + hashlib.sha256(f"{place.code}/{name}".encode()).hexdigest()[:9].upper()
        area = int(values.get("area") or 0)
        made = commands.enter_station(
            code=code, name=name, kind=values.get("kind") or ("unit" if owner else "station"), acquired=values.get("acquired") or ("shared" if owner else "provided"),
            place=place, by=self.by, owner=owner, floor_area=area, address=str(values.get("address") or ""), phone=str(values.get("phone") or ""),
            planned_on=timezone.localdate(),
        )  # fmt: skip
        commands.add_space(
            station=made,
            code=f"{code}-1",
            name=name[:60],
            by=self.by,
            area=area,
            seats=int(values.get("seats") or 0),
            approval=owner is not None,
        )
        if spans:
            commands.set_hours(station=made, spans=spans, by=self.by)
            # Who only stands over the place enters it; opening it is for its keepers.
            if "keeper" in relations(made, self.by):
                STATIONS.take(made.pk, "open", by=self.by)
