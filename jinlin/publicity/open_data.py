"""Open data of publicity: every published notice with its period and digest, and the archive's entries. No text about persons."""

from __future__ import annotations

from django.db.models import QuerySet

from jinlin.base import opendata
from jinlin.base.opendata import Column, DataSet
from jinlin.base.words import Words
from jinlin.publicity.kinds import kind_of
from jinlin.publicity.models import Entry, Publication
from jinlin.publicity.procedure import PUBLICATION
from jinlin.publicity.queries import public_rows
from jinlin.publicity.words import WHAT


def _notices() -> QuerySet[Publication]:
    return public_rows().order_by("pk")


def _entries() -> QuerySet[Entry]:
    return Entry.objects.order_by("seq")


NOTICES = DataSet(
    "notices", Words("公示公告", "Public notices"), about=Words("公布过的每一份公示，包括撤回的", "every notice that was published, withdrawn ones too"),
    query=_notices, order=40,
    columns=(
        Column("id", Words("编号", "Id"), field="id", kind="integer"),
        Column("number", Words("文号", "Number"), field="number"),
        Column("title", Words("标题", "Title"), field="title"),
        Column("kind", Words("类别", "Kind"), field="kind", kind="choice", choices=lambda code: str(kind_of(code).words)),
        Column("place", Words("地点代码", "Code of the place"), field="place__code"),
        Column("publisher", Words("落款单位", "Publisher"), field="publisher"),
        Column("state", Words("现在", "State"), field="state", kind="choice", choices=lambda code: str(PUBLICATION.state(code).resident)),
        Column("begins_on", Words("公布", "Published"), field="begins_on", kind="date"),
        Column("until_on", Words("公示到", "Until"), field="until_on", kind="date"),
        Column("corrects", Words("更正哪一份", "Corrects"), field="corrects_id", kind="integer"),
        Column("result_of", Words("是哪项决议的结果", "Result of"), field="result_of_id", kind="integer"),
        Column("text_hash", Words("文字摘要", "Digest of the words"), field="text_hash", about=Words("SHA-256，可用来核对文字有没有改过", "SHA-256, to check whether the words were changed")),
    ),
)  # fmt: skip
ARCHIVE = DataSet(
    "notice-archive", Words("公示存档", "Archive of notices"), about=Words("存档的每一条和它的摘要，一条扣着一条", "every entry of the archive with its digest, each tied to the one before"),
    query=_entries, order=41,
    columns=(
        Column("seq", Words("第几条", "Entry"), field="seq", kind="integer"),
        Column("at", Words("何时", "When"), field="at", kind="moment"),
        Column("what", Words("什么事", "What"), field="what", kind="choice", choices=lambda code: str(WHAT[code])),
        Column("notice", Words("公示编号", "Notice"), field="publication_id", kind="integer"),
        Column("previous", Words("上一条摘要", "Digest before"), field="previous"),
        Column("hash", Words("摘要", "Digest"), field="hash"),
    ),
)  # fmt: skip


def register() -> None:
    """Register the data sets; called once at start."""
    for one in (NOTICES, ARCHIVE):
        opendata.register(one)
