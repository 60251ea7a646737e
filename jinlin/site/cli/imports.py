"""``jinlin import``: places and matters from spreadsheets as they are."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from jinlin.base.rule import Refused
from jinlin.site.cli import django_ready, fail, say

FILE = click.Path(path_type=Path)


@click.group("import")
def command() -> None:
    """Bring in spreadsheets as they are."""


@command.command("matters")
@click.argument("file", type=FILE)
@click.option("--map", "map_file", type=FILE, help='JSON such as {"title": "留言主题", "told_at": "D"}.')
@click.option("--place", "code", default="", help="Code of the place; else the deployment's only district.")
@click.option("--dry-run", is_flag=True, help="Check everything and say what would happen; record nothing.")
@click.option("--returned", type=FILE, help="Where to write the returned rows.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def matters(
    file: Path, map_file: Path | None, code: str, dry_run: bool, returned: Path | None, as_json: bool
) -> None:
    """Import what residents told from a sheet of another system; the same file again adds nothing."""
    django_ready()
    from jinlin.matters.public import imports

    told, faults = _map(map_file)
    place = _place(code, faults)
    if not file.is_file():
        faults.append(_fault("no_file", f"找不到文件 {file}", f"there is no file {file}"))
    if faults or place is None:
        fail(faults, as_json=as_json)
    try:
        answer = imports.import_file(
            file, place=place, told=told, dry_run=dry_run, returned_to=returned, progress=_progress
        )
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    say(answer, as_json=as_json, text="\n".join(_lines(answer, dry_run)))


def _map(path: Path | None) -> tuple[Any, list[Any]]:
    if path is None:
        return None, []
    try:
        return json.loads(path.read_text(encoding="utf-8")), []
    except (OSError, ValueError) as error:
        return None, [
            _fault(
                "wrong_mapping", f"对应表 {path} 读不了：{error}", f"the map {path} can't be read: {error}"
            )
        ]


def _place(code: str, faults: list[Any]) -> Any:
    from jinlin.matters.public import imports

    try:
        return imports.place_of(code) if code else imports.only_district()
    except Refused as refused:
        faults += refused.reasons
        return None


def _fault(code: str, zh: str, en: str) -> dict[str, str]:
    return {"code": code, "zh": zh, "en": en}


def _progress(counts: Any, rows: int) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    if end == "\r" or counts.read % 5_000 == 0:
        click.echo(f"jinlin: {counts.read:,} / {rows:,} 行{end}", err=True, nl=False)


def _lines(answer: dict[str, Any], dry_run: bool) -> list[str]:
    lines = [
        f"读取 {answer['read']} 行（read {answer['read']}）",
        f"{'将' if dry_run else ''}登记 {answer['recorded']} 件（recorded {answer['recorded']}）",
        f"{'将' if dry_run else ''}并入 {answer['merged']} 条（merged {answer['merged']}）",
        f"退回 {answer['refused']} 行（refused {answer['refused']}）",
        f"已有 {answer['known']} 行（already known {answer['known']}）",
    ]
    lines += [f"{name} ← {heading}" for name, heading in answer["columns"].items()]
    if answer["returned"]:
        lines.append(f"退回的行：{answer['returned']}")
    if answer["unknown_categories"]:
        lines.append("这里没有的类别（留给人工分类）：" + "、".join(answer["unknown_categories"]))
    lines += answer["notes"]
    return lines


@command.command("places")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def places(file: Path, as_json: bool) -> None:
    """Import the tree of places from a divisions file or a spreadsheet; twice without change."""
    django_ready()
    from jinlin.places.public import import_places

    if not file.is_file():
        fail([_fault("no_file", f"找不到文件 {file}", f"there is no file {file}")], as_json=as_json)
    try:
        answer = import_places(file)
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    say(answer, as_json=as_json, text="\n".join(f"{name} {value}" for name, value in answer.items()))


@command.command("boundaries")
@click.argument("file", type=FILE)
@click.option(
    "--crs",
    type=click.Choice(["wgs84", "gcj02"]),
    help="The file's datum; else what the file says, else WGS-84.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def boundaries(file: Path, crs: str | None, as_json: bool) -> None:
    """Import boundaries of places from GeoJSON; kept in WGS-84, broken rings mended with a note or refused."""
    django_ready()
    from jinlin.places.public import import_boundaries

    if not file.is_file():
        fail([_fault("no_file", f"找不到文件 {file}", f"there is no file {file}")], as_json=as_json)
    try:
        answer = import_boundaries(file, crs=crs)
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    lines = [
        f"读取 {answer['read']} 个（read {answer['read']}），新增 {answer['added']}，更新 {answer['changed']}，"
        f"未变 {answer['unchanged']}，退回 {len(answer['refused'])}；坐标系 {answer['crs']}"
    ]
    lines += [f"第 {row['feature']} 个 {row['name']}：{row['zh']}" for row in answer["refused"]]
    lines += [f"{row['place']}：{row['zh']}" for row in answer["notes"]]
    say(answer, as_json=as_json, text="\n".join(lines))


@command.command("members")
@click.argument("file", type=FILE)
@click.option(
    "--place", "code", default="", help="Code of a place: only its branches may be named; else all."
)
@click.option("--map", "map_file", type=FILE, help='JSON such as {"name": "党员姓名", "branch": "D"}.')
@click.option("--dry-run", is_flag=True, help="Check everything and say what would happen; record nothing.")
@click.option("--returned", type=FILE, help="Where to write the returned rows.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def members(**given: Any) -> None:
    """Import a list of members who report in, of any layout; the same file again adds nothing."""
    django_ready()
    from jinlin.organisations.public import import_members

    _people(import_members, **given)


@command.command("volunteers")
@click.argument("file", type=FILE)
@click.option("--place", "code", default="", help="Code of a place: only its teams may be named; else all.")
@click.option("--map", "map_file", type=FILE, help='JSON such as {"name": "志愿者姓名", "team": "D"}.')
@click.option("--dry-run", is_flag=True, help="Check everything and say what would happen; record nothing.")
@click.option("--returned", type=FILE, help="Where to write the returned rows.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def volunteers(**given: Any) -> None:
    """Import a list of volunteers with their teams, of any layout; the same file again adds nothing."""
    django_ready()
    from jinlin.volunteering.public import import_volunteers

    _people(import_volunteers, **given)


def _people(
    bring_in: Callable[..., dict[str, Any]], file: Path, code: str, map_file: Path | None, dry_run: bool, returned: Path | None, as_json: bool
) -> None:  # fmt: skip
    """One list of people: what can be read is recorded, the rest is returned with its reasons."""
    told, faults = _map(map_file)
    place = _place(code, faults) if code else None
    if not file.is_file():
        faults.append(_fault("no_file", f"找不到文件 {file}", f"there is no file {file}"))
    if faults:
        fail(faults, as_json=as_json)
    try:
        answer = bring_in(
            file, place=place, told=told, dry_run=dry_run, returned_to=returned, progress=_progress
        )
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    say(answer, as_json=as_json, text="\n".join(_people_lines({"changed": 0, **answer}, dry_run)))


def _people_lines(answer: dict[str, Any], dry_run: bool) -> list[str]:
    will = "将" if dry_run else ""
    lines = [
        f"读取 {answer['read']} 行（read {answer['read']}）",
        f"{will}登记 {answer['recorded']} 人（recorded {answer['recorded']}）",
        f"{will}补充 {answer['changed']} 人（changed {answer['changed']}）",
        f"退回 {answer['refused']} 行（refused {answer['refused']}）",
        f"已有 {answer['known']} 行（already known {answer['known']}）",
    ]
    lines += [f"{name} ← {heading}" for name, heading in answer["columns"].items()]
    if answer["returned"]:
        lines.append(f"退回的行：{answer['returned']}")
    return lines + list(answer["notes"])


def _whole(
    bring_in: Callable[..., dict[str, Any]], what: str, file: Path, map_file: Path | None, dry_run: bool, returned: Path | None, as_json: bool
) -> None:  # fmt: skip
    """One file that is brought in whole or not at all; ``what`` counts it, such as ``个组织``."""
    told, faults = _map(map_file)
    if not file.is_file():
        faults.append(_fault("no_file", f"找不到文件 {file}", f"there is no file {file}"))
    if faults:
        fail(faults, as_json=as_json)
    try:
        answer = bring_in(file, told=told, dry_run=dry_run, returned_to=returned)
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    lines = [
        f"读取 {answer['read']} 行（read {answer['read']}）",
        f"{'将' if dry_run else ''}登记 {answer['recorded']} {what}（recorded {answer['recorded']}）",
        f"已有 {answer['known']} 个（already known {answer['known']}）",
        f"退回 {answer['refused']} 行（refused {answer['refused']}）",
        *(
            f"第 {one['row']} 行：" + "；".join(why["zh"] for why in one["why"])
            for one in answer["rows"][:50]
        ),
    ]
    say(answer, as_json=as_json, text="\n".join(lines))


@command.command("organisations")
@click.argument("file", type=FILE)
@click.option("--map", "map_file", type=FILE, help='JSON such as {"name": "组织名称", "place": "D"}.')
@click.option("--dry-run", is_flag=True, help="Check everything and say what would happen; record nothing.")
@click.option("--returned", type=FILE, help="Where to write the returned rows.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def organisations(**given: Any) -> None:
    """Import organisations (name, level, parent, place, founded, secretary); the same file again adds nothing."""
    django_ready()
    from jinlin.organisations.public import import_organisations

    _whole(import_organisations, "个组织", **given)


@command.command("venues")
@click.argument("file", type=FILE)
@click.option("--map", "map_file", type=FILE, help='JSON such as {"name": "场所名称", "place": "D"}.')
@click.option("--dry-run", is_flag=True, help="Check everything and say what would happen; record nothing.")
@click.option("--returned", type=FILE, help="Where to write the returned rows.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def venues(**given: Any) -> None:
    """Import venues (name, place, institution, area, hours); the same file again adds nothing."""
    django_ready()
    from jinlin.venues.public import import_venues

    _whole(import_venues, "个场所", **given)


@command.command("roll")
@click.argument("file", type=FILE)
@click.option("--decision", type=int, required=True, help="Number of the drafted decision.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def roll(file: Path, decision: int, as_json: bool) -> None:
    """Import the roll of a drafted decision from a sheet of the property register, whole or not at all."""
    django_ready()
    from jinlin.ballots.public import Decision, import_roll_file
    from jinlin.base.actor import THE_CLOCK

    if not Decision.objects.filter(pk=decision).exists():
        fail(
            [_fault("no_decision", f"没有第 {decision} 号表决", f"there is no decision {decision}")],
            as_json=as_json,
        )
    try:
        answer = import_roll_file(file, decision=decision, by=THE_CLOCK)
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    say(answer, as_json=as_json, text=f"rows {answer['rows']}, units {answer['units']}")
