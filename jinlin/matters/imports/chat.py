"""A pasted piece of a chat group, cut into who said what. Pure; nothing of it is kept here or anywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

LONGEST = 60_000
MOST = 300
NAME = 30

_DATE = r"(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|昨天|今天|前天|星期[一二三四五六日天]|周[一二三四五六日天]"
_CLOCK = r"(?:(?:凌晨|早上|上午|中午|下午|晚上)\s*)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s*[AaPp][Mm])?"
_WHEN = rf"(?:(?:{_DATE})\s*)?(?:{_CLOCK})"

NAME_THEN_TIME = re.compile(rf"(?P<name>\S.{{0,{NAME}}}?)[\s　]+(?P<time>{_WHEN})\s*[:：]?")
TIME_THEN_NAME = re.compile(
    rf"[\[【(（]?(?P<time>{_WHEN})[\]】)）]?[\s　]+(?P<name>[^:：]{{1,{NAME}}}?)\s*[:：]?"
)
NAME_ALONE = re.compile(rf"(?P<name>[^:：\s][^:：]{{0,{NAME}}})[:：]")
TIMED_LINE = re.compile(
    rf"[\[【(（]?(?P<time>{_WHEN})[\]】)）]?[\s　]+(?P<name>[^:：，。！？\s]{{1,{NAME}}})[:：]\s*(?P<text>\S.*)"
)
NAMED_LINE = re.compile(rf"(?P<name>[^:：，。！？、\s][^:：，。！？]{{0,{NAME}}})[:：]\s*(?P<text>\S.*)")
TIME_ALONE = re.compile(rf"[-—=\s]*(?:{_WHEN}|{_DATE})[-—=\s]*")
SYSTEM = re.compile(
    r".{0,60}(?:撤回了一条消息|加入了?群聊|邀请.{1,40}(?:加入|进)了?群|修改群名为|移出了?群聊|拍了拍.{0,30}|开启了朋友验证|以下(?:为|是)新消息)[。”」\"]?"
)
LABELS = frozenset(
    ("地址", "地点", "电话", "手机", "联系电话", "联系人", "联系方式", "时间", "日期", "问题", "姓名", "备注", "原因", "建议", "诉求", "内容",
     "情况", "主题", "标题", "附", "注", "另", "ps", "http", "https", "比如", "例如", "回复", "答", "问")
)  # fmt: skip
SENTENCE = re.compile(r"[，。！？；、,!?;]")


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said in one go: the name in the group, the time as it stood there (may be ""), the text."""

    name: str
    time: str
    text: str


@dataclass(frozen=True, slots=True)
class _Head:
    name: str
    time: str
    text: str
    form: str


def cut(pasted: str) -> list[Said]:
    """Who said what, in order; lines of one person in a row are joined. What nobody is named for is "" by name.

    Knows «name 10:32» and «10:32 name» over the text, «name:» over the text or before it, lines that go on, blank
    lines, day and system lines. At most 60,000 characters and 300 sayings are read.
    """
    lines = [line.strip() for line in pasted[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    forms = _forms(lines)
    said: list[Said] = []
    blank = True
    for number, line in enumerate(lines):
        if not line:
            blank = True
            continue
        if TIME_ALONE.fullmatch(line) or SYSTEM.fullmatch(line):
            blank = True
            continue
        head = _head(line, forms, blank, any(lines[number + 1 : number + 3]))
        if head is not None:
            said.append(Said(head.name, head.time, head.text))
        elif said:
            said[-1] = replace(said[-1], text=f"{said[-1].text}\n{line}".strip())
        else:
            said.append(Said("", "", line))
        blank = False
    return [one for one in _joined(said) if one.text][:MOST]


def _forms(lines: list[str]) -> dict[str, Counter[str]]:
    """How often each form of a head stands in the piece, and with which names."""
    forms: dict[str, Counter[str]] = {}
    for line in lines:
        for head in _heads(line):
            forms.setdefault(head.form, Counter())[head.name] += 1
    return forms


def _heads(line: str) -> Iterator[_Head]:
    for form, pattern in (
        ("timed_line", TIMED_LINE),
        ("name_time", NAME_THEN_TIME),
        ("time_name", TIME_THEN_NAME),
    ):
        found = pattern.fullmatch(line)
        if found and not SENTENCE.search(found["name"]):
            yield _Head(found["name"].strip(), found["time"], found.groupdict().get("text") or "", form)
            return
    found = NAME_ALONE.fullmatch(line)
    if found and _may_be_name(found["name"]):
        yield _Head(found["name"].strip(), "", "", "name")
        return
    found = NAMED_LINE.fullmatch(line)
    if found and _may_be_name(found["name"]):
        yield _Head(found["name"].strip(), "", found["text"], "named_line")


def _may_be_name(text: str) -> bool:
    return text.strip().lower() not in LABELS and not SENTENCE.search(text)


def _head(line: str, forms: dict[str, Counter[str]], blank: bool, more: bool) -> _Head | None:
    """The head that a line is, if it is one in this piece: a time in a sentence makes none."""
    head = next(_heads(line), None)
    if head is None:
        return None
    seen = forms[head.form]
    timed = any(form in forms for form in ("timed_line", "name_time", "time_name"))
    if head.form in ("name", "named_line") and timed:
        return None
    if head.form == "named_line" and "name" in forms and not blank:
        return None
    if head.form in ("name_time", "time_name", "name"):
        # A text line that happens to end in a time stands in the middle of a saying and names nobody twice.
        likely = blank or seen[head.name] > 1 or len(head.name) <= 8
        return head if more and likely else None
    return head


def _joined(said: list[Said]) -> list[Said]:
    joined: list[Said] = []
    for one in said:
        if joined and joined[-1].name == one.name and one.name:
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text}\n{one.text}".strip())
        else:
            joined.append(one)
    return joined
