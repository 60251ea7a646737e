"""Writes of elections that are no step: beginning one, objecting to the register, giving a ballot, entering a count sheet."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from jinlin.ballots import rules as ballot_rules
from jinlin.ballots.elections import counted, outcome
from jinlin.ballots.elections.models import (
    BallotGiven,
    Committee,
    CountEntry,
    Election,
    Station,
    Voter,
    VoterObjection,
    VoterProxy,
)
from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.clock import due
from jinlin.base.given import clean_text
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.places.public import Place


def begin_election(
    *, title: str, place: Place, by: Actor, purpose: str = "regular", before: Election | None = None, at: dt.datetime | None = None
) -> Election:  # fmt: skip
    """Begin an election of a residents' committee. The caller has checked that the actor organises there."""
    at = at or timezone.now()
    if place.level != "community":
        raise Refused(
            Reason(
                "wrong_place",
                Words("居民委员会选举在社区进行", "A residents' committee belongs to a community"),
            )
        )
    if purpose != "regular" and before is None:
        before = Election.objects.filter(place=place, state="serving").order_by("-pk").first()
    with transaction.atomic():
        row = Election.objects.create(
            title=title, place=place, purpose=purpose, before=before, made_by_id=by.account, made_at=at
        )
        trail.record(row, "election", "election.created", by=by, at=at, data={"purpose": purpose})
        row.save()
    return row


def begin_committee(
    *, title: str, place: Place, by: Actor, purpose: str = "regular", before: Committee | None = None, at: dt.datetime | None = None
) -> Committee:  # fmt: skip
    """Begin an election of an owners' committee. The caller has checked that the actor organises there."""
    at = at or timezone.now()
    if place.level != "estate":
        raise Refused(
            Reason(
                "wrong_place", Words("业主委员会选举在小区进行", "An owners' committee belongs to an estate")
            )
        )
    if purpose == "by_election" and before is None:
        before = Committee.objects.filter(place=place, state="serving").order_by("-pk").first()
    with transaction.atomic():
        row = Committee.objects.create(
            title=title, place=place, purpose=purpose, before=before, made_by_id=by.account, made_at=at, group_on=timezone.localdate(at)
        )  # fmt: skip
        trail.record(row, "committee", "committee.created", by=by, at=at, data={"purpose": purpose})
        row.save()
    return row


def object_to_list(*, election: int, words: str, by: Actor, at: dt.datetime | None = None) -> VoterObjection:
    """Somebody objects to the register within five days of its publication; the answer is due three days later."""
    at = at or timezone.now()
    text = clean_text(words)[:2000]
    if not text:
        raise Refused(Reason("no_words", Words("请写明哪里不对", "Say what is wrong")))
    with transaction.atomic():
        held = Election.objects.select_for_update(of=("self",)).get(pk=election)
        day = timezone.localdate(at)
        if held.state != "listed" or held.objections_until is None or day > held.objections_until:
            raise Refused(
                Reason(
                    "not_open",
                    Words(
                        "名单异议期已过，请直接联系社区",
                        "The time for objections is over; please call the community",
                    ),
                    "城市居民委员会组织法 17",
                )
            )
        clock = shipped_parameters().clock(
            "residents_committee.voter_list_answer", on=day, region=held.region
        )
        return VoterObjection.objects.create(
            election=held, person_id=by.person, words=text, made_at=at, due_on=due(day, clock).day
        )


def give_ballot(
    *, station: int, number: int, by: Actor, agent: int | None = None, at: dt.datetime | None = None
) -> BallotGiven:
    """Give one blank ballot for the voter of that number, to the voter or to the agent on the published list.

    One ballot a voter and round, whatever the station: guarded by the election's lock and a constraint. Refused:
    ``not_open`` (voting has not begun, or the station is closed), ``no_voter``, ``not_twice``, ``not_agent``.
    """
    at = at or timezone.now()
    with transaction.atomic():
        found = Station.objects.select_related("election").get(pk=station)
        row = Election.objects.select_for_update(of=("self",)).get(pk=found.election_id)
        place = Station.objects.get(pk=station)
        if row.state != "voting" or place.closed_at is not None or place.round != row.round:
            raise Refused(Reason("not_open", Words("现在不能发票", "Ballots can't be given now")))
        voter = Voter.objects.filter(election=row, number=number, struck_at__isnull=True).first()
        if voter is None:
            raise Refused(
                Reason("no_voter", Words(f"名单上没有 {number} 号", f"No number {number} on the register"))
            )
        proxy = _proxy_of(row, voter, agent)
        if (
            row.printed
            and BallotGiven.objects.filter(round=row.round, voter__election=row).count() >= row.printed
        ):
            raise Refused(Reason("no_ballots", Words("印好的选票发完了", "No printed ballot is left")))
        return BallotGiven.objects.create(
            voter=voter,
            round=row.round,
            station=place,
            agent=proxy.agent if proxy else None,
            by_id=by.account,
            at=at,
        )


def _proxy_of(row: Election, voter: Voter, agent: int | None) -> VoterProxy | None:
    """The voter's proxy in this round; ``Refused`` where a ballot was given already or the wrong one asks for it."""
    number = voter.number
    earlier = BallotGiven.objects.filter(voter=voter, round=row.round).select_related("station").first()
    if earlier is not None:
        zh = f"{number} 号已在{earlier.station.name}领过票"
        raise Refused(
            Reason(
                "not_twice",
                Words(zh, f"A ballot was given for number {number} at {earlier.station.name}"),
            )
        )
    proxy = VoterProxy.objects.filter(voter=voter, round=row.round).select_related("agent").first()
    if (proxy.agent.number if proxy else None) != agent:
        zh = (
            f"{number} 号委托了 {proxy.agent.number} 号，由受托人领票"
            if proxy
            else f"{number} 号没有委托过别人"
        )
        raise Refused(
            Reason(
                "not_agent",
                Words(
                    zh,
                    "The agent on the published list takes this ballot" if proxy else "No proxy is recorded",
                ),
                "城市居民委员会组织法 19",
            )
        )
    return proxy


def enter_sheet(
    *, station: int, valid: int, votes: Mapping[str, int], by: Actor, session: str, device: str, reason: str = "", at: dt.datetime | None = None
) -> CountEntry:  # fmt: skip
    """One clerk's count sheet of a box. The first two are blind to each other; a third settles a difference, with a reason.

    Refused: ``not_open`` (counting has not begun), ``wrong_sum`` (every sum that does not close), ``not_another`` (same
    person, session or device), ``not_twice`` (two agree already), ``no_reason``.
    """
    at = at or timezone.now()
    with transaction.atomic():
        known = Station.objects.get(pk=station)
        row = Election.objects.select_for_update(of=("self",)).get(pk=known.election_id)
        box = next((one for one in counted.stations_of(row) if one.pk == station), None)
        if row.state != "counting" or box is None:
            raise Refused(Reason("not_open", Words("现在不是计票的时候", "It is not the time to count")))
        entries = list(CountEntry.objects.filter(station=box).order_by("turn"))
        turn = len(entries) + 1
        if counted.settled(entries) is not None:
            raise Refused(
                Reason("not_twice", Words("这一箱两人已经录完", "This box was read by two already"))
            )
        against = ballot_rules.may_enter(
            turn=turn, account=by.account, session=session, device=device, earlier=[(one.account_id, one.session, one.device) for one in entries]
        )  # fmt: skip
        if against is None and turn == 3 and not reason:
            against = Reason(
                "no_reason", Words("核定不一致的计票单，要写明理由", "A difference is settled with a reason")
            )
        if against:
            raise Refused(against)
        entry = CountEntry(
            station=box, turn=turn, account_id=by.account, session=session, device=device, reason=reason, at=at,
            numbers=json.dumps({"valid": valid, "votes": dict(votes)}, sort_keys=True),
        )  # fmt: skip
        electors = row.voters.filter(struck_at__isnull=True).count()
        faults = outcome.faults_of(counted.numbers_of(entry, box, electors), counted.plan_of(row))
        if faults:
            raise Refused(*faults)
        entry.save()
    return entry
