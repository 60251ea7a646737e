"""The way of occupied public space back to everybody: found, agreed, cleared, in use. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.given import Choice, Field
from jinlin.base.procedure import ANY_OPEN, Procedure, State, Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words

_NOTE = Field(
    "note",
    "long_text",
    Words("说明（不写占用人的名字）", "Note (no name of whoever occupied it)"),
    limit=1000,
)
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=1000)
_FILES = Field("files", "files", Words("照片", "Photographs"), required=False, limit=9)
_PHOTOS = Field("files", "files", Words("照片", "Photographs"), limit=9)

WAS = (
    Choice("plot", Words("菜地", "Vegetable plots")), Choice("shed", Words("棚屋杂物", "Sheds and rubbish")), Choice("cards", Words("棋牌室", "Card room")),
    Choice("let", Words("出租他用", "Let for other uses")), Choice("parking", Words("私占停车", "Private parking")), Choice("other", Words("其他占用", "Other occupation")),
)  # fmt: skip
BECOMES = (
    Choice("green", Words("绿地", "Green")), Choice("plaza", Words("广场舞台", "Plaza or stage")), Choice("station", Words("驿站", "Station")),
    Choice("reading", Words("阅读学习", "Reading room")), Choice("court", Words("球场健身", "Court")), Choice("parking", Words("公共停车", "Public parking")),
    Choice("other", Words("其他", "Other")),
)  # fmt: skip
RELATIONS = {
    "keeper": Words("社区", "The community"),
    "supervisor": Words("上级", "The level above"),
}


@dataclass(frozen=True)
class SpaceFacts:
    """How many photographs show it before and after."""

    before: int = 0
    after: int = 0


def is_shown_before(facts: SpaceFacts) -> Reason | None:
    """What it was is photographed while it still is."""
    return (
        None
        if facts.before
        else Reason("no_photo", Words("先留下收回之前的照片", "First keep a photograph of how it was"))
    )


def is_shown_after(facts: SpaceFacts) -> Reason | None:
    """What it became is photographed too."""
    return (
        None
        if facts.after
        else Reason("no_photo", Words("先留下建成之后的照片", "First keep a photograph of how it is"))
    )


RECLAIMED = Procedure(
    code="reclaimed",
    words=Words("公共空间收回", "Reclaimed space"),
    start="found",
    relations=RELATIONS,
    states=(
        State("found", Words("被占用", "Occupied"), Words("被占用，正在商量", "Occupied"), "late", "!"),
        State("agreed", Words("已谈妥", "Agreed"), Words("已谈妥收回", "Agreed"), "soon", "◔"),
        State("cleared", Words("已收回", "Taken back"), Words("已收回，正在建", "Taken back"), "soon", "◑"),
        State("in_use", Words("已建成使用", "In use"), Words("大家在用", "In use"), "good", "✓", final=True),
        State("given_up", Words("没谈成", "Given up"), Words("暂时没有谈成", "Given up"), "calm", "–", final=True),
    ),
    steps=(
        Step("before", Words("留收回前的照片", "Photograph it as it is"), Words("留了收回前的照片", "photographed how it was"), ("found", "agreed"), None,
             ("keeper", "supervisor"), fields=(_PHOTOS, _NOTE_MAY), often=True),
        Step("agree", Words("谈妥收回", "Agreed"), Words("谈妥了收回", "agreed to give it back"), ("found",), "agreed", ("keeper", "supervisor"),
             when=(is_shown_before,), fields=(Field("on", "date", Words("哪一天谈妥", "Agreed on")), _NOTE, _FILES), tells=("supervisor",), main=True),
        Step("clear", Words("收回了", "Taken back"), Words("收回了", "took it back"), ("agreed",), "cleared", ("keeper", "supervisor"),
             fields=(Field("on", "date", Words("哪一天收回", "Taken back on")), Field("area", "area", Words("量得的面积（m²）", "Area as measured (m²)"), least=1),
                     _NOTE_MAY, _FILES), tells=("supervisor",), main=True),
        Step("after", Words("留建成后的照片", "Photograph what it became"), Words("留了建成后的照片", "photographed what it became"), ("cleared", "in_use"), None,
             ("keeper", "supervisor"), fields=(_PHOTOS, _NOTE_MAY), often=True),
        Step("use", Words("建成，大家用上了", "In use"), Words("建成，大家用上了", "put it to use"), ("cleared",), "in_use", ("keeper", "supervisor"),
             when=(is_shown_after,),
             fields=(Field("on", "date", Words("哪一天用上", "In use since")), Field("becomes", "choice", Words("建成什么", "What it became"), choices=BECOMES),
                     Field("station", "subject", Words("建在上面的驿站（没有就不选）", "Station built on it"), required=False, of="station"), _NOTE_MAY, _FILES),
             tells=("supervisor",), main=True),
        Step("give_up", Words("暂时没谈成", "Give up for now"), Words("暂时没有谈成", "gave up for now"), ("found", "agreed"), "given_up", ("keeper",), fields=(_NOTE,),
             tells=("supervisor",)),
        Step("note", Words("记一笔", "Add a note"), Words("记了一笔", "added a note"), ANY_OPEN, None, ("keeper", "supervisor"), fields=(_NOTE, _FILES), often=True),
    ),
)  # fmt: skip
