"""What each step of a residents' committee election writes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.ballots.counting.election import may_take_proxy
from jinlin.ballots.elections import register, rules, terms, words
from jinlin.ballots.elections.counted import reckoned, told
from jinlin.ballots.elections.models import (
    BallotGiven,
    Candidate,
    Election,
    Officer,
    Signature,
    Station,
    Voter,
    VoterObjection,
    VoterProxy,
    Winner,
)
from jinlin.base.actor import Actor
from jinlin.base.clock import due
from jinlin.base.engine import Effect, Taken
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.public import end_tenure
from jinlin.people.public import Person


def _refuse(code: str, zh: str, en: str, basis: str = "") -> Refused:
    return Refused(Reason(code, Words(zh, en), basis))


def _set_rules(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.mode, row.voting_on = values["mode"], values["voting_on"]
    row.seats_chair, row.seats_vice, row.seats_member = (
        values["seats_chair"] or 0, values["seats_vice"] or 0, values["seats_member"] or 0,
    )  # fmt: skip
    row.by_proxy = bool(values["by_proxy"]) and row.mode != "representatives"
    return Taken({"mode": row.mode, "seats": row.seats, "voting_on": row.voting_on.isoformat()})


def _name_officer(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    if values["duty"] == "head" and row.officers.filter(duty="head", left_at__isnull=True).exists():
        raise _refuse("not_twice", "已经有一位主持人", "somebody presides already")
    voter = row.voters.filter(name=values["name"], struck_at__isnull=True, person__isnull=False)
    only = voter.first() if voter.count() == 1 else None
    Officer.objects.create(
        election=row, name=values["name"], duty=values["duty"], votes=values["votes"] or 0, person_id=only.person_id if only else None
    )  # fmt: skip
    return Taken({"duty": values["duty"]}, text=values["name"])


def _officer_leaves(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    officer = row.officers.filter(pk=values["officer"], left_at__isnull=True).first()
    if officer is None:
        raise _refuse("no_officer", "没有这位成员", "there is no such member")
    officer.left_at, officer.reason = at, values["reason"]
    officer.save()
    next_up = row.officers.filter(duty="substitute", left_at__isnull=True).order_by("-votes", "pk").first()
    if next_up is not None:
        next_up.duty = officer.duty
        next_up.save()
    return Taken({"by": next_up.pk if next_up else None}, text=values["reason"])


def _gather_voters(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    count, unknown = register.gather(row, on=row.voting_on or timezone.localdate(at))
    return Taken({"voters": count, "age_unknown": unknown})


def _add_voter(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    if row.state != "draft" and not values["reason"]:
        raise _refuse("no_reason", "名单公布后增补，要写明理由", "after publication a reason is needed")
    made = register.add(
        row, name=values["name"], where=values["where"], kind=values["kind"], reason=values["reason"] or ""
    )
    return Taken({"number": made.number}, text=values["reason"] or "")


def _strike_voter(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    done = row.voters.filter(number=values["number"], struck_at__isnull=True).update(
        struck_at=at, reason=values["reason"]
    )
    if not done:
        raise _refuse("no_voter", "名单上没有这一号", "no such number on the register")
    return Taken({"number": values["number"]}, text=values["reason"])


def _petition(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.backers = values["backers"]
    return Taken({"backers": row.backers}, text=values["note"], files=values["files"] or [])


def _publish_list(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.listed_on = timezone.localdate(at)
    clock = shipped_parameters().clock(
        "residents_committee.voter_list_objection", on=row.listed_on, region=row.region
    )
    row.objections_until = due(row.listed_on, clock).day
    voters = row.voters.filter(struck_at__isnull=True).count()
    return Taken({"voters": voters, "until": row.objections_until.isoformat()}, text=values["note"] or "")


def _answer_objection(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    done = VoterObjection.objects.filter(
        election=row, pk=values["objection"], answered_at__isnull=True
    ).update(answer=values["answer"], upheld=bool(values["upheld"]), answered_at=at)
    if not done:
        raise _refuse("no_objection", "没有这条待答复的异议", "there is no such open objection")
    return Taken({"objection": values["objection"], "upheld": bool(values["upheld"])}, text=values["answer"])


def _nominate(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    backers = values["backers"] or 0
    against = rules.enough_backers(proposed_by=values["proposed_by"], backers=backers)
    if against:
        raise Refused(against)
    if row.candidates.filter(name=values["name"], post=values["post"]).exists():
        raise _refuse("not_twice", "这位已经登记过", "recorded already")
    voters = list(row.voters.filter(name=values["name"], struck_at__isnull=True)[:2])
    person = voters[0].person_id if len(voters) == 1 else None
    if row.purpose == "recall" and row.before_id:
        sits = Winner.objects.filter(
            candidate__election=row.before_id, candidate__name=values["name"], left_on__isnull=True
        ).first()
        if sits is None:
            raise _refuse("no_member", "被要求罢免的人不在任", "the one named holds no seat")
        person = sits.candidate.person_id
    made = Candidate.objects.create(
        election=row, person_id=person, name=values["name"], post=values["post"], proposed_by=values["proposed_by"], backers=backers,
        woman=bool(values["woman"]), about=values["about"] or "",
    )  # fmt: skip
    return Taken(
        {"candidate": made.pk, "post": made.post, "by": made.proposed_by, "backers": backers},
        files=values["files"] or [],
    )


def _candidate(row: Election, pk: int) -> Candidate:
    found = row.candidates.filter(pk=pk).first()
    if found is None:
        raise _refuse("no_candidate", "没有这位候选人", "there is no such candidate")
    return found


def _qualify(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    one = _candidate(row, values["candidate"])
    one.ground = values["ground"]
    one.standing = "qualified" if one.ground == "none" else "excluded"
    one.reason = values["reason"] or ""
    one.save()
    return Taken({"candidate": one.pk, "ground": one.ground}, text=one.reason)


def draw_plan(row: Election, seats: dict[str, int], standing: list[Candidate], *, woman_sits: bool) -> None:
    """Freeze what the round decides: seats, the candidates of each post, the women among them."""
    row.plan = {
        "seats": seats, "posts": {str(one.pk): one.post for one in standing}, "women": [str(one.pk) for one in standing if one.woman],
        "woman_sits": woman_sits,
    }  # fmt: skip


def _woman_sits(row: Election) -> bool:
    """Whether the law's one woman is secured otherwise: in a by-election, by a woman who goes on serving."""
    if row.purpose == "regular" or row.before_id is None:
        return False
    return Winner.objects.filter(
        candidate__election=row.before_id, candidate__woman=True, left_on__isnull=True
    ).exists()


def _publish_candidates(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.candidates_at = at
    standing = list(row.candidates.filter(standing="qualified"))
    draw_plan(row, row.seats, standing, woman_sits=_woman_sits(row))
    return Taken({"candidates": len(standing)}, text=values["note"] or "")


def _withdraw_candidate(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    one = _candidate(row, values["candidate"])
    if row.printed:
        raise _refuse("too_late", "选票已经印好，不能再退出", "the ballots are printed already")
    one.standing, one.reason = "withdrawn", values["reason"]
    one.save()
    if row.plan:
        draw_plan(
            row, row.plan["seats"], [c for c in row.candidates.filter(standing="qualified") if str(c.pk) in row.plan["posts"]],
            woman_sits=row.plan["woman_sits"],
        )  # fmt: skip
    return Taken({"candidate": one.pk}, text=one.reason)


def _reply(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.reply = values["note"]
    return Taken(text=row.reply)


def _add_station(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    if row.stations.filter(round=row.round, name=values["name"]).exists():
        raise _refuse("not_twice", "这个投票站已经有了", "there is such a station already")
    made = Station.objects.create(
        election=row, round=row.round, name=values["name"], where=values["where"], mobile=bool(values["mobile"]), booth=bool(values["booth"])
    )  # fmt: skip
    return Taken({"station": made.pk, "mobile": made.mobile}, text=f"{made.name}（{made.where}）")


def _standing_voter(row: Election, number: int) -> Voter:
    found = row.voters.filter(number=number, struck_at__isnull=True).first()
    if found is None:
        raise _refuse("no_voter", f"名单上没有 {number} 号", f"no number {number} on the register")
    return found


def _give_proxy(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    voter, agent = _standing_voter(row, values["number"]), _standing_voter(row, values["agent"])
    stands = row.candidates.filter(standing="qualified", name=agent.name)
    is_candidate = stands.filter(person=agent.person_id).exists() if agent.person_id else stands.exists()
    held = VoterProxy.objects.filter(agent=agent, round=row.round).count()
    against = may_take_proxy(held=held, mode=row.mode, is_candidate=is_candidate)
    if voter == agent:
        raise _refuse("not_agent", "不能委托自己", "nobody is their own agent")
    if against is None and VoterProxy.objects.filter(voter=voter, round=row.round).exists():
        against = Reason("not_twice", Words("这位选民已经委托过", "this voter has an agent already"))
    if against is None and VoterProxy.objects.filter(voter=agent, round=row.round).exists():
        against = Reason(
            "not_agent", Words("受托人自己也委托了别人", "the agent has an agent"), f"{rules.LAW} 19"
        )
    if against:
        raise Refused(against)
    VoterProxy.objects.create(
        voter=voter, agent=agent, round=row.round, signed_on=values["signed_on"], by_id=by.account, at=at
    )
    return Taken({"voter": voter.number, "agent": agent.number})


def _print_ballots(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.printed = values["printed"]
    return Taken({"printed": row.printed}, text=values["witnesses"])


def _open(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.opened_at = at
    return Taken({"round": row.round})


def _close_station(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    station = row.stations.filter(pk=values["station"], round=row.round, closed_at__isnull=True).first()
    if station is None:
        raise _refuse("no_station", "这个投票站已经封箱", "this station is closed already")
    station.returned, station.closed_at, station.witnesses = values["returned"], at, values["witnesses"]
    station.save()
    given = BallotGiven.objects.filter(station=station).count()
    return Taken(
        {"station": station.pk, "given": given, "returned": station.returned},
        text=values["witnesses"],
        files=values["files"] or [],
    )


def _close(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.closed_at = at
    return Taken()


def _announced(row: Election, at: dt.datetime) -> dict[str, Any]:
    """Keep the round's result and its winners; the rules have seen that every box is settled."""
    on = timezone.localdate(at)
    found = reckoned(row, on)
    if found is None:
        raise _refuse("not_entered", "计票单没有录完", "count sheets are not entered")
    whole, made = found
    result = told(row, whole, made, on)
    row.results = [*row.results, result]
    if row.purpose != "recall":
        plan = row.plan["posts"]
        Winner.objects.bulk_create(
            Winner(candidate_id=int(key), post=plan[key], round=row.round, votes=whole.votes.get(key, 0))
            for key in made.names
        )
    return result


def _announce(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    result = _announced(row, at)
    row.announced_at = at
    return Taken({"result": result}, text=values["note"] or "")


def _second_round(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    if values["voting_on"] <= timezone.localdate(at) - dt.timedelta(days=1):
        raise _refuse("wrong_date", "投票日不能早于今天", "the day can't be before today")
    result = _announced(row, at)
    keys = {int(key) for who in result["ahead"].values() for key in who}
    standing = [one for one in row.candidates.filter(standing="qualified") if one.pk in keys]
    women = Winner.objects.filter(candidate__election=row, candidate__woman=True).exists()
    seats = {post: count for post, count in result["left"].items() if count}
    former = list(Station.objects.filter(election=row, round=row.round))
    draw_plan(row, seats, standing, woman_sits=row.plan["woman_sits"] or women)
    row.round, row.voting_on, row.printed = row.round + 1, values["voting_on"], 0
    Station.objects.bulk_create(
        Station(
            election=row, round=row.round, name=one.name, where=one.where, mobile=one.mobile, booth=one.booth
        )
        for one in former
    )
    return Taken({"result": result, "voting_on": row.voting_on.isoformat()}, text=values["note"] or "")


def _declare_void(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    result = _announced(row, at)
    row.announced_at = at
    return Taken({"result": result}, text=values["note"] or "")


def capacity_of(row: Election, by: Actor, held: frozenset[str]) -> str:
    """In which capacity somebody signs: presiding, monitor or counter."""
    return next((one for one in ("officer", "monitor", "counter") if one in held), "")


def _sign(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    from jinlin.ballots.elections.desk import relations
    from jinlin.ballots.elections.minutes import minutes_digest

    if Signature.objects.filter(election=row, account=by.account).exists():
        raise _refuse("not_twice", "您已经签过字", "you have signed already")
    capacity = capacity_of(row, by, relations(row, by))
    Signature.objects.create(
        election=row,
        account_id=by.account,
        name=Person.objects.filter(pk=by.person).values_list("name", flat=True).first() or by.name,
        capacity=capacity,
        digest=minutes_digest(row),
        at=at,
    )
    return Taken({"capacity": capacity})


def _publish(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.published_at = at
    return Taken({"rounds": len(row.results)}, text=values["note"] or "", files=values["files"] or [])


def _take_office(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    begins = values["term_from"]
    years = shipped_parameters().integer("residents.term_years", on=begins, region=row.region)
    row.term_from = begins
    row.term_until = (
        row.before.term_until
        if row.purpose == "by_election" and row.before and row.before.term_until
        else terms.term_end(begins, years)
    )
    if row.purpose == "regular":
        terms.vacate(place=row.place, roles=tuple(words.RESIDENTS_ROLES.values()), on=begins, by=by)
    for won in Winner.objects.filter(candidate__election=row, tenure__isnull=True).select_related(
        "candidate__person"
    ):
        one = won.candidate
        if one.person_id is None:
            one.person = terms.person_of(one.name, None)
            one.save(update_fields=["person"])
        assert isinstance(one.person, Person)
        won.tenure = terms.install(
            place=row.place, role=words.RESIDENTS_ROLES[won.post], person=one.person, begins=begins, ends=row.term_until, by=by
        )  # fmt: skip
        won.save(update_fields=["tenure"])
    return Taken({"from": begins.isoformat(), "until": row.term_until.isoformat()}, text=values["note"] or "")


def _leave(won: Winner, why: str, on: dt.date, by: Actor) -> None:
    won.left_on, won.why = on, why
    won.save(update_fields=["left_on", "why"])
    if won.tenure is not None and (won.tenure.until is None or won.tenure.until > on):
        end_tenure(tenure=won.tenure, on=on, by=by)


def _carry_out(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    recalled = {int(one["candidate"]) for one in row.results[-1]["votes"] if one["elected"]}
    names = set(row.candidates.filter(pk__in=recalled).values_list("name", flat=True))
    for won in Winner.objects.filter(
        candidate__election=row.before_id, candidate__name__in=names, left_on__isnull=True
    ).select_related("tenure"):
        _leave(won, "recalled", values["on"], by)
    return Taken({"recalled": len(names)}, text=values["note"] or "")


def _hand_over(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.handed_over_on = values["on"]
    return Taken({"on": values["on"].isoformat()}, text=values["note"], files=values["files"] or [])


def _member_leaves(row: Election, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    won = (
        Winner.objects.filter(candidate__election=row, pk=values["winner"], left_on__isnull=True)
        .select_related("tenure", "candidate")
        .first()
    )
    if won is None:
        raise _refuse("no_member", "没有这位在任成员", "there is no such member")
    _leave(won, values["why"], values["on"], by)
    return Taken(
        {"member": won.pk, "why": values["why"], "on": values["on"].isoformat()}, text=values["note"] or ""
    )


EFFECTS: dict[str, Effect] = {
    "set_rules": _set_rules, "name_officer": _name_officer, "officer_leaves": _officer_leaves, "gather_voters": _gather_voters, "add_voter": _add_voter,
    "strike_voter": _strike_voter, "petition": _petition, "publish_list": _publish_list, "answer_objection": _answer_objection, "nominate": _nominate,
    "qualify": _qualify, "publish_candidates": _publish_candidates, "withdraw_candidate": _withdraw_candidate, "reply": _reply,
    "add_station": _add_station, "give_proxy": _give_proxy, "print_ballots": _print_ballots, "open": _open, "close_station": _close_station,
    "close": _close, "announce": _announce, "second_round": _second_round, "declare_void": _declare_void, "sign": _sign, "publish": _publish,
    "take_office": _take_office, "carry_out": _carry_out, "hand_over": _hand_over, "member_leaves": _member_leaves,
}  # fmt: skip
