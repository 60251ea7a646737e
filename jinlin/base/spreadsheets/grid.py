"""The first rows of a sheet as a grid: texts, kinds of cells, and where merged cells reach."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from jinlin.base.spreadsheets.cells import Cell, header_text, is_blank

Merged = tuple[int, int, int, int]

NUMBER = re.compile(r"[-+]?[\d,，]*\.?\d+%?")
DATE = re.compile(r"\d{2,4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?( .*)?")
NUMBERING = re.compile(
    r"[（(【\[]?\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*[)）】\]]?|[甲乙丙丁戊己庚]|[A-Z]"
)
TABLE_LINE = re.compile(
    r"[:：]|盖章|填报|制表|报送|统计时间|单位[:：]|年\s*月|\d{4}年|第.{1,4}页|^表[一二三四五六七八九十\d]"
)
ANNOTATION = re.compile(
    r"必填|选填|可选|不填|请填|填写|格式|自动|如[:：]|例如|示例|=是|=否|是/否|男/女|用.分隔|YYYY|yyyy|下拉|多个|…"
)
EXAMPLE = re.compile(r"(示|样|范)?例(子|行)?[:：]?|填写说明[:：]?|例如[:：]?")
SERIAL = re.compile(r"序号|编号|行号|No\.?|#", re.I)
TOTAL = re.compile(r"(合|总|小|累|共)计[:：]?|本页(合|小)计[:：]?|全部合计|总和")
REMARK = re.compile(
    r"(注|备注|说明|附注|附|补充资料|填表人|填报人|制表人?|审核人?|复核|单位负责人"
    r"|负责人|联系人|填报单位|填报日期|经办人|打印|导出时间)\d?\s*[:：、.]"
)


# A hostile file may declare merged cells over everything many times; a real header needs a few thousand places.
COVERED_CELLS = 300_000
TALL = 300


@dataclass(slots=True)
class Grid:
    """Rows by number from 0 (blank ones are absent) and the merged regions [top, left, bottom, right]."""

    rows: dict[int, list[Cell]]
    merged: list[Merged] = field(default_factory=list)
    starts: dict[tuple[int, int], Merged] = field(default_factory=dict)
    covered: dict[tuple[int, int], Merged] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.starts = {(m[0], m[1]): m for m in self.merged}
        room = COVERED_CELLS
        for region in self.merged:
            top, left, bottom, right = region
            rows = [row for row in range(top, min(bottom, top + TALL) + 1) if row in self.rows or row == top]
            room -= len(rows) * (right - left + 1)
            if room < 0:
                return
            for row in rows:
                self.covered.update({(row, column): region for column in range(left, right + 1)})

    @property
    def height(self) -> int:
        """One more than the number of the last row that holds anything."""
        return max(self.rows, default=-1) + 1

    def cell(self, row: int, column: int) -> Cell:
        """The value in one place, without looking through merged cells."""
        cells = self.rows.get(row, [])
        return cells[column] if column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """The header text in one place; a merged cell speaks in every place that it covers."""
        region = self.covered.get((row, column))
        return header_text(self.cell(region[0], region[1]) if region else self.cell(row, column))

    def filled(self, row: int, left: int = 0, right: int | None = None) -> list[int]:
        """The columns of a row that hold something of their own, between two columns (both counted)."""
        cells = self.rows.get(row, [])
        stop = len(cells) if right is None else min(right + 1, len(cells))
        return [column for column in range(left, stop) if not is_blank(cells[column])]

    def kind(self, row: int, column: int) -> str:
        """``text``, ``number``, ``date`` or ``blank``; numbers and dates typed as text count as such."""
        cell = self.cell(row, column)
        if is_blank(cell):
            return "blank"
        if isinstance(cell, bool | str):
            text = header_text(cell)
            return "number" if NUMBER.fullmatch(text) else "date" if DATE.fullmatch(text) else "text"
        return "date" if isinstance(cell, datetime.date | datetime.time) else "number"

    def is_title(self, row: int, left: int, right: int) -> bool:
        """One text over the table: alone in its row while the table has more columns."""
        return right > left and len(self.filled(row, left, right)) == 1

    def is_table_line(self, row: int, left: int, right: int) -> bool:
        """A line such as 单位：… 日期：… between title and header: few cells, said with colons or seals."""
        texts = [self.text(row, column) for column in self.filled(row, left, right)]
        marked = sum(1 for text in texts if TABLE_LINE.search(text))
        return 0 < len(texts) <= 6 and right - left >= 2 and marked * 2 >= len(texts)

    def is_numbering(self, row: int, left: int, right: int) -> bool:
        """A row that counts the columns: （1）（2）…, 甲 乙 (1) …, 1 2 3 …"""
        texts = [header_text(self.cell(row, column)) for column in self.filled(row, left, right)]
        if len(texts) < 3 or not all(NUMBERING.fullmatch(text) for text in texts):
            return False
        if len(set(texts)) != len(texts):
            return False
        digits = [int(found.group()) for text in texts if (found := re.search(r"\d+", text))]
        if not digits:
            return len(texts) * 2 >= right - left + 1
        bare = all(text.isdigit() for text in texts)
        gap = 1 if bare else 4
        return (not bare or digits[0] == 1) and all(
            0 < b - a <= gap for a, b in zip(digits, digits[1:], strict=False)
        )

    def is_annotation(self, row: int, left: int, right: int) -> bool:
        """A row of hints under the header: 必填…, 如：…, YYYYMMDD, 1=是，0=否."""
        texts = [self.text(row, column) for column in self.filled(row, left, right)]
        hints = sum(1 for text in texts if ANNOTATION.search(text))
        return len(texts) >= 2 and hints >= 2 and hints * 2 >= len(texts)
