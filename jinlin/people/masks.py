"""How names and numbers look to those who have not asked for them with a purpose. Pure."""

from __future__ import annotations

_DOUBLE = "欧阳上官司马司徒诸葛夏侯皇甫尉迟公孙慕容令狐东方西门南宫长孙宇文端木独孤闻人澹台"
"""Family names of two characters, one after the other."""
HIDDEN = "**"


def mask_name(name: str) -> str:
    """王秀兰 → 王**, 欧阳明 → 欧阳**; the number of stars says nothing about the name's length."""
    name = name.strip()
    if not name:
        return ""
    double = len(name) > 2 and _DOUBLE.find(name[:2]) % 2 == 0
    return (name[:2] if double else name[0]) + HIDDEN


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234; shorter numbers keep only their last two digits."""
    digits = "".join(character for character in phone if character.isdigit())
    if len(digits) < 11:
        return "****" + digits[-2:] if digits else ""
    return f"{digits[:3]}****{digits[-4:]}"


def mask_id(number: str) -> str:
    """An ID number: first and last character only."""
    number = number.strip()
    return f"{number[0]}{'*' * 16}{number[-1]}" if len(number) > 1 else ""
