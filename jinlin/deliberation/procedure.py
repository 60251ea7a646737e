"""The lives of a meeting, an agenda item, a result, a point, a hand-over and a motion, declared once. Pure."""

from __future__ import annotations

from jinlin.base.given import Field
from jinlin.base.procedure import ANY_OPEN, Procedure, State, Step
from jinlin.base.words import Words
from jinlin.deliberation import rules, rules_motions, words

RELATIONS = {
    "convener": Words("召集人", "the convener"),
    "chair": Words("本次主席", "the chair"),
    "member": Words("成员", "members"),
    "attendee": Words("参会的人", "those who came"),
    "staff": Words("社区工作人员", "workers of the community"),
    "lead": Words("承办单位", "the institution in charge"),
    "owner": Words("承办人", "the one in charge"),
    "supervisor": Words("上级督办", "the level above"),
    "proposer": Words("提议人", "the proposer"),
    "giver": Words("上一位主席", "the outgoing chair"),
    "taker": Words("下一位主席", "the next chair"),
    "raiser": Words("提出的人", "who raised it"),
    "resident": Words("居民", "residents"),
    "follower": Words("关注的人", "those who follow"),
    "clock": Words("平台", "the platform"),
}

_NOTE = Field("note", "long_text", Words("说明", "Note"), limit=2000)
_NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=2000)
_WHY = Field("note", "text", Words("原因", "Reason"), limit=200)
_FILES = Field("files", "files", Words("照片或文件", "Photos or papers"), required=False, limit=9)
_LEAD = Field("lead", "institution", Words("哪个单位承办", "Institution in charge"))
_DUE = Field(
    "due",
    "date",
    Words("哪天前做到（遇休息日顺延到工作日）", "Due (a day off moves to the next working day)"),
)
_MILESTONES = Field(
    "milestones", "long_text", Words("分几步（一行一步，可写“2026-03-20 装好地锁”）", "Milestones, one a line, a date first where there is one"),
    required=False, limit=2000,
)  # fmt: skip
_MAKERS = ("convener", "staff")

MEETING = Procedure(
    code="meeting", words=Words("会议", "Meeting"), start="planned", relations=RELATIONS,
    states=(
        State("planned", Words("已排期", "Planned"), Words("已排期", "Planned"), "calm", "○"),
        State("announced", Words("已通知", "Announced"), Words("就要开", "To come"), "soon", "◔"),
        State("sitting", Words("正在开", "Sitting"), Words("正在开", "Going on"), "soon", "●"),
        State("closed", Words("已散会", "Closed"), Words("开过了", "Held"), "calm", "●"),
        State("drafted", Words("纪要待确认", "Minutes out"), Words("纪要等参会人确认", "Minutes being confirmed"), "calm", "◔"),
        State("published", Words("纪要已公布", "Minutes published"), Words("纪要已公布", "Minutes published"), "good", "✓", final=True),
        State("called_off", Words("已取消", "Called off"), Words("已取消", "Called off"), "calm", "×", final=True),
    ),
    steps=(
        Step("announce", Words("发通知", "Announce"), Words("发了通知", "announced it"), ("planned",), "announced", (*_MAKERS, "chair"),
             when=(rules.has_an_agenda, rules.notice_in_time), fields=(_NOTE_MAY,), tells=("member", "follower"), main=True),
        Step("add_item", Words("加一个议题", "Add an item"), Words("加了议题", "added an item"), ("planned", "announced", "sitting"), None,
             (*_MAKERS, "chair", "member"),
             fields=(
                 Field("title", "text", Words("议什么", "What about"), limit=120), Field("note", "long_text", Words("情况", "The case"), required=False, limit=2000),
                 Field("parties", "institutions", Words("当事单位（这一项它不能当主席）", "Parties (they may not chair it)"), required=False, limit=10),
             ), often=True),
        Step("draw", Words("从诉求里选议题", "Draw from open matters"), Words("从诉求里选了议题", "drew items from open matters"),
             ("planned", "announced"), None, (*_MAKERS, "chair"),
             fields=(Field("matters", "subjects", Words("哪些没办完的诉求", "Which open matters"), of="open_matter", limit=20),), often=True),
        Step("move", Words("改时间地点", "Move it"), Words("改了时间地点", "moved it"), ("planned", "announced"), None, _MAKERS, when=(rules.not_begun,),
             fields=(Field("begins", "datetime", Words("几时开", "Begins")), Field("where", "text", Words("在哪里", "Where"), required=False, limit=80), _WHY),
             tells=("member", "follower")),
        Step("call_off", Words("取消这次", "Call it off"), Words("取消了这次", "called it off"), ("planned", "announced"), "called_off", _MAKERS,
             fields=(_WHY,), tells=("member", "follower"), weighty=True),
        Step("swap", Words("和别的单位换班", "Swap the chair"), Words("换了主席", "swapped the chair"), ("planned", "announced"), None, ("chair", "convener"), when=(rules.has_a_chair,),
             fields=(Field("with_meeting", "subject", Words("和哪一次换", "With which meeting"), of="swap_meeting"), _WHY), tells=("member",)),
        Step("refuse", Words("这次当不了主席", "Refuse the chair"), Words("请辞了这次主席", "refused the chair"), ("planned", "announced"), None, ("chair",),
             fields=(_WHY,), tells=("convener", "member")),
        Step("open", Words("开会", "Open"), Words("宣布开会", "opened it"), ("announced",), "sitting", (*_MAKERS, "chair"),
             when=(rules.it_is_time, rules.notice_is_served), main=True),
        Step("arrive", Words("扫码签到", "Sign in by code"), Words("扫码签到", "signed in by code"), ("announced", "sitting"), None, ("member", "resident"),
             when=(rules.it_is_time, rules.is_not_present_yet),
             fields=(Field("code", "text", Words("门口屏幕上的码", "The code on the screen"), limit=12),), seen="staff", resident=Words("我到了", "I am here")),
        Step("check_in", Words("给到场的人签到", "Sign somebody in"), Words("签到", "signed in"), ("announced", "sitting"), None, (*_MAKERS, "chair"),
             when=(rules.it_is_time,),
             fields=(
                 Field("member", "subject", Words("哪个成员", "Which member"), of="absent_member", required=False),
                 Field("name", "text", Words("姓名（没有手机的居民，可不填）", "Name (of somebody without a phone)"), required=False, limit=60,
                       why=Words("只有工作人员看得到，会议公布一年后删除", "Seen by workers only, erased a year after publication")),
                 Field("way", "choice", Words("怎么签的", "How"), choices=words.WAYS),
             ), seen="staff", often=True),
        Step("leave", Words("我先走了", "I leave"), Words("提前离开", "left"), ("sitting",), None, ("attendee",), when=(rules.is_present,), seen="staff"),
        Step("check_out", Words("记谁先走了", "Record who left"), Words("记了提前离开", "recorded who left"), ("sitting",), None, (*_MAKERS, "chair"),
             fields=(Field("stay", "subject", Words("谁", "Who"), of="present_stay"),), seen="staff"),
        Step("close", Words("散会", "Close"), Words("散会", "closed it"), ("sitting",), "closed", (*_MAKERS, "chair"), when=(rules.items_are_ended,), main=True,
             shown_early=True),
        Step("draft", Words("写纪要，请参会人确认", "Write the minutes"), Words("写了纪要", "wrote the minutes"), ("closed", "drafted"), "drafted",
             (*_MAKERS, "chair"), fields=(Field("minutes", "long_text", Words("纪要", "Minutes"), limit=8000),), tells=("attendee",), main=True),
        Step("remark", Words("纪要要改", "Remark on the minutes"), Words("对纪要提了修改", "had a remark on the minutes"), ("drafted",), None, ("attendee",),
             fields=(Field("note", "text", Words("哪里要改", "What should change"), limit=1000),), tells=("chair", "convener"), seen="staff"),
        Step("confirm", Words("确认纪要", "Confirm the minutes"), Words("确认了纪要", "confirmed the minutes"), ("drafted",), None, ("attendee",),
             when=(rules.not_confirmed_yet,), main=True, seen="staff"),
        Step("confirm_paper", Words("记纸上签字", "Record a signature"), Words("在纸上签字确认", "signed on paper"), ("drafted",), None, _MAKERS,
             fields=(Field("stay", "subject", Words("谁签的", "Who signed"), of="unconfirmed_stay"), _FILES)),
        Step("publish", Words("公布纪要", "Publish the minutes"), Words("公布了纪要", "published the minutes"), ("drafted",), "published", (*_MAKERS, "chair"),
             when=(rules.minutes_are_confirmed,), tells=("member", "follower"), main=True, shown_early=True),
        Step("hand_over", Words("列交接单", "Make the hand-over list"), Words("列了交接单", "made the hand-over list"), ("published",), None, ("chair", "convener"),
             when=(rules.may_hand_over,), tells=("chair",), often=True),
    ),
)  # fmt: skip

_ENDED = Field("note", "long_text", Words("怎么议的、结论", "What was said and settled"), limit=2000)

ITEM = Procedure(
    code="agenda_item", words=Words("议题", "Agenda item"), start="listed", relations=RELATIONS,
    states=(
        State("listed", Words("待议", "Listed"), Words("待议", "To come"), "calm", "○"),
        State("talking", Words("正在议", "Being talked about"), Words("正在议", "Being talked about"), "soon", "●"),
        State("noted", Words("已听取", "Noted"), Words("听了，有回应", "Heard and answered"), "good", "✓", final=True),
        State("task", Words("已交办", "Given as a task"), Words("有人办了", "Given to somebody"), "good", "→", final=True),
        State("forwarded", Words("已转出", "Forwarded"), Words("转给能办的单位", "Forwarded"), "good", "↪", final=True),
        State("resolved", Words("已议定", "Resolved"), Words("会上定了", "Settled"), "good", "✓", final=True),
        State("postponed", Words("下次再议", "Postponed"), Words("下次再议", "Next time"), "calm", "⇒", final=True),
        State("withdrawn", Words("已撤下", "Taken off"), Words("已撤下", "Taken off"), "calm", "×", final=True),
    ),
    steps=(
        Step("take_up", Words("开始议", "Take up"), Words("开始议", "took it up"), ("listed",), "talking", ("chair",),
             when=(rules.meeting_is_sitting, rules.one_at_a_time), main=True),
        Step("note", Words("听取，作出回应", "Note and answer"), Words("听取并回应", "noted it"), ("talking",), "noted", ("chair",),
             when=(rules.is_no_overdue_item,), fields=(_ENDED,), often=True),
        Step("task", Words("交办，定单位定日期", "Give as a task"), Words("交办", "gave it as a task"), ("talking",), "task", ("chair",),
             when=(rules.is_no_overdue_item,), fields=(_LEAD, _DUE, _MILESTONES, _ENDED), main=True),
        Step("forward", Words("转给能办的单位", "Forward"), Words("转出", "forwarded it"), ("talking",), "forwarded", ("chair",), when=(rules.is_no_overdue_item,),
             fields=(
                 Field("lead", "institution", Words("转给谁", "To whom"), required=False),
                 Field("as_matter", "yes_no", Words("登记成诉求，按期限办", "Enter it as a matter with its deadline"), required=False), _ENDED,
             ), often=True),
        Step("resolve", Words("会上定下来", "Resolve"), Words("议定", "resolved it"), ("talking",), "resolved", ("chair",),
             when=(rules.is_no_overdue_item, rules.was_announced, rules.is_the_same_text, rules.quorum_is_met),
             fields=(
                 Field("in_favour", "integer", Words("同意几个", "In favour"), limit=100000), Field("against", "integer", Words("不同意几个", "Against"), limit=100000),
                 Field("abstained", "integer", Words("弃权几个", "Abstained"), limit=100000), _ENDED,
             ), often=True),
        Step("answer", Words("回应：为什么没做到、何时做到", "Answer for the missing result"), Words("作了回应", "answered for it"), ("talking",), "noted", ("chair",),
             when=(rules.is_overdue_item,), fields=(_ENDED, Field("due", "date", Words("新的日期", "New date"))), main=True),
        Step("postpone", Words("下次再议", "Postpone"), Words("推到下次", "postponed it"), ("listed", "talking"), "postponed", ("chair",),
             when=(rules.may_be_left,), fields=(_WHY,)),
        Step("withdraw", Words("撤下", "Take off"), Words("撤下", "took it off"), ("listed",), "withdrawn", ("chair", "convener"),
             when=(rules.may_be_left,), fields=(_WHY,)),
    ),
)  # fmt: skip

RESULT = Procedure(
    code="result", words=Words("落实事项", "Result"), start="working", relations=RELATIONS,
    states=(
        State("working", Words("落实中", "Under way"), Words("正在做", "Under way"), "calm", "●"),
        State("reported", Words("已报结果", "Reported"), Words("做好了，等认可", "Done, being checked"), "soon", "◔"),
        State("done", Words("已落实", "Done"), Words("做到了", "Done"), "good", "✓", final=True),
        State("dropped", Words("不再做", "Dropped"), Words("不做了，已说明", "Dropped, with reasons"), "calm", "×", final=True),
    ),
    steps=(
        Step("add_milestone", Words("加一步", "Add a milestone"), Words("加了一步", "added a milestone"), ("working",), None, ("lead", "owner", "convener", "staff"),
             fields=(Field("title", "text", Words("做什么", "What"), limit=120), Field("due", "date", Words("哪天前", "Until"), required=False)), often=True),
        Step("name_owner", Words("指定承办人", "Name who does it"), Words("指定了承办人", "named who does it"), ("working",), None, ("lead", "convener", "staff"),
             fields=(Field("owner", "subject", Words("承办单位里谁来办", "Who of the institution"), of="result_owner"),), tells=("owner",), seen="staff", often=True),
        Step("reach", Words("完成一步，附凭据", "Reach a milestone"), Words("完成了一步", "reached a milestone"), ("working",), None, ("lead", "owner"),
             when=(rules.has_open_milestones,),
             fields=(
                 Field("milestone", "subject", Words("哪一步", "Which"), of="open_milestone"),
                 Field("note", "text", Words("凭据：现在看得到什么", "Evidence: what can be seen now"), limit=1000), _FILES,
             ), tells=("follower",), main=True),
        Step("follow_up", Words("记一次跟进", "Record a follow-up"), Words("跟进", "followed up"), ("working", "reported"), None,
             ("lead", "owner", "convener", "staff", "chair", "supervisor"), fields=(_NOTE, _FILES), often=True),
        Step("supervise", Words("督办", "Supervise"), Words("督办", "put it under supervision"), ("working",), None, ("supervisor", "convener"), fields=(_NOTE,),
             tells=("lead", "owner", "chair"), often=True),
        Step("extend", Words("延期", "Extend"), Words("延期", "extended it"), ("working",), None, ("convener", "chair"), when=(rules.extended_once_only,),
             fields=(Field("due", "date", Words("新的日期", "New date")), _WHY), tells=("lead", "owner", "follower")),
        Step("report", Words("报结果", "Report the result"), Words("报了结果", "reported the result"), ("working",), "reported", ("lead", "owner"),
             when=(rules.milestones_are_reached,), fields=(Field("note", "long_text", Words("做成了什么", "What was done"), limit=2000), _FILES),
             tells=("convener", "chair"), main=True, shown_early=True),
        Step("accept", Words("认可", "Accept"), Words("认可了结果", "accepted the result"), ("reported",), "done", ("convener", "chair"), fields=(_NOTE_MAY,),
             tells=("lead", "owner", "follower"), main=True),
        Step("send_back", Words("还没做好，退回", "Send back"), Words("退回再做", "sent it back"), ("reported",), "working", ("convener", "chair"), fields=(_NOTE,),
             tells=("lead", "owner"), often=True),
        Step("drop", Words("不再做，说明原因", "Drop"), Words("说明了不再做的原因", "dropped it with reasons"), ("working",), "dropped", ("convener",), fields=(_NOTE,),
             tells=("lead", "owner", "follower"), weighty=True),
    ),
)  # fmt: skip

POINT = Procedure(
    code="point", words=Words("居民提出的事", "Point"), start="raised", relations=RELATIONS,
    states=(
        State("raised", Words("下次回应", "To be answered"), Words("下次会上回应", "To be answered next time"), "soon", "◔"),
        State("answered", Words("已回应", "Answered"), Words("已回应", "Answered"), "good", "✓", final=True),
        State("working", Words("有人在办", "Being done"), Words("有人在办", "Being done"), "calm", "●"),
        State("done", Words("办好了", "Done"), Words("办好了", "Done"), "good", "✓", final=True),
        State("withdrawn", Words("本人收回", "Withdrawn"), Words("本人收回", "Withdrawn"), "calm", "×", final=True),
    ),
    steps=(
        Step("answer", Words("当场回应", "Answer"), Words("作了回应", "answered it"), ("raised", "working"), "answered", (*_MAKERS, "chair", "clock"),
             fields=(Field("note", "long_text", Words("回应", "Answer"), limit=2000),), tells=("raiser",), main=True),
        Step("give", Words("交人办", "Give to somebody"), Words("交人办", "gave it to somebody"), ("raised",), "working", ("clock",),
             fields=(_NOTE,), tells=("raiser",)),
        Step("finish", Words("办好了", "Done"), Words("办好了", "done"), ("working",), "done", (*_MAKERS, "clock"), fields=(_NOTE,), tells=("raiser",), main=True),
        Step("withdraw", Words("收回", "Withdraw"), Words("收回了", "withdrew it"), ("raised",), "withdrawn", ("raiser",), fields=(_NOTE_MAY,), seen="staff"),
    ),
)  # fmt: skip

HANDOVER = Procedure(
    code="handover", words=Words("主席交接单", "Hand-over"), start="listed", relations=RELATIONS,
    states=(
        State("listed", Words("待交出方签字", "To be signed"), Words("交接中", "Being handed over"), "soon", "◔"),
        State("given", Words("待接手方签字", "Given"), Words("交接中", "Being handed over"), "soon", "◔"),
        State("taken", Words("已交接", "Handed over"), Words("已交接", "Handed over"), "good", "✓", final=True),
    ),
    steps=(
        Step("give", Words("我签字交出", "Sign and give"), Words("签字交出", "signed and gave it"), ("listed",), "given", ("giver",), fields=(_NOTE_MAY,),
             tells=("taker",), main=True, seen="staff"),
        Step("take", Words("我签字接手", "Sign and take"), Words("签字接手", "signed and took it"), ("given",), "taken", ("taker",), fields=(_NOTE_MAY,),
             tells=("giver", "convener"), main=True, seen="staff"),
    ),
)  # fmt: skip

_LISTEN = Field("text", "long_text", Words("您的意见", "Your remark"), limit=1000,
                why=Words("意见和答复会公布，不写您的名字；请不要写别人的姓名电话", "Remark and answer are published without your name"))  # fmt: skip

MOTION = Procedure(
    code="motion", words=Words("议案", "Motion"), start="drafting", relations=RELATIONS,
    states=(
        State("drafting", Words("起草中", "Drafting"), Words("正在起草", "Being drafted"), "calm", "○"),
        State("waiting", Words("等会议来定", "Waiting for its body"), Words("等会议来定", "Waiting for its body"), "soon", "◔"),
        State("hearing", Words("征求意见中", "Being heard"), Words("请您提意见", "Tell your remark"), "soon", "✎"),
        State("serving", Words("公布中", "Published"), Words("公布中", "Published"), "calm", "◔"),
        State("carrying", Words("落实中", "Being carried out"), Words("正在落实", "Being carried out"), "calm", "●"),
        State("done", Words("已完成", "Done"), Words("已完成", "Done"), "good", "✓", final=True),
        State("rejected", Words("没有通过", "Not passed"), Words("没有通过", "Not passed"), "calm", "×", final=True),
        State("withdrawn", Words("已撤回", "Withdrawn"), Words("已撤回", "Withdrawn"), "calm", "×", final=True),
    ),
    steps=(
        Step("edit", Words("改草稿", "Edit the draft"), Words("改了草稿", "edited the draft"), ("drafting",), None, ("proposer",),
             fields=(Field("text", "long_text", Words("全文", "The whole text"), limit=8000),), seen="staff"),
        Step("submit", Words("提出", "Submit"), Words("提出", "submitted it"), ("drafting",), "waiting", ("proposer",), tells=("convener",), main=True),
        Step("rewrite", Words("改文字（要退回规定的步骤）", "Change the words (goes back)"), Words("改了文字，退回重走", "changed the words; it goes back"),
             ("waiting", "hearing", "serving"), "waiting", ("proposer", "convener"), when=(rules_motions.no_vote_runs,),
             fields=(
                 Field("text", "long_text", Words("改后的全文", "The whole text, changed"), limit=8000), Field("note", "text", Words("为什么改", "Why"), limit=400),
             ), tells=("follower", "convener")),
        Step("hear", Words("开始征求意见", "Begin to hear"), Words("开始征求意见", "asked for remarks"), ("waiting",), "hearing", ("convener", "proposer"),
             when=(rules_motions.text_is_whole, rules_motions.gate_wants_hearing), tells=("follower",), main=True),
        Step("remark", Words("提意见", "Make a remark"), Words("提了一条意见", "made a remark"), ("hearing",), None, ("resident", "staff"),
             when=(rules_motions.hearing_is_open,),
             fields=(_LISTEN, Field("on_paper", "yes_no", Words("纸上或口头收来的（工作人员代填）", "Taken on paper or by word"), required=False)),
             tells=("proposer",), seen="staff", often=True, resident=Words("我来提意见", "Make a remark")),
        Step("answer_remark", Words("答复意见", "Answer a remark"), Words("答复了一条意见", "answered a remark"), ("hearing",), None, ("convener", "proposer", "staff"),
             when=(rules_motions.there_is_a_remark,),
             fields=(
                 Field("remark", "subject", Words("哪一条", "Which"), of="open_remark"), Field("taken", "choice", Words("采纳吗", "Taken?"), choices=words.TAKEN),
                 Field("note", "text", Words("怎么答复、为什么", "Answer and reason"), limit=1000),
             ), main=True),
        Step("end_hearing", Words("结束征求意见", "End the hearing"), Words("结束了征求意见", "ended the hearing"), ("hearing",), "waiting", ("convener", "proposer"),
             when=(rules_motions.hearing_is_over,), tells=("follower",), often=True),
        Step("list_it", Words("列入会议议程", "Put on an agenda"), Words("列入了会议议程", "put it on an agenda"), ("waiting",), None, ("convener", "proposer", "staff"),
             when=(rules_motions.text_is_whole, rules_motions.hearing_is_done, rules_motions.gate_meets),
             fields=(Field("meeting", "subject", Words("哪一次会", "Which meeting"), of="gate_meeting"),), main=True),
        Step("call_vote", Words("交业主表决", "Put to the owners' vote"), Words("交业主表决", "put it to the owners' vote"), ("waiting",), None, ("convener",),
             when=(rules_motions.text_is_whole, rules_motions.hearing_is_done, rules_motions.gate_votes, rules_motions.vote_is_theirs, rules_motions.no_vote_runs),
             tells=("follower", "proposer"), main=True, basis="民法典 278"),
        Step("enter_vote", Words("录入投票结果", "Enter the vote"), Words("录入了投票结果", "entered the vote"), ("waiting",), None, ("convener",),
             when=(rules_motions.text_is_whole, rules_motions.hearing_is_done, rules_motions.gate_votes, rules_motions.vote_is_entered),
             fields=(
                 Field("entitled", "integer", Words("有投票权的", "Entitled"), least=1, limit=10000000), Field("present", "integer", Words("参加的", "Took part"), limit=10000000),
                 Field("in_favour", "integer", Words("同意", "In favour"), limit=10000000), Field("against", "integer", Words("不同意", "Against"), limit=10000000),
                 Field("abstained", "integer", Words("弃权", "Abstained"), limit=10000000), Field("files", "files", Words("计票表照片", "Photos of the count"), limit=9),
             ), weighty=True),
        Step("pass_gate", Words("通过这一步", "Pass the step"), Words("通过了这一步", "passed the step"), ("waiting",), "serving", ("clock",),
             when=(rules_motions.text_is_whole, rules_motions.hearing_is_done, rules_motions.ruling_passed), tells=("follower", "proposer", "convener")),
        Step("fail_gate", Words("没有通过", "Turn down"), Words("没有通过", "was turned down"), ("waiting",), "rejected", ("clock",),
             when=(rules_motions.ruling_failed,), tells=("follower", "proposer", "convener")),
        Step("sum_up", Words("公布意见汇总", "Publish the summary"), Words("公布了意见汇总", "published the summary"), ("waiting",), "serving", ("convener", "proposer"),
             when=(rules_motions.text_is_whole, rules_motions.gate_only_hears, rules_motions.hearing_is_done), fields=(_NOTE,), tells=("follower",), main=True),
        Step("advance", Words("进入下一步", "Go on"), Words("进入下一步", "went on to the next step"), ("serving",), "waiting", ("convener", "clock"),
             when=(rules_motions.text_is_whole, rules_motions.not_last_gate, rules_motions.publication_is_served), tells=("follower",), main=True, shown_early=True),
        Step("conclude", Words("公布决定，定谁来落实", "Publish the decision and its result"), Words("公布了决定，定了谁来落实", "published the decision and who carries it out"),
             ("serving",), "carrying", ("convener",), when=(rules_motions.text_is_whole, rules_motions.is_last_gate, rules_motions.publication_is_served, rules_motions.decides_something),
             fields=(_LEAD, _DUE, _MILESTONES), tells=("follower", "proposer", "lead"), main=True, shown_early=True),
        Step("file", Words("归档", "File"), Words("归档", "filed it"), ("serving",), "done", ("convener",),
             when=(rules_motions.is_last_gate, rules_motions.publication_is_served, rules_motions.decides_nothing), tells=("follower",), main=True),
        Step("rate", Words("评议", "Rate"), Words("作了评议", "rated it"), ("carrying",), None, ("convener", "staff"), when=(rules_motions.ratings_are_asked,),
             fields=(Field("which", "subject", Words("评什么", "Which rating"), of="missing_rating"), Field("note", "text", Words("评议意见（评单位，不评个人）", "Rating (of bodies, never of persons)"), limit=400))),
        Step("finish", Words("公布结果", "Publish the result"), Words("公布了结果", "published the result"), ("carrying",), "done", ("convener", "clock"),
             when=(rules_motions.results_are_done,), tells=("follower", "proposer"), main=True, shown_early=True),
        Step("follow", Words("关注", "Follow"), Words("关注了", "follows it"), ANY_OPEN, None, ("resident",), when=(rules_motions.not_following,), seen="staff",
             resident=Words("有进展告诉我", "Tell me how it goes")),
        Step("unfollow", Words("不再关注", "Stop following"), Words("不再关注", "stopped following"), ANY_OPEN, None, ("follower",), when=(rules_motions.is_following,), seen="staff"),
        Step("withdraw", Words("撤回", "Withdraw"), Words("撤回", "withdrew it"), ("drafting", "waiting", "hearing"), "withdrawn", ("proposer",),
             when=(rules_motions.no_vote_runs,), fields=(_WHY,), tells=("follower", "convener"), weighty=True),
    ),
)  # fmt: skip

ALL = (MEETING, ITEM, RESULT, POINT, HANDOVER, MOTION)
