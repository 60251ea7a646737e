"""How people of the demo world speak: sentences with choices in them, expanded by a seeded chance. Pure.

``(a|b)`` picks one, ``(a|)`` leaves it out now and then, ``{name}`` is a further sentence or a word of the place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

SOURCE = Path(__file__).with_name("kinds.toml")
Piece = str | tuple[str, Any]
Sentence = tuple[Piece, ...]


@dataclass(frozen=True)
class Kind:
    """How one kind of matter is told, worked on and answered in the demo world."""

    code: str
    weight: int
    inside: bool
    lead: tuple[str, ...]
    call: tuple[str, ...]
    tell: tuple[Sentence, ...]
    follow: tuple[Sentence, ...]
    answer: tuple[Sentence, ...]
    again: tuple[Sentence, ...]


@lru_cache(maxsize=1)
def speech() -> tuple[dict[str, Kind], dict[str, Sentence]]:
    """The kinds by code, and the words that all share."""
    tables = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    shared = {name: parse(text) for name, text in tables.pop("words").items()}
    return {code: _kind(code, table) for code, table in tables.items()}, shared


def _kind(code: str, table: Mapping[str, Any]) -> Kind:
    def read(name: str) -> tuple[Sentence, ...]:
        return tuple(parse(text) for text in table[name])

    return Kind(
        code=code, weight=table["weight"], inside=table.get("inside", False), lead=tuple(table["lead"]),
        call=tuple(table.get("call", ())), tell=read("tell"), follow=read("follow"), answer=read("answer"),
        again=read("again"),
    )  # fmt: skip


def parse(text: str) -> Sentence:
    """A written sentence as pieces: plain text, a choice of sentences, or the name of another."""
    pieces, end = _parse(text, 0)
    if end != len(text):
        raise ValueError(f"a bracket too many: {text}")
    return pieces


def _parse(text: str, at: int) -> tuple[Sentence, int]:
    pieces: list[Piece] = []
    plain = at
    while at < len(text) and text[at] not in "|)":
        if text[at] not in "({":
            at += 1
            continue
        if plain < at:
            pieces.append(text[plain:at])
        if text[at] == "{":
            end = text.index("}", at)
            pieces.append(("name", text[at + 1 : end]))
            at = end + 1
        else:
            choices, at = _choices(text, at + 1)
            pieces.append(("choice", choices))
        plain = at
    if plain < at:
        pieces.append(text[plain:at])
    return tuple(pieces), at


def _choices(text: str, at: int) -> tuple[list[Sentence], int]:
    choices: list[Sentence] = []
    while True:
        one, at = _parse(text, at)
        choices.append(one)
        if at >= len(text):
            raise ValueError(f"a bracket is not closed: {text}")
        at += 1
        if text[at - 1] == ")":
            return choices, at


def say(sentence: Sentence, chance: Random, local: Mapping[str, str]) -> str:
    """The sentence with every choice made; ``local`` holds the words of the place."""
    said: list[str] = []
    for piece in sentence:
        if isinstance(piece, str):
            said.append(piece)
        elif piece[0] == "choice":
            said.append(say(chance.choice(piece[1]), chance, local))
        elif piece[1] in local:
            said.append(local[piece[1]])
        else:
            said.append(say(speech()[1][piece[1]], chance, local))
    return "".join(said)


def spoken(text: str, what: str, number: int) -> str:
    """A written sentence with its choices made by what it is for and a number: the same in every world, whatever else chance did."""
    return say(parse(text), Random(f"{what} {number}"), {})  # noqa: S311 - a demo, not a secret


_SLIPS = (
    ("已经", "以经"), ("再", "在"), ("的", "得"), ("，", " "), ("，", ""), ("电动车", "电瓶车"), ("什么", "神马"), ("物业", "物页"),
    ("没有", "木有"), ("。", "！！"), ("不", "不不"), ("里", "裡"), ("晚上", "晚 上"), ("处理", "处里"), ("社区", "社曲"),
)  # fmt: skip
_OPENINGS = (
    "你好，",
    "您好！",
    "请问一下，",
    "社区的同志，",
    "反映一下，",
    "麻烦问下 ",
    "@网格员 ",
    "各位邻居帮顶，",
)
_ENDINGS = ("！", "。", "！！", "。谢谢", "，急", "～", "。辛苦了")


def as_typed(text: str, chance: Random, channel: str) -> str:
    """The sentence as it arrives through a channel: greetings and slips on a phone, a desk's wording at the desk."""
    if channel == "hotline":
        return f"来电人反映：{text}。"
    if channel in ("desk", "reception", "talk", "visit"):
        return f"{text}。"
    if chance.random() < 0.25:
        text = chance.choice(_OPENINGS) + text
    if chance.random() < 0.5 and text[-1] not in "！？":
        text += chance.choice(_ENDINGS)
    if chance.random() < 0.08:
        right, wrong = chance.choice(_SLIPS)
        text = text.replace(right, wrong, 1)
    return text
