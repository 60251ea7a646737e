"""The roll from a spreadsheet of the property register: every row checked, whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.db import transaction

from jinlin.ballots import roll
from jinlin.ballots.models import Decision
from jinlin.ballots.words import AREA_SOURCES, STATUSES, UNIT_KINDS
from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Column, Kind, check, match, read
from jinlin.base.words import Words
from jinlin.people.public import Person, key_of
from jinlin.places.public import below

COLUMNS = (
    Column("unit", Words("房号", "Unit"), ("房屋", "室号", "房屋编号", "坐落", "专有部分", "楼栋房号"), required=True, limit=40),
    Column("area", Words("面积", "Area"), ("建筑面积", "专有面积", "产权面积", "专有部分面积"), required=True, kind=Kind.AREA),
    Column("holders", Words("权利人", "Holders"), ("业主", "业主姓名", "产权人", "所有权人", "姓名"), limit=200),
    Column("phone", Words("电话", "Phone"), ("手机", "联系电话", "手机号"), kind=Kind.PHONE),
    Column(
        "status", Words("状态", "Status"), ("交付状态", "销售状态"), kind=Kind.CHOICE,
        choices=(*((one.words.zh, one.code) for one in STATUSES), ("未售", "unsold"), ("已售", "owned"), ("未交付", "undelivered")),
    ),
    Column(
        "kind", Words("类别", "Kind"), ("用途", "房屋用途", "规划用途"), kind=Kind.CHOICE,
        choices=(*((one.words.zh, one.code) for one in UNIT_KINDS), ("车库", "parking"), ("停车位", "parking"), ("店面", "shop")),
    ),
    Column(
        "source", Words("面积依据", "Source of area"), ("面积来源", "依据"), kind=Kind.CHOICE,
        choices=(*((one.words.zh, one.code) for one in AREA_SOURCES), ("登记", "register"), ("合同", "contract")),
    ),
)  # fmt: skip
SPLIT = re.compile(r"[、，,;；/ ]+")


def import_roll(*, decision: int, data: bytes, name: str, by: Actor) -> dict[str, Any]:
    """Write the roll of a draft from a sheet. ``Refused`` with every fault of the sheet, and then nothing is written.

    Owners are tied to a known person only by the telephone number of the sheet together with the name; never by name alone.
    """
    if not data:
        raise Refused(Reason("no_file", Words("请选一个表格文件", "Choose a spreadsheet")))
    units, faults = _units(data, name)
    with transaction.atomic():
        row = Decision.objects.select_for_update().get(pk=decision)
        if row.state != "draft":
            raise Refused(
                Reason(
                    "wrong_state", Words("名册公示后只能逐行更正", "a published roll is corrected row by row")
                )
            )
        faults += _twice(units)
        if faults:
            raise Refused(*faults[:200])
        places = {
            roll.unit_name(one, row.place): one.pk
            for one in below(row.place.path).filter(level="dwelling").select_related("parent__parent__parent")
        }
        for unit in units:
            unit.place = places.get(unit.name)
        count = roll.write(row, units)
        trail.record(
            row,
            "decision",
            "decision.build_roll",
            by=by,
            data={"rows": count, "units": len(units)},
            seen="staff",
        )
        row.save()
    return {"rows": count, "units": len(units)}


def import_roll_file(path: Path, *, decision: int, by: Actor) -> dict[str, Any]:
    """The same for a file on this machine."""
    try:
        return import_roll(decision=decision, data=path.read_bytes(), name=path.name, by=by)
    except OSError as error:
        raise Refused(
            Reason("no_file", Words(f"读不了 {path}：{error}", f"{path} can't be read: {error}"))
        ) from None


def _units(data: bytes, name: str) -> tuple[list[roll.Unit], list[Reason]]:
    units: list[roll.Unit] = []
    faults: list[Reason] = []
    with read(data, name) as book:
        table = book.table
        mapping = match(table.headings, COLUMNS)
        reasons = mapping.reasons(COLUMNS)
        if reasons:
            raise Refused(*reasons)
        for row in check(table, COLUMNS, mapping):
            for fault in row.faults:
                words = fault.reason.words
                faults.append(
                    Reason(
                        fault.reason.code,
                        Words(f"{fault.address}：{words.zh}", f"{fault.address}: {words.en}"),
                    )
                )
            if row.is_accepted:
                units.append(_unit(row.values))
    if not units and not faults:
        faults.append(Reason("no_rows", Words("表里没有房屋", "The sheet holds no units")))
    return units, faults


def _unit(values: dict[str, Any]) -> roll.Unit:
    status = values["status"] or "owned"
    names = [part for part in SPLIT.split(values["holders"] or "") if part]
    phone = str(values["phone"] or "")
    return roll.Unit(
        str(values["unit"]).replace(" ", ""), values["area"], values["source"] or "register", values["kind"] or "dwelling", status,
        owners=[(_person(name, phone), name[:60]) for name in names] if status == "owned" else [],
        developer="、".join(names) if status != "owned" else "",
    )  # fmt: skip


def _twice(units: list[roll.Unit]) -> list[Reason]:
    seen: set[str] = set()
    faults = []
    for unit in units:
        if unit.name in seen:
            faults.append(
                Reason(
                    "wrong_unit_twice", Words(f"房号 {unit.name} 出现两次", f"unit {unit.name} stands twice")
                )
            )
        seen.add(unit.name)
    return faults


def _person(name: str, phone: str) -> int | None:
    if not phone:
        return None
    return (
        Person.objects.filter(phone_key=key_of(phone), name=name, erased_at__isnull=True)
        .values_list("pk", flat=True)
        .first()
    )
