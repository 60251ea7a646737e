"""The lives of a report-in, of a service record and of a commitment, declared once. Pure."""

from __future__ import annotations

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words
from jinlin.organisations.members import rules, words
from jinlin.organisations.members.posts import post_choices

RELATIONS = {
    "member": Words("报到的党员（单位报到由单位经办人）", "the member, or the institution's clerk"),
    "secretary": Words("支部书记", "the branch's secretary"),
    "committee": Words("支部委员", "the branch's committee"),
    "clock": Words("平台", "the platform"),
}
_NOTE = Field("note", "long_text", Words("说明（本人会看到）", "Note (the member reads it)"), limit=500)
_NOTE_MAY = Field(
    "note", "long_text", Words("说明（本人会看到）", "Note (the member reads it)"), required=False, limit=500
)
_POST = Field("post", "choice", Words("岗位", "Post"), choices=post_choices())
_EMPLOYER = Field(
    "employer_name", "text", Words("工作单位", "Employer"), required=False, limit=120,
    why=Words("在职党员填，用来和单位党组织对上；没有可不填", "For in-service members, to match the employer"),
)  # fmt: skip
_SEES = Field(
    "employer_sees", "yes_no", Words("同意单位党组织看我一年的服务时长和岗位", "My employer may see my year"), required=False,
    why=Words("不勾也能报到；以后随时能改", "Not needed to report in; changed at any time"),
)  # fmt: skip

STATES = (
    State("invited", Words("已邀请", "Invited"), Words("请您报到", "Invited"), "soon", "◔"),
    State(
        "reported",
        Words("待确认", "To confirm"),
        Words("已报到，等支部确认", "Reported, to be confirmed"),
        "soon",
        "?",
    ),
    State("confirmed", Words("已确认", "Confirmed"), Words("支部已确认", "Confirmed"), "good", "✓"),
    State("active", Words("在岗", "Active"), Words("已领岗", "Holding a post"), "good", "●"),
    State("moved", Words("已迁出", "Moved away"), Words("已迁出", "Moved away"), "calm", "→", final=True),
    State(
        "withdrawn",
        Words("未报到", "Not reported"),
        Words("没有报到", "Not reported"),
        "calm",
        "×",
        final=True,
    ),
)
_IN = ("confirmed", "active")
_STAFF = ("secretary", "committee")

_ARRIVING = (
    Step(
        "report", Words("报到", "Report in"), Words("报到", "reported in"), ("invited",), "reported", ("member",),
        fields=(
            Field("kind", "choice", Words("我是", "I am"), required=False, choices=words.KINDS), _EMPLOYER, _SEES,
        ),
        tells=("secretary",), main=True, seen="teller", basis="双报到：到居住地党组织报到",
    ),
    Step(
        "confirm", Words("确认报到", "Confirm"), Words("确认报到", "confirmed it"), ("reported",), "confirmed", _STAFF,
        when=(rules.is_not_own,), fields=(_NOTE_MAY,), tells=("member",), main=True, bulk=True, seen="teller",
    ),
    Step(
        "refuse", Words("不在本支部，退回", "Send back"), Words("退回，说明了去处", "sent it back"), ("reported",), "withdrawn", _STAFF,
        when=(rules.is_not_own,),
        fields=(Field("note", "long_text", Words("为什么、该到哪里报到（本人会看到）", "Why, and where to turn"), limit=500),),
        tells=("member",), weighty=True, seen="teller",
    ),
    Step(
        "withdraw", Words("不报到了", "Withdraw"), Words("没有报到", "withdrew"), ("invited", "reported"), "withdrawn", ("member",),
        seen="teller", resident=Words("不报到了（不用说理由）", "Withdraw, no reason needed"),
    ),
    Step(
        "cancel", Words("撤销邀请", "Cancel the invitation"), Words("撤销了邀请", "cancelled the invitation"), ("invited",), "withdrawn",
        _STAFF, seen="teller",
    ),
)  # fmt: skip

_SERVING = (
    Step(
        "take_post", Words("领岗", "Take a post"), Words("领了岗位", "took a post"), _IN, "active", ("member", "secretary"),
        fields=(_POST,), tells=("secretary", "member"), main=True, seen="teller",
    ),
    Step(
        "serve", Words("记一次服务", "Record service"), Words("记了一次服务", "recorded service"), _IN, None,
        ("member", "secretary", "committee"),
        fields=(
            Field("on", "date", Words("哪一天", "Day")),
            Field("minutes", "integer", Words("多少分钟", "Minutes"), least=5, limit=720),
            Field("what", "text", Words("做了什么", "What was done"), limit=120,
                  help=Words("不要写服务对象的姓名", "Do not name those who were helped")),
            Field("service_post", "choice", Words("属于哪个岗位", "Of which post"), required=False, choices=post_choices()),
        ),
        tells=("secretary", "member"), often=True, seen="teller", basis="党员服务不计志愿积分；要第二个人确认才算",
    ),
    Step(
        "promise", Words("作一个公开承诺", "Publish a commitment"), Words("公开了一个承诺", "published a commitment"), _IN, None,
        ("member",), when=(rules.is_person,),
        fields=(
            Field("promise", "text", Words("承诺做什么", "What is promised"), limit=120,
                  help=Words("一件具体的、邻居看得见的事", "One concrete thing that neighbours can see")),
            Field("due_on", "date", Words("到哪天做到", "Until when")),
            Field("called", "choice", Words("公开时怎么称呼您", "How you are called"), choices=words.CALLED),
            Field("agreed", "yes_no", Words("我知道：公开承诺，邻居就知道我是党员；随时可以撤下", "I know that neighbours will know I am a member")),
        ),
        often=True, seen="teller",
    ),
    Step(
        "leave_post", Words("卸下岗位", "Leave a post"), Words("卸下了岗位", "left a post"), ("active",), None, ("member", "secretary"),
        when=(rules.has_posts,), fields=(_POST, _NOTE_MAY), tells=("secretary",), seen="teller",
    ),
    Step(
        "hand_over", Words("岗位交给别人", "Hand posts over"), Words("岗位作了交接", "handed the posts over"), ("active",), "confirmed",
        ("secretary",), when=(rules.has_posts,),
        fields=(Field("successor", "subject", Words("交给哪位党员", "To which member"), of="colleague"), _NOTE_MAY),
        tells=("member",), seen="teller",
    ),
    Step(
        "correct", Words("更正类别和单位", "Correct kind and employer"), Words("更正了登记", "corrected the entry"),
        ("invited", "reported", "confirmed", "active"), None, ("secretary", "member"), when=(rules.is_person,),
        fields=(Field("kind", "choice", Words("类别", "Kind"), choices=words.KINDS), _EMPLOYER), seen="teller",
    ),
    Step(
        "move", Words("迁出", "Move away"), Words("迁出", "moved away"), _IN, "moved", ("member", "secretary"),
        fields=(
            Field("on", "date", Words("哪一天迁出", "Since when")),
            Field("where", "text", Words("到哪里去", "Where to"), required=False, limit=60), _NOTE_MAY,
        ),
        tells=("secretary", "member"), seen="teller", basis="迁出时手上的岗位交回支部，由支部另找人接",
    ),
)  # fmt: skip

REPORT_IN = Procedure(
    "report_in", Words("双报到", "Report-in"), STATES, _ARRIVING + _SERVING, RELATIONS, "invited",
)  # fmt: skip

SERVICE = Procedure(
    "service",
    Words("服务记录", "Service record"),
    (
        State("recorded", Words("待确认", "To confirm"), Words("等人确认", "To be confirmed"), "soon", "?"),
        State("counted", Words("已确认", "Confirmed"), Words("已确认", "Confirmed"), "good", "✓", final=True),
        State("returned", Words("已退回", "Sent back"), Words("已退回", "Sent back"), "calm", "×", final=True),
    ),
    (
        Step(
            "confirm", Words("确认这次服务", "Confirm"), Words("确认了服务", "confirmed it"), ("recorded",), "counted",
            ("secretary", "committee", "member"), when=(rules.is_second_person,), tells=("member",), main=True, bulk=True, seen="teller",
        ),
        Step(
            "send_back", Words("退回", "Send back"), Words("退回", "sent it back"), ("recorded",), "returned",
            ("secretary", "committee", "member"), when=(rules.is_second_person,), fields=(_NOTE,), tells=("member",), seen="teller",
        ),
        Step(
            "take_back", Words("记错了，收回", "Take back"), Words("收回", "took it back"), ("recorded",), "returned",
            ("secretary", "committee", "member"), when=(rules.is_recorder,), seen="teller",
        ),
    ),
    RELATIONS,
    "recorded",
)  # fmt: skip

COMMITMENT = Procedure(
    "commitment",
    Words("公开承诺", "Commitment"),
    (
        State("published", Words("在做", "Under way"), Words("在做", "Under way"), "calm", "●"),
        State("shown", Words("已交账", "Shown"), Words("已交账，请邻居评", "Shown, neighbours mark it"), "good", "✓"),
        State("put_away", Words("已收起", "Put away"), Words("已收起", "Put away"), "calm", "–", final=True),
        State("withdrawn", Words("已撤下", "Withdrawn"), Words("已撤下", "Withdrawn"), "calm", "×", final=True),
    ),
    (
        Step(
            "show", Words("交账：做到了什么", "Show what was done"), Words("交账", "showed what was done"), ("published", "shown"), "shown",
            ("member",),
            fields=(
                Field("note", "long_text", Words("做了什么，结果怎样（公开，请不要写别人的姓名电话）", "What was done (public: name nobody else)"), limit=800),
                Field("files", "files", Words("照片", "Photos"), required=False, limit=4,
                      why=Words("可以不放；不要拍到别人的脸和家里", "Not needed; no faces, no homes")),
            ),
            main=True, seen="teller",
        ),
        Step(
            "withdraw", Words("撤下承诺", "Withdraw"), Words("撤下", "withdrew it"), ("published", "shown"), "withdrawn", ("member",),
            seen="teller",
        ),
        Step(
            "put_away", Words("收起", "Put away"), Words("收起", "put it away"), ("published", "shown"), "put_away", ("clock",),
            when=(rules.is_over_long,), seen="teller",
        ),
    ),
    RELATIONS,
    "published",
)  # fmt: skip
