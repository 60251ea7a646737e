"""The lives of a team and of a membership in it, and of a record of service. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.given import Field
from jinlin.base.procedure import Procedure, State, Step
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.volunteering.teams import rules, words

NOTE = Field("note", "long_text", Words("说明", "Note"), limit=600)
NOTE_MAY = Field("note", "long_text", Words("说明", "Note"), required=False, limit=600)
LEADER, KEEPER = "leader", "keeper"
TEAM_RELATIONS = {
    "leader": Words("队长或副队长", "The team's leader or deputy"),
    "keeper": Words("社区或主管单位", "The community or the institution in charge"),
    "member": Words("队员本人", "The member"),
    "clock": Words("平台", "The platform"),
}


@dataclass(frozen=True)
class TeamFacts:
    """What the rules ask about a team: whether it has a leader, works with the police, and how much lies ahead."""

    has_leader: bool = False
    needs_police: bool = False
    has_police: bool = False
    shifts_ahead: int = 0


def has_leader(facts: TeamFacts) -> Reason | None:
    """A team works under a leader who accepted."""
    return None if facts.has_leader else Reason("no_leader", Words("先定一位队长", "Appoint a leader first"))


def has_police(facts: TeamFacts) -> Reason | None:
    """A watch team works with a named police post."""
    if facts.needs_police and not facts.has_police:
        return Reason(
            "no_police_post",
            Words("平安巡防要先写明联系的派出所（警务室）", "A watch team needs a police post"),
        )
    return None


def nothing_ahead(facts: TeamFacts) -> Reason | None:
    """Nobody's turn is lost without a word: shifts ahead are cancelled first, with notice."""
    if facts.shifts_ahead:
        zh = f"还有 {facts.shifts_ahead} 个班次没有安排好，先逐个取消"
        return Reason("not_settled", Words(zh, f"{facts.shifts_ahead} shifts must be cancelled first"))
    return None


TEAM = Procedure(
    code="team",
    words=Words("志愿队伍", "Volunteer team"),
    start="forming",
    relations=TEAM_RELATIONS,
    states=(
        State("forming", Words("组建中", "Being formed"), Words("正在招人", "Looking for people"), "soon", "◔"),
        State("active", Words("在队", "Active"), Words("正在服务", "Active"), "good", "✓"),
        State("resting", Words("暂停活动", "Resting"), Words("暂停活动", "Resting"), "calm", "‖"),
        State("ended", Words("已解散", "Ended"), Words("已解散", "Ended"), "calm", "×", final=True),
    ),
    steps=(
        Step("lead", Words("定队长", "Appoint the leader"), Words("定了队长", "appointed the leader"), ("forming", "active", "resting"), None, (KEEPER,),
             fields=(
                 Field("member", "subject", Words("哪位队员", "Which member"), of="team_member"),
                 Field("role", "choice", Words("做什么", "As"), choices=tuple(one for one in words.ROLES)),
             ), seen="staff", often=True),
        Step("police", Words("写明联系的派出所", "Name the police post"), Words("写明了联系的派出所", "named the police post"), ("forming", "active", "resting"), None,
             (KEEPER,), fields=(Field("institution", "institution", Words("派出所（警务室）", "Police post")),), often=True),
        Step("open", Words("成立，开始服务", "Open the team"), Words("成立，开始服务", "opened the team"), ("forming",), "active", (KEEPER,),
             when=(has_leader, has_police), fields=(NOTE_MAY,), tells=("leader",), main=True),
        Step("rest", Words("暂停活动", "Let it rest"), Words("暂停活动", "let it rest"), ("active",), "resting", (LEADER, KEEPER),
             when=(nothing_ahead,), fields=(NOTE,), tells=("keeper", "member")),
        Step("wake", Words("恢复活动", "Wake it"), Words("恢复活动", "woke it"), ("resting",), "active", (LEADER, KEEPER),
             when=(has_leader,), fields=(NOTE_MAY,), tells=("member",), main=True),
        Step("end", Words("解散", "End the team"), Words("解散了队伍", "ended the team"), ("forming", "active", "resting"), "ended", (KEEPER,),
             when=(nothing_ahead,), fields=(NOTE,), tells=("leader", "member"), weighty=True),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class MemberFacts:
    """What the rules ask about a membership: whether the team takes people, and turns that lie ahead."""

    team_open: bool = True
    turns_ahead: int = 0
    last_leader: bool = False


def team_is_open(facts: MemberFacts) -> Reason | None:
    """A team that ended takes nobody."""
    return None if facts.team_open else Reason("not_open", Words("这支队伍已经解散", "The team has ended"))


def no_turn_ahead(facts: MemberFacts) -> Reason | None:
    """Who leaves gives back the turns ahead first, so that nobody waits in vain."""
    if facts.turns_ahead:
        zh = f"名下还有 {facts.turns_ahead} 个班次，先退掉或换给别人"
        return Reason("not_settled", Words(zh, f"{facts.turns_ahead} turns ahead: give them back first"))
    return None


def not_the_leader(facts: MemberFacts) -> Reason | None:
    """A team is never without a leader: the community appoints another first."""
    return (
        Reason("not_leaderless", Words("请社区先定新队长", "Another leader is appointed first"))
        if facts.last_leader
        else None
    )


TEAM_MEMBER = Procedure(
    code="team_member",
    words=Words("入队", "Membership in a team"),
    start="applied",
    relations=TEAM_RELATIONS,
    states=(
        State("applied", Words("待队长接收", "Applied"), Words("等队长接收", "Waiting for the leader"), "soon", "?"),
        State("active", Words("在队", "Active"), Words("在队", "Active"), "good", "✓"),
        State("declined", Words("未接收", "Declined"), Words("没有接收", "Declined"), "calm", "×", final=True),
        State("left", Words("已离队", "Left"), Words("已离队", "Left"), "calm", "→", final=True),
    ),
    steps=(
        Step("accept", Words("接收入队", "Accept"), Words("接收入队", "accepted into the team"), ("applied",), "active", (LEADER, KEEPER),
             when=(team_is_open,), tells=("member",), seen="teller", main=True, bulk=True),
        Step("decline", Words("不接收", "Decline"), Words("没有接收", "declined"), ("applied",), "declined", (LEADER, KEEPER),
             fields=(Field("note", "long_text", Words("为什么（报名的人会看到）", "Why (the applicant reads it)"), limit=400),),
             tells=("member",), seen="teller"),
        Step("withdraw", Words("不报了", "Withdraw"), Words("收回了报名", "withdrew"), ("applied",), "left", ("member",), seen="teller"),
        Step("leave", Words("退出队伍", "Leave"), Words("退出了队伍", "left the team"), ("active",), "left", ("member", LEADER, KEEPER),
             when=(not_the_leader, no_turn_ahead), fields=(NOTE_MAY,), tells=("leader", "member"), seen="teller"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class HoursFacts:
    """What the rules ask about a record: who acts, who recorded, whose it is, and how long it has been posted."""

    confirmer: int = 0
    confirmer_person: int | None = None
    recorder: int | None = None
    person: int = 0
    days_posted: int | None = None
    posted_days: int = 7
    sampled: bool = False
    is_keeper: bool = False


def second_person(facts: HoursFacts) -> Reason | None:
    """Who confirms is neither the recorder nor the one who served."""
    return rules.is_second_person(
        confirmer=facts.confirmer, confirmer_person=facts.confirmer_person, recorder=facts.recorder, person=facts.person,
    )  # fmt: skip


def sample_by_keeper(facts: HoursFacts) -> Reason | None:
    """An entry drawn for the sample is asked about by the community, not by the team that entered it."""
    if facts.sampled and not facts.is_keeper:
        return Reason(
            "not_alone",
            Words("这条抽中核查，由社区问过本人再确认", "Drawn for the sample: the community confirms it"),
        )
    return None


def posted_long_enough(facts: HoursFacts) -> Reason | None:
    """A record stands for some days before it is final."""
    if facts.days_posted is None or facts.days_posted < facts.posted_days:
        return Reason(
            "not_yet",
            Words(f"公示满 {facts.posted_days} 天才能定下来", f"Only after {facts.posted_days} days"),
        )
    return None


_MINUTES = Field(
    "minutes",
    "integer",
    Words("实际服务多少分钟（不算休息和路上）", "Minutes really served, without breaks and travel"),
    least=1,
    limit=1440,
)
_WHY = Field("note", "long_text", Words("为什么（本人会看到）", "Why (the volunteer reads it)"), limit=600)
_BASIS = f"{rules.ORDER} 13"

HOURS = Procedure(
    code="hours",
    words=Words("服务记录", "Record of service"),
    start="claimed",
    relations=TEAM_RELATIONS | {"member": Words("服务的本人", "The one who served")},
    clocks=frozenset({"volunteering.record"}),
    states=(
        State("claimed", Words("待确认", "To be confirmed"), Words("等第二个人确认", "Waiting for a second person"), "soon", "?"),
        State("confirmed", Words("已确认", "Confirmed"), Words("已确认", "Confirmed"), "good", "✓"),
        State("posted", Words("公示中", "Posted"), Words("公示中", "Posted"), "calm", "◔"),
        State("disputed", Words("有异议", "Disputed"), Words("有异议，在核实", "Disputed"), "late", "!"),
        State("final", Words("已定", "Final"), Words("已定", "Final"), "good", "✓", final=True),
        State("corrected", Words("已更正（看新的一条）", "Corrected by a new record"), Words("已更正", "Corrected"), "calm", "→", final=True),
        State("rejected", Words("未确认", "Rejected"), Words("没有确认", "Rejected"), "calm", "×", final=True),
        State("voided", Words("已作废", "Voided"), Words("已作废", "Voided"), "calm", "×", final=True),
    ),
    steps=(
        Step("confirm", Words("确认", "Confirm"), Words("确认了这次服务", "confirmed the service"), ("claimed",), "confirmed", (LEADER, KEEPER),
             when=(second_person, sample_by_keeper),
             fields=(Field("near", "choice", Words("您和本人是近亲属吗", "Are you close family"), required=False, choices=words.NEAR),),
             tells=("member",), seen="teller", main=True, bulk=True, basis=f"{rules.LAW} 19", clock="volunteering.record"),
        Step("reject", Words("不确认", "Reject"), Words("没有确认", "rejected it"), ("claimed",), "rejected", (LEADER, KEEPER),
             fields=(_WHY,), tells=("member",), seen="teller"),
        Step("post", Words("公示", "Post it"), Words("开始公示", "posted it"), ("confirmed",), "posted", (LEADER, KEEPER, "clock"),
             seen="teller", main=True, bulk=True),
        Step("settle", Words("定下来", "Make it final"), Words("公示期满，定下来", "made it final"), ("posted",), "final", (KEEPER, "clock"),
             when=(posted_long_enough,), seen="teller", bulk=True),
        Step("dispute", Words("这条不对", "Dispute it"), Words("提出异议", "disputed it"), ("confirmed", "posted", "final"), "disputed", ("member", LEADER, KEEPER),
             fields=(Field("note", "long_text", Words("哪里不对", "What is wrong"), limit=600),), tells=("keeper", "member"), seen="teller",
             often=True, basis=_BASIS),
        Step("uphold", Words("核实无误，维持", "Uphold it"), Words("核实无误，重新公示", "upheld it"), ("disputed",), "posted", (KEEPER,),
             when=(second_person,), fields=(_WHY,), tells=("member", "leader"), seen="teller"),
        Step("correct", Words("更正", "Correct it"), Words("更正，另记一条", "corrected it by a new record"), ("claimed", "confirmed", "posted", "disputed", "final"),
             "corrected", (LEADER, KEEPER), when=(second_person,), fields=(_MINUTES, _WHY), tells=("member",), seen="teller", basis=_BASIS),
        Step("void", Words("作废", "Void it"), Words("作废", "voided it"), ("confirmed", "posted", "disputed", "final"), "voided", (KEEPER,),
             fields=(_WHY,), tells=("member", "leader"), seen="teller", weighty=True, basis=_BASIS),
    ),
)  # fmt: skip
