"""What a file from outside is, told by its content, and which kinds are taken in."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from jinlin.base.files.pdf import has_action, is_locked
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets.limits import Limits
from jinlin.base.spreadsheets.source import check_archive
from jinlin.base.words import Words

MIB = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
AUDIO_BRANDS = {b"M4A ", b"M4B ", b"mp42", b"isom", b"mp41", b"3gp4", b"3gp5"}
MARKUP = re.compile(rb"\s*(<\?xml|<!doctype|<html|<svg|<script|<head|<body|<iframe|<!--)", re.I)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken in. ``limit`` is its largest size in bytes.

    ``family`` is ``photo``, ``document`` or ``audio``; ``suffixes`` are the endings under which it may come, the
    first being the one under which it is handed out.
    """

    name: str
    family: str
    mime: str
    suffixes: tuple[str, ...]
    limit: int


JPEG = Kind("jpeg", "photo", "image/jpeg", ("jpg", "jpeg", "jfif"), 25 * MIB)
PNG = Kind("png", "photo", "image/png", ("png",), 25 * MIB)
WEBP = Kind("webp", "photo", "image/webp", ("webp",), 25 * MIB)
HEIC = Kind("heic", "photo", "image/heic", ("heic", "heif"), 25 * MIB)
PDF = Kind("pdf", "document", "application/pdf", ("pdf",), 50 * MIB)
_OOXML = "application/vnd.openxmlformats-officedocument."
XLSX = Kind("xlsx", "document", _OOXML + "spreadsheetml.sheet", ("xlsx",), 50 * MIB)
DOCX = Kind("docx", "document", _OOXML + "wordprocessingml.document", ("docx",), 50 * MIB)
XLS = Kind("xls", "document", "application/vnd.ms-excel", ("xls", "et"), 50 * MIB)
DOC = Kind("doc", "document", "application/msword", ("doc", "wps"), 50 * MIB)
CSV = Kind("csv", "document", "text/csv", ("csv", "tsv", "txt"), 50 * MIB)
M4A = Kind("m4a", "audio", "audio/mp4", ("m4a", "aac"), 50 * MIB)
MP3 = Kind("mp3", "audio", "audio/mpeg", ("mp3",), 50 * MIB)
WAV = Kind("wav", "audio", "audio/wav", ("wav",), 50 * MIB)
KINDS = (JPEG, PNG, WEBP, HEIC, PDF, XLSX, DOCX, XLS, DOC, CSV, M4A, MP3, WAV)
LARGEST = max(kind.limit for kind in KINDS)


def _reason(code: str, zh: str, en: str) -> Reason:
    return Reason(code, Words(zh, en))


NO_CONTENT = _reason("no_content", "文件是空的。", "The file is empty.")
WRONG_KIND = _reason(
    "wrong_kind",
    "不能上传这种文件；可以上传照片（jpg、png、webp、heic）、pdf、表格、文档和录音。",
    "This kind of file is not taken; photos, pdf, sheets, documents and recordings are.",
)
WRONG_MARKUP = _reason(
    "wrong_markup",
    "不能上传网页或 SVG 图形；请改成照片或 pdf。",
    "Web pages and SVG are not taken; please send a photo or pdf.",
)
WRONG_NAME = _reason(
    "wrong_name",
    "文件的内容和它的扩展名不符；请用原来的文件。",
    "The content does not fit the file's ending; please send the original.",
)
WRONG_MACRO = _reason(
    "wrong_macro", "文件里有宏，请另存为不含宏的文件。", "The file holds macros; please save it without."
)
WRONG_LINK = _reason(
    "wrong_outside_link",
    "文件会从外面取内容，请另存后再上传。",
    "The file loads content from elsewhere; please save it without.",
)
WRONG_ACTION = _reason(
    "wrong_action",
    "这个 pdf 里有脚本、附件或自动动作；请打印成新的 pdf 再上传。",
    "This pdf holds a script, an attachment or an action; please print it to a new pdf.",
)
LOCKED = _reason(
    "not_readable_with_password", "文件有密码；请去掉密码后再上传。", "The file is locked with a password."
)


def too_large(size: int, limit: int) -> Reason:
    """The file is over the size of its kind."""
    text = Words(
        "文件有 {size} MB，超过 {limit} MB。", "The file has {size} MB; at most {limit} MB are taken."
    )
    return Reason("too_large", text.format(size=-(-size // MIB), limit=limit // MIB))


def sniff(data: bytes, name: str) -> Kind | Reason:
    """The kind of a file by its content; the name only has to agree with it.

    Refused: ``no_content``, ``too_large``, ``wrong_markup`` (SVG, web pages, whatever they are called),
    ``wrong_kind``, ``wrong_name`` (the ending is another kind's), ``wrong_macro``, ``wrong_outside_link``,
    ``wrong_action`` (pdf with script, attachment or action), ``not_readable_with_password``, and for archives
    the reasons of ``check_archive``. Source: F18, F19.
    """
    if not data:
        return NO_CONTENT
    if len(data) > LARGEST:
        return too_large(len(data), LARGEST)
    found = _by_content(data)
    if isinstance(found, Reason):
        return found
    if len(data) > found.limit:
        return too_large(len(data), found.limit)
    suffix = name.rsplit(".", 1)[-1].casefold() if "." in name else ""
    if suffix and suffix not in found.suffixes and not _is_other_photo(found, suffix):
        return WRONG_NAME
    return found


def _is_other_photo(found: Kind, suffix: str) -> bool:
    """Phones name a photo after another photo's ending; since it is drawn anew, that does no harm."""
    return found.family == "photo" and any(suffix in kind.suffixes for kind in (JPEG, PNG, WEBP, HEIC))


def _by_content(data: bytes) -> Kind | Reason:
    head = data[:4096]
    if MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) or _is_wide_markup(head):
        return WRONG_MARKUP
    for start, kind in ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"ID3", MP3)):
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12], WRONG_KIND)
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return HEIC if brand in HEIF_BRANDS else M4A if brand in AUDIO_BRANDS else WRONG_KIND
    if head.startswith(b"%PDF-"):
        return LOCKED if is_locked(data) else WRONG_ACTION if has_action(data) else PDF
    if head.startswith(b"PK\x03\x04"):
        return _archive(data)
    if head.startswith(OLE):
        return _compound(data)
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return MP3
    return _text(head)


def _is_wide_markup(head: bytes) -> bool:
    """Markup in UTF-16, which a browser would still draw."""
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") and bool(MARKUP.match(head[2:].replace(b"\0", b"")))


def _archive(data: bytes) -> Kind | Reason:
    """An office document of the zip kind, without macros and without a template fetched from elsewhere."""
    try:
        check_archive(data, Limits())
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return WRONG_MACRO
            relations = [name for name in names if name.endswith(".rels")]
            if any(archive.getinfo(name).file_size > 4 * MIB for name in relations):
                return WRONG_KIND
            if any(_loads_from_outside(archive.read(name)) for name in relations):
                return WRONG_LINK
    except Refused as refused:
        return refused.reason
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
        return _reason(
            "not_readable", "文件打不开，可能已经损坏。", "The file cannot be opened and may be damaged."
        )
    if "[Content_Types].xml" not in names:
        return WRONG_KIND
    return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else WRONG_KIND


def _loads_from_outside(relations: bytes) -> bool:
    """A link that a reader may click is harmless; a template, picture or object is fetched without asking."""
    for relation in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", relations):
        is_outside = re.search(rb"""TargetMode\s*=\s*["']External""", relation) or b"&#" in relation
        if is_outside and not re.search(rb"/hyperlink[\"']", relation):
            return True
    return False


def _compound(data: bytes) -> Kind | Reason:
    """An old office document, told by the names in its directory (UTF-16)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return LOCKED
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        return WRONG_MACRO
    if "WordDocument".encode("utf-16-le") in data:
        return DOC
    is_sheet = any(name.encode("utf-16-le") in data for name in ("Workbook", "Book"))
    return XLS if is_sheet else WRONG_KIND


def _text(head: bytes) -> Kind | Reason:
    """Separated text in UTF-8, GB18030 or UTF-16 with its mark; control characters are no text."""
    for encoding in ("utf-16",) if head[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "gb18030"):
        for shorter in range(4):
            try:
                text = head[: len(head) - shorter].decode(encoding)
            except UnicodeDecodeError:
                continue
            has_controls = any(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in text)
            return WRONG_KIND if has_controls else CSV
    return WRONG_KIND
