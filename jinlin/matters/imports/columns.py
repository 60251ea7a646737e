"""What an import of matters looks for in a sheet, by what offices call it; layouts once matched are remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Column, Kind, Mapping, fingerprint, from_data, private_among
from jinlin.base.spreadsheets import match as match_columns
from jinlin.base.words import Words
from jinlin.matters.models import ColumnMap

TEXT_LIMIT = 20_000

COLUMNS = (
    Column(
        "source_id", Words("编号", "Number"), kind=Kind.CODE, limit=60,
        synonyms=("留言编号", "工单编号", "工单号", "诉求编号", "受理编号", "信件编号", "事项编号", "单号", "流水号", "msg_id", "id", "uid"),
    ),
    Column(
        "name", Words("反映人", "Teller"), limit=60,
        synonyms=("留言用户", "诉求人", "来电人", "投诉人", "申请人", "联系人", "姓名", "称呼", "用户", "网友", "user", "name"),
    ),
    Column(
        "phone", Words("联系电话", "Telephone"), limit=60,
        synonyms=("电话", "手机", "手机号", "手机号码", "电话号码", "来电号码", "联系方式", "phone", "mobile", "tel"),
    ),
    Column(
        "title", Words("标题", "Title"), limit=500,
        synonyms=("留言主题", "主题", "诉求标题", "留言标题", "事项名称", "title", "subject"),
    ),
    Column(
        "detail", Words("内容", "What was told"), limit=TEXT_LIMIT,
        synonyms=(
            "留言详情", "留言内容", "详情", "诉求内容", "反映内容", "反映问题", "投诉内容", "问题描述", "事项内容", "具体内容",
            "情况描述", "诉求", "detail", "content", "text",
        ),
    ),
    Column(
        "told_at", Words("反映时间", "Told at"), kind=Kind.MOMENT,
        synonyms=(
            "留言时间", "受理时间", "来电时间", "登记时间", "提交时间", "反映日期", "来电日期", "登记日期", "时间", "日期", "time", "date",
            "created_at",
        ),
    ),
    Column(
        "place", Words("地点", "Place"), limit=200,
        synonyms=("所属社区", "所属小区", "社区", "小区", "社区名称", "小区名称", "发生地点", "事发地点", "地址", "所在地", "place"),
    ),
    Column(
        "spot", Words("具体位置", "Where exactly"), limit=120,
        synonyms=("详细地址", "具体地址", "门牌号", "楼栋", "楼号", "spot", "address"),
    ),
    Column(
        "category", Words("类别", "Category"), limit=60,
        synonyms=("分类", "一级分类", "诉求类别", "诉求类型", "事项类别", "问题类型", "类型", "category", "label"),
    ),
    Column(
        "answer", Words("答复", "Answer"), limit=TEXT_LIMIT,
        synonyms=("答复意见", "答复内容", "回复内容", "回复意见", "回复", "办理结果", "处理结果", "办理情况", "处理情况", "reply", "answer"),
    ),
    Column(
        "answered_at", Words("答复时间", "Answered at"), kind=Kind.MOMENT,
        synonyms=("回复时间", "办结时间", "办理时间", "处理时间", "答复日期", "回复日期", "办结日期", "answered_at"),
    ),
    Column("likes", Words("点赞数", "Likes"), kind=Kind.INTEGER, synonyms=("点赞", "赞成数", "支持数", "likes")),
    Column("against", Words("反对数", "Dislikes"), kind=Kind.INTEGER, synonyms=("反对", "点踩数", "dislikes")),
)  # fmt: skip

NO_TEXT = Reason(
    "no_column",
    Words(
        "表中没有“标题”也没有“内容”这一列；请指定哪一列写的是什么事。",
        "The sheet has neither a title nor a text; say which column tells what it is about.",
    ),
)


LEFT_OUT = Words(
    "不读这些列，也不保存：{which}。平台不收集信仰、民族、上访、欠债、前科。",
    "Neither read nor kept: {which}. Belief, ethnicity, petitions, debts and convictions are not collected.",
)


def left_out(headings: Sequence[str]) -> Words | None:
    """What to say of columns that are never read; None where there is none."""
    found = private_among(headings)
    return LEFT_OUT.format(which="、".join(found)) if found else None


def words_of(name: str) -> Words:
    """What a wanted column is called."""
    return next(column.words for column in COLUMNS if column.name == name)


def remembered(headings: Sequence[str]) -> Mapping | None:
    """The mapping that was used for this very layout before; None where there is none, or it fits no longer."""
    kept = ColumnMap.objects.filter(fingerprint=fingerprint(headings)).first()
    try:
        return from_data(kept.mapping, headings, COLUMNS) if kept else None
    except Refused:
        return None


def match(headings: Sequence[str]) -> Mapping:
    """How the columns are matched by their names alone."""
    return match_columns(headings, COLUMNS)


def mapping_for(headings: Sequence[str], told: object = None) -> Mapping:
    """How the columns are matched: as told, else as remembered for this layout, else by their names.

    Raises ``Refused`` with every fault of what was told (``wrong_mapping``, ``no_heading``).
    """
    if told is not None:
        return from_data(told, headings, COLUMNS)
    return remembered(headings) or match(headings)


def reasons(mapping: Mapping) -> list[Reason]:
    """Why an import with this mapping cannot begin: nothing says what was told."""
    if "title" in mapping.chosen or "detail" in mapping.chosen:
        return []
    undecided = [name for name in ("title", "detail") if name in mapping.unsure]
    if not undecided:
        return [NO_TEXT]
    wanted = [
        Column(column.name, column.words, required=True) for column in COLUMNS if column.name in undecided
    ]
    return mapping.reasons(wanted)


def remember(headings: Sequence[str], mapping: Mapping) -> None:
    """Keep the mapping for the next file of this layout."""
    ColumnMap.objects.update_or_create(
        fingerprint=fingerprint(headings), defaults={"headers": list(headings), "mapping": mapping.to_data()}
    )


def shown(mapping: Mapping, headings: Sequence[str]) -> list[dict[str, Any]]:
    """The matching as a page or a program shows it: one row a wanted column, with what a person has to decide."""
    rows = []
    for column in COLUMNS:
        choice = mapping.chosen.get(column.name)
        unsure = mapping.unsure.get(column.name, ())
        rows.append(
            {
                "name": column.name,
                "words": column.words,
                "index": choice.index if choice else None,
                "heading": choice.heading if choice else "",
                "how": choice.how if choice else ("unsure" if unsure else "none"),
                "unsure": [headings[one.index] for one in unsure],
            }
        )
    return rows
