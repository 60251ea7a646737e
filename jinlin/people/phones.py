"""Telephone numbers as people write them. Pure."""

from __future__ import annotations

import re

_WIDE = str.maketrans("０１２３４５６７８９＋－（）　", "0123456789+-() ")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_CODE = re.compile(r"\d{6}")


def read_mobile(text: str) -> str | None:
    """The eleven digits of a mainland mobile number, or None. Blanks, dashes, +86 and wide digits are understood."""
    plain = re.sub(r"[\s\-()]", "", text.translate(_WIDE))
    found = _MOBILE.fullmatch(plain) if plain.isascii() else None
    return found[1] if found else None


def read_code(text: str) -> str | None:
    """The six digits of a sign-in code, also out of a pasted message that holds no other run of six digits."""
    runs = re.findall(r"(?<!\d)\d{6}(?!\d)", re.sub(r"(?<=\d)\s(?=\d)", "", text.translate(_WIDE)))
    return runs[0] if len(runs) == 1 and _CODE.fullmatch(runs[0]) and runs[0].isascii() else None
