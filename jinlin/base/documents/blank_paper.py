"""An empty .docx in the look of an official paper, on which a part of the platform writes its standard template."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

SONG, HEI = "宋体", "黑体"
HEADINGS = {"Title": 20, "Heading 1": 15, "Heading 2": 13, "Heading 3": 12}


def blank() -> Any:
    """A ``docx.Document``: A4, song type 12 pt, one and a half lines, headings in hei type, in Chinese."""
    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(30), Mm(26)
    page.left_margin, page.right_margin = Mm(27), Mm(25)
    normal = made.styles["Normal"]
    _face(normal, SONG, 12)
    _speaks_chinese(normal)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.ONE_POINT_FIVE
    normal.paragraph_format.space_after = Pt(4)
    for name, size in HEADINGS.items():
        _face(made.styles[name], HEI, size)
        made.styles[name].font.bold = True
        made.styles[name].font.color.rgb = RGBColor(0x22, 0x1E, 0x1B)
    _without_rule(made.styles["Title"])
    return made


def _face(style: Any, family: str, size: int) -> None:
    style.font.name = family
    style.font.size = Pt(size)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for place in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        faces.set(qn(place), family)
    for place in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        faces.attrib.pop(qn(place), None)


def _speaks_chinese(style: Any) -> None:
    """Word processors check the spelling of, and break, Chinese text as Chinese."""
    properties = style.element.get_or_add_rPr()
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")


def _without_rule(style: Any) -> None:
    """The library's own title stands on a blue line."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
