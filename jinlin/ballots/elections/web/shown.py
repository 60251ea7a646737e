"""What the pages of elections show alike: stations of the way, posts with candidates, results in words, the committee."""

from __future__ import annotations

from typing import Any

from jinlin.ballots.elections import words
from jinlin.ballots.elections.models import Committee, Election, VoterProxy, Winner
from jinlin.ballots.elections.outcome import woman_rule
from jinlin.ballots.elections.owners_procedure import COMMITTEE
from jinlin.ballots.elections.procedure import ELECTION
from jinlin.ballots.elections.words import MODE_CHOICES, POSTS, PURPOSES, VOID_WHY, words_for
from jinlin.base.procedure import Procedure
from jinlin.base.words import Words
from jinlin.people.public import mask_name

WAY = (
    ("listed", Words("选民名单", "Register")), ("candidates", Words("候选人", "Candidates")), ("voting", Words("投票", "Vote")),
    ("counting", Words("计票", "Count")), ("published", Words("公布", "Result")), ("serving", Words("任期", "Term")),
)  # fmt: skip
OWNERS_WAY = (
    ("nominated", Words("候选人公告", "Candidates")), ("called", Words("业主表决", "Owners vote")), ("elected", Words("选出", "Elected")),
    ("filed", Words("备案", "Filing")), ("serving", Words("任期", "Term")),
)  # fmt: skip


def way(procedure: Procedure, stations: tuple[tuple[str, Words], ...], state: str) -> list[dict[str, Any]]:
    """The stations of the way: which are behind, which is now."""
    order = {one.code: place for place, one in enumerate(procedure.states)}
    here, failed = order[state], state in ("void", "withdrawn", "failed")
    return [
        {"words": words, "done": order[code] < here and not failed, "now": code == state}
        for code, words in stations
    ]


def election_way(row: Election) -> list[dict[str, Any]]:
    """The way of a residents' committee election."""
    return way(ELECTION, WAY, row.state)


def committee_way(row: Committee) -> list[dict[str, Any]]:
    """The way of an owners' committee election."""
    return way(COMMITTEE, OWNERS_WAY, row.state)


def facts_of(row: Election) -> list[tuple[Any, Any]]:
    """Mode, seats, days and term as pairs of words."""
    seats = "、".join(f"{words_for(POSTS, post)} {count}" for post, count in row.seats.items())
    found: list[tuple[Any, Any]] = [
        (Words("这是", "Kind"), words_for(PURPOSES, row.purpose)),
        (Words("谁来选", "Who elects"), words_for(MODE_CHOICES, row.mode) if row.mode else "—"),
        (Words("应选名额", "Seats"), seats), (Words("投票日", "Day of the vote"), row.voting_on.isoformat() if row.voting_on else "—"),
        (Words("书面委托", "Proxies"), Words("可以", "yes") if row.by_proxy else Words("不可以", "no")),
    ]  # fmt: skip
    if row.objections_until:
        found.append((Words("名单异议到", "Objections until"), row.objections_until.isoformat()))
    if row.term_from and row.term_until:
        found.append((Words("任期", "Term"), f"{row.term_from.isoformat()} — {row.term_until.isoformat()}"))
    return found


def posts_of(row: Election) -> list[dict[str, Any]]:
    """By post: seats and the candidates that stand (in the present round)."""
    people = [one for one in row.candidates.all() if one.standing == "qualified"]
    plan = row.plan.get("posts")
    seats = row.plan.get("seats", row.seats)
    return [
        {
            "words": words_for(POSTS, post), "seats": count,
            "people": [one for one in people if one.post == post and (plan is None or not plan or str(one.pk) in plan)],
        }
        for post, count in seats.items()
    ]  # fmt: skip


def results_of(row: Election) -> list[dict[str, Any]]:
    """Every announced round with its votes by post, in words."""
    found = []
    for one in row.results:
        posts = [
            {
                "words": words_for(POSTS, post),
                "seats": seats,
                "rows": [vote for vote in one["votes"] if vote["post"] == post],
            }
            for post, seats in one["seats"].items()
        ]
        elected = Words("通过罢免", "recalled") if row.purpose == "recall" else Words("当选", "elected")
        found.append({
            **one, "posts": posts, "void_words": VOID_WHY.get(one["void"], ""), "elected_words": elected,
            "reserved": bool(one["woman_seat"]), "open": sum(one["left"].values()),
        })  # fmt: skip
    return found


def committee_of(row: Election) -> list[dict[str, Any]]:
    """Who was elected, to which post, and who left since."""
    rows = Winner.objects.filter(candidate__election=row).select_related("candidate").order_by("pk")
    order = [one.code for one in POSTS]
    return [
        {"name": one.candidate.name, "post": words_for(POSTS, one.post), "left_on": one.left_on}
        for one in sorted(rows, key=lambda one: (order.index(one.post), one.pk))
    ]  # fmt: skip


def proxies_of(row: Election) -> list[tuple[str, str]]:
    """The published list of proxies with masked names; the full list hangs at the station."""
    rows = (
        VoterProxy.objects.filter(voter__election=row, round=row.round)
        .select_related("voter", "agent")
        .order_by("pk")
    )
    return [
        (
            f"{one.voter.number} 号 {mask_name(one.voter.name)}",
            f"{one.agent.number} 号 {mask_name(one.agent.name)}",
        )
        for one in rows[:300]
    ]


def unverified_woman(row: Election) -> bool:
    """Whether the page must say that the rule for the woman's seat was not verified."""
    return row.listed_on is not None and woman_rule(row.listed_on) == "reserved"


_LOOKS = {
    "elected": ("good", "✓"),
    "alternate": ("calm", "◔"),
    "tied": ("soon", "?"),
    "not_elected": ("calm", "○"),
}
OUTCOMES = {one.code: (one.words, *_LOOKS[one.code]) for one in words.OUTCOMES}


def people_of(row: Committee) -> list[dict[str, Any]]:
    """Candidates as they stand: outcome, post, in office or not; order of votes only once it is decided."""
    found = []
    for one in sorted(row.people.all(), key=lambda one: (one.by_votes or 99, one.pk)):
        if one.standing != "qualified":
            continue
        words, tone, sign = OUTCOMES.get(one.outcome, ("", "", ""))
        found.append(
            {
                "one": one,
                "outcome": words,
                "tone": tone,
                "sign": sign,
                "post": words_for(POSTS, one.post) if one.post else "",
            }
        )
    return found


def public_decision(row: Committee) -> Any:
    """The owners' decision of this election where everybody may know of it."""
    return row.decision if row.decision and row.decision.state not in ("draft", "withdrawn") else None
