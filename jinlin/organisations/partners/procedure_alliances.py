"""The life of a shared record, of an alliance and of a joint project, declared once. Pure."""

from __future__ import annotations

from functools import partial

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words
from jinlin.organisations.partners import rules
from jinlin.organisations.partners.words import OCCASIONS

_Step = partial(Step, seen="staff")

RELATIONS = {
    "entering": Words("登记的一方", "the side that entered it"),
    "other": Words("对方", "the other side"),
    "community": Words("社区的工作人员", "workers of the community"),
    "supervisor": Words("街道、区督办员", "supervisors of street and district"),
    "keeper": Words("联盟所在社区、街道的工作人员", "workers where the alliance stands"),
    "invited": Words("受邀的单位", "invited institutions"),
    "member": Words("成员单位", "member institutions"),
    "lead": Words("牵头单位", "the lead institution"),
}
_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=1000)
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=1000)
FACTS = (
    Field("kind", "choice", Words("是什么", "What it was"), choices=OCCASIONS),
    Field("title", "text", Words("一句话说清", "In one line"), limit=60),
    Field("on", "date", Words("哪天", "On which day")),
    Field("people", "integer", Words("多少人参加", "How many took part"), required=False, limit=100_000,
          help=Words("只记人数，不记名字", "The number only, no names")),
    Field("hours", "integer", Words("几小时", "Hours"), required=False, limit=1000),
    Field("money", "money", Words("物资或经费折合多少元", "Worth in yuan"), required=False, limit=100_000_000_00),
)  # fmt: skip
_PHOTOS = Field(
    "files", "files", Words("照片", "Photos"), limit=9,
    why=Words("双方和上级看得到；拍到居民正脸的先征得同意", "Seen by both sides and above; ask residents before showing faces"),
)  # fmt: skip

OCCASION = Procedure(
    code="occasion",
    words=Words("共建记录", "Shared record"),
    start="entered",
    relations=RELATIONS,
    states=(
        State("entered", Words("等对方确认", "Waits for the other side"), Words("等确认", "Waits"), "soon", "◔"),
        State("questioned", Words("对方有疑问", "Questioned"), Words("等确认", "Waits"), "soon", "?"),
        State("confirmed", Words("双方已确认", "Confirmed by both"), Words("双方已确认", "Confirmed"), "good", "✓", final=True),
        State("withdrawn", Words("已撤回", "Withdrawn"), Words("已撤回", "Withdrawn"), "calm", "×", final=True),
    ),
    steps=(
        _Step(
            "confirm", Words("确认属实", "Confirm"), Words("确认属实", "confirmed it"), ("entered",), "confirmed", ("other",),
            when=(rules.by_another,), fields=(_NOTE_MAY,), tells=("entering",), main=True, clock="occasion.confirm",
            basis="双方各有一人确认，才能作凭证",
        ),
        _Step(
            "question", Words("有疑问", "Question it"), Words("提出疑问", "questioned it"), ("entered",), "questioned", ("other",),
            fields=(_NOTE,), tells=("entering",), often=True,
        ),
        _Step(
            "correct", Words("更正", "Correct"), Words("更正了", "corrected it"), ("entered", "questioned"), "entered", ("entering",),
            fields=(*FACTS, _NOTE_MAY), tells=("other",), often=True,
        ),
        _Step(
            "add_photos", Words("补照片", "Add photos"), Words("补了照片", "added photos"), ("entered", "questioned"), None, ("entering",),
            fields=(_PHOTOS,), often=True,
        ),
        _Step(
            "withdraw", Words("撤回", "Withdraw"), Words("撤回了", "withdrew it"), ("entered", "questioned"), "withdrawn", ("entering",),
            fields=(_NOTE,), tells=("other",),
        ),
        _Step(
            "annul", Words("查实有误，撤销", "Annul"), Words("查实有误，撤销", "annulled it"), ("confirmed",), "withdrawn", ("supervisor",),
            when=(rules.is_free,), fields=(_NOTE,), tells=("entering", "other"), weighty=True,
        ),
    ),
    clocks=frozenset({"occasion.confirm"}),
)  # fmt: skip

_WHO = Field("institution", "institution", Words("哪家单位", "Institution"))

ALLIANCE = Procedure(
    code="alliance",
    words=Words("党建联盟", "Alliance"),
    start="standing",
    relations=RELATIONS,
    states=(
        State("standing", Words("运行中", "Standing"), Words("运行中", "Standing"), "good", "✓"),
        State("ended", Words("已解散", "Dissolved"), Words("已解散", "Dissolved"), "calm", "×", final=True),
    ),
    steps=(
        _Step(
            "invite", Words("邀请单位加入", "Invite an institution"), Words("邀请单位加入", "invited an institution"), ("standing",), None,
            ("keeper",), fields=(_WHO, _NOTE_MAY), tells=("invited",), often=True,
        ),
        _Step(
            "join", Words("同意加入", "Join"), Words("加入了联盟", "joined"), ("standing",), None, ("invited",), fields=(_NOTE_MAY,),
            tells=("keeper",), main=True, basis="单位自己同意才算成员",
        ),
        _Step(
            "decline", Words("婉拒邀请", "Decline"), Words("婉拒了邀请", "declined"), ("standing",), None, ("invited",), fields=(_NOTE_MAY,),
            tells=("keeper",),
        ),
        _Step(
            "leave", Words("退出联盟", "Leave"), Words("退出了联盟", "left"), ("standing",), None, ("member",), fields=(_NOTE,),
            tells=("keeper",),
        ),
        _Step(
            "chair", Words("排轮值主席", "Set the chair"), Words("排了轮值主席", "set the chair"), ("standing",), None, ("keeper",),
            fields=(
                _WHO, Field("from_on", "date", Words("从哪天起", "From")), Field("to_on", "date", Words("到哪天止", "Until")), _NOTE_MAY,
            ),
            tells=("member",), often=True,
        ),
        _Step(
            "rename", Words("改名称", "Rename"), Words("改了名称", "renamed it"), ("standing",), None, ("keeper",),
            fields=(Field("name", "text", Words("新名称", "New name"), limit=60),),
        ),
        _Step(
            "end", Words("解散联盟", "Dissolve"), Words("解散了联盟", "dissolved it"), ("standing",), "ended", ("keeper",),
            fields=(_NOTE,), tells=("member",), weighty=True,
        ),
    ),
)  # fmt: skip

PROJECT = Procedure(
    code="joint_project",
    words=Words("联合项目", "Joint project"),
    start="proposed",
    relations=RELATIONS,
    states=(
        State("proposed", Words("等牵头单位同意", "Waits for the lead"), Words("准备中", "Being prepared"), "soon", "◔"),
        State("working", Words("进行中", "Under way"), Words("进行中", "Under way"), "calm", "●"),
        State("done", Words("已完成", "Done"), Words("已完成", "Done"), "good", "✓", final=True),
        State("stopped", Words("已停止", "Stopped"), Words("已停止", "Stopped"), "calm", "×", final=True),
    ),
    steps=(
        _Step(
            "take_on", Words("同意牵头", "Take the lead"), Words("同意牵头", "took the lead"), ("proposed",), "working", ("lead",),
            fields=(_NOTE_MAY,), tells=("community",), main=True,
        ),
        _Step(
            "milestone", Words("定一个节点", "Set a milestone"), Words("定了节点", "set a milestone"), ("proposed", "working"), None,
            ("community", "lead"),
            fields=(
                Field("title", "text", Words("到这时做成什么", "What will be done"), limit=80),
                Field("due_on", "date", Words("到哪天", "Until")),
                Field("owner", "institution", Words("哪家负责（不填是社区）", "Whose (empty: the community)"), required=False),
            ),
            often=True,
        ),
        _Step(
            "reach", Words("关联节点凭证", "Link a milestone's evidence"), Words("节点有了凭证", "reached a milestone"), ("working",), None,
            ("community", "lead", "member"),
            fields=(
                Field("milestone", "subject", Words("哪个节点", "Which milestone"), of="milestone"),
                Field("evidence", "subject", Words("哪一条记录", "Which record"), of="evidence"),
            ),
            main=True,
        ),
        _Step(
            "finish", Words("项目完成", "Finish"), Words("项目完成", "finished it"), ("working",), "done", ("community",),
            when=(rules.has_milestones, rules.all_reached), fields=(_NOTE_MAY,), tells=("lead", "member"), shown_early=True,
        ),
        _Step(
            "stop", Words("停止项目", "Stop"), Words("停止了项目", "stopped it"), ("proposed", "working"), "stopped", ("community", "lead"),
            fields=(_NOTE,), tells=("lead", "member", "community"),
        ),
    ),
)  # fmt: skip
