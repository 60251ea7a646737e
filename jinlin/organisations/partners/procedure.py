"""The life of an agreement and of each of its duties, declared once. Pure."""

from __future__ import annotations

from functools import partial

from jinlin.base.given import Choice, Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words
from jinlin.organisations.partners import rules
from jinlin.organisations.partners.clauses import ClauseKind, clause_kinds
from jinlin.organisations.partners.words import KEPT, NEXT, STAGES

_Step = partial(Step, seen="staff")

RELATIONS = {
    "community": Words("社区的工作人员", "workers of the community"),
    "signer": Words("社区书记", "the community's secretary"),
    "institution": Words("单位经办人", "the institution's clerks"),
    "supervisor": Words("街道、区督办员", "supervisors of street and district"),
    "clock": Words("平台", "the platform"),
}
BOTH = ("community", "institution")
SIGNERS = ("signer", "institution")
STANDING = ("in_force", "amending", "half_amended", "suspended")
"""States in which an agreement binds (a suspended one stands, and asks for nothing meanwhile)."""

_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=1000)
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=1000)
_VERSION = Field(
    "version", "integer", Words("第几稿", "Which version"), least=1, limit=999,
    help=Words("您看到的是第几稿；对方刚改过的话，请看了新稿再确认", "The version that you read; a newer one must be read first"),
)  # fmt: skip


def target_of(kind: ClauseKind) -> Field:
    """The field of one clause: how much, in the measure that people read; empty or 0 leaves the clause out."""
    zh = f"{kind.words.zh}（{kind.cadence_words.zh}，{kind.measure_words.zh}）"
    en = f"{kind.words.en} ({kind.cadence_words.en}, {kind.measure_words.en})"
    return Field(
        kind.code, "integer", Words(zh, en), required=False, limit=1_000_000,
        help=Words("不填或填 0，协议里就没有这一条", "Left empty or 0, the agreement does not hold this clause"),
    )  # fmt: skip


TERMS = (
    Field("from_on", "date", Words("从哪天起", "From")),
    Field("to_on", "date", Words("到哪天止", "Until")),
    *(target_of(kind) for kind in clause_kinds().values()),
    _NOTE_MAY,
)

AGREEMENT = Procedure(
    code="agreement",
    words=Words("近邻党建协议书", "Neighbour agreement"),
    start="draft",
    relations=RELATIONS,
    states=(
        State("draft", Words("拟稿", "Draft"), Words("商议中", "Being discussed"), "soon", "◔"),
        State("half", Words("一方已确认", "Accepted by one side"), Words("商议中", "Being discussed"), "soon", "◑"),
        State("in_force", Words("生效", "In force"), Words("有效", "In force"), "good", "✓"),
        State("amending", Words("修改中，原约定照常", "Change proposed"), Words("有效", "In force"), "calm", "✎"),
        State("half_amended", Words("修改稿一方已确认", "Change accepted by one side"), Words("有效", "In force"), "calm", "◑"),
        State("suspended", Words("暂停", "Suspended"), Words("暂停", "Suspended"), "soon", "‖"),
        State("expired", Words("已到期", "Expired"), Words("已到期", "Expired"), "calm", "○", final=True),
        State("renewed", Words("已续签", "Renewed"), Words("已续签", "Renewed"), "good", "↻", final=True),
        State("ended", Words("已终止", "Ended"), Words("已终止", "Ended"), "calm", "×", final=True),
        State("dropped", Words("稿子作废", "Draft dropped"), Words("没有签成", "Not signed"), "calm", "×", final=True),
    ),
    steps=(
        _Step(
            "revise", Words("改稿", "Revise the draft"), Words("改了稿", "revised the draft"), ("draft", "half"), "draft", BOTH,
            fields=TERMS, tells=BOTH, often=True, basis="改了内容，双方都要重新确认",
        ),
        _Step(
            "accept", Words("确认这一稿", "Accept this draft"), Words("确认了这一稿", "accepted the draft"), ("draft",), "half", SIGNERS,
            when=(rules.is_standing, rules.is_not_over), fields=(_VERSION, _NOTE_MAY), tells=BOTH, main=True, weighty=True,
        ),
        _Step(
            "accept_too", Words("确认，协议生效", "Accept: it binds"), Words("确认了，协议生效", "accepted it too; the agreement binds"), ("half",),
            "in_force", SIGNERS, when=(rules.is_standing, rules.is_not_over, rules.not_by_the_same), fields=(_VERSION, _NOTE_MAY),
            tells=BOTH, main=True, weighty=True, basis="双方确认才生效",
        ),
        _Step(
            "discard", Words("作废这份稿子", "Drop the draft"), Words("作废了稿子", "dropped the draft"), ("draft", "half"), "dropped", BOTH,
            fields=(_NOTE,), tells=BOTH,
        ),
        _Step(
            "file_scan", Words("归档签字扫描件", "File the signed scan"), Words("归档了签字扫描件", "filed the signed scan"), STANDING, None, BOTH,
            fields=(
                Field("signed_on", "date", Words("签字日期", "Signed on")),
                Field("files", "files", Words("签字盖章的扫描件", "The signed and sealed scan"), limit=9),
            ),
            often=True,
        ),
        _Step(
            "propose", Words("提出修改", "Propose a change"), Words("提出修改", "proposed a change"), ("in_force",), "amending", BOTH,
            fields=TERMS, tells=BOTH, basis="修改稿双方重新确认后才生效，确认前原约定照常",
        ),
        _Step(
            "accept_change", Words("确认修改稿", "Accept the change"), Words("确认了修改稿", "accepted the change"), ("amending",),
            "half_amended", SIGNERS, fields=(_VERSION, _NOTE_MAY), tells=BOTH, main=True, weighty=True,
        ),
        _Step(
            "accept_change_too", Words("确认，修改生效", "Accept: the change binds"), Words("确认了，修改生效", "accepted it too; the change binds"),
            ("half_amended",), "in_force", SIGNERS, when=(rules.not_by_the_same,), fields=(_VERSION, _NOTE_MAY), tells=BOTH, main=True,
            weighty=True,
        ),
        _Step(
            "decline_change", Words("不改了，照原约定", "Decline the change"), Words("没有接受修改，照原约定", "declined the change"),
            ("amending", "half_amended"), "in_force", BOTH, fields=(_NOTE,), tells=BOTH, often=True,
        ),
        _Step(
            "suspend", Words("暂停", "Suspend"), Words("暂停了协议", "suspended the agreement"), ("in_force",), "suspended", SIGNERS,
            fields=(_NOTE,), tells=BOTH,
        ),
        _Step(
            "resume", Words("恢复", "Resume"), Words("恢复了协议", "resumed the agreement"), ("suspended",), "in_force", SIGNERS,
            fields=(_NOTE_MAY,), tells=BOTH, main=True,
        ),
        _Step(
            "renew", Words("起草续签", "Draft the renewal"), Words("起草了续签", "drafted the renewal"), ("in_force", "expired"), None, BOTH,
            when=(rules.is_standing, rules.may_renew), fields=(Field("to_on", "date", Words("续到哪天", "Renewed until")), _NOTE_MAY),
            tells=BOTH, often=True, clock="agreement.renewal_warning",
        ),
        _Step(
            "appraise", Words("评估", "Appraise"), Words("给出了评估（双方都评了才公开）", "gave an appraisal, sealed until both are in"),
            (*STANDING, "expired", "renewed", "ended"), None, BOTH, when=(rules.is_time_to_appraise,),
            fields=(
                Field("stage", "choice", Words("哪一次", "Which"), choices=tuple(Choice(*one) for one in STAGES.items())),
                Field("kept", "choice", Words("对方做到了多少", "How much the other side kept"), choices=tuple(Choice(*one) for one in KEPT.items())),
                Field("next", "choice", Words("以后怎么办", "What next"), choices=tuple(Choice(*one) for one in NEXT.items())),
                Field(
                    "remark", "long_text", Words("说几句", "In words"), required=False, limit=500,
                    help=Words("对方评完、或者评估期过了才看得到；交了不能改", "Read by the other side once both are in or time is up; it is not changed"),
                ),
            ),
            tells=BOTH, basis="双方背对背评，评了不改",
        ),
        _Step(
            "end", Words("终止协议", "End the agreement"), Words("终止了协议", "ended the agreement"), STANDING, "ended", SIGNERS,
            fields=(Field("note", "long_text", Words("为什么终止", "Why it ends"), limit=1000),), tells=BOTH, weighty=True,
        ),
        _Step(
            "expire", Words("到期", "Expire"), Words("到期", "expired"), STANDING, "expired", ("clock",),
            when=(rules.term_is_over, rules.is_not_succeeded), tells=BOTH,
        ),
        _Step(
            "succeed", Words("由续签协议接续", "Go over into the renewal"), Words("由续签协议接续", "went over into the renewal"), STANDING,
            "renewed", ("clock",), when=(rules.term_is_over, rules.is_succeeded),
        ),
    ),
    clocks=frozenset({"agreement.renewal_warning"}),
)  # fmt: skip

_EVIDENCE = Field(
    "evidence", "subject", Words("哪一条记录", "Which record"), of="evidence",
    help=Words("只列得上时间、类别和双方都对得上、还没用过的记录；没有就先去登记并请对方确认",
               "Only records of the right time, sort and parties; if there is none, enter it and let the other side confirm"),
)  # fmt: skip

OBLIGATION = Procedure(
    code="obligation",
    words=Words("共建义务", "Duty of an agreement"),
    start="due",
    relations=RELATIONS,
    states=(
        State("due", Words("等凭证", "Waits for evidence"), Words("还没有", "Not yet"), "soon", "○"),
        State("kept", Words("已兑现", "Kept"), Words("已兑现", "Kept"), "good", "✓", final=True),
        State("dropped", Words("不再要求", "No longer asked"), Words("不再要求", "No longer asked"), "calm", "–", final=True),
    ),
    steps=(
        _Step(
            "link", Words("关联凭证", "Link evidence"), Words("关联了凭证", "linked evidence"), ("due", "kept"), None, BOTH,
            when=(rules.has_begun,), fields=(_EVIDENCE,), main=True, clock="agreement.evidence",
            basis="只认对得上的记录，不认文字",
        ),
        _Step(
            "keep", Words("兑现", "Keep"), Words("凭证够了，记为兑现", "has enough evidence: kept"), ("due",), "kept", ("clock",),
            when=(rules.is_enough,),
        ),
        _Step(
            "unlink", Words("取下凭证", "Take evidence off"), Words("取下了凭证", "took evidence off"), ("due", "kept"), None, BOTH,
            when=(rules.has_links,),
            fields=(Field("evidence", "subject", Words("取下哪一条", "Which"), of="linked_evidence"), _NOTE), tells=BOTH,
        ),
        _Step(
            "reopen", Words("重新等凭证", "Open again"), Words("凭证不够，重新等", "is short of evidence again"), ("kept",), "due", ("clock",),
            when=(rules.is_short,),
        ),
        _Step(
            "urge", Words("提醒对方", "Remind the other side"), Words("提醒了一次", "reminded"), ("due",), None, (*BOTH, "supervisor"),
            when=(rules.may_urge,), fields=(_NOTE_MAY,), tells=BOTH, often=True,
        ),
        _Step(
            "drop", Words("不再要求", "Drop"), Words("协议不再约束这一期", "the agreement no longer binds here"), ("due",), "dropped",
            ("clock",), when=(rules.may_drop,),
        ),
    ),
    clocks=frozenset({"agreement.evidence"}),
)  # fmt: skip
