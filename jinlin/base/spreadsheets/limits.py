"""How large a file from outside may be, and the reasons why one is refused."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading. Bytes, counts and seconds; the defaults suit one upload of an office.

    100,000 messages of 700 characters need about 300 MiB of ``memory`` in the separate process.
    """

    file: int = 128 * MIB
    unpacked: int = 400 * MIB
    entries: int = 5_000
    ratio: int = 150
    ratio_from: int = 16 * MIB
    rows: int = 500_000
    columns: int = 1_000
    sheets: int = 100
    merged: int = 200_000
    text: int = 1_000_000
    memory: int = 1_024 * MIB
    spool: int = 1_024 * MIB
    seconds: int = 60


WORDS: dict[str, Words] = {
    "no_file": Words("找不到这个文件。", "There is no such file."),
    "no_content": Words("文件是空的。", "The file is empty."),
    "too_large": Words(
        "文件有 {size} MB，超过 {limit} MB；请分成几个文件再导入。",
        "The file has {size} MB, more than {limit} MB; please split it.",
    ),
    "too_large_unpacked": Words(
        "文件解开后太大，没有读取；请分成几个文件，或删去多余的格式后另存。",
        "Unpacked, the file is too large and was not read; please split it.",
    ),
    "too_many_entries": Words(
        "文件里的部件太多（{count} 个），不是普通的表格。",
        "The file holds too many parts ({count}); it is no ordinary workbook.",
    ),
    "too_many_rows": Words(
        "工作表有 {rows} 行以上，最多可导入 {limit} 行；请分成几个文件。",
        "The sheet has {rows} rows or more; at most {limit} can be taken. Please split it.",
    ),
    "too_many_columns": Words(
        "工作表有 {columns} 列，最多 {limit} 列；请删去右边多余的列。",
        "The sheet has {columns} columns; at most {limit} can be taken. Please delete what is not needed.",
    ),
    "too_many_sheets": Words(
        "文件有 {sheets} 张工作表，最多 {limit} 张。",
        "The workbook has {sheets} sheets; at most {limit} can be taken.",
    ),
    "too_many_merged": Words(
        "合并的单元格太多，没有读取。", "There are too many merged cells; the file was not read."
    ),
    "too_long_cell": Words(
        "有一个单元格的文字太长，或引号没有成对；请检查后再导入。",
        "One cell holds too much text, or a quotation mark has no partner; please check.",
    ),
    "too_slow": Words(
        "读取超过了 {limit} 秒，已停止。", "Reading took more than {limit} seconds and was stopped."
    ),
    "wrong_entities": Words(
        "文件里有外部实体声明，不是办公软件正常保存的，没有读取。",
        "The file declares entities, which office programs never write; it was not read.",
    ),
    "wrong_encoding": Words(
        "认不出文字编码；请在表格软件中另存为 xlsx，或 UTF-8 的 csv。",
        "The text encoding could not be told; please save it as xlsx, or as csv in UTF-8.",
    ),
    "wrong_text_table": Words(
        "这个文本文件不是用分隔符分开的表格。", "This text file is no table with separators."
    ),
    "wrong_kind": Words(
        "不能读取这种文件；请用 xlsx、xls、ods 或 csv。",
        "This kind of file cannot be read; please use xlsx, xls, ods or csv.",
    ),
    "not_readable": Words(
        "文件打不开，可能已经损坏；请在表格软件中打开后另存为 xlsx 再试。",
        "The file cannot be opened and may be damaged; please save it as xlsx in your office program.",
    ),
    "not_readable_with_password": Words(
        "文件有密码；请去掉密码后再导入。", "The file is locked with a password; please remove it first."
    ),
    "no_table": Words("没有在文件里找到表格。", "No table was found in the file."),
    "no_sheet": Words("没有名为“{name}”的工作表。", "There is no sheet named “{name}”."),
}


def refusal(code: str, **values: object) -> Refused:
    """The refusal with this code, its words filled in."""
    return Refused(Reason(code, WORDS[code].format(**values)))
