"""Text from outside, made fit to keep: what cannot be seen goes, what people write stays as it is."""

from __future__ import annotations

import re
import unicodedata

from jinlin.base.rule import Reason
from jinlin.base.words import Words

# Control characters except tab and line feed; marks that turn the direction of writing (a file name or a sum
# can be made to read backwards); blanks of no width; language tags and other invisible formatting.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
JOINER = "\u200d"
MARKS_IN_A_ROW = 8
# Nine signs in a row that are neither Latin nor Chinese; only then is it worth asking each one what it is.
MAYBE_STACK = re.compile("[^\x00-\u02ff\u2e80-\u9fff\uff00-\uffef]{9}")


def clean_text(value: str, limit: int) -> str | Reason:
    """The text without what cannot be seen, its line ends made one kind, its outer blanks gone.

    ``limit`` counts characters. Characters of any plane stay intact (𠮷, 㛃, 𬭚, families of emoji); nothing is
    normalised, since compatibility forms stand in people's names. Refused: ``wrong_text`` (half a character,
    or more than 8 combining marks on one letter), ``too_long``. Cleaning twice is the same as cleaning once.
    """
    if LONE_SURROGATE.search(value):
        return Reason(
            "wrong_text",
            Words(
                "文字里有残缺的字符，无法保存；请重新输入。",
                "The text holds half a character; please type it again.",
            ),
        )
    text = UNSEEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    text = _without_idle_joiners(text).strip()
    if _has_stack(text):
        return Reason(
            "wrong_text",
            Words(
                "文字里有叠在一起的符号，无法辨认。",
                "The text holds marks stacked on each other; it cannot be read.",
            ),
        )
    if len(text) > limit:
        return Reason(
            "too_long",
            Words("有 {count} 个字，最多 {limit} 个字。", "{count} characters; at most {limit}.").format(
                count=len(text), limit=limit
            ),
        )
    return text


def _without_idle_joiners(text: str) -> str:
    """Keep a joiner only between two signs that it can join: parts of an emoji, letters of Indian scripts."""
    if JOINER not in text:
        return text
    kept: list[str] = []
    for index, character in enumerate(text):
        if character == JOINER:
            after = text[index + 1] if index + 1 < len(text) else ""
            if not (kept and _can_join(kept[-1]) and _can_join(after)):
                continue
        kept.append(character)
    return "".join(kept)


def _can_join(character: str) -> bool:
    if not character or character == JOINER:
        return False
    is_indian = 0x0900 <= ord(character) <= 0x0DFF
    return is_indian or character == "\ufe0f" or unicodedata.category(character) in ("So", "Sk")


def _has_stack(text: str) -> bool:
    if not MAYBE_STACK.search(text):
        return False
    run = 0
    for character in text:
        run = run + 1 if ord(character) >= 0x300 and unicodedata.category(character) in ("Mn", "Me") else 0
        if run > MARKS_IN_A_ROW:
            return True
    return False
