"""Lists of notices as a workbook or CSV."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from jinlin.base.files import download_header
from jinlin.base.spreadsheets import Heading, Page, write_csv, write_xlsx
from jinlin.publicity.models import Publication
from jinlin.publicity.web.rows import row_of

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEADINGS = tuple(
    Heading(words) for words in ("文号", "标题", "类别", "地点", "落款单位", "状态", "公布", "公示到", "异议到", "依据", "撤回理由", "文字摘要")
)  # fmt: skip


def _line(one: Publication, now: dt.datetime) -> list[Any]:
    row = row_of(one, now=now)
    return [
        one.number, one.title, row.kind.words.zh, one.place.name, one.publisher, row.state.words.zh, one.begins_on, one.until_on,
        one.objects_until, row.kind.basis, one.withdrawn_why, one.text_hash,
    ]  # fmt: skip


def sheet(rows: Iterable[Publication], kind: str, now: dt.datetime) -> HttpResponse:
    """The rows as a file to keep."""
    found: Iterator[list[Any]] = (_line(one, now) for one in rows)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"out.{kind}"
        if kind == "csv":
            write_csv(target, HEADINGS, found)
        else:
            note = f"来源：近邻平台公示公告；截至 {timezone.localtime(now):%Y-%m-%d %H:%M}"
            write_xlsx(target, Page(name="公示", headings=HEADINGS, rows=found, note=note))
        body = target.read_bytes()
    answer = HttpResponse(body, content_type=TYPES[kind])
    answer["Content-Disposition"] = download_header(f"公示公告-{timezone.localdate(now):%Y%m%d}.{kind}")
    return answer
