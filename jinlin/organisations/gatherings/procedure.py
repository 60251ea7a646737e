"""The life of a gathering, declared once. Pure."""

from __future__ import annotations

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.words import Words
from jinlin.organisations.gatherings import rules, words

RELATIONS = {
    "branch": Words("本支部的班子和社区工作者", "the branch's committee and the community's workers"),
    "inside": Words("本支部的班子", "the branch's own committee"),
    "above": Words("上级", "the level above"),
    "invited": Words("应到的人", "those on the roll"),
}

TITLE = Field("title", "text", Words("主题", "Topic"), limit=120)
AGENDA = Field(
    "agenda", "long_text", Words("议程", "Agenda"), required=False, limit=2000,
    help=Words("一行一项", "One item a line"),
)  # fmt: skip
STARTS = Field("starts_at", "datetime", Words("什么时候开始", "Starts at"))
VENUE = Field("venue", "text", Words("在哪里", "Where"), required=False, limit=120)
HOST = Field("host", "text", Words("谁主持", "Host"), required=False, limit=60)
ENTITLED = Field(
    "entitled", "integer", Words("有表决权的党员人数", "Members with a vote"), required=False, least=1, limit=2000,
    why=Words("平台不存组织关系，要由支部填；用来算到会够不够半数、表决通没通过",
              "The platform holds no admission files; the quorum and the result are reckoned from it"),
)  # fmt: skip
_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=2000)
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=2000)
_FILES = Field("files", "files", Words("照片或扫描件", "Photos or scans"), required=False, limit=9)
_HANDS = ("branch",)

STATES = (
    State("planned", Words("已计划", "Planned"), Words("已计划", "Planned"), "calm", "○"),
    State("called", Words("已通知", "Called"), Words("已通知", "Called"), "calm", "→"),
    State("open", Words("正在开", "Open"), Words("正在开", "Open"), "good", "●"),
    State("held", Words("已开完，等记录", "Held, minutes wanted"), Words("已开完", "Held"), "soon", "◔"),
    State(
        "drafted",
        Words("记录待确认", "Minutes to confirm"),
        Words("记录待确认", "Minutes to confirm"),
        "soon",
        "?",
    ),
    State(
        "confirmed",
        Words("记录已确认", "Confirmed"),
        Words("记录已确认", "Confirmed"),
        "good",
        "✓",
        final=True,
    ),
    State("cancelled", Words("已取消", "Cancelled"), Words("已取消", "Cancelled"), "calm", "×", final=True),
)

_BEFORE = (
    Step(
        "change", Words("改计划", "Change the plan"), Words("改了计划", "changed the plan"), ("planned", "called"), None, _HANDS,
        fields=(TITLE, AGENDA, STARTS, VENUE, HOST, ENTITLED), seen="teller", often=True,
    ),
    Step(
        "invite", Words("加进名单", "Add to the roll"), Words("加进名单", "added to the roll"),
        ("planned", "called", "open", "held"), None, _HANDS,
        fields=(
            Field("people", "subjects", Words("本支部的哪些人", "Who of the branch"), of="gathering_member", limit=300),
            Field("has_vote", "yes_no", Words("有表决权", "With a vote"), required=False),
        ),
        seen="staff",
    ),
    Step(
        "celebrate", Words("写上寿星", "Name whose birthday"), Words("写上了寿星", "named whose birthday it is"),
        ("planned", "called", "open", "held"), None, ("inside",), when=(rules.keeps_birthday,),
        fields=(
            Field("person", "subject", Words("谁", "Who"), of="gathering_roll"),
            Field("joined_on", "date", Words("入党日期", "Joined on"), required=False,
                  why=Words("只有本支部班子和本人看得到，活动结束一年后删除",
                            "Read by the branch's committee and the person alone; deleted a year later")),
        ),
        seen="staff",
    ),
    Step(
        "call", Words("发通知", "Call it"), Words("发了通知", "called it"), ("planned",), "called", _HANDS,
        when=(rules.has_agenda,), fields=(_NOTE_MAY,), tells=("invited",), main=True, seen="teller",
    ),
    Step(
        "cancel", Words("取消", "Cancel"), Words("取消了", "cancelled it"), ("planned", "called"), "cancelled", _HANDS,
        fields=(_NOTE,), weighty=True, seen="teller",
    ),
)  # fmt: skip

_DURING = (
    Step(
        "sign_in", Words("签到", "Sign in"), Words("扫码签到", "signed in by code"), ("called", "open"), None, ("invited",),
        fields=(
            Field("code", "text", Words("屏幕上的签到码", "Code on the screen"), limit=8,
                  help=Words("扫屏幕上的二维码会自动填好；码每半分钟换一次",
                             "Scanning fills it in; it changes every half minute")),
        ),
        main=True, seen="staff",
    ),
    Step(
        "sign", Words("登记到会", "Record who came"), Words("登记了到会的人", "recorded who came"), ("planned", "called", "open", "held"), None,
        _HANDS,
        fields=(
            Field("people", "subjects", Words("名单上谁到了", "Who of the roll came"), of="gathering_roll", required=False,
                  limit=300),
            Field("guests", "text", Words("名单外的人，用顿号隔开", "Guests, by name"), required=False, limit=200),
            Field("from_paper", "yes_no", Words("照纸质签到表补登", "From the paper sheet"), required=False),
        ),
        seen="staff", often=True,
    ),
    Step(
        "excuse", Words("登记缺席", "Record an absence"), Words("登记了缺席", "recorded an absence"),
        ("planned", "called", "open", "held"), None, _HANDS,
        fields=(
            Field("person", "subject", Words("谁没来", "Who"), of="gathering_roll"),
            Field("why", "choice", Words("原因", "Why"), choices=words.WHY_ABSENT),
        ),
        seen="staff", often=True,
    ),
    Step(
        "open", Words("开会", "Open it"), Words("到会人数够，开会", "opened it"), ("planned", "called"), "open", _HANDS,
        when=(rules.is_early, rules.has_quorum), fields=(_NOTE_MAY,), main=True, shown_early=True, seen="teller",
        basis="中国共产党支部工作条例（试行）：到会有表决权的人够半数才能开",
    ),
    Step(
        "vote", Words("记一次表决", "Record a vote"), Words("记了一次表决", "recorded a vote"), ("open", "held"), None, _HANDS,
        fields=(
            Field("words", "text", Words("表决什么", "What was put to the vote"), limit=300),
            Field("yes", "integer", Words("赞成", "Yes"), limit=2000),
            Field("no", "integer", Words("反对", "No"), limit=2000),
            Field("abstained", "integer", Words("弃权", "Abstained"), limit=2000),
        ),
        seen="teller", often=True, basis="赞成人数要超过应到会有表决权人数的半数，不是到会人数的半数",
    ),
    Step(
        "close", Words("散会", "Close it"), Words("散会", "closed it"), ("open",), "held", _HANDS, when=(rules.somebody_came,),
        fields=(_NOTE_MAY,), main=True, seen="teller",
    ),
)  # fmt: skip

_AFTER = (
    Step(
        "draft", Words("写会议记录", "Write the minutes"), Words("写了会议记录", "wrote the minutes"), ("held",), "drafted", _HANDS,
        fields=(
            Field("minutes", "long_text", Words("会议记录", "Minutes"), limit=4000,
                  help=Words("写清议题、谁说了什么要点、作了什么决定", "Topics, main points, what was decided")),
            _FILES,
        ),
        tells=("branch", "invited"), main=True, seen="teller", basis="记录：日期、地点、主持、记录、应到实到、议题、内容、决议",
    ),
    Step(
        "remark", Words("提修改意见", "Remark on the minutes"), Words("对记录提了意见", "remarked on the minutes"), ("drafted",), None,
        ("branch", "invited"), fields=(_NOTE,), tells=("branch",), seen="teller", often=True,
    ),
    Step(
        "redraft", Words("退回重写", "Back to be rewritten"), Words("退回重写记录", "gave the minutes back"), ("drafted",), "held",
        _HANDS, fields=(_NOTE,), tells=("branch",), seen="teller", often=True,
    ),
    Step(
        "confirm", Words("确认记录", "Confirm the minutes"), Words("确认了记录", "confirmed the minutes"), ("drafted",), "confirmed",
        _HANDS, when=(rules.is_not_drafter,), fields=(_NOTE_MAY,), tells=("invited",), main=True, seen="public",
        basis="确认之后才计入次数和人次",
    ),
    Step(
        "file_original", Words("存纸质原件扫描", "File a scan of the original"), Words("存了原件扫描", "filed a scan of the original"),
        ("held", "drafted", "confirmed"), None, _HANDS, fields=(_NOTE_MAY, _FILES), seen="staff", often=True,
    ),
)  # fmt: skip

GATHERING = Procedure(
    code="gathering", words=Words("支部活动", "Gathering"), states=STATES, steps=_BEFORE + _DURING + _AFTER,
    relations=RELATIONS, start="planned",
)  # fmt: skip
