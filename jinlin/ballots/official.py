"""The result of a city's own voting system: a ZIP or a sheet with a row a unit, reconciled with the roll, its evidence kept.

What the file says is sealed on the board like every other ballot (channel ``city``) and counted by the same engine, so
that a verdict never rests on a total that somebody typed. Every difference from the roll is listed and stays.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from jinlin.ballots import boards, roll
from jinlin.ballots.casting import put
from jinlin.ballots.counting import show_area
from jinlin.ballots.models import Decision, Official, RollRow
from jinlin.ballots.sealing.marks import seal_ballot
from jinlin.base import subjects, trail
from jinlin.base.actor import Actor
from jinlin.base.models import StoredFile
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Column, Kind, check, match, read
from jinlin.base.uploads import store_upload
from jinlin.base.words import Words

SHEETS = (".xlsx", ".xls", ".ods", ".csv")
MOST_FILES, MOST_BYTES = 40, 60 * 1024 * 1024
SAID = {
    "同意": "yes", "赞成": "yes", "反对": "no", "不同意": "no", "弃权": "abstain", "yes": "yes", "no": "no", "abstain": "abstain",
    "": "", "未投": "", "未投票": "", "未参与": "", "—": "", "-": "",
}  # fmt: skip
DIFFERENCES = {
    "unknown": Words("名册上没有这个房号", "not on the roll"), "missing": Words("文件里没有这个房号（按没有参与算）", "not in the file (counts as not taking part)"),
    "area": Words("面积和名册不一样（按名册算）", "another area than on the roll (the roll counts)"),
    "apart": Words("同一位业主的几处房屋意见不一致，没有入板，请核实", "units of one holder say different things: not sealed, to be looked into"),
    "partly": Words("有的议题没有意见，没有入板", "marks are missing for some motions: not sealed"),
    "uncounted": Words("本次规则不计入（如车位）", "does not count by the rules (such as parking)"),
    "also": Words("板上已有这一户的票，按冻结的规则取舍", "a ballot of this row is on the board already; the frozen rule decides"),
    "totals": Words("合计和系统所报不一样", "the sums differ from what the system reports"),
}  # fmt: skip


@dataclass
class Reading:
    """What a file says: by unit the area (if told) and the marks by motion; what came with it as evidence."""

    units: dict[str, tuple[int | None, dict[str, str]]] = field(default_factory=dict)
    evidence: list[tuple[str, bytes]] = field(default_factory=list)
    sheet: tuple[str, bytes] = ("", b"")


def may_import(row: Decision, on: dt.date) -> Reason | None:
    """Whether the region's profile allows it, and the vote is at the stage where ballots are taken."""
    if shipped_parameters().get("owners.official_import", on=on, region=row.region).value is not True:
        return Reason(
            "not_allowed",
            Words("本地规则不接受城市系统的结果", "the region takes no result of a city system"),
        )
    if row.state not in ("open", "closed"):
        return Reason(
            "not_open",
            Words("开始投票后、开票前才能导入", "only between the opening of the vote and the count"),
        )
    return None


def unpack(data: bytes, name: str) -> tuple[tuple[str, bytes], list[tuple[str, bytes]]]:
    """The one sheet of a ZIP and whatever came beside it; a bare sheet comes alone. ``Refused``: ``no_sheet``, ``too_large``."""
    if not name.lower().endswith(".zip"):
        return (name, data), []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            rows = [one for one in packed.infolist() if not one.is_dir()]
            if len(rows) > MOST_FILES or sum(one.file_size for one in rows) > MOST_BYTES:
                raise Refused(
                    Reason(
                        "too_large",
                        Words("压缩包太大或文件太多", "the ZIP is too large or holds too many files"),
                    )
                )
            files = [(one.filename.rpartition("/")[2][:120], packed.read(one)) for one in rows]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise Refused(Reason("wrong_file", Words("压缩包打不开", "the ZIP can't be opened"))) from None
    sheets = [one for one in files if one[0].lower().endswith(SHEETS)]
    if len(sheets) != 1:
        raise Refused(
            Reason(
                "no_sheet",
                Words(
                    f"压缩包里要恰好有一个表格，现在有 {len(sheets)} 个",
                    f"exactly one sheet is wanted, {len(sheets)} found",
                ),
            )
        )
    return sheets[0], [one for one in files if one is not sheets[0]]


def _columns(row: Decision) -> tuple[Column, ...]:
    motions = tuple(
        Column(one["id"], Words(one["title"][:60], one["id"]), (one["id"], one["title"]), limit=20)
        for one in row.package["motions"]
    )
    return (
        Column("unit", Words("房号", "Unit"), ("房屋", "室号", "房屋编号", "专有部分"), required=True, limit=40),
        Column("area", Words("面积", "Area"), ("建筑面积", "专有面积"), kind=Kind.AREA), *motions,
    )  # fmt: skip


def read_file(row: Decision, data: bytes, name: str) -> Reading:
    """What the file says, or ``Refused`` with every fault of its rows."""
    sheet, evidence = unpack(data, name)
    found = Reading(evidence=evidence, sheet=sheet)
    columns = _columns(row)
    faults: list[Reason] = []
    with read(sheet[1], sheet[0]) as book:
        mapping = match(book.table.headings, columns)
        reasons = mapping.reasons(columns)
        if reasons:
            raise Refused(*reasons)
        absent = [one["title"] for one in row.package["motions"] if one["id"] not in mapping.chosen]
        if absent:
            raise Refused(
                Reason(
                    "no_column",
                    Words(
                        f"表里没有这些议题的列：{'、'.join(absent)}", f"no column for: {', '.join(absent)}"
                    ),
                )
            )
        for one in check(book.table, columns, mapping):
            faults += [
                Reason(fault.reason.code, Words(f"{fault.address}：{fault.reason.words.zh}", f"{fault.address}: {fault.reason.words.en}"))
                for fault in one.faults
            ]  # fmt: skip
            if not one.is_accepted:
                continue
            unit = str(one.values["unit"]).replace(" ", "")
            marks, wrong = {}, []
            for motion in row.package["motions"]:
                text = str(one.values.get(motion["id"]) or "").strip()
                if text not in SAID:
                    wrong.append(text)
                marks[motion["id"]] = SAID.get(text, "")
            if wrong or unit in found.units:
                zh = f"{unit}：看不懂“{wrong[0]}”" if wrong else f"{unit} 出现两次"
                faults.append(Reason("wrong_mark", Words(zh, f"{unit}: {wrong or 'stands twice'}")))
            found.units[unit] = (one.values.get("area"), marks)
    if not found.units and not faults:
        faults.append(Reason("no_rows", Words("表里没有房屋", "The sheet holds no units")))
    if faults:
        raise Refused(*faults[:200])
    return found


def reconciled(row: Decision, reading: Reading) -> tuple[dict[int, dict[str, str]], list[dict[str, Any]]]:
    """Marks by row of the roll that can be sealed, and every difference between file and roll."""
    rows: dict[int, list[tuple[str, int]]] = defaultdict(list)
    where: dict[str, RollRow] = {}
    for one in roll.standing(row).prefetch_related("units"):
        for unit in one.units.all():
            where[unit.name] = one
            rows[one.row].append((unit.name, unit.area))
    found: list[dict[str, Any]] = [
        {"kind": "unknown", "unit": unit} for unit in reading.units if unit not in where
    ]
    found += [{"kind": "missing", "unit": unit} for unit in where if unit not in reading.units]
    marks: dict[int, dict[str, str]] = {}
    voted = set(row.lines.filter(kind="ballot").values_list("row", flat=True))
    counts = {one.row for one in roll.counted(row)}
    for number, units in rows.items():
        if number not in counts:
            found += [{"kind": "uncounted", "unit": unit} for unit, _ in units if unit in reading.units]
            continue
        told = _told(units, reading, found)
        if not told:
            continue
        if any(one != told[0][1] for _, one in told):
            found.append({"kind": "apart", "unit": "、".join(unit for unit, _ in told)})
        elif not all(told[0][1].values()):
            found.append({"kind": "partly", "unit": told[0][0]})
        else:
            marks[number] = told[0][1]
            if number in voted:
                found.append({"kind": "also", "unit": told[0][0]})
    return marks, found


def _told(
    units: list[tuple[str, int]], reading: Reading, found: list[dict[str, Any]]
) -> list[tuple[str, dict[str, str]]]:
    """What the file says for the units of one row; areas that differ are noted."""
    told = []
    for unit, area in units:
        if unit not in reading.units:
            continue
        said_area, said = reading.units[unit]
        if said_area is not None and said_area != area:
            found.append(
                {"kind": "area", "unit": unit, "told": show_area(said_area), "roll": show_area(area)}
            )
        if any(said.values()):
            told.append((unit, said))
    return told


def _sums(row: Decision, marks: dict[int, dict[str, str]]) -> dict[str, Any]:
    areas = {one.row: one.area for one in roll.counted(row)}
    return {"persons": len(marks), "area": show_area(sum(areas.get(number, 0) for number in marks))}


def import_official(
    *, decision: int, data: bytes, name: str, system: str, paper: str, by: Actor, told_persons: int | None = None, only_check: bool = False,
    at: dt.datetime | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Reconcile a city system's file with the roll and, unless only checked, seal what it says and keep the evidence.

    The same file again answers as before. ``Refused``: ``no_file``, ``not_allowed``, ``not_open``, ``not_twice`` (another
    file was brought in already), and every fault of the file; then nothing is written.
    """
    at = at or timezone.now()
    if not data:
        raise Refused(Reason("no_file", Words("请选一个文件", "Choose a file")))
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        row = Decision.objects.select_for_update(of=("self",)).get(pk=decision)
        known = Official.objects.filter(decision=row).first()
        if known is not None:
            if known.digest != digest:
                raise Refused(
                    Reason(
                        "not_twice", Words("已经导入过另一份结果", "another result was brought in already")
                    )
                )
            return _answer(known.told, known.found["differences"], digest, known.found["files"])
        against = may_import(row, timezone.localdate(at))
        if against:
            raise Refused(against)
        reading = read_file(row, data, name)
        marks, found = reconciled(row, reading)
        told = _sums(row, marks) | ({"told_persons": told_persons} if told_persons is not None else {})
        if told_persons is not None and told_persons != told["persons"]:
            found.append(
                {"kind": "totals", "unit": "", "told": str(told_persons), "roll": str(told["persons"])}
            )
        if only_check:
            return _answer(told, found, digest, [])
        files = _seal_all(row, reading, marks, found, told, digest, (system, paper), by, at)
    return _answer(told, found, digest, [[one.name, one.digest] for one in files])


def _seal_all(
    row: Decision, reading: Reading, marks: dict[int, dict[str, str]], found: list[dict[str, Any]], told: dict[str, Any], digest: str,
    named: tuple[str, str], by: Actor, at: dt.datetime,
) -> list[StoredFile]:  # fmt: skip
    """Every ballot on the board, the record with its differences, the evidence, and the line in the thread."""
    system, paper = named
    files = _keep(row, reading, by)
    options = boards.options_of(row)
    for number, one in sorted(marks.items()):
        put(row, number, "city", seal_ballot(row.package_hash, number, options, one), at=at, hands=digest)
    Official.objects.create(
        decision=row, system=system[:80], paper=paper[:80], digest=digest, told=told, at=at, by_id=by.account,
        found={"differences": found, "files": [[one.name, one.digest] for one in files]},
    )  # fmt: skip
    event = trail.record(
        row, "decision", "decision.official", by=by, at=at, data={"digest": digest, "ballots": len(marks), "differences": len(found)},
        text=f"{system}（{paper}）", seen="public",
    )  # fmt: skip
    row.save()
    subjects.attach(row, "decision", event, [one.pk for one in files])
    StoredFile.objects.filter(pk__in=[one.pk for one in files]).update(seen="staff")
    return files


def _keep(row: Decision, reading: Reading, by: Actor) -> list[StoredFile]:
    """The sheet and the evidence as files of the decision, workers alone may open them. ``Refused`` where one is of no known kind."""
    kept, faults = [], []
    for name, data in [reading.sheet, *reading.evidence]:
        one = store_upload(SimpleUploadedFile(name, data), by=by, seen="staff")
        if isinstance(one, Reason):
            faults.append(Reason(one.code, Words(f"{name}：{one.words.zh}", f"{name}: {one.words.en}")))
        else:
            kept.append(one)
    if faults:
        raise Refused(*faults)
    return kept


def _answer(
    told: dict[str, Any], found: list[dict[str, Any]], digest: str, files: list[list[str]]
) -> dict[str, Any]:
    return {"told": told, "differences": found, "digest": digest, "files": files}
