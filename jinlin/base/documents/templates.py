"""Templates that an office edits in its word processor: checked when they are taken in, then filled.

A template is a list of placeholders, not a program: names that were declared, lists of rows, and "only where there
is one". Whatever else the template language could do is refused, so that a template can neither compute nor reach
anything that it was not given (trust 1.3.7).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from jinlin.base.documents.slots import Slot, examples
from jinlin.base.files import sniff
from jinlin.base.rule import Reason
from jinlin.base.words import Words

LARGEST = 8 * 1024 * 1024
TEXT_LIMIT = 2 * 1024 * 1024
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
ONLY_DOCX = Reason(
    "wrong_kind",
    Words("模板要是 .docx 文档（WPS 或 Word 另存为 .docx）", "A template is a .docx document"),
)
TOO_LARGE = Reason(
    "too_large", Words("模板太大，最多 8 MB", "The template is too large; at most 8 MB are taken")
)
_LOOP = Slot("loop", Words("这一行", "this row"), parts=(
    Slot("index", Words("第几行", "number of the row"), 1), Slot("first", Words("是不是第一行", "whether it is the first"), True),
    Slot("last", Words("是不是最后一行", "whether it is the last"), False),
))  # fmt: skip
_RAW = re.compile(r"\{\{(?:r|p|tr|tc)\s")
_LEFT = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FOR = re.compile(r"\{%(?:p|tr|tc|r)?\s*for\s+(\w+)\s+in")


def fill(template: bytes, data: Mapping[str, Any]) -> bytes:
    """The template with the values in their places. ``data`` holds a value for every declared slot, in plain kinds.

    What stands in a value is never read as a placeholder. Raises ``jinja2.TemplateError`` for a template that was
    not checked before.
    """
    paper = DocxTemplate(io.BytesIO(template))
    paper.render(_cleaned(data), _environment(), autoescape=True)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def faults_of(template: bytes, slots: Sequence[Slot], name: str = "template.docx") -> list[Reason]:
    """Everything that is wrong with a template; empty where it can be used.

    Reasons: ``wrong_kind`` and the other reasons of ``sniff``, ``too_large``, ``no_slot`` (a name that was not
    declared), ``wrong_use`` (a list where a value belongs, and the reverse), ``wrong_command`` (what a template may
    not do), ``wrong_template`` (braces that do not close, a loop without its end).
    """
    if len(template) > LARGEST:
        return [TOO_LARGE]
    kind = sniff(template, name)
    if isinstance(kind, Reason):
        return [kind]
    if kind.name != "docx":
        return [ONLY_DOCX]
    try:
        sources = list(_sources(template))
    except Exception:
        return [_unreadable()]
    if sum(len(source) for _, source in sources) > TEXT_LIMIT:
        return [TOO_LARGE]
    faults = [fault for raw, source in sources for fault in _source_faults(raw, source, slots)]
    return list(dict.fromkeys(faults)) or _trial_faults(template, slots)


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _cleaned(value: Any) -> Any:
    """Without the characters that no XML can hold."""
    if isinstance(value, str):
        return _INVALID.sub("", value)
    if isinstance(value, Mapping):
        return {key: _cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value


def _sources(template: bytes) -> Iterator[tuple[str, str]]:
    """The texts that are filled, as they stand and as the template language reads them: body, head, foot, notes."""
    paper = DocxTemplate(io.BytesIO(template))
    paper.init_docx()
    raws = [paper.get_xml()]
    for uri in (paper.HEADER_URI, paper.FOOTER_URI):
        raws += [paper.get_part_xml(part) for _, part in paper.get_headers_footers(uri)]
    for part in paper.docx.part.package.parts:
        if part.content_type.endswith("wordprocessingml.footnotes+xml"):
            raws.append(part.blob.decode("utf-8"))
    for raw in raws:
        # As the library does before it fills: a line of its own for each paragraph, so that faults can name theirs.
        yield raw, re.sub(r"<w:p([ >])", r"\n<w:p\1", paper.patch_xml(raw))
    for name in PROPERTIES:
        held = getattr(paper.docx.core_properties, name) or ""
        yield held, held


def _source_faults(raw: str, source: str, slots: Sequence[Slot]) -> list[Reason]:
    reader = _Reader(source)
    if _RAW.search(re.sub(r"<[^>]+>", "", raw)):
        reader.faults.append(_command("{{r }}"))
    scope = {slot.name: slot for slot in slots}
    try:
        parsed = _environment().parse(source)
    except TemplateSyntaxError as error:
        reader.faults.append(_syntax(error, source))
        # The rest of the document still is read, placeholder by placeholder, so that all is told at once.
        loose = dict.fromkeys(_FOR.findall(source))
        for expression in re.findall(r"\{\{(?:(?!\{\{).)*?\}\}", source):
            _read_alone(reader, expression, scope, loose)
        return reader.faults
    reader.read(parsed.body, scope)
    return reader.faults


def _read_alone(reader: _Reader, expression: str, scope: dict[str, Slot], loose: Mapping[str, None]) -> None:
    try:
        parsed = _environment().parse(expression)
    except TemplateSyntaxError:
        return
    names = {one.name for one in parsed.find_all(nodes.Name)}
    if not names & {*loose, "loop"}:
        reader.read(parsed.body, scope)


class _Reader:
    """Walks a parsed template and keeps each fault; only what stands here can be said in a template."""

    def __init__(self, source: str) -> None:
        self.lines = source.splitlines()
        self.faults: list[Reason] = []

    def read(self, body: Iterable[nodes.Node], scope: Mapping[str, Slot]) -> None:
        """Placeholders, rows and conditions, each in the scope of the names that are known there."""
        for node in body:
            if isinstance(node, nodes.Output):
                for one in node.nodes:
                    if not isinstance(one, nodes.TemplateData):
                        self._value(one, scope)
            elif isinstance(node, nodes.For):
                self._rows(node, scope)
            elif isinstance(node, nodes.If):
                self._test(node.test, scope)
                self.read([*node.body, *node.elif_, *node.else_], scope)
            else:
                self.faults.append(_command(self._near(node)))

    def _value(self, node: nodes.Node, scope: Mapping[str, Slot]) -> None:
        found = self._slot(node, scope)
        if found is not None and (found.rows or found.parts):
            self.faults.append(
                _fault(
                    "wrong_use",
                    f"“{_written(node)}”是一组内容，要写明其中哪一项：{_names(found.rows or found.parts)}",
                    f"{_written(node)} holds several things; name one of them: {_names(found.rows or found.parts)}",
                )
            )

    def _rows(self, node: nodes.For, scope: Mapping[str, Slot]) -> None:
        found = self._slot(node.iter, scope)
        if not isinstance(node.target, nodes.Name) or node.test or node.recursive:
            self.faults.append(_command(self._near(node)))
            return
        if found is None:
            return
        if not found.rows:
            self.faults.append(
                _fault(
                    "wrong_use",
                    f"“{_written(node.iter)}”不是一张表，不能一行一行地写",
                    f"{_written(node.iter)} is no list, so it has no rows",
                )
            )
            return
        row = Slot("row", found.words, parts=found.rows)
        self.read([*node.body, *node.else_], {**scope, node.target.name: row, "loop": _LOOP})

    def _test(self, node: nodes.Node, scope: Mapping[str, Slot]) -> None:
        if isinstance(node, nodes.Not):
            self._test(node.node, scope)
        elif isinstance(node, nodes.And | nodes.Or):
            self._test(node.left, scope)
            self._test(node.right, scope)
        else:
            self._slot(node, scope)

    def _slot(self, node: nodes.Node, scope: Mapping[str, Slot]) -> Slot | None:
        """The slot that a name leads to; None after its fault was kept."""
        if isinstance(node, nodes.Name):
            found = scope.get(node.name)
            if found is None:
                self.faults.append(_unknown(node.name, scope))
            return found
        if isinstance(node, nodes.Getattr):
            owner = self._slot(node.node, scope)
            if owner is None:
                return None
            parts = {part.name: part for part in owner.parts}
            if node.attr not in parts:
                self.faults.append(_unknown(_written(node), parts))
            return parts.get(node.attr)
        self.faults.append(_command(self._near(node)))
        return None

    def _near(self, node: nodes.Node) -> str:
        line = self.lines[node.lineno - 1] if 0 < node.lineno <= len(self.lines) else ""
        return _text_of(line)


def _trial_faults(template: bytes, slots: Sequence[Slot]) -> list[Reason]:
    """Fill it with examples, with rows and without, and look whether anything was left over."""
    for rows in (2, 0):
        try:
            made = Document(io.BytesIO(fill(template, examples(slots, rows))))
        except (TemplateError, Exception):
            return [_unreadable()]
        left = [_text_of(part) for part in _texts(made) if _LEFT.search(part)]
        if left:
            return [
                _fault(
                    "wrong_template",
                    f"占位符没有写完整：{one}",
                    f"A placeholder is not complete: {one}",
                )
                for one in dict.fromkeys(left)
            ]
    return []


def _texts(document: Any) -> Iterator[str]:
    for paragraph in document.element.body.iter("{*}p"):
        yield "".join(one.text or "" for one in paragraph.iter("{*}t"))


def _syntax(error: TemplateSyntaxError, source: str) -> Reason:
    lines = source.splitlines()
    near = _text_of(lines[error.lineno - 1]) if 0 < error.lineno <= len(lines) else ""
    return _fault(
        "wrong_template",
        f"占位符写得不完整或前后不配对，在“{near}”附近",
        f"A placeholder does not close, or a loop lacks its end, near {near!r}",
    )


def _text_of(xml: str) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", xml)).strip()
    return text if len(text) <= 60 else text[:57] + "…"


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return "…"


def _names(slots: Iterable[Slot]) -> str:
    return "、".join(slot.name for slot in slots)


def _unknown(name: str, known: Mapping[str, Slot]) -> Reason:
    from rapidfuzz import process

    close = process.extractOne(name.rpartition(".")[2], list(known), score_cutoff=60)
    zh, en = (f"；是不是想写 {close[0]}", f"; did you mean {close[0]}") if close else ("", "")
    return _fault("no_slot", f"没有“{name}”这个占位符{zh}", f"There is no placeholder {name}{en}")


def _command(near: str) -> Reason:
    return _fault(
        "wrong_command",
        f"模板里只能写占位符、逐行和“有才写”，不能写计算或别的指令：{near}",
        f"A template holds placeholders, rows and conditions only, nothing that computes: {near}",
    )


def _unreadable() -> Reason:
    return _fault(
        "wrong_template",
        "文档打不开或试填时出错；请用 WPS 或 Word 另存一次再上传",
        "The document cannot be opened or filled; save it anew in the word processor and send it again",
    )


def _fault(code: str, zh: str, en: str) -> Reason:
    return Reason(code, Words(zh, en))
