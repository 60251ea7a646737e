"""What a briefing's template may name, and the standard template that ships."""

from __future__ import annotations

import io
from functools import lru_cache

from jinlin.base.documents import Slot
from jinlin.base.words import Words

_LINE = (
    Slot("no", Words("来源序号", "number of the source"), 1),
    Slot("id", Words("指标编号", "id of the figure"), "L01"),
    Slot("name", Words("指标名称", "name of the figure"), "小区党支部数"),
    Slot("value", Words("数和单位", "number and unit"), "547 个"),
    Slot("change", Words("和上一期比", "against the period before"), "比 2025 年多 12 个（535）"),
    Slot("definition", Words("算法", "definition"), "本地范围内的组织；期末仍在的、小区一级的支部个数"),
    Slot("as_of", Words("截至时间", "as of"), "2026-11-19 10:00"),
    Slot("source", Words("来源一行：编号、算法、截至时间", "the source line: id, definition, as of"), "L01；……；截至 2026-11-19 10:00"),
)  # fmt: skip
SLOTS = (
    Slot("title", Words("标题", "title"), "榕城区 2026 年度工作简报"),
    Slot("node", Words("单位或地方", "the place or organisation"), "榕城区"),
    Slot("period", Words("时期", "the period"), "2026 年"),
    Slot("as_of", Words("数据截至时间", "moment of the numbers"), "2026-11-19 10:00"),
    Slot("author", Words("制作人", "who made it"), "郑伟"),
    Slot("running", Words("这个时期还没过完（用来写“有才写”）", "whether the period still runs (for a condition)"), True),
    Slot(
        "article", Words("自动写好的正文，一段一行", "the article, one row a paragraph"),
        rows=(Slot("text", Words("一段文字，数后面带来源序号", "one paragraph, each number with the number of its source"), "2026 年，榕城区……"),),
    ),
    Slot("stuck", Words("积压的事", "what waits"), rows=_LINE),
    Slot(
        "groups", Words("按主题分的指标", "figures by theme"),
        rows=(Slot("name", Words("主题", "theme"), "组织"), Slot("figures", Words("这个主题的指标", "its figures"), rows=_LINE)),
    ),
    Slot("sources", Words("全部指标，按来源序号", "every figure by its number"), rows=_LINE),
)  # fmt: skip


WIDTHS = (150, 80, 175, 45)
"""Columns of the tables, in points."""


@lru_cache(maxsize=1)
def standard() -> bytes:
    """The standard template: title, article, what waits, figures by theme, sources. An office edits a copy of it."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    from jinlin.base.documents import blank

    made = blank()
    made.core_properties.title = "{{ title }}"
    made.core_properties.author = ""
    made.core_properties.comments = ""
    made.add_paragraph("{{ title }}", style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    under = made.add_paragraph("{{ node }}　{{ period }}　数据截至 {{ as_of }}")
    under.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_paragraph("{%p if running %}")
    made.add_paragraph("这个时期还没有结束，数字会继续变化。").alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_paragraph("{%p endif %}")
    _article(made)
    made.add_heading("二、积压的事", 1)
    _table(made, "stuck")
    made.add_heading("三、分项数字", 1)
    made.add_paragraph("{%p for group in groups %}")
    made.add_heading("{{ group.name }}", 2)
    _table(made, "group.figures")
    made.add_paragraph("{%p endfor %}")
    made.add_heading("四、数字来源", 1)
    made.add_paragraph("{%p for one in sources %}")
    line = made.add_paragraph("[{{ one.no }}] {{ one.name }}：{{ one.source }}")
    line.paragraph_format.space_after = Pt(2)
    for run in line.runs:
        run.font.size = Pt(9)
    made.add_paragraph("{%p endfor %}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _article(made: object) -> None:
    from docx.shared import Pt

    made.add_heading("一、总的情况", 1)  # type: ignore[attr-defined]
    made.add_paragraph("{%p for one in article %}")  # type: ignore[attr-defined]
    text = made.add_paragraph("{{ one.text }}")  # type: ignore[attr-defined]
    text.paragraph_format.first_line_indent = Pt(24)
    made.add_paragraph("{%p endfor %}")  # type: ignore[attr-defined]


def _table(made: object, rows: str) -> None:
    from docx.shared import Pt

    grid = made.add_table(rows=0, cols=4, style="Table Grid")  # type: ignore[attr-defined]
    grid.autofit = False
    for column, width in zip(grid.columns, WIDTHS, strict=True):
        column.width = Pt(width)
    for texts in (
        ("指标", "数", "和上一期比", "来源"),
        (f"{{%tr for one in {rows} %}}", "", "", ""),
        ("{{ one.name }}", "{{ one.value }}", "{{ one.change }}", "[{{ one.no }}]"),
        ("{%tr endfor %}", "", "", ""),
    ):
        for cell, text, width in zip(grid.add_row().cells, texts, WIDTHS, strict=True):
            cell.width = Pt(width)
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(10.5)
                run.font.bold = texts[0] == "指标"
