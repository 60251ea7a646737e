"""Papers: Chinese that can be read and copied, templates that an office may change and that are checked with all faults."""

from __future__ import annotations

import datetime as dt
import gc
import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
import segno
from docx import Document
from docx.styles.styles import Styles
from PIL import Image

from jinlin.base.documents import Slot, blank, examples, families, faults_of, fill, layout, pdf, pdf_of_docx
from jinlin.base.documents import fonts as fonts_module
from jinlin.base.words import Words

AT = dt.datetime(2026, 11, 19, 10, 0, tzinfo=dt.UTC)
SLOTS = (
    Slot("title", Words("标题", "Title"), "榕城区近邻工作简报"),
    Slot("node", Words("单位", "Unit"), parts=(Slot("name", Words("名称", "Name"), "榕城区"), Slot("note", Words("说明", "Note"), ""))),
    Slot("figures", Words("指标", "Figures"), rows=(Slot("name", Words("名称", "Name"), "小区党支部数"), Slot("value", Words("数值", "Value"), "547"))),
)  # fmt: skip


def docx_of(*lines: str, table: list[list[str]] | None = None) -> bytes:
    made = blank()
    for line in lines:
        made.add_paragraph(line)
    if table:
        grid = made.add_table(rows=0, cols=len(table[0]), style="Table Grid")
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


GOOD = docx_of(
    "{{ title }}",
    "{{ node.name }}：{% if node.note %}{{ node.note }}{% else %}无{% endif %}",
    table=[
        ["指标", "数值"],
        ["{%tr for one in figures %}", ""],
        ["{{ loop.index }} {{ one.name }}", "{{ one.value }}"],
        ["{%tr endfor %}", ""],
    ],
)


def text_of(paper: bytes) -> str:
    opened = pypdfium2.PdfDocument(paper)
    return "\n".join(page.get_textpage().get_text_range() for page in opened)


def words_of(document: bytes) -> str:
    return "\n".join(
        "".join(t.text or "" for t in p.iter("{*}t"))
        for p in Document(io.BytesIO(document)).element.body.iter("{*}p")
    )


def codes(faults: list) -> list[str]:
    return [fault.code for fault in faults]


def test_the_text_of_a_paper_can_be_read_and_copied_rare_names_included():
    paper = pdf_of_docx(docx_of("近邻党建协议书：𠮷㛃𬭚 与 ABC 12,345 平方米"), at=AT)

    assert "近邻党建协议书：𠮷㛃𬭚 与 ABC 12,345 平方米" in text_of(paper)


def test_both_chinese_types_come_with_the_platform_and_not_from_the_system():
    found = families()

    assert found["serif"][0] == "Noto Serif SC"
    assert found["sans"][0] == "Noto Sans CJK SC"
    assert all(fonts_module._folder(name) for name in fonts_module.PACKAGES)


def test_the_same_values_and_instant_make_the_same_paper():
    once, again = (pdf_of_docx(docx_of("第一条", "第二条"), at=AT) for _ in range(2))

    assert once == again
    assert pdf_of_docx(docx_of("第一条", "第三条"), at=AT) != once


def test_what_a_person_wrote_is_never_read_as_markup():
    wrote = "#strong[x] $1+1$ {{ title }} <w:t> & 《“好”》"
    made = fill(GOOD, examples(SLOTS) | {"title": wrote})

    assert wrote in words_of(made)
    assert wrote in text_of(pdf_of_docx(made, at=AT)).replace("\r\n", "")


def test_a_paper_of_the_project_takes_texts_tables_drawings_and_photos():
    drawing, photo = io.BytesIO(), io.BytesIO()
    segno.make_qr("https://jinlin.invalid/v/1").save(drawing, kind="svg")
    Image.new("RGB", (40, 40), (168, 39, 58)).save(photo, "PNG")

    paper = pdf(
        "base/documents/papers/specimen.typ",
        {
            "title": "近邻党建协议书", "under": "第 2026-001 号", "facts": [["甲方", "榕西社区"], ["期限", dt.date(2027, 1, 1)]],
            "rows": [["1", "#第一项", 3], ["2", "第二项", 4]], "text": "双方约定如下。", "drawing": drawing.getvalue().decode(),
            "photo": photo.getvalue(),
        },
        at=AT,
    )  # fmt: skip

    text = text_of(paper).replace(" ", "")
    assert all(
        part in text for part in ("近邻党建协议书", "第2026-001号", "2027-01-01", "#第一项", "甲方：", "1/1")
    )
    assert paper.startswith(b"%PDF-1.7")


def test_a_template_is_filled_row_by_row():
    made = words_of(fill(GOOD, examples(SLOTS)))

    assert "榕城区近邻工作简报" in made
    assert "榕城区：无" in made
    assert made.count("小区党支部数") == 2
    assert "{" not in made


def test_control_characters_of_a_value_do_not_break_the_document():
    made = fill(GOOD, examples(SLOTS) | {"title": "好\x00\x0b\ud800的"})

    assert "好的" in words_of(made)


def test_a_good_template_has_no_faults():
    assert faults_of(GOOD, SLOTS) == []


def test_all_faults_of_a_template_are_told_at_once():
    faults = faults_of(
        docx_of(
            "{{ titel }}",
            "{{ node }}",
            "{{ node.age }}",
            "{{ title.upper() }}",
            "{{ 1 + 1 }}",
            "{% set x = 1 %}",
            "{%p for one in title %}",
            "{{ one.name }}",
            "{%p endfor %}",
        ),
        SLOTS,
    )

    assert sorted(codes(faults)) == sorted(
        ["no_slot", "wrong_use", "no_slot", "wrong_command", "wrong_command", "wrong_command", "wrong_use"]
    )
    assert any("是不是想写 title" in fault.words.zh for fault in faults)


@pytest.mark.parametrize(
    "line",
    [
        "{{ title",
        "{{ title }",
        "{% if title %}没有结束",
        "{%p for one in figures %}",
        "{{ title | }}",
    ],
)
def test_a_placeholder_that_does_not_close_is_told_with_its_place(line: str):
    faults = faults_of(docx_of("开头", line, "{{ nobody }}"), SLOTS)

    assert "wrong_template" in codes(faults), [f.words.zh for f in faults]


def test_an_unknown_name_is_told_even_where_another_placeholder_does_not_close():
    faults = faults_of(docx_of("{% if title %}", "{{ nobody }}"), SLOTS)

    assert codes(faults) == ["wrong_template", "no_slot"]


@pytest.mark.parametrize(
    "line",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ self }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ ''.__class__ }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as x %}",
        "{{ title | attr('format') }}",
        "{{ figures[0].name }}",
        "{{r title }}",
        "{% for one in range(999999999) %}x{% endfor %}",
    ],
)
def test_a_template_can_neither_compute_nor_reach_anything_else(line: str):
    assert set(codes(faults_of(docx_of(line), SLOTS))) <= {"no_slot", "wrong_command", "wrong_template"}
    assert faults_of(docx_of(line), SLOTS)


def test_placeholders_in_head_foot_and_properties_are_checked_too():
    made = blank()
    made.add_paragraph("{{ title }}")
    made.sections[0].header.paragraphs[0].text = "{{ above }}"
    made.sections[0].footer.paragraphs[0].text = "{{ below }}"
    made.core_properties.title = "{{ named }}"
    out = io.BytesIO()
    made.save(out)

    told = " ".join(fault.words.zh for fault in faults_of(out.getvalue(), SLOTS))

    assert all(name in told for name in ("above", "below", "named"))


def test_what_is_no_docx_is_refused():
    assert codes(faults_of(b"%PDF-1.7 nothing", SLOTS)) == ["wrong_name"]
    assert codes(faults_of(b"", SLOTS)) == ["no_content"]
    assert codes(faults_of(b"PK\x03\x04 broken", SLOTS))[0].startswith(("not_", "wrong_"))
    assert codes(faults_of(GOOD + b"0" * (9 * 1024 * 1024), SLOTS)) == ["too_large"]


def test_a_document_that_names_a_file_of_the_server_does_not_get_it(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("verysecret")
    source, out = zipfile.ZipFile(io.BytesIO(GOOD)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                head, _, rest = data.partition(b"?>")
                data = (
                    head + f'?><!DOCTYPE x [<!ENTITY y SYSTEM "file://{secret}">]>'.encode() + rest.replace(b"</w:body>", b"<w:p><w:r><w:t>&y;</w:t></w:r></w:p></w:body>")
                )  # fmt: skip
            target.writestr(name, data)

    if not faults_of(out.getvalue(), SLOTS):
        assert "verysecret" not in words_of(fill(out.getvalue(), examples(SLOTS)))


def test_a_table_with_joined_cells_headings_and_lists_is_set():
    made = blank()
    made.add_paragraph("总题", style="Title")
    made.add_heading("一、情况", 1)
    made.add_paragraph("甲", style="List Number")
    made.add_paragraph("乙", style="List Number")
    made.add_paragraph("丙", style="List Bullet")
    grid = made.add_table(rows=2, cols=3, style="Table Grid")
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "合并"
    grid.cell(0, 2).merge(grid.cell(1, 2)).text = "竖并"
    grid.cell(1, 0).text = "左"
    made.add_page_break()
    made.add_paragraph("第二页")
    out = io.BytesIO()
    made.save(out)

    paper = pdf_of_docx(out.getvalue(), at=AT)

    opened = pypdfium2.PdfDocument(paper)
    assert len(opened) == 2
    text = text_of(paper)
    assert all(
        part in text
        for part in ("总题", "一、情况", "1.", "2.", "甲", "•", "合并", "竖并", "左", "第二页", "2 / 2")
    )


def test_styles_are_looked_for_once_each_however_long_the_paper_and_are_not_kept(
    monkeypatch: pytest.MonkeyPatch,
):
    looks: list[str | None] = []
    find = Styles.get_by_id
    monkeypatch.setattr(
        Styles, "get_by_id", lambda self, name, kind: looks.append(name) or find(self, name, kind)
    )
    counts = []
    for length in (3, 60):
        looks.clear()
        pdf_of_docx(docx_of(*(f"第 {number} 条" for number in range(length))), at=AT)
        counts.append(len(looks))
    assert counts[0] == counts[1]
    gc.collect()
    assert not layout._CHAINS
