"""Open data of decisions: every vote whose result was published, with the digest that its archive is checked by."""

from __future__ import annotations

from django.db.models import QuerySet

from jinlin.ballots.models import Decision
from jinlin.ballots.procedure import DECISION
from jinlin.ballots.words import KINDS, SCOPES
from jinlin.base import opendata
from jinlin.base.opendata import Column, DataSet
from jinlin.base.words import Words

_KINDS = {one.code: one.words for one in KINDS}
_SCOPES = {one.code: one.words for one in SCOPES}


def _decisions() -> QuerySet[Decision]:
    return Decision.objects.filter(published_at__isnull=False).order_by("pk")


DECISIONS = DataSet(
    "decisions", Words("业主表决", "Owners' decisions"), about=Words("结果已公布的每一次表决；谁投了什么不在里面", "every vote with a published result; who voted what is not in it"),
    query=_decisions, order=35,
    columns=(
        Column("id", Words("编号", "Id"), field="id", kind="integer", about=Words("网页地址是 /decisions/编号，标题在那里", "its page is /decisions/id; the title stands there")),
        Column("kind", Words("类别", "Kind"), field="kind", kind="choice", choices=lambda code: str(_KINDS.get(code, code))),
        Column("place", Words("地点代码", "Code of the place"), field="place__code"),
        Column("scope", Words("范围", "Scope"), field="scope", kind="choice", choices=lambda code: str(_SCOPES.get(code, code))),
        Column("state", Words("现在", "State"), field="state", kind="choice", choices=lambda code: str(DECISION.state(code).resident)),
        Column("opened_at", Words("开始投票", "Opened"), field="opened_at", kind="moment"),
        Column("closed_at", Words("投票截止", "Closed"), field="closed_at", kind="moment"),
        Column("published_at", Words("结果公布", "Result published"), field="published_at", kind="moment"),
        Column("package", Words("表决文件摘要", "Digest of the package"), field="package_hash", about=Words("SHA-256，可用来核对表决文件有没有改过", "SHA-256 of what the vote rested on")),
    ),
)  # fmt: skip


def register() -> None:
    """Register the data set; called once at start."""
    opendata.register(DECISIONS)
