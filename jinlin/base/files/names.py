"""Names of files: a random one to keep it under, and a safe one to hand it out under."""

from __future__ import annotations

import re
import secrets
import unicodedata
from urllib.parse import quote

from jinlin.base.files.kinds import Kind

FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)
LONGEST = 120


def storage_name(kind: Kind) -> str:
    """A new random name (128 bits) with the kind's own ending, in one of 256 folders; says nothing of the file."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}.{kind.suffixes[0]}"


def safe_name(name: str, fallback: str = "download") -> str:
    """The last part of a name without what a system, a header or a reader could misread; Chinese stays.

    Control and direction marks go, separators and reserved signs become "_", leading dots go, at most 120
    characters stay with the ending kept.
    """
    last = re.split(r"[\\/]", name)[-1]
    seen = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    plain = FORBIDDEN.sub("_", " ".join(seen.split())).strip(" .")
    if not plain or DEVICES.fullmatch(plain):
        plain = f"{fallback}_{plain}".rstrip("_")
    stem, dot, suffix = plain.rpartition(".")
    if dot and len(suffix) <= 8:
        return stem[: LONGEST - len(suffix) - 1].rstrip(" .") + "." + suffix if stem else plain
    return plain[:LONGEST].rstrip(" .")


def download_header(name: str) -> str:
    """The value of Content-Disposition for handing a file out: always saved, never shown in the page (RFC 6266)."""
    safe = safe_name(name)
    ascii_name = unicodedata.normalize("NFKD", safe).encode("ascii", "replace").decode().replace("?", "_")
    ascii_name = re.sub(r"[^A-Za-z0-9._ ()\[\]+-]", "_", ascii_name)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(safe, safe='')}"
