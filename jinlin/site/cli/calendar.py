"""``jinlin calendar``: the State Council's yearly notice, and which days are worked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from jinlin.base.rule import Refused
from jinlin.site.cli import django_ready, fail, say

FILE = click.Path(path_type=Path)


@click.group("calendar")
def command() -> None:
    """The working calendar by which deadlines run."""


@command.command("import")
@click.argument("file", type=FILE)
@click.option("--year", type=int, help="The year of the notice; else the one most of its days lie in.")
@click.option("--dry-run", is_flag=True, help="Check the file; keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def import_notice(file: Path, year: int | None, dry_run: bool, as_json: bool) -> None:
    """Bring in a year's notice (.csv or .toml) and reckon the open deadlines again; twice without change."""
    django_ready()
    from jinlin.base.calendar_data import read_notice
    from jinlin.base.deployment_calendar import calendar, forget, keep_notice
    from jinlin.matters.public import recount_deadlines

    try:
        notice = read_notice(_text(file), where=file.name, year=year)
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    if dry_run:
        answer: dict[str, Any] = {"year": notice.year, "days": len(notice.days), "recorded": False}
        say(answer, as_json=as_json, text=f"{notice.year} 年：{len(notice.days)} 天，文件没有问题，没有记录")
        return
    forget()
    before = calendar()
    counts = keep_notice(notice)
    since = calendar().first_difference(before)
    # What is due before the first day that changed can't have moved.
    moved = recount_deadlines(since=since or notice_end(notice.year))
    answer = {
        "year": notice.year, **counts, "first_difference": since, "looked_at": moved.looked_at, "moved": moved.moved,
        "certain": moved.certain, "numbers": moved.numbers[:200],
    }  # fmt: skip
    lines = [
        f"{notice.year} 年：{counts['days']} 天（新增 {counts['added']}，改 {counts['changed']}，去掉 {counts['dropped']}）",
        f"重算了 {moved.looked_at} 件的期限：{moved.moved} 件有变，{moved.certain} 件不再是临时",
    ]
    say(answer, as_json=as_json, text="\n".join(lines))


def notice_end(year: int) -> dt.date:
    """The day behind a year: nothing of it changed, and deadlines beyond it were never certain."""
    return dt.date(year + 1, 1, 1)


def _text(file: Path) -> str:
    """The file's text in UTF-8 or GB18030; ``Refused`` where it can't be read."""
    from jinlin.base.rule import Reason
    from jinlin.base.words import Words

    try:
        raw = file.read_bytes()
    except OSError as error:
        words = Words(f"读不了文件 {file}：{error.strerror}", f"can't read {file}: {error.strerror}")
        raise Refused(Reason("no_file", words)) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Reason("wrong_encoding", Words("认不出文字编码，请存成 UTF-8", "Save the file as UTF-8")))


@command.command("show")
@click.argument("year", type=click.IntRange(2004, 2100))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def show(year: int, as_json: bool) -> None:
    """Which days of a year are holidays and shifted workdays, and whether the year's notice is known."""
    django_ready()
    from jinlin.base.deployment_calendar import calendar

    cal = calendar()
    days = sorted((day for day in cal.days if day.date.year == year), key=lambda day: (day.date, day.region))
    answer = {
        "year": year, "known": cal.is_known(year),
        "days": [{"date": d.date, "kind": d.kind.value, "name": d.name, "region": d.region, "source": d.source} for d in days],
    }  # fmt: skip
    head = f"{year} 年：" + ("已公布" if cal.is_known(year) else "还没有公布，期限是临时的")
    say(
        answer,
        as_json=as_json,
        text="\n".join([head, *(f"{d.date} {d.kind.value} {d.name} {d.region}".rstrip() for d in days)]),
    )
