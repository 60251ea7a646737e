"""Taking a file in: how large it is, what it is by its content, and whether it may be unpacked at all."""

from __future__ import annotations

import io
import mmap
import stat
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from jinlin.base.spreadsheets.limits import MIB, Limits, refusal

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_KINDS: tuple[bytes, ...] = (
    *(b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x05\x06"),
    *(b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"ID3\x03", b"ID3\x04"),
)
PROLOGUE = 64 * 1024


def bounded_bytes(stream: BinaryIO, limits: Limits) -> bytes:
    """Everything that a stream holds, refused as ``too_large`` one byte after the limit."""
    parts, total = [], 0
    while block := stream.read(min(MIB, limits.file + 1 - total)):
        parts.append(block)
        total += len(block)
        if total > limits.file:
            raise refusal("too_large", size=f"{limits.file // MIB}+", limit=limits.file // MIB)
    return b"".join(parts)


def check_path(path: Path, limits: Limits) -> None:
    """Refuse what is not a plain file (a device never ends), is empty, or is over the limit."""
    try:
        about = path.stat()
    except OSError:
        raise refusal("no_file") from None
    if not stat.S_ISREG(about.st_mode):
        raise refusal("wrong_kind")
    if about.st_size == 0:
        raise refusal("no_content")
    if about.st_size > limits.file:
        raise refusal("too_large", size=about.st_size // MIB, limit=limits.file // MIB)


def kind_of(path: Path, limits: Limits) -> str:
    """``zip`` (xlsx, ods), ``ole`` (xls), ``page`` (a web page named .xls) or ``text``, by content alone.

    Refused: ``wrong_kind``, and for archives everything of ``check_archive``.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(ZIP):
        check_archive(path, limits)
        return "zip"
    if head.startswith(OLE):
        if _is_locked(path):
            raise refusal("not_readable_with_password")
        return "ole"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<style", b"<head")):
        return "page"
    if start.startswith(b"<") or head.startswith(OTHER_KINDS):
        raise refusal("wrong_kind")
    if b"\0" in head and not _looks_utf16(head):
        raise refusal("wrong_kind")
    return "text"


def _is_locked(path: Path) -> bool:
    """A workbook of the new kind with a password is a compound file that names its locked part."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find("EncryptedPackage".encode("utf-16-le")) >= 0


def _looks_utf16(head: bytes) -> bool:
    """UTF-16 has its mark, or zero bytes nearly all on one side: those of commas and line ends."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) >= 4 * min(even, odd) and (even + odd) * 200 > len(head)


def check_archive(source: Path | bytes, limits: Limits) -> None:
    """Refuse an archive by what its directory says, before anything of it is unpacked.

    Reasons: ``too_many_entries``; ``too_large_unpacked`` (the sum, or one large part packed more than
    ``limits.ratio`` times); ``wrong_entities`` (a document type in the first part of an XML file);
    ``wrong_kind`` (two parts of one name, an encrypted part); ``not_readable``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            _check_directory(archive.infolist(), limits)
            _check_prologues(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise refusal("not_readable") from None


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise refusal("too_many_entries", count=len(entries))
    if len({entry.filename for entry in entries}) != len(entries) or any(e.flag_bits & 1 for e in entries):
        raise refusal("wrong_kind")
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise refusal("too_large_unpacked")
    for entry in entries:
        if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(
            entry.compress_size, 1
        ):
            raise refusal("too_large_unpacked")


def _check_prologues(archive: zipfile.ZipFile) -> None:
    """Office programs never write a document type; it stands before the first element, if anywhere."""
    for entry in archive.infolist():
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(entry) as part:
                head = part.read(PROLOGUE).replace(b"\0", b"").upper()
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise refusal("wrong_entities")
