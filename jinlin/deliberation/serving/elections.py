"""Legal notices of elections: the register, the candidates, the result; and the vote that waits for the register's days.

The elections' steps are heard by their names alone; what is read of an election is its title, place, days and numbers.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.engine import desks
from jinlin.base.events import subscribe
from jinlin.base.models import Event
from jinlin.base.rule import Reason
from jinlin.deliberation.serving.owners import take_back
from jinlin.deliberation.serving.parts import day_words, signed, ways
from jinlin.publicity.public import is_served, kind_of, publish_notice, until

ELECTION, COMMITTEE = "election", "committee"
REGISTER, CANDIDATES, RESULT = "voter_list", "owners_candidates", "election_result"


def _up(
    subject: str, row: Any, kind: str, title: str, lines: list[str], by: Actor, event: Event, **more: Any
) -> None:
    who = signed(row.place, by, owners=subject == COMMITTEE)
    lines = [
        *lines,
        ways(kind, who.publisher, "登记了账号的业主" if subject == COMMITTEE else "登记了账号的选民"),
    ]
    publish_notice(
        kind=kind, place=row.place, title=f"{row.title}：{title}", body="\n".join(line for line in lines if line), publisher=who.publisher,
        channel=who.channel, subject=(subject, row.pk), link=f"/elections/{row.pk}" if subject == ELECTION else f"/committees/{row.pk}", by=by,
        at=event.at, **more,
    )  # fmt: skip


def register_published(*, subject: Any, event: Event, by: Actor, **more: Any) -> None:
    """The register hangs twenty days before the vote; objections within five days (城市居民委员会组织法 17)."""
    lines = [
        f"投票日：{day_words(subject.voting_on)}。名单共 {event.data.get('voters', '')} 人；登录可以查自己在不在名单上，也可以到服务窗口查。",
        f"对名单有异议的，请在{day_words(subject.objections_until)}前提出，三日内答复。"
        if subject.objections_until
        else "",
        event.text,
    ]
    _up(ELECTION, subject, REGISTER, "选民名单公布", lines, by, event, event_on=subject.voting_on)


def result_published(*, subject: Any, event: Event, by: Actor, **more: Any) -> None:
    """The result hangs as it was announced on the spot."""
    lines = [
        "选举结果已当场宣布，现予公布。当选名单和各项数字见选举结果单，网页和张贴的纸上都有。",
        event.text,
    ]
    _up(ELECTION, subject, RESULT, "选举结果", lines, by, event)


def candidates_published(*, subject: Any, event: Event, by: Actor, **more: Any) -> None:
    """Candidates for an owners' committee hang for objection."""
    names = (
        "、".join(one.name for one in subject.people.filter(standing="qualified"))
        if hasattr(subject, "people")
        else ""
    )
    lines = [
        f"业主委员会候选人：{names}。" if names else "候选人名单见网页和张贴的名单。",
        "对候选人有异议的，请在公示期内提出。",
        event.text,
    ]
    last = until(kind_of(CANDIDATES), event.at.date())
    _up(COMMITTEE, subject, CANDIDATES, "候选人公示", lines, by, event, until_on=last)


def withdrawn(*, subject: Any, event: Event, by: Actor, **more: Any) -> None:
    """What hangs for an election that was withdrawn is withdrawn too."""
    take_back(event.subject, subject.pk, f"选举已撤回：{event.text}"[:600], by, event.at)


def register_is_served(row: Any, on: dt.datetime) -> Reason | None:
    """Voting begins only when the register hung its days and every objection to its notice was answered (17)."""
    return is_served(ELECTION, row.pk, REGISTER, on=on, paper=False)


def listen() -> None:
    """Subscribe to the steps of elections; called once at start. Without elections nothing is heard."""
    subscribe("election.publish_list", register_published)
    subscribe("election.publish", result_published)
    subscribe("election.withdraw", withdrawn)
    subscribe("committee.publish_candidates", candidates_published)
    subscribe("committee.withdraw", withdrawn)
    if ELECTION in desks:
        desks[ELECTION].wait("open", register_is_served)
