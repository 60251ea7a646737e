"""The desk of residents' committee elections: relations, facts, who is told; the subject for pages and API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jinlin.ballots import alike
from jinlin.ballots.elections import counted, rules, words
from jinlin.ballots.elections.effects import EFFECTS
from jinlin.ballots.elections.models import Election, Officer, Station, Voter, VoterObjection, Winner
from jinlin.ballots.elections.procedure import ELECTION
from jinlin.base import references, subjects
from jinlin.base.actor import Actor
from jinlin.base.clock import earliest_after
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.parameters import shipped_parameters
from jinlin.base.procedure import Step
from jinlin.base.subjects import Subject
from jinlin.base.words import Words

ORGANISERS = frozenset({"community_worker", "community_secretary"})
CLERKS = frozenset({"community_worker", "community_secretary", "ballot_counter"})
COUNTERS = frozenset({"ballot_counter"})
MONITORS = frozenset({"ballot_monitor", "supervision_committee"})
GUIDES = frozenset({"street_supervisor"})
BY_ROLE = (
    ("organiser", ORGANISERS),
    ("clerk", CLERKS),
    ("counter", COUNTERS),
    ("monitor", MONITORS),
    ("guide", GUIDES),
)
STAFF = sorted(ORGANISERS | CLERKS | COUNTERS | MONITORS | GUIDES)
PUBLIC_FROM = (
    "listed",
    "candidates",
    "voting",
    "counting",
    "announced",
    "published",
    "serving",
    "ended",
    "void",
)


def relations(row: Election, actor: Actor) -> frozenset[str]:
    """Every relation of an actor: by seats at the community or above, by the election committee, by the register."""
    held = actor.roles_over(row.place.path)
    found = {name for name, names in BY_ROLE if held & names}
    if actor.person:
        if (
            Officer.objects.filter(election=row, person=actor.person, left_at__isnull=True)
            .exclude(duty="substitute")
            .exists()
        ):
            found |= {"officer"}
        if Voter.objects.filter(election=row, person=actor.person, struck_at__isnull=True).exists():
            found.add("voter")
    return frozenset(found)


def facts(row: Election, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.Facts:
    """The facts that the rules ask for; what belongs to a later state is looked at only then."""
    day = timezone.localdate(on)
    officers = [one for one in row.officers.all() if one.left_at is None and one.duty != "substitute"]
    people = list(row.candidates.all())
    standing = [one for one in people if one.standing == "qualified"]
    named = {one.name for one in people if one.standing in ("proposed", "qualified")}
    stations = (
        list(Station.objects.filter(election=row, round=row.round))
        if row.state in ("candidates", "voting")
        else []
    )
    reckoned = counted.reckoned(row, day) if row.state == "counting" else None
    open_boxes = (
        [box.name for box, sheet in counted.sheets(row)[0] if sheet is None]
        if row.state == "counting" and reckoned is None
        else []
    )
    clock = shipped_parameters().clock("residents_committee.voter_list", on=day, region=row.region)
    by_post: dict[str, int] = {}
    for one in standing:
        by_post[one.post] = by_post.get(one.post, 0) + 1
    return rules.Facts(
        on=timezone.localtime(on), purpose=row.purpose, mode=row.mode, seats=row.seats, voting_on=row.voting_on,
        earliest_on=earliest_after(day, clock) if row.state == "draft" else None, objections_until=row.objections_until, by_proxy=row.by_proxy,
        officers=len(officers), heads=sum(one.duty == "head" for one in officers),
        officers_standing=tuple(one.name for one in officers if one.name in named), voters=row.voters.filter(struck_at__isnull=True).count(),
        backers=row.backers, open_objections=VoterObjection.objects.filter(election=row, answered_at__isnull=True).count(),
        unchecked=sum(one.standing == "proposed" for one in people), candidates=by_post, women=sum(one.woman for one in standing),
        stations=len(stations), without_booth=tuple(one.name for one in stations if not one.booth and not one.mobile),
        not_closed=tuple(one.name for one in stations if one.closed_at is None), sheets_open=tuple(open_boxes), printed=row.printed,
        outcome=reckoned[1] if reckoned else None, signed=frozenset(row.signatures.values_list("capacity", flat=True)) if row.state == "announced" else frozenset(),
        has_before=row.before_id is not None,
    )  # fmt: skip


TOLD = {
    "publish_list": Words(
        "选民名单公布了，请核对您在不在名单上", "the register is published; see whether you are on it"
    ),
    "publish_candidates": Words("候选人公布了", "the candidates are published"),
    "open": Words(
        "今天投票，请带身份证到投票站", "the vote is today; bring your identity card to the station"
    ),
    "announce": Words("结果已当场宣布", "the result was announced"),
    "second_round": Words(
        "本轮结果已宣布，不足的名额另行选举", "this round was announced; a further one is held"
    ),
    "declare_void": Words("选举无效，将重新组织", "the election is void and will be held again"),
    "publish": Words("结果公布了", "the result is published"),
    "take_office": Words("新一届居委会就任", "the new committee took office"),
    "carry_out": Words("罢免表决的结果已执行", "the recall was carried out"),
    "withdraw": Words("撤回了", "was withdrawn"),
}


def _tell(row: Election, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    if "voter" not in step.tells:
        return
    accounts = Voter.objects.filter(
        election=row, struck_at__isnull=True, person__account__isnull=False
    ).values_list("person__account", flat=True)
    alike.tell("election", row, f"/elections/{row.pk}", TOLD[step.code], accounts)


ELECTIONS = Desk(
    procedure=ELECTION,
    model=Election,
    relations=relations,
    facts=facts,
    effects=EFFECTS,
    tell=_tell,
    after=alike.keep_files("election"),
    related=("place",),
)


def for_staff(actor: Actor) -> QuerySet[Election]:
    """Elections over whose community the actor holds a seat that has to do with them."""
    return alike.within_seats(Election, STAFF, actor)


def public_elections() -> QuerySet[Election]:
    """What everybody may know of: from the published register on."""
    return Election.objects.filter(state__in=PUBLIC_FROM).select_related("place")


def find(ref: str, actor: Actor) -> Election:
    """The election of that number; a draft is found by those who have to do with it."""
    row = Election.objects.select_related("place").get(pk=int(ref))
    if row.state not in PUBLIC_FROM and not relations(row, actor) - {"voter"}:
        raise Election.DoesNotExist
    return row


def is_worker(row: Election, actor: Actor) -> bool:
    """Whether the actor works at this election from a seat."""
    return alike.has_seat(row, STAFF, actor)


def shown(row: Election, actor: Actor) -> dict[str, Any]:
    """An election as the API answers it: never a vote before a round is announced."""
    given = None
    if row.state in ("voting", "counting"):
        given = sum(one.handed for one in counted.stations_of(row))  # type: ignore[attr-defined]
    candidates = row.candidates.filter(standing="qualified") if row.candidates_at else row.candidates.none()
    return {
        "place": row.place.code, "purpose": row.purpose, "mode": row.mode, "seats": row.seats, "round": row.round,
        "voting_on": row.voting_on.isoformat() if row.voting_on else None, "listed_on": row.listed_on.isoformat() if row.listed_on else None,
        "objections_until": row.objections_until.isoformat() if row.objections_until else None,
        "voters": row.voters.filter(struck_at__isnull=True).count() if row.listed_on else None, "ballots_given": given,
        "candidates": [{"id": str(one.pk), "name": one.name, "post": one.post, "proposed_by": one.proposed_by} for one in candidates],
        "results": row.results, "term": [row.term_from.isoformat(), row.term_until.isoformat()] if row.term_from and row.term_until else None,
    }  # fmt: skip


SUBJECT = Subject(
    desk=ELECTIONS, plural="elections", find=find, ref=lambda row: str(row.pk), title=lambda row: row.title,
    page=lambda row, actor: f"/desk/elections/{row.pk}" if is_worker(row, actor) else f"/elections/{row.pk}",
    seen=lambda row, actor: ("public", "teller", "staff") if relations(row, actor) - {"voter"} else ("public",),
    shown=shown, other={"election.created": Words("开始筹备选举", "began the election"), "election.entered": Words("按纸质档案登记了这一届", "entered this committee from its papers")},
)  # fmt: skip


def register() -> None:
    """Register the subject and what its fields point at."""
    subjects.register(SUBJECT)
    references.register(
        "election_officer",
        options=lambda row, actor: [(one.pk, one.name) for one in row.officers.filter(left_at__isnull=True)],
    )
    references.register(
        "voter_objection",
        options=lambda row, actor: [
            (one.pk, one.words[:60]) for one in row.objections.filter(answered_at__isnull=True)
        ],
    )
    references.register(
        "election_candidate",
        options=lambda row, actor: [
            (
                one.pk,
                f"{one.name} · {words.words_for(words.POSTS, one.post).zh} · {words.words_for(words.STANDINGS, one.standing).zh}",
            )
            for one in row.candidates.exclude(standing="withdrawn")
        ],
    )
    references.register(
        "election_station",
        options=lambda row, actor: [
            (one.pk, one.name) for one in row.stations.filter(round=row.round, closed_at__isnull=True)
        ],
    )
    references.register(
        "election_winner",
        options=lambda row, actor: [
            (one.pk, one.candidate.name)
            for one in Winner.objects.filter(candidate__election=row, left_on__isnull=True).select_related(
                "candidate"
            )
        ],
    )
