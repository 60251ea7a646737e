"""Names of what volunteers and teams are and do, in Chinese and English; lists that a district changes are data. Pure."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from jinlin.base.given import Choice
from jinlin.base.words import Words

SOURCE = Path(__file__).resolve().parents[3] / "parameters" / "teams.toml"


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(zh, en)) for code, zh, en in rows)


@cache
def _data() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


def _listed(name: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(row["zh"], row["en"])) for code, row in _data()[name].items())


FIELDS = _listed("fields")
SKILLS = _listed("skills")
TIMES = _listed("times")
POLICE_FIELDS = frozenset(code for code, row in _data()["fields"].items() if row["police"])
"""Fields of work in which a team works with the police post."""

VISIBLE = _choices(
    ("surname", "谁都只看到姓（王**）", "Everybody sees my family name only"),
    ("team", "队长和队友看得到姓名", "My team sees my name"),
    ("named", "公开的地方也可以写姓名", "My name may stand in public"),
)
ROLES = _choices(("member", "队员", "Member"), ("deputy", "副队长", "Deputy"), ("leader", "队长", "Leader"))
KINDS = _choices(
    ("volunteer", "志愿服务", "Volunteering"),
    ("party", "党组织安排的任务", "Party task"),
    ("staff", "岗位工作（领工资）", "Paid staff duty"),
)
"""Three kinds of turn, never mixed: only volunteering counts for the record (regulation art. 25, ministry order 67 art. 19)."""
GRADES = _choices(
    ("A", "门口扫码来去都有", "Scanned in and out at the door"),
    ("B", "有第二人在场记下", "Noted by a second person on the spot"),
    ("C", "受助的人确认", "Confirmed by the one who was helped"),
    ("D", "只有队长事后记", "Entered afterwards by the leader alone"),
    ("E", "后台补录", "Entered at a desk"),
)
SIGNALS = _choices(
    ("door_in", "到场扫码", "Scanned in"),
    ("door_out", "离场扫码", "Scanned out"),
    ("second", "第二人在场", "A second person was there"),
    ("recipient", "受助人确认", "The helped one confirmed"),
    ("self", "本人点了签到签退", "Tapped in and out by themselves"),
    ("leader", "队长事后记", "The leader, afterwards"),
    ("desk", "后台录入", "Entered at a desk"),
)
HAZARDS = _choices(
    ("none", "一般", "Ordinary"),
    ("outdoor", "户外、上下楼、搬东西", "Outdoors, stairs, carrying"),
    ("danger", "有危险（未成年人不参加，要有保险）", "Dangerous: no minors, insurance needed"),
)
NEAR = _choices(
    ("none", "不是", "No"), ("spouse", "夫妻", "Spouses"), ("family", "其他近亲属", "Close family")
)


def label(choices: tuple[Choice, ...], code: str) -> Words:
    """The words of a code; the code itself where it is not known any more."""
    return next((choice.words for choice in choices if choice.code == code), Words(code, code))


def labels(choices: tuple[Choice, ...], codes: list[str]) -> list[Words]:
    """The words of several codes."""
    return [label(choices, code) for code in codes]


def clock_words(minutes: int) -> Words:
    """Minutes as people say them: 1 小时 30 分."""
    hours, rest = divmod(minutes, 60)
    zh = (f"{hours} 小时" if hours else "") + (
        f" {rest} 分" if rest and hours else f"{rest} 分钟" if rest or not hours else ""
    )
    en = (f"{hours} h" if hours else "") + (f" {rest} min" if rest or not hours else "")
    return Words(zh.strip(), en.strip())
