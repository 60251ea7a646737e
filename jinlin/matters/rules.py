"""Rules of matters: pure functions of plain facts; None, or the reason against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.words import Words

EXTENSIONS_ALLOWED = 1
URGE_EVERY = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Facts:
    """What the rules need to know about one matter at the moment ``on``."""

    on: dt.datetime
    due_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    extended: int = 0
    needs_proof: bool = False
    has_proof: bool = False
    proof_why: str = ""
    long_running: bool = False
    open_calls: tuple[str, ...] = ()
    tellers: int = 1
    object_until: dt.datetime | None = None
    wait_until: dt.datetime | None = None
    dispute_until: dt.datetime | None = None
    reopen_until: dt.datetime | None = None
    is_owner: bool = False
    supervises: bool = False
    rated: bool = False
    excluded: bool = False
    last_urged_at: dt.datetime | None = None
    categorised: bool = True


def has_proof(facts: Facts) -> Reason | None:
    """Some kinds, and every long-running hazard, are answered only with a photo or paper that shows the result."""
    if (facts.needs_proof or facts.long_running) and not facts.has_proof:
        why = facts.proof_why or "这类事要凭证才算办好"
        return Reason(
            "no_proof",
            Words(
                f"还没有凭证：请先上传验收单或照片。{why}",
                "No proof yet: add the acceptance paper or a photo first",
            ),
        )
    return None


def calls_are_settled(facts: Facts) -> Reason | None:
    """While a called department has neither acted nor been marked, the matter is not answered."""
    if facts.open_calls:
        names = "、".join(facts.open_calls)
        return Reason(
            "not_all_acted",
            Words(
                f"吹哨的单位还没有办完：{names}",
                f"Called institutions have not finished: {', '.join(facts.open_calls)}",
            ),
        )
    return None


def may_extend(facts: Facts) -> Reason | None:
    """One extension, asked for before the deadline; the level above may grant a further one."""
    if facts.long_running:
        return Reason(
            "not_for_long",
            Words("久拖难题按自己的节奏跟进，不用延期", "A long-running matter has its own rhythm"),
        )
    if facts.supervises:
        return None
    if facts.extended >= EXTENSIONS_ALLOWED:
        return Reason(
            "too_many_extensions",
            Words(
                "已经延期一次；再延要由上级来定",
                "Extended once already; only the level above may extend again",
            ),
            "省级 12345 办法：延期一次，最多 10 个工作日（未核实）",
        )
    if facts.due_at is not None and facts.on > facts.due_at:
        return Reason("too_late", Words("期限已过，不能再申请延期", "The deadline has passed"))
    return None


def may_object(facts: Facts) -> Reason | None:
    """An institution objects to a dispatch within the time for returning a wrong one."""
    if facts.object_until is not None and facts.on > facts.object_until:
        return Reason("too_late", Words("退回派单的时间已过", "The time for returning a dispatch has passed"))
    return None


def waited_long_enough(facts: Facts) -> Reason | None:
    """Without the teller's word an answer closes only after the waiting time."""
    if facts.wait_until is None or facts.on < facts.wait_until:
        until = _day(facts.wait_until)
        return Reason(
            "not_yet",
            Words(f"还在等反映人确认，到{until[0]}为止", f"The teller may still answer until {until[1]}"),
        )
    return None


def is_alone(facts: Facts) -> Reason | None:
    """A matter that several people told cannot be withdrawn by one of them."""
    if facts.tellers > 1:
        return Reason(
            "not_alone",
            Words(
                f"还有 {facts.tellers - 1} 位邻居反映同一件事，事情会继续办",
                "Others told the same; work on it goes on",
            ),
        )
    return None


def has_many(facts: Facts) -> Reason | None:
    """Only a matter with at least two tellings can be split."""
    if facts.tellers < 2:
        return Reason("too_few_tellings", Words("只有一条反映，没有可拆的", "There is only one telling"))
    return None


def may_dispute(facts: Facts) -> Reason | None:
    """A teller may disagree with a refusal within the time for objection."""
    if facts.dispute_until is not None and facts.on > facts.dispute_until:
        return Reason(
            "too_late",
            Words("提出异议的时间已过，可以重新反映", "The time for objection has passed; tell it anew"),
        )
    return None


def may_reopen(facts: Facts) -> Reason | None:
    """A closed matter comes back within the time set, by the teller or the level above."""
    if facts.reopen_until is not None and facts.on > facts.reopen_until and not facts.supervises:
        return Reason("too_late", Words("办结已久，请重新反映", "Closed too long ago; tell it anew"))
    return None


def not_owner_yet(facts: Facts) -> Reason | None:
    """Taking over is for a colleague, not for the one who has it."""
    if facts.is_owner:
        return Reason("not_needed", Words("这件事已经在您手上", "You have this matter already"))
    return None


def not_rated_yet(facts: Facts) -> Reason | None:
    """One word on satisfaction from each teller."""
    if facts.rated:
        return Reason("not_twice", Words("您已经评价过了", "You have already rated this"))
    return None


def not_excluded_yet(facts: Facts) -> Reason | None:
    """A matter leaves the evaluation once."""
    if facts.excluded:
        return Reason("not_twice", Words("已经不计入评价", "It is excluded already"))
    return None


def may_urge(facts: Facts) -> Reason | None:
    """A reminder once a day is enough to be heard."""
    if facts.last_urged_at is not None and facts.on - facts.last_urged_at < URGE_EVERY:
        return Reason("too_soon", Words("今天已经催过一次", "Reminded once today already"))
    return None


def is_ordinary(facts: Facts) -> Reason | None:
    """A matter becomes long-running once."""
    if facts.long_running:
        return Reason("not_twice", Words("已经列为久拖难题", "Already listed as long-running"))
    return None


def _day(at: dt.datetime | None) -> tuple[str, str]:
    if at is None:
        return ("确认期满", "the waiting time ends")
    local = at.astimezone(dt.timezone(dt.timedelta(hours=8)))
    return (f" {local.month} 月 {local.day} 日", local.date().isoformat())
